import Testing

@testable import DiskEncryption

@Suite("Secrets") struct SecretBytesTests {
  @Test func comparingLooksAtEveryByte() {
    let secret = SecretBytes([1, 2, 3, 4])
    #expect(secret.matches(SecretBytes([1, 2, 3, 4])) && secret.matches([1, 2, 3, 4]))
    for other: [UInt8] in [[], [1, 2, 3], [1, 2, 3, 4, 0], [0, 2, 3, 4], [1, 2, 3, 5]] {
      #expect(!secret.matches(other) && !secret.matches(SecretBytes(other)))
    }
    #expect(SecretBytes([]).matches([]))
  }

  @Test func partsLieWithin() {
    let secret = SecretBytes([1, 2, 3, 4])
    #expect(secret.part(from: 1, count: 2)?.matches([2, 3]) == true)
    #expect(secret.part(from: 4, count: 0)?.matches([]) == true)
    for (start, count) in [(-1, 1), (0, 5), (5, 0), (3, 2), (0, -1), (1, Int.max)] {
      #expect(secret.part(from: start, count: count) == nil)
    }
  }

  @Test func nothingShowsThem() throws {
    let secret = SecretBytes(Array("geheim".utf8))
    var texts = ["\(secret)", String(reflecting: secret), "\([secret])", "\(Optional(secret) as Any)"]
    var dumped = ""
    dump([secret], to: &dumped)
    texts.append(dumped)
    for text in texts { #expect(text.contains("‹secret›") && !text.contains("geheim") && !text.contains("103")) }
  }

  @Test func workingCopiesAreWiped() {
    var bytes: [UInt8] = [1, 2, 3]
    SecretBytes.wipe(&bytes)
    #expect(bytes == [0, 0, 0])
  }
}
