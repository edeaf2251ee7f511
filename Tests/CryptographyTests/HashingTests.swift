import Cryptography
import Testing

@Suite("SHA-256 and HMAC")
struct CryptographyTests {
  /// FIPS 180-4 examples, as NIST publishes them.
  @Test(arguments: [
    ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
    ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
    (
      "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
      "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
    ),
  ])
  func digest(of text: String, is expected: String) {
    #expect(SHA256Digest(hashing: Array(text.utf8)).description == expected)
    var stream = SHA256Stream()
    for byte in text.utf8 { withUnsafeBytes(of: byte) { stream.update($0) } }
    #expect(stream.digest().description == expected)
  }

  /// Messages that are padded where they lie come to the same as any others, at every length around a block.
  @Test func paddedInPlace() {
    let message = UnsafeMutablePointer<UInt8>.allocate(capacity: 300)
    defer { message.deallocate() }
    for count in 0...200 {
      let bytes = (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 7 &+ count) }
      for (index, byte) in bytes.enumerated() { message[index] = byte }
      #expect(SHA256Digest(hashing: message, count: count) == SHA256Digest(hashing: bytes), "\(count) bytes")
    }
  }

  /// RFC 4231, test cases 1, 2, 3 and 6 (a key longer than a block).
  @Test(arguments: [
    (
      [UInt8](repeating: 0x0b, count: 20), Array("Hi There".utf8),
      "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7"
    ),
    (
      Array("Jefe".utf8), Array("what do ya want for nothing?".utf8),
      "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
    ),
    (
      [UInt8](repeating: 0xaa, count: 20), [UInt8](repeating: 0xdd, count: 50),
      "773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe"
    ),
    (
      [UInt8](repeating: 0xaa, count: 131), Array("Test Using Larger Than Block-Size Key - Hash Key First".utf8),
      "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54"
    ),
  ])
  func authentication(key: [UInt8], message: [UInt8], is expected: String) {
    #expect(KeyedHash(key: key).authenticate(message).description == expected)
  }

  @Test func bytesMakeTheSameDigest() {
    let digest = SHA256Digest(hashing: [1, 2, 3])
    #expect(SHA256Digest(digest.bytes) == digest)
    #expect(SHA256Digest([UInt8](repeating: 0, count: 31)) == nil)
  }
}
