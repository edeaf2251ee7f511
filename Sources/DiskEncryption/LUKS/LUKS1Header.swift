import Cryptography

/// The header of LUKS1 ("LUKS On-Disk Format Specification", version 1.2.3): 592 bytes with eight slots.
enum LUKS1Header {
  static let magic: [UInt8] = [0x4C, 0x55, 0x4B, 0x53, 0xBA, 0xBE]
  private static let length = 592
  private static let active: UInt64 = 0x00AC_71F3
  /// The key is spread over so many stripes; the specification fixes it.
  private static let stripes: UInt64 = 4000

  static func read(_ image: any DiskImage) throws(DiskEncryptionFailure) -> LUKSVolume {
    let damaged = DiskEncryptionFailure(.damaged, "the LUKS1 header is damaged")
    guard let bytes = try image.read(at: 0, count: length) else { throw damaged }
    let fields = BigEndianFields(bytes)
    guard let name = fields.text(8, count: 32), let mode = fields.text(40, count: 32),
      let payload = fields.number(104, count: 4), let keyLength = fields.number(108, count: 4),
      let digestIterations = fields.number(164, count: 4), let uuid = fields.text(168, count: 40),
      (16...64).contains(keyLength)
    else { throw damaged }
    guard PasswordWork.pbkdf2(iterations: digestIterations).isBounded else { throw tooExpensive }
    var slots: [LUKSVolume.Slot] = []
    for number in 0..<8 {
      let place = 208 + 48 * number
      guard fields.number(place, count: 4) == active else { continue }
      guard let iterations = fields.number(place + 4, count: 4), let salt = fields.slice(place + 8, count: 32),
        let start = fields.number(place + 40, count: 4), fields.number(place + 44, count: 4) == stripes
      else { throw damaged }
      let work = PasswordWork.pbkdf2(iterations: iterations)
      guard work.isBounded else { throw tooExpensive }
      let count = Int((keyLength * stripes + 511) / 512 * 512)
      guard start * 512 >= UInt64(length), start * 512 < 1 << 24 else { throw damaged }
      slots.append(LUKSVolume.Slot(number: number, work: work, salt: salt, area: (start * 512, count)))
    }
    return LUKSVolume(
      version: 1, uuid: uuid, cipher: name + "-" + mode, sequence: 0, slots: slots, dataOffset: payload * 512,
      dataSize: nil, sectorSize: 512, tweak: 0, keyBits: Int(keyLength) * 8, isUniform: true, headers: [(0, 1024)],
      soundHeaders: 1, digest: SHA256Digest(hashing: bytes))
  }

  static let tooExpensive = DiskEncryptionFailure(.tooExpensive, "the header asks for more work than is allowed")
}
