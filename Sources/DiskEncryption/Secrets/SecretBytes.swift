import CLibcrypto
import CProcess

/// Key material in memory of its own, which is overwritten when the last reference goes. No description, dump or mirror
/// shows it, and comparing takes the same time wherever the difference lies.
///
/// Sendable: the bytes are not changed after `init` returned.
package final class SecretBytes: @unchecked Sendable, CustomStringConvertible, CustomDebugStringConvertible,
  CustomReflectable
{
  private let storage: UnsafeMutableRawBufferPointer

  /// - Parameters:
  ///   - count: of bytes, zero until `fill` writes them.
  ///   - fill: writes the secret straight into its place, so that no other copy comes into being.
  package init(count: Int, filling fill: (UnsafeMutableRawBufferPointer) throws -> Void) rethrows {
    storage = .allocate(byteCount: max(1, count), alignment: 16)
    storage.initializeMemory(as: UInt8.self, repeating: 0)
    self.count = max(0, count)
    try fill(UnsafeMutableRawBufferPointer(rebasing: storage[..<self.count]))
  }

  deinit {
    OPENSSL_cleanse(storage.baseAddress, storage.count)
    storage.deallocate()
  }

  package let count: Int

  /// Copies bytes that the caller wipes.
  package convenience init(copying bytes: UnsafeRawBufferPointer) {
    self.init(count: bytes.count) { $0.copyMemory(from: bytes) }
  }

  /// For secrets that are constants, in tests; and for those that came as an array, which the caller wipes.
  package convenience init(_ bytes: [UInt8]) {
    self.init(count: bytes.count) { $0.copyBytes(from: bytes) }
  }

  /// Lends the bytes.
  package func withBytes<Result, Failure: Error>(
    _ body: (UnsafeRawBufferPointer) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    try body(UnsafeRawBufferPointer(rebasing: storage[..<count]))
  }

  /// Part of it, as a secret of its own; nil where it is shorter.
  package func part(from start: Int, count length: Int) -> SecretBytes? {
    guard start >= 0, length >= 0, start <= count, length <= count - start else { return nil }
    return withBytes { SecretBytes(copying: UnsafeRawBufferPointer(rebasing: $0[start..<start + length])) }
  }

  /// Whether both are the same, in a time that depends on their length alone.
  package func matches(_ other: SecretBytes) -> Bool {
    withBytes { mine in other.withBytes { Self.areSame(mine, $0) } }
  }

  /// As `matches`, for a value that need not be secret.
  package func matches(_ bytes: [UInt8]) -> Bool {
    withBytes { mine in bytes.withUnsafeBytes { Self.areSame(mine, $0) } }
  }

  private static func areSame(_ a: UnsafeRawBufferPointer, _ b: UnsafeRawBufferPointer) -> Bool {
    guard a.count == b.count else { return false }
    guard let first = a.baseAddress, let second = b.baseAddress else { return true }
    return CRYPTO_memcmp(first, second, a.count) == 0
  }

  package var description: String { "‹secret›" }
  package var debugDescription: String { description }
  package var customMirror: Mirror { Mirror(self, children: []) }

  /// Overwrites a working copy in a way that the optimiser keeps.
  package static func wipe(_ bytes: inout [UInt8]) {
    bytes.withUnsafeMutableBytes { OPENSSL_cleanse($0.baseAddress, $0.count) }
  }

  /// Turns core dumps off for this process and closes its memory to others of the same user. A process that touches keys
  /// calls it first.
  /// - Returns: whether the system did it.
  package static func hideMemory() -> Bool { process_hide_memory() == 0 }
}
