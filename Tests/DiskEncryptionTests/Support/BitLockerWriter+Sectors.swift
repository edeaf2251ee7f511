@testable import DiskEncryption

extension BitLockerWriter {
  /// The sectors: a file system of noise with a boot sector, encrypted as the state says, and the volume's own boot sector
  /// in its place.
  func disk(_ sectorKey: [UInt8], random: inout SeededGenerator) -> (disk: [UInt8], plain: [UInt8]) {
    let total = Int(Self.size)
    // A long pattern without a period that a sector would show.
    let noise = random.bytes(4096 + 251)
    var plain = (0..<total).map { noise[$0 % noise.count] ^ UInt8(truncatingIfNeeded: $0 >> 12) }
    var boot = [UInt8](repeating: 0, count: 512)
    boot.replaceSubrange(0..<11, with: [0xEB, 0x52, 0x90] + Array("NTFS    ".utf8))
    boot.replaceSubrange(11..<13, with: littleEndian(UInt64(sectorSize), count: 2))
    boot.replaceSubrange(72..<80, with: littleEndian(UInt64(0x1234_5678_5EC0_FFEE), count: 8))
    plain.replaceSubrange(0..<512, with: boot)

    var disk = plain
    let limit = encryptedSize ?? Self.size
    for start in stride(from: 0, to: total, by: sectorSize) where UInt64(start) < limit && !isHollow {
      disk.replaceSubrange(start..<start + sectorSize, with: encrypt(plain, start, at: start, sectorKey))
    }
    // The file system's first sectors lie elsewhere, encrypted for where they lie.
    for start in stride(from: 0, to: Int(Self.headerSize), by: sectorSize) {
      let place = Int(Self.headerOffset) + start
      disk.replaceSubrange(place..<place + sectorSize, with: encrypt(plain, start, at: place, sectorKey))
    }
    // What is BitLocker's own shows as zeros.
    for (offset, length) in Self.blocks.map({ ($0, UInt64(MetadataBlock.length)) }) + [
      (Self.headerOffset, Self.headerSize)
    ] {
      plain.replaceSubrange(
        Int(offset)..<Int(offset + length), with: [UInt8](repeating: 0, count: Int(length)))
    }

    var own = [UInt8](repeating: 0, count: 512)
    own.replaceSubrange(0..<11, with: [0xEB, 0x58, 0x90] + Array((isToGo ? "MSWIN4.1" : "-FVE-FS-").utf8))
    own.replaceSubrange(11..<13, with: littleEndian(UInt64(sectorSize), count: 2))
    let place = isToGo ? 424 : 160
    let kind = encryptsOnWrite ? "92A84D3B-DD80-4D0E-9E4E-B1E3284EAED8" : "4967D63B-2E29-4AD8-8399-F6A339E3D001"
    let header = (GUID(kind)?.bytes ?? []) + Self.blocks.flatMap { littleEndian($0, count: 8) }
    own.replaceSubrange(place..<place + header.count, with: header)
    own.replaceSubrange(510..<512, with: [0x55, 0xAA])
    disk.replaceSubrange(0..<512, with: own)
    return (disk, plain)
  }

  private func encrypt(_ plain: [UInt8], _ start: Int, at offset: Int, _ key: [UInt8]) -> [UInt8] {
    let sector = Array(plain[start..<start + sectorSize])
    switch method {
    case .aesXTS128, .aesXTS256:
      return ReferenceAES.xts(sector, key: key, number: UInt64(offset / sectorSize))
    case .aesCBC128, .aesCBC256:
      let cipher = ReferenceAES(key)
      return cipher.cbc(sector, vector: cipher.block(littleEndian(UInt64(offset), count: 16)))
    case .aesCBC256Diffuser: return ReferenceAES.diffused(sector, key: key, offset: UInt64(offset))
    case .aesCBC128Diffuser:
      return ReferenceAES.diffused(sector, key: Array(key[..<16] + key[32..<48]), offset: UInt64(offset))
    }
  }
}
