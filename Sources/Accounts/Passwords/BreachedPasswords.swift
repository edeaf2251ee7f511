import CLibcrypto
import Glibc
import Storage

/// Passwords that were stolen somewhere, as a file of their SHA-1 hashes: lines of 40 hexadecimal digits, in their order,
/// each perhaps followed by `:` and a count. That is what Have I Been Pwned's downloader writes (some 40 GB); a shorter list
/// of the same form does as well. Found by halving, in some thirty short reads, without anything going over the network.
struct BreachedPasswords: Sendable {
  private static let digits = 40
  /// More than any line has.
  private static let longestLine = 128

  let path: String

  /// - Throws: `StorageFailure` when the list cannot be read: a check that does not happen must not look like one that
  ///   found nothing.
  func contains(_ password: String) throws -> Bool {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else {
      throw StorageFailure(
        .missing, "the list of stolen passwords cannot be opened: \(String(cString: strerror(errno)))")
    }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
      throw StorageFailure(.missing, "the list of stolen passwords is not a plain file")
    }
    let wanted = Self.hash(password)
    // The line that is looked for begins in low..<high.
    var low: Int64 = 0
    var high = Int64(status.st_size)
    while low < high {
      let middle = low + (high - low) / 2
      guard let line = try line(in: descriptor, from: middle, notBefore: low), line.start < high else {
        high = middle
        continue
      }
      if line.hash == wanted { return true }
      if line.hash.lexicographicallyPrecedes(wanted) { low = line.end } else { high = middle }
    }
    return false
  }

  /// The first line that begins at `place` or behind it.
  /// - Parameter low: where a line begins for certain.
  private func line(
    in descriptor: Int32, from place: Int64, notBefore low: Int64
  ) throws -> (start: Int64, end: Int64, hash: [UInt8])? {
    // From the byte before: if it ends a line, one begins right here.
    let from = place == low ? place : place - 1
    var buffer = [UInt8](repeating: 0, count: 2 * Self.longestLine)
    let got = buffer.withUnsafeMutableBytes { pread(descriptor, $0.baseAddress, $0.count, off_t(from)) }
    guard got >= 0 else { throw StorageFailure(.missing, "the list of stolen passwords cannot be read") }
    let bytes = buffer[..<got]
    var start = 0
    if place != low {
      guard let end = bytes.firstIndex(of: 0x0A) else { return nil }
      start = end + 1
    }
    guard start < got else { return nil }
    let end = bytes[start...].firstIndex(of: 0x0A).map { $0 + 1 } ?? got
    let hash = bytes[start..<end].prefix(Self.digits).map { byte in
      (UInt8(ascii: "a")...UInt8(ascii: "f")).contains(byte) ? byte - 32 : byte
    }
    guard hash.count == Self.digits, hash.allSatisfy({ Character(Unicode.Scalar($0)).isHexDigit }) else {
      throw StorageFailure(.corrupted, "the list of stolen passwords does not have lines of SHA-1 hashes")
    }
    return (from + Int64(start), from + Int64(end), hash)
  }

  /// SHA-1 in capital hexadecimal digits: what the list has. It protects nothing here.
  private static func hash(_ password: String) -> [UInt8] {
    var bytes = Array(password.utf8)
    defer { Secret.wipe(&bytes) }
    var out = [UInt8](repeating: 0, count: 20)
    _ = SHA1(bytes, bytes.count, &out)
    let hex = Array("0123456789ABCDEF".utf8)
    return out.flatMap { [hex[Int($0 >> 4)], hex[Int($0 & 15)]] }
  }
}
