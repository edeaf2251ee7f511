import CLibcrypto
import Testing

@testable import Archives

/// A reader of its own, written from WinZip's description of AE-2.
@Suite("Members sealed with AES-256") struct SealedMemberTests {
  private static func number(_ bytes: ArraySlice<UInt8>) -> Int { bytes.reversed().reduce(0) { $0 << 8 | Int($1) } }

  /// The contents of the first member; nil when the password or the code does not fit.
  private static func open(_ archive: [UInt8], _ password: String) -> [UInt8]? {
    guard number(archive[8..<10]) == 99 else { return nil }
    let (packed, name, extra) = (
      number(archive[18..<22]), number(archive[26..<28]), number(archive[28..<30])
    )
    let fields = Array(archive[(30 + name)..<(30 + name + extra)])
    guard fields.prefix(9) == [0x01, 0x99, 7, 0, 2, 0, 0x41, 0x45, 3] else { return nil }
    let data = Array(archive[(30 + name + extra)..<(30 + name + extra + packed)])
    var derived = [UInt8](repeating: 0, count: 66)
    let word = password.utf8.map { CChar(bitPattern: $0) }
    PKCS5_PBKDF2_HMAC(word, Int32(word.count), Array(data.prefix(16)), 16, 1_000, EVP_sha1(), 66, &derived)
    guard Array(derived.suffix(2)) == Array(data[16..<18]) else { return nil }
    let sealed = Array(data[18..<(data.count - 10)])
    var code = [UInt8](repeating: 0, count: 20)
    var length: UInt32 = 0
    HMAC(EVP_sha1(), Array(derived[32..<64]), 32, sealed, sealed.count, &code, &length)
    guard Array(code.prefix(10)) == Array(data.suffix(10)) else { return nil }
    var plain: [UInt8] = []
    for start in stride(from: 0, to: sealed.count, by: 16) {
      var counter = [UInt8](repeating: 0, count: 16)
      let block = start / 16 + 1
      counter[0] = UInt8(block & 0xFF)
      counter[1] = UInt8(block >> 8 & 0xFF)
      counter[2] = UInt8(block >> 16 & 0xFF)
      var mask = [UInt8](repeating: 0, count: 32)
      var written: Int32 = 0
      let context = EVP_CIPHER_CTX_new()
      EVP_EncryptInit_ex(context, EVP_aes_256_ecb(), nil, Array(derived.prefix(32)), nil)
      EVP_EncryptUpdate(context, &mask, &written, counter, 16)
      EVP_CIPHER_CTX_free(context)
      plain += zip(sealed[start..<min(start + 16, sealed.count)], mask).map { $0 ^ $1 }
    }
    return plain
  }

  @Test(arguments: [0, 1, 15, 16, 17, 255 * 16, 256 * 16 + 1])
  func anotherReaderOpensIt(count: Int) throws {
    var dice = SystemRandomNumberGenerator()
    // Random bytes are not packed, so that what comes out is what went in.
    let contents = (0..<count).map { _ in UInt8.random(in: 0...255, using: &dice) }
    var archive = ZipFile(names: .utf8, made: (2026, 11, 26))
    try archive.add("a", contents, sealedWith: "ABCD-EFGH")
    let bytes = archive.finished()
    #expect(Self.open(bytes, "ABCD-EFGH") == contents)
    #expect(Self.open(bytes, "ABCD-EFGJ") == nil)
    var changed = bytes
    // The last byte of the code, before the directory.
    let place = 30 + 1 + 11 + 16 + 2 + count + 9
    changed[place] ^= 1
    #expect(Self.open(changed, "ABCD-EFGH") == nil)
  }

  /// Nothing of the contents can be read, and the same contents look another way each time.
  @Test func nothingShowsThrough() throws {
    let contents = Array(String(repeating: "見本健康保険組合", count: 50).utf8)
    func sealed() throws -> [UInt8] {
      var archive = ZipFile(names: .utf8, made: (2026, 11, 26))
      try archive.add("pack.json", contents, sealedWith: "p")
      return archive.finished()
    }
    let (one, two) = (try sealed(), try sealed())
    #expect(one != two)
    #expect(!String(decoding: one, as: UTF8.self).contains("見本"))
    // The checksum would let somebody try out what it may be.
    #expect(Array(one[14..<18]) == [0, 0, 0, 0])
  }
}
