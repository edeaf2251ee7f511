/// Which places a scan of a root speaks for.
package enum Coverage {
  /// Without a slash at the end, the root of all apart.
  package static func normalised(_ root: String) -> String {
    var text = Substring(root)
    while text.count > 1, text.hasSuffix("/") { text = text.dropLast() }
    return String(text)
  }

  /// - Parameter root: normalised.
  package static func covers(root: String, path: String) -> Bool {
    guard !root.isEmpty else { return false }
    if root == "/" { return path.utf8.first == UInt8(ascii: "/") }
    let root = root.utf8
    let path = path.utf8
    guard path.starts(with: root) else { return false }
    return path.count == root.count || path.dropFirst(root.count).first == UInt8(ascii: "/")
  }
}
