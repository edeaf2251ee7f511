import Testing

@testable import DiskEncryption

@Suite("AES-CCM") struct SealedKeyTests {
  /// SP 800-38C built from the bare cipher against libcrypto's, for every length that a key may have.
  @Test(arguments: 1...96) func opensWhatTheSpecificationSeals(length: Int) throws {
    var random = SeededGenerator(seed: UInt64(length))
    let (key, nonce, plain) = (random.bytes(32), random.bytes(12), random.bytes(length))
    let (tag, ciphertext) = ReferenceAES(key).ccm(plain, nonce: nonce)
    let sealed = try #require(SealedKey(LittleEndianBytes(nonce + tag + ciphertext)))
    #expect(sealed.open(with: SecretBytes(key))?.matches(plain) == true)
    #expect(
      sealed.counter == UInt32(nonce[8]) | UInt32(nonce[9]) << 8 | UInt32(nonce[10]) << 16 | UInt32(nonce[11]) << 24)
  }

  @Test func everyBitCounts() throws {
    var random = SeededGenerator(seed: 7)
    let (key, nonce, plain) = (random.bytes(32), random.bytes(12), random.bytes(44))
    let (tag, ciphertext) = ReferenceAES(key).ccm(plain, nonce: nonce)
    let whole = nonce + tag + ciphertext
    for bit in 0..<whole.count * 8 {
      var changed = whole
      changed[bit / 8] ^= 1 << UInt8(bit % 8)
      #expect(SealedKey(LittleEndianBytes(changed))?.open(with: SecretBytes(key)) == nil)
    }
    for bit in 0..<256 {
      var other = key
      other[bit / 8] ^= 1 << UInt8(bit % 8)
      #expect(SealedKey(LittleEndianBytes(whole))?.open(with: SecretBytes(other)) == nil)
    }
  }

  @Test func lengthsAreChecked() throws {
    #expect(SealedKey(LittleEndianBytes([UInt8](repeating: 0, count: 28))) == nil)
    #expect(SealedKey(LittleEndianBytes([UInt8](repeating: 0, count: 600))) == nil)
    // A key whose own length says something else.
    let key = [UInt8](repeating: 3, count: 32)
    let nonce = [UInt8](repeating: 1, count: 12)
    for length in [0, 12, 43, 45, 0xFFFF_FFFF] {
      let plain = littleEndian(UInt64(length), count: 4) + [UInt8](repeating: 9, count: 40)
      let (tag, ciphertext) = ReferenceAES(key).ccm(plain, nonce: nonce)
      let sealed = try #require(SealedKey(LittleEndianBytes(nonce + tag + ciphertext)))
      #expect(sealed.openKey(with: SecretBytes(key)) == nil)
    }
    #expect(SealedKey(LittleEndianBytes([UInt8](repeating: 0, count: 60)))?.open(with: SecretBytes([1])) == nil)
  }
}
