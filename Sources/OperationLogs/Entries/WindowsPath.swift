/// Paths as logs write them: `C:\…`, `\\server\share\…`, `\\?\C:\…`, and `/…` of other systems.
///
/// A path is kept as it stands; `key` is only for comparing. Names of Windows are compared without regard to case, one
/// character for one, as NTFS does; paths that begin with `/` are compared as they are.
package enum WindowsPath {
  /// UTF-8 bytes of a path at most: 32,767 characters is the limit of Windows.
  package static let longest = 3 * 32_767

  /// Whether the path begins at a drive, a share or a root.
  package static func isAbsolute(_ path: String) -> Bool {
    var bytes = path.utf8.makeIterator()
    guard let first = bytes.next() else { return false }
    if first == UInt8(ascii: "/") { return true }
    let second = bytes.next()
    if first == UInt8(ascii: "\\") { return second == UInt8(ascii: "\\") && bytes.next() != nil }
    guard (first | 0x20) &- 0x61 < 26, second == UInt8(ascii: ":"), let third = bytes.next() else { return false }
    return third == UInt8(ascii: "\\") || third == UInt8(ascii: "/")
  }

  /// The form in which two spellings of one path are equal.
  package static func key(_ path: String) -> String {
    if path.utf8.first == UInt8(ascii: "/"), !path.hasPrefix("//") { return withoutLastSeparators(path) }
    var key = String.UnicodeScalarView()
    var wasSeparator = false
    var length = 0
    for scalar in path.unicodeScalars {
      // Some exports turn the backslash of code page 932 into a yen sign.
      let isSeparator = scalar == "\\" || scalar == "/" || scalar == "\u{A5}"
      if isSeparator {
        // The two at the beginning of a share stay; others are one.
        if !wasSeparator || length == 1 { key.append("\\") }
      } else {
        key.append(lower(scalar))
      }
      length &+= 1
      wasSeparator = isSeparator
    }
    return withoutLastSeparators(String(unprefixed(Substring.UnicodeScalarView(key))))
  }

  /// The last part of the path.
  package static func name(of path: String) -> String {
    let isForeign = path.utf8.first == UInt8(ascii: "/")
    let start = path.unicodeScalars.lastIndex { isForeign ? $0 == "/" : $0 == "\\" || $0 == "/" || $0 == "\u{A5}" }
    guard let start else { return path }
    return String(path.unicodeScalars[path.unicodeScalars.index(after: start)...])
  }

  /// The ending of the name with its point, as it is compared; nil when it has none.
  static func ending(of path: String) -> Substring? {
    let name = key(self.name(of: path))
    return name.lastIndex(of: ".").map { name[$0...] }
  }

  /// The path of a name in the folder of another file.
  package static func sibling(of path: String, named name: String) -> String {
    String(path.unicodeScalars.dropLast(self.name(of: path).unicodeScalars.count)) + name
  }

  /// Whether the key `inner` lies below the folder with the key `folder`.
  static func isKey(_ inner: String, below folder: String) -> Bool {
    guard inner.utf8.count > folder.utf8.count, inner.utf8.starts(with: folder.utf8) else { return false }
    let next = inner.utf8[inner.utf8.index(inner.utf8.startIndex, offsetBy: folder.utf8.count)]
    return next == UInt8(ascii: "\\") || next == UInt8(ascii: "/")
  }

  /// Without `\\?\`, `\\.\` and `\\?\UNC\`, which say how a path is to be opened, not which it is.
  private static func unprefixed(_ key: Substring.UnicodeScalarView) -> Substring.UnicodeScalarView {
    guard key.starts(with: "\\\\?\\".unicodeScalars) || key.starts(with: "\\\\.\\".unicodeScalars) else { return key }
    let inner = key.dropFirst(4)
    guard inner.starts(with: "unc\\".unicodeScalars) else { return inner }
    var share = Substring.UnicodeScalarView("\\\\".unicodeScalars)
    share.append(contentsOf: inner.dropFirst(4))
    return share
  }

  private static func withoutLastSeparators(_ path: String) -> String {
    var rest = path.unicodeScalars[...]
    while let last = rest.last, last == "\\" || last == "/", rest.dropFirst().isEmpty == false {
      rest = rest.dropLast()
    }
    return String(rest)
  }

  private static func lower(_ scalar: Unicode.Scalar) -> Unicode.Scalar {
    if scalar.value < 0x80 {
      return scalar.value &- 0x41 < 26 ? Unicode.Scalar(UInt8(scalar.value) | 0x20) : scalar
    }
    let mapped = scalar.properties.lowercaseMapping.unicodeScalars
    return mapped.count == 1 ? mapped.first ?? scalar : scalar
  }
}
