import CanonicalForms
import DiskEncryption
import Testing

/// The bytes of both messages: docs/formats/disks.md.
@Suite struct DiskMessageTests {
  static let key = SecretBytes(Array("modhex".utf8))

  static let orders = DiskAnswer(
    [
      .copy(volume: "v", slot: 3), .copy(volume: "v", slot: nil),
      .read(
        SectorQuestion(
          id: "q-1", volume: "v", sectorSize: 4096, sectors: [0, 7, .max], expires: Moment(milliseconds: 1))),
      .kept(volume: "v", slot: 0, isProved: true), .replace(volume: "v", slot: 31, key),
    ], nextSeconds: 3600)

  @Test func everyStatementComesBack() throws {
    let copy = try Vault.copy("luks2-slot1")
    let message = DiskMessage([
      .report(try EncryptedVolume(reading: copy).report), .copy(copy),
      .sectors(
        question: "q-1", serial: "s",
        [.init(sector: 1, ciphertext: [UInt8](repeating: 2, count: 512), plain: .init(hashing: []))]),
      .unanswered(question: "q-2", .busy), .key(volume: "v", slot: 1, Self.key), .confirm(volume: "v", slot: 2),
    ])
    let bytes = message.bytes
    let again = try DiskMessage(parsing: bytes)
    #expect(again.statements.count == 6 && again.bytes == bytes)
    for length in stride(from: 0, to: bytes.count, by: 997) {
      #expect(throws: DiskEncryptionFailure.self) { try DiskMessage(parsing: Array(bytes.prefix(length))) }
    }
    #expect(throws: DiskEncryptionFailure.self) { try DiskMessage(parsing: bytes + [0]) }
  }

  @Test func everyOrderComesBack() throws {
    let bytes = Self.orders.bytes
    let again = try DiskAnswer(parsing: bytes)
    #expect(again.orders.count == 5 && again.bytes == bytes && again.nextSeconds == 3600)
    for length in 0..<bytes.count {
      #expect(throws: DiskEncryptionFailure.self) { try DiskAnswer(parsing: Array(bytes.prefix(length))) }
    }
  }

  /// A slot that cannot be, a sector size that none has, a key of no bytes.
  @Test func whatCannotBeIsRefused() {
    let begin = Array("hikae-disks/1\n".utf8)
    for bad in [
      [1, 6, 1, 0x76, 32], [1, 5, 1, 0x76, 1, 0], [1, 3, 1, 0x76, 0, 1, 0, 1, 9], [1, 7], [65], [1, 4, 0, 9],
    ] {
      #expect(throws: DiskEncryptionFailure.self) { try DiskMessage(parsing: begin + bad.map { UInt8($0) }) }
    }
  }
}
