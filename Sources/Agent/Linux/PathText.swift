/// Absolute paths as text.
package enum PathText {
  /// Whether a path is a folder or lies below it.
  package static func isInside(_ path: String, _ folder: String) -> Bool {
    if folder == "/" || path == folder { return true }
    return path.utf8.count > folder.utf8.count && path.utf8.starts(with: folder.utf8)
      && path.utf8[path.utf8.index(path.utf8.startIndex, offsetBy: folder.utf8.count)] == UInt8(ascii: "/")
  }

  package static func join(_ folder: String, _ name: String) -> String {
    folder == "/" ? "/" + name : folder + "/" + name
  }

  /// Without a slash at its end.
  package static func trimmed(_ path: String) -> String {
    var path = path
    while path.utf8.count > 1, path.hasSuffix("/") { path.removeLast() }
    return path
  }
}
