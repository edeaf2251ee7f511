/// A path by the network, `\\server\share\folder\name`, in any of its spellings (`//server/share`, `\\?\UNC\server\share`).
package struct NetworkPath: Sendable, Hashable {
  package let server: String
  package let share: String
  /// Folders and name below the share; none for the share itself.
  package let rest: [String]

  /// Nil for what is no path by the network.
  package init?(_ path: String) {
    guard path.utf8.count <= WindowsPath.longest else { return nil }
    // Some exports turn the backslash of code page 932 into a yen sign.
    func isSeparator(_ scalar: Unicode.Scalar) -> Bool { scalar == "\\" || scalar == "/" || scalar == "\u{A5}" }
    let beginning = path.unicodeScalars.prefix(2)
    guard beginning.count == 2, beginning.allSatisfy(isSeparator) else { return nil }
    var parts = path.unicodeScalars.split(whereSeparator: isSeparator).map { String($0) }
    if parts.first == "?" || parts.first == "." {
      guard parts.count > 1, parts[1].lowercased() == "unc" else { return nil }
      parts.removeFirst(2)
    }
    guard parts.count >= 2, !parts.contains(".."), !parts.contains(".") else { return nil }
    server = parts[0]
    share = parts[1]
    rest = Array(parts.dropFirst(2))
  }
}
