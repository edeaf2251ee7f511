import Cryptography
import Testing

@Suite("Sealing")
struct SealerTests {
  private let key = (0..<32).map { UInt8($0) }

  @Test(arguments: [0, 1, 15, 16, 17, 4096, 100_000])
  func whatIsSealedOpens(length: Int) throws {
    let sealer = try #require(Sealer(key: key))
    let bytes = (0..<length).map { UInt8(truncatingIfNeeded: $0 &* 31) }
    let sealed = try #require(sealer.seal(bytes, for: [1, 2]))
    #expect(sealed.withUnsafeBytes { sealer.open($0, for: [1, 2]) } == bytes)
    #expect(sealed.withUnsafeBytes { sealer.open($0, for: [1, 3]) } == nil)
    // Twice the same value gives two different ones.
    #expect(sealer.seal(bytes, for: [1, 2]) != sealed)
    let other = try #require(Sealer(key: key.reversed()))
    #expect(sealed.withUnsafeBytes { other.open($0, for: [1, 2]) } == nil)
  }

  @Test func nothingChangedOpens() throws {
    let sealer = try #require(Sealer(key: key))
    let sealed = try #require(sealer.seal([1, 2, 3, 4, 5], for: []))
    for place in sealed.indices {
      var changed = sealed
      changed[place] ^= 0x40
      #expect(changed.withUnsafeBytes { sealer.open($0, for: []) } == nil, "byte \(place)")
    }
    for length in sealed.indices {
      #expect(Array(sealed.prefix(length)).withUnsafeBytes { sealer.open($0, for: []) } == nil, "\(length) bytes")
    }
  }

  /// Key, nonce, additional data, plain text and tag of test case 16 of the GCM specification (McGrew and Viega).
  @Test func publishedVector() throws {
    func bytes(_ hex: String) -> [UInt8] {
      let digits = hex.compactMap(\.hexDigitValue)
      return stride(from: 0, to: digits.count, by: 2).map { UInt8(digits[$0] << 4 | digits[$0 + 1]) }
    }
    let key = bytes("feffe9928665731c6d6a8f9467308308feffe9928665731c6d6a8f9467308308")
    let plain = bytes(
      "d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a721c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657"
        + "ba637b39")
    let sealed = bytes(
      "cafebabefacedbaddecaf888"
        + "522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa8cb08e48590dbb3da7b08b1056828838c5f61e6393ba7a0a"
        + "bcc9f662" + "76fc6ece0f4e1768cddf8853bb2d551b")
    let place = bytes("feedfacedeadbeeffeedfacedeadbeefabaddad2")
    let sealer = try #require(Sealer(key: key))
    #expect(sealed.withUnsafeBytes { sealer.open($0, for: place) } == plain)
  }

  @Test func aShortKeyIsNone() { #expect(Sealer(key: [1, 2, 3]) == nil) }
}
