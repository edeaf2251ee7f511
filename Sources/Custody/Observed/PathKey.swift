/// A path as a key: its bytes. Swift takes two strings for equal that only look the same (が as one character or as two), and
/// for a file system they are two files; to find that out costs more than to compare bytes, too.
struct PathKey: Hashable {
  private let bytes: [UInt8]

  init(_ path: String) { bytes = Array(path.utf8) }

  func hash(into hasher: inout Hasher) { bytes.withUnsafeBytes { hasher.combine(bytes: $0) } }

  func isBelow(_ folder: String) -> Bool {
    let folder = folder.utf8
    return bytes.count > folder.count && bytes.starts(with: folder) && bytes[folder.count] == UInt8(ascii: "/")
  }
}
