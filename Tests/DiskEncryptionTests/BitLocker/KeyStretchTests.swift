import CLibcrypto
import Testing

@testable import DiskEncryption

@Suite("The stretch") struct KeyStretchTests {
  /// The definition, round by round, by the hash of whole messages.
  @Test func isWhatTheDefinitionSays() throws {
    let initial = (0..<32).map { UInt8($0) }
    let salt = (100..<116).map { UInt8($0) }
    var last = [UInt8](repeating: 0, count: 32)
    var record = last + initial + salt + [UInt8](repeating: 0, count: 8)
    for round in 0..<KeyStretch.rounds {
      record.withUnsafeMutableBytes { bytes in
        bytes.baseAddress?.copyMemory(from: last, byteCount: 32)
        bytes.storeBytes(of: round.littleEndian, toByteOffset: 80, as: UInt64.self)
      }
      SHA256(record, record.count, &last)
    }
    let stretched = try #require(KeyStretch.stretch(SecretBytes(initial), salt: salt))
    #expect(stretched.matches(last))
  }

  @Test func otherLengthsAreRefused() {
    #expect(KeyStretch.stretch(SecretBytes([1]), salt: [UInt8](repeating: 0, count: 16)) == nil)
    #expect(KeyStretch.stretch(SecretBytes([UInt8](repeating: 0, count: 32)), salt: []) == nil)
  }
}
