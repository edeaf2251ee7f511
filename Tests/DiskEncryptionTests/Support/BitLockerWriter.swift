import Cryptography

@testable import DiskEncryption

/// Writes small BitLocker volumes in any of their states, from the published format. libcryptsetup reads what it writes
/// (`AgreementTests`), so that reader and writer do not only agree with each other.
struct BitLockerWriter {
  enum Way {
    case recovery(String)
    case typed(String)
    /// 32 bytes.
    case startup([UInt8])
    case clear, tpm
  }

  var method = EncryptionMethod.aesXTS128
  var ways: [Way] = [.recovery(Fixture.passwordA)]
  var sectorSize = 512
  var states: (current: UInt16, next: UInt16) = (4, 4)
  var isToGo = false
  var encryptsOnWrite = false
  /// Bytes from the beginning that are encrypted; the whole volume when nil.
  var encryptedSize: UInt64?
  /// Entries that no reader knows.
  var unknownEntries = false
  var seed: UInt64 = 1
  /// Where the counter of the volume begins.
  var firstCounter: UInt32 = 1

  /// Encrypts the first sectors of the file system alone: enough where only metadata is looked at.
  var isHollow = false

  static let size: UInt64 = 0x58000
  static let blocks: [UInt64] = [0x10000, 0x20000, 0x30000]
  static let headerOffset: UInt64 = 0x40000
  static let headerSize: UInt64 = 8192
  static let serial = "5EC0FFEE"

  /// What was written, with its secrets.
  struct Written {
    var image: MemoryImage
    /// As the metadata holds it.
    let sectorKey: [UInt8]
    let masterKey: [UInt8]
    let protectors: [GUID]
    let startupFile: [UInt8]
    /// The file system in the clear, sector by sector, as Windows would show it.
    let plain: [UInt8]
    /// Bytes of a block that the digest covers.
    let covered: Int
  }

