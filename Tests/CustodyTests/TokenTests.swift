import Cryptography
import Custody
import PersonalData
import Storage
import TestDatabases
import Testing

@Suite(.onEveryEngine) struct TokenTests {
  private let first = IdentityKey(kind: .nameBirth, high: 0x0102_0304_0506_0708, low: 0x1112_1314_1516_1718)

  /// HMAC-SHA-256 of kind and key under thirty-two bytes 0x0B, from Python's hmac.
  @Test func tokensAreKeyedHashesOfKindAndKey() {
    let message: [UInt8] = [1, 1, 2, 3, 4, 5, 6, 7, 8, 0x11, 0x12, 0x13, 0x14, 0x15, 0x16, 0x17, 0x18]
    let token = KeyedTokeniser(key: Array(repeating: 0x0B, count: 32)).token(for: first)
    #expect(token.bytes == TokenTests.expected)
    #expect(
      token.bytes == Array(KeyedHash(key: Array(repeating: 0x0B, count: 32)).authenticate(message).bytes.prefix(16)))
  }

  private static let expected: [UInt8] = [
    0x1C, 0x7D, 0x51, 0x1A, 0xC7, 0xA2, 0x90, 0xC5, 0x05, 0xC2, 0x36, 0x46, 0xD4, 0x37, 0xD3, 0x7B,
  ]

  @Test func kindAndKeyChangeTheToken() {
    let tokeniser = KeyedTokeniser(key: [1])
    var other = first
    other.kind = .kanaBirth
    #expect(tokeniser.token(for: other).bytes != tokeniser.token(for: first).bytes)
    #expect(KeyedTokeniser(key: [2]).token(for: first) != tokeniser.token(for: first))
  }

  /// No identity key, and no name, ever reaches the disk.
  @Test func theDatabaseHoldsNoIdentityKey() throws {
    let installation = try Installation()
    try installation.custody.register(Device(id: "PC-1"), at: day(0))
    let entry = PersonEntry(keys: [first], fields: FieldSet([.name]))
    try installation.custody.scan(at: day(1), [file("/data/a", profile("a", [entry]))])
    let dump = try installation.custody.store.read { session in
      try (installation.custody.journal.projectedTables + ["journal"]).flatMap {
        try TableDump.bytes(of: $0, in: session)
      }
    }
    let high: [UInt8] = [1, 2, 3, 4, 5, 6, 7, 8]
    #expect(dump.count > 500)
    #expect(!(0...dump.count - 8).contains { dump[$0..<$0 + 8].elementsEqual(high) })
  }
}
