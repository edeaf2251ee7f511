import Testing

@testable import DiskEncryption

@Suite("Sectors") struct SectorCipherTests {
  /// IEEE 1619-2007, annex B, vectors 1 and 2.
  @Test func publishedVectorsOfXTS() throws {
    let zero = try #require(SectorKey(xts: SecretBytes([UInt8](repeating: 0, count: 32))))
    let first = Self.bytes("917cf69ebd68b2ec9b9fe9a3eadda692cd43d2f59598ed858c02c2652fbf922e")
    #expect(SectorCipher(zero)?.decrypt(first, number: 0, offset: 0) == [UInt8](repeating: 0, count: 32))
    let key = [UInt8](repeating: 0x11, count: 16) + [UInt8](repeating: 0x22, count: 16)
    let second = Self.bytes("c454185e6a16936e39334038acef838bfb186fff7480adc4289382ecd6d394f0")
    let cipher = try #require(SectorKey(xts: SecretBytes(key)).flatMap { SectorCipher($0) })
    #expect(cipher.decrypt(second, number: 0x33_3333_3333, offset: 0) == [UInt8](repeating: 0x44, count: 32))
    #expect(ReferenceAES.xts([UInt8](repeating: 0x44, count: 32), key: key, number: 0x33_3333_3333) == second)
  }

  /// SP 800-38A, F.2.1: the writer's CBC, which the reader is held to.
  @Test func publishedVectorOfCBC() {
    let cipher = ReferenceAES(Self.bytes("2b7e151628aed2a6abf7158809cf4f3c"))
    let plain = Self.bytes("6bc1bee22e409f96e93d7e117393172aae2d8a571e03ac9c9eb76fac45af8e51")
    let vector = Self.bytes("000102030405060708090a0b0c0d0e0f")
    #expect(
      cipher.cbc(plain, vector: vector)
        == Self.bytes("7649abac8119b246cee98e9b12e9197d5086cb9b507219ee95db113a917678b2"))
  }

  @Test(arguments: EncryptionMethod.allCases) func keysOfOtherLengthsAreRefused(method: EncryptionMethod) {
    for length in [0, 15, 16, 32, 48, 64, 65] where length != method.keyLength {
      #expect(SectorKey(method: method, key: SecretBytes([UInt8](repeating: 1, count: length))) == nil)
    }
    #expect(SectorKey(method: method, key: SecretBytes([UInt8](1...UInt8(method.keyLength)))) != nil)
  }

  @Test func lengthsThatAreNoSectorAreRefused() throws {
    let key = try #require(SectorKey(method: .aesCBC128Diffuser, key: SecretBytes([UInt8](1...64))))
    let cipher = try #require(SectorCipher(key))
    for length in [0, 1, 16, 33, 500, 131_072] {
      #expect(cipher.decrypt([UInt8](repeating: 0, count: length), number: 0, offset: 0) == nil)
    }
    #expect(cipher.decrypt([UInt8](repeating: 0, count: 512), number: 0, offset: .max)?.count == 512)
  }

  @Test func serialNumbersOfFileSystems() {
    var ntfs = [UInt8](repeating: 0, count: 512)
    ntfs.replaceSubrange(3..<11, with: Array("NTFS    ".utf8))
    ntfs.replaceSubrange(72..<80, with: littleEndian(0xAABB_CCDD_0012_34EF, count: 8))
    #expect(FileSystemHeader(parsing: ntfs)?.serial == "001234EF")
    #expect(FileSystemHeader(parsing: Array(ntfs.prefix(20)))?.serial == nil)
    #expect(FileSystemHeader(parsing: []) == nil)
    var fat = [UInt8](repeating: 0, count: 512)
    fat.replaceSubrange(3..<11, with: Array("MSDOS5.0".utf8))
    #expect(FileSystemHeader(parsing: fat) == nil)
    fat.replaceSubrange(510..<512, with: [0x55, 0xAA])
    fat.replaceSubrange(67..<71, with: littleEndian(0x2468_ACE0, count: 4))
    #expect(FileSystemHeader(parsing: fat) == FileSystemHeader(parsing: fat))
    #expect(FileSystemHeader(parsing: fat)?.serial == "2468ACE0")
  }

  private static func bytes(_ hex: String) -> [UInt8] {
    let digits = hex.utf8.compactMap { Character(UnicodeScalar($0)).hexDigitValue }
    return stride(from: 0, to: digits.count, by: 2).map { UInt8(digits[$0] << 4 | digits[$0 + 1]) }
  }
}
