import JapaneseText

/// A ZIP archive (PKWARE APPNOTE) written whole: stored or deflated, names in CP932 as Windows writes them or in UTF-8,
/// with or without the traditional encryption, or sealed with AES-256.
package struct ZipFile {
  package enum Names: Sendable { case cp932, utf8 }

  private let names: Names
  private let password: String?
  private let time: (date: Int, time: Int)
  private var bytes: [UInt8] = []
  private var directory: [UInt8] = []
  private var entries = 0

  /// - Parameters:
  ///   - made: the day of every entry, from 1980 on, at half past ten: the same contents make the same bytes.
  ///   - password: entries are encrypted under it.
  package init(names: Names, made: (year: Int, month: Int, day: Int), password: String? = nil) {
    self.names = names
    self.password = password
    time = ((made.year - 1980) << 9 | made.month << 5 | made.day, 10 << 11 | 30 << 5)
  }

  /// Encrypts a member with AES-256 under a password of its own. Its name stays readable.
  /// - Throws: `Unsealed` when libcrypto refuses; then nothing was added.
  package mutating func add(_ name: String, _ contents: [UInt8], sealedWith password: String) throws(Unsealed) {
    let packed = Self.packed(contents)
    let data: [UInt8]
    do throws(SealedMember.Refused) {
      data = try SealedMember.seal(packed ?? contents, password: password, salt: try SealedMember.salt())
    } catch {
      throw Unsealed()
    }
    // The checksum would tell of small contents; the authentication code does its work (AE-2).
    append(
      Member(
        name: name, version: 51, flags: 1, method: 99, checksum: 0, data: data, size: contents.count,
        extra: SealedMember.extra(method: packed == nil ? 0 : 8)))
  }

  package struct Unsealed: Error, CustomStringConvertible {
    package var description: String { "the archive could not be encrypted" }
  }

  private static func packed(_ contents: [UInt8]) -> [UInt8]? {
    let packed = Deflate.compress(contents)
    return packed.count < contents.count ? packed : nil
  }

  package mutating func add(_ name: String, _ contents: [UInt8], deflated: Bool = true) {
    let checksum = Self.checksum(contents)
    let packed = deflated ? Self.packed(contents) : nil
    var data = packed ?? contents
    if let password {
      var cipher = TraditionalCipher(password: password)
      // Twelve bytes of header whose last is the high byte of the checksum; the others are random in real archives.
      var header = (0..<11).map {
        UInt8(truncatingIfNeeded: checksum >> ($0 % 3 * 8)) &+ UInt8(truncatingIfNeeded: $0 * 37)
      }
      header.append(UInt8(truncatingIfNeeded: checksum >> 24))
      data = cipher.encrypt(header) + cipher.encrypt(data)
    }
    append(
      Member(
        name: name, version: 20, flags: password == nil ? 0 : 1, method: packed == nil ? 0 : 8, checksum: checksum,
        data: data, size: contents.count))
  }

  private struct Member {
    var name: String
    var version: Int
    var flags: Int
    var method: Int
    var checksum: UInt32
    /// As it stands in the archive.
    var data: [UInt8]
    /// Of what was packed.
    var size: Int
    var extra: [UInt8] = []
  }

  private mutating func append(_ member: Member) {
    let encodedName = names == .utf8 ? Array(member.name.utf8) : TextEncoding.cp932.encode(member.name).bytes
    var common: [UInt8] = []
    common.append16(member.version)
    common.append16(member.flags | (names == .utf8 ? 0x800 : 0))
    common.append16(member.method)
    common.append16(time.time)
    common.append16(time.date)
    common.append32(Int(member.checksum))
    common.append32(member.data.count)
    common.append32(member.size)
    common.append16(encodedName.count)
    common.append16(member.extra.count)
    directory += [0x50, 0x4B, 0x01, 0x02]
    directory.append16(member.version)
    directory += common
    directory += [UInt8](repeating: 0, count: 10)
    directory.append32(bytes.count)
    directory += encodedName + member.extra
    bytes += [0x50, 0x4B, 0x03, 0x04]
    bytes += common
    bytes += encodedName + member.extra
    bytes += member.data
    entries += 1
  }

  package func finished() -> [UInt8] {
    var result = bytes + directory
    result += [0x50, 0x4B, 0x05, 0x06, 0, 0, 0, 0]
    result.append16(entries)
    result.append16(entries)
    result.append32(directory.count)
    result.append32(bytes.count)
    result.append16(0)
    return result
  }

  /// CRC-32 (ISO 3309) of the contents.
  static func checksum(_ bytes: [UInt8]) -> UInt32 {
    ~bytes.reduce(UInt32.max) { TraditionalCipher.step($0, $1) }
  }
}

/// The traditional PKWARE encryption (APPNOTE 6.1): weak, and what "with a password" mostly still means in offices.
struct TraditionalCipher {
  private var keys: (UInt32, UInt32, UInt32) = (0x1234_5678, 0x2345_6789, 0x3456_7890)

  init(password: String) {
    for byte in password.utf8 { update(byte) }
  }

  mutating func encrypt(_ bytes: [UInt8]) -> [UInt8] {
    bytes.map { byte in
      let word = (keys.2 | 2) & 0xFFFF
      let mask = UInt8(truncatingIfNeeded: (word &* (word ^ 1)) >> 8)
      update(byte)
      return byte ^ mask
    }
  }

  private mutating func update(_ byte: UInt8) {
    keys.0 = Self.step(keys.0, byte)
    keys.1 = (keys.1 &+ (keys.0 & 0xFF)) &* 134_775_813 &+ 1
    keys.2 = Self.step(keys.2, UInt8(truncatingIfNeeded: keys.1 >> 24))
  }

  static func step(_ value: UInt32, _ byte: UInt8) -> UInt32 {
    (value >> 8) ^ table[Int((value ^ UInt32(byte)) & 0xFF)]
  }

  private static let table: [UInt32] = (0..<256).map { index in
    (0..<8).reduce(UInt32(index)) { value, _ in value & 1 == 1 ? (value >> 1) ^ 0xEDB8_8320 : value >> 1 }
  }
}
