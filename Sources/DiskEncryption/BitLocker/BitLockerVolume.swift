/// A BitLocker volume as its metadata shows it, without a key. Any of the three blocks may be damaged.
package struct BitLockerVolume: Sendable {
  /// One of the three places where metadata belongs.
  package enum Reading: Sendable {
    case block(MetadataBlock)
    case unusable(MetadataBlock.Defect)

    package var block: MetadataBlock? { if case .block(let block) = self { block } else { nil } }
  }

  package let header: BitLockerHeader
  /// In the order of the boot sector.
  package let readings: [Reading]
  /// The newest block whose checksum is right; where none is, the first that could be read.
  package let current: MetadataBlock

  /// - Throws: `notEncrypted`, `unsupported`, `unreadable`; `damaged` when no block can be read.
  package init(reading image: any DiskImage) throws(DiskEncryptionFailure) {
    guard let sector = try image.read(at: 0, count: 512) else {
      throw DiskEncryptionFailure(.notEncrypted, "shorter than a sector")
    }
    header = try BitLockerHeader(parsing: sector)
    var readings: [Reading] = []
    for offset in header.blockOffsets { readings.append(try Self.read(image, at: offset)) }
    self.readings = readings
    let blocks = readings.compactMap(\.block)
    guard let current = Self.newest(of: blocks).first ?? blocks.first else {
      let versions = readings.contains { if case .unusable(.version) = $0 { true } else { false } }
      throw versions
        ? DiskEncryptionFailure(.unsupported, "BitLocker metadata of another version than that of Windows 7 and later")
        : DiskEncryptionFailure(.damaged, "none of the three blocks of BitLocker metadata can be read")
    }
    self.current = current
  }

  package var state: VolumeState { VolumeState(current, coverage: header.coverage) }

  /// The blocks whose checksum is right and whose counter is the highest: one content, or several when somebody wrote them
  /// that way. Older ones are the past, and say nothing about the disk as it is.
  var candidates: [MetadataBlock] { Self.newest(of: readings.compactMap(\.block)) }

  private static func newest(of blocks: [MetadataBlock]) -> [MetadataBlock] {
    let sound = blocks.filter(\.isChecksumRight)
    guard let highest = sound.map(\.counter).max() else { return [] }
    return sound.filter { $0.counter == highest }
  }

  private static func read(_ image: any DiskImage, at offset: UInt64) throws(DiskEncryptionFailure) -> Reading {
    // A copy holds the used part alone, so the lengths come first.
    guard let head = try image.read(at: offset, count: 112) else { return .unusable(.absent) }
    let fields = LittleEndianBytes(head)
    guard fields.starts(with: MetadataBlock.signature) else { return .unusable(.signature) }
    let length = Int(fields.u16(8) ?? 0) * 16
    guard length <= MetadataBlock.length - 16 else { return .unusable(.fields) }
    let end = offset.addingReportingOverflow(UInt64(length))
    guard !end.overflow, let validation = try image.read(at: end.partialValue, count: 16) else {
      return .unusable(.absent)
    }
    let used = length + 8 + Int(LittleEndianBytes(validation).u16(8) ?? 0)
    guard used <= MetadataBlock.length, let bytes = try image.read(at: offset, count: used) else {
      return .unusable(.fields)
    }
    do {
      return .block(try MetadataBlock(parsing: bytes, at: offset))
    } catch {
      return .unusable(error)
    }
  }
}