  func write() -> Written {
    var random = SeededGenerator(seed: seed)
    // Salts of their own, the same for every volume of a seed, so that a password is stretched once.
    var salts = SeededGenerator(seed: seed ^ 0x5A17)
    var counter = firstCounter
    let masterKey = random.bytes(32)
    let sectorKey = random.bytes(method.keyLength)
    let time = UInt64(133_000_000_000_000_000)
    let volume = random.bytes(16)

    func seal(_ plain: [UInt8], under key: [UInt8]) -> [UInt8] {
      let nonce = littleEndian(time, count: 8) + littleEndian(UInt64(counter), count: 4)
      counter += 1
      let sealed = ReferenceAES(key).ccm(plain, nonce: nonce)
      return nonce + sealed.tag + sealed.ciphertext
    }
    func entry(_ type: UInt16, _ value: UInt16, _ body: [UInt8]) -> [UInt8] {
      [UInt16(body.count + 8), type, value, 1].flatMap { littleEndian(UInt64($0), count: 2) } + body
    }
    func key(_ bytes: [UInt8], _ method: UInt64) -> [UInt8] {
      littleEndian(UInt64(bytes.count + 12), count: 4) + [1, 0, 0, 0] + littleEndian(method, count: 4) + bytes
    }

    var protectors: [GUID] = []
    var startupFile: [UInt8] = []
    var entries = entry(7, 2, "TEST".utf16.flatMap { littleEndian(UInt64($0), count: 2) } + [0, 0])
    for way in ways {
      let id = random.bytes(16)
      protectors += GUID(id).map { [$0] } ?? []
      var inner: [UInt8] = []
      let kind: UInt16
      switch way {
      case .recovery(let text):
        kind = 0x0800
        guard let password = try? RecoveryPassword(parsing: text) else { continue }
        let salt = salts.bytes(16)
        let opening = StretchMemo.shared.stretch(password.initial, salt)?.withBytes { Array($0) } ?? []
        let raw = password.key.withBytes { Array($0) }
        inner += entry(
          0, 3,
          littleEndian(0x1000, count: 4) + salt + entry(0x12, 5, seal(key(raw, 0x2000), under: masterKey))
            + entry(0x13, 5, seal(key(opening, 0x2000), under: masterKey)))
        inner += entry(0, 5, seal(key(masterKey, 0x2003), under: opening))
      case .typed(let text):
        kind = 0x2000
        let salt = salts.bytes(16)
        let units = text.utf16.flatMap { littleEndian(UInt64($0), count: 2) }
        let initial = SHA256Digest(hashing: SHA256Digest(hashing: units).bytes).bytes
        let opening = StretchMemo.shared.stretch(SecretBytes(initial), salt)?.withBytes { Array($0) } ?? []
        inner += entry(0, 3, littleEndian(0x1001, count: 4) + salt)
        inner += entry(0, 5, seal(key(masterKey, 0x2003), under: opening))
      case .startup(let external):
        kind = 0x0200
        inner += entry(0, 5, seal(key(masterKey, 0x2003), under: external))
        let value = entry(0, 1, littleEndian(0x2002, count: 4) + external)
        let body = entry(6, 9, id + littleEndian(time, count: 8) + value)
        startupFile =
          [UInt64(body.count + 48), 1, 48, UInt64(body.count + 48)].flatMap { littleEndian($0, count: 4) } + id
          + littleEndian(1, count: 4) + [0, 0, 0, 0] + littleEndian(time, count: 8) + body
      case .clear:
        kind = 0
        let clear = random.bytes(32)
        inner += entry(0, 1, littleEndian(0x2002, count: 4) + clear)
        inner += entry(0, 5, seal(key(masterKey, 0x2003), under: clear))
      case .tpm:
        kind = 0x0100
        inner += entry(0, 6, random.bytes(180))
        inner += entry(0, 5, seal(key(masterKey, 0x2003), under: random.bytes(32)))
      }
      if unknownEntries { inner += entry(0, 0x18, random.bytes(24)) }
      entries += entry(2, 8, id + littleEndian(time, count: 8) + [0, 0] + littleEndian(UInt64(kind), count: 2) + inner)
    }
    if unknownEntries { entries += entry(0x77, 0x99, random.bytes(40)) }
    entries += entry(3, 5, seal(key(sectorKey, UInt64(method.rawValue)), under: masterKey))
    entries += entry(0xF, 0xF, littleEndian(Self.headerOffset, count: 8) + littleEndian(Self.headerSize, count: 8))

    let size = UInt64(entries.count + 48)
    let length = (64 + Int(size) + 15) / 16 * 16
    var block = Array("-FVE-FS-".utf8) + littleEndian(UInt64(length / 16), count: 2) + [2, 0]
    block += littleEndian(UInt64(states.current), count: 2) + littleEndian(UInt64(states.next), count: 2)
    block += littleEndian(encryptedSize ?? Self.size, count: 8) + [0, 0, 0, 0]
    block += littleEndian(Self.headerSize / 512, count: 4) + Self.blocks.flatMap { littleEndian($0, count: 8) }
    block += littleEndian(Self.headerOffset, count: 8)
    block += [size, 1, 48, size].flatMap { littleEndian($0, count: 4) } + volume
    block += littleEndian(UInt64(counter) + 1, count: 4) + littleEndian(UInt64(method.rawValue), count: 2) + [0, 0]
    block += littleEndian(time, count: 8) + entries
    block += [UInt8](repeating: 0, count: length - block.count)
    let digest = seal(key(SHA256Digest(hashing: block).bytes, 0x2005), under: masterKey)
    let validation =
      littleEndian(UInt64(MetadataBlock.length - length), count: 2) + [2, 0]
      + littleEndian(UInt64(CRC32.checksum(of: block)), count: 4) + entry(0, 5, digest)

    let (disk, plain) = disk(sectorKey, random: &random)
    var image = MemoryImage(bytes: disk)
    for offset in Self.blocks {
      image.bytes.replaceSubrange(
        Int(offset)..<Int(offset) + MetadataBlock.length,
        with: block + validation + [UInt8](repeating: 0, count: MetadataBlock.length - length - validation.count))
    }
    return Written(
      image: image, sectorKey: sectorKey, masterKey: masterKey, protectors: protectors, startupFile: startupFile,
      plain: plain, covered: length)
  }
}
