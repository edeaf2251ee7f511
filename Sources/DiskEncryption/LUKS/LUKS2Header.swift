import CanonicalForms
import Cryptography

/// The header of LUKS2 ("LUKS2 On-Disk Format Specification", 1.1.1): twice a binary part of 4,096 bytes and an area of
/// JSON, under a SHA-256 that tells damage, not intent.
enum LUKS2Header {
  private static let secondMagic: [UInt8] = [0x53, 0x4B, 0x55, 0x4C, 0xBA, 0xBE]
  /// Lengths that a header may have, and so the places where the second one may lie.
  private static let lengths: [UInt64] = (14...22).map { 1 << $0 }

  /// One sound copy.
  private struct Copy {
    let offset: UInt64
    let bytes: [UInt8]
    let sequence: UInt64
    let uuid: String
    let json: JSON
  }

  /// - Returns: nil when neither copy is there.
  static func read(_ image: any DiskImage) throws(DiskEncryptionFailure) -> LUKSVolume? {
    let first = try image.read(at: 0, count: 8) ?? []
    let isFirst = first.starts(with: LUKS1Header.magic)
    var copies: [Copy] = []
    var seen = isFirst ? 1 : 0
    if isFirst {
      guard first.suffix(2).elementsEqual([0, 2]) else {
        throw DiskEncryptionFailure(.unsupported, "a LUKS header of a version that is not known")
      }
      if let copy = try copy(in: image, at: 0) { copies.append(copy) }
    }
    // The second one lies behind the first, wherever that ends; when the first is damaged, in one of nine places.
    let places = copies.first.map { [UInt64($0.bytes.count)] } ?? lengths
    for place in places where try image.read(at: place, count: 6) == secondMagic {
      seen += 1
      if let copy = try copy(in: image, at: place) { copies.append(copy) }
      if !copies.isEmpty { break }
    }
    guard seen > 0 else { return nil }
    // libcryptsetup reads both: every sound copy has to be within bounds, not only the one that is used.
    var volumes: [LUKSVolume] = []
    for copy in copies { volumes.append(try volume(of: copy, all: copies)) }
    guard let newest = volumes.max(by: { $0.sequence < $1.sequence }) else {
      throw DiskEncryptionFailure(.damaged, "neither LUKS2 header is sound")
    }
    return newest
  }

  private static func copy(in image: any DiskImage, at offset: UInt64) throws(DiskEncryptionFailure) -> Copy? {
    guard let binary = try image.read(at: offset, count: 4096) else { return nil }
    let fields = BigEndianFields(binary)
    guard fields.number(6, count: 2) == 2, let length = fields.number(8, count: 8), lengths.contains(length),
      let sequence = fields.number(16, count: 8), fields.text(72, count: 32) == "sha256",
      let uuid = fields.text(168, count: 40), fields.number(256, count: 8) == offset,
      let digest = fields.slice(448, count: 32), var bytes = try image.read(at: offset, count: Int(length))
    else { return nil }
    let original = bytes
    bytes.replaceSubrange(448..<512, with: repeatElement(0, count: 64))
    guard SHA256Digest(hashing: bytes).bytes == digest else { return nil }
    let text = Array(bytes[4096...].prefix { $0 != 0 })
    guard let json = try? JSON(parsing: text, fractions: .asText) else { return nil }
    return Copy(offset: offset, bytes: original, sequence: sequence, uuid: uuid, json: json)
  }

  private static func volume(of copy: Copy, all copies: [Copy]) throws(DiskEncryptionFailure) -> LUKSVolume {
    let damaged = DiskEncryptionFailure(.damaged, "the LUKS2 header contradicts itself")
    guard case .object(let keyslots) = copy.json["keyslots"], keyslots.count <= LUKSVolume.mostSlots,
      case .object(let digests) = copy.json["digests"], digests.count <= LUKSVolume.mostSlots
    else { throw damaged }
    for digest in digests.values {
      guard digest["type"].string == "pbkdf2", let iterations = digest["iterations"].integer, iterations > 0 else {
        throw damaged
      }
      guard PasswordWork.pbkdf2(iterations: UInt64(iterations)).isBounded else { throw LUKS1Header.tooExpensive }
    }
    var slots: [LUKSVolume.Slot] = []
    var keyBits: Int?
    for (name, slot) in keyslots {
      guard let number = Int(name), (0..<LUKSVolume.mostSlots).contains(number) else { throw damaged }
      // Slots of re-encryption hold no passphrase.
      guard slot["type"].string == "luks2" else { continue }
      slots.append(try read(slot, number: number))
      keyBits = slot["key_size"].integer.map { Int($0) * 8 }
    }
    let segment = copy.json["segments"]["0"]
    let offset = segment["offset"].string.flatMap { UInt64($0) } ?? 0
    let tweak = segment["iv_tweak"].string.flatMap { UInt64($0) } ?? 0
    let size = Int(segment["sector_size"].integer ?? 512)
    var isUniform = segment["type"].string == "crypt" && segment["integrity"] == .null
    if case .object(let segments) = copy.json["segments"], segments.count != 1 { isUniform = false }
    return LUKSVolume(
      version: 2, uuid: copy.uuid, cipher: segment["encryption"].string ?? "", sequence: copy.sequence,
      slots: slots.sorted { $0.number < $1.number }, dataOffset: offset,
      dataSize: segment["size"].string.flatMap { UInt64($0) },
      sectorSize: [512, 1024, 2048, 4096].contains(size) ? size : 512, tweak: tweak, keyBits: keyBits,
      isUniform: isUniform,
      headers: copies.map { ($0.offset, $0.bytes.count) }, soundHeaders: copies.count,
      digest: SHA256Digest(hashing: copy.bytes))
  }

  private static func read(_ slot: JSON, number: Int) throws(DiskEncryptionFailure) -> LUKSVolume.Slot {
    let damaged = DiskEncryptionFailure(.damaged, "a key slot of the LUKS2 header contradicts itself")
    guard let offset = slot["area"]["offset"].string.flatMap({ UInt64($0) }),
      let count = slot["area"]["size"].string.flatMap({ Int($0) }), let keySize = slot["key_size"].integer,
      let stripes = slot["af"]["stripes"].integer, let salt = slot["kdf"]["salt"].string,
      (1...512).contains(keySize), stripes == 4000, (0...(4 << 20)).contains(count), offset < 1 << 27,
      Int64(count) >= keySize * stripes, salt.utf8.count <= 512
    else { throw damaged }
    guard let work = work(of: slot["kdf"]) else { throw damaged }
    guard work.isBounded else { throw LUKS1Header.tooExpensive }
    return LUKSVolume.Slot(number: number, work: work, salt: Array(salt.utf8), area: (offset, count))
  }

  private static func work(of kdf: JSON) -> PasswordWork? {
    func count(_ name: String) -> UInt64? { kdf[name].integer.flatMap { UInt64(exactly: $0) } }
    switch kdf["type"].string {
    case "pbkdf2": return count("iterations").map { .pbkdf2(iterations: $0) }
    case "argon2i", "argon2id":
      guard let passes = count("time"), let memory = count("memory"), let lanes = count("cpus"),
        let name = kdf["type"].string
      else { return nil }
      return .argon2(name: name, passes: passes, memory: memory, lanes: lanes)
    default: return nil
    }
  }
}
