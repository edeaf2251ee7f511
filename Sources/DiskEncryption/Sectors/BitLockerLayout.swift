/// Where the sectors of a BitLocker volume lie, by a block of its metadata. It needs no key.
package struct BitLockerLayout: Sendable {
  private let block: MetadataBlock
  package let sectorSize: Int
  private let isPartial: Bool

  init(_ block: MetadataBlock, of volume: BitLockerVolume) {
    self.block = block
    sectorSize = volume.header.sectorSize
    isPartial = VolumeState(block, coverage: volume.header.coverage).isPartial
  }

  /// As the newest block says it: not vouched for by anybody yet.
  package init(_ volume: BitLockerVolume) { self.init(volume.current, of: volume) }

  /// Where the bytes of a sector lie, and what is to be done with them.
  /// - Returns: nil for a sector whose place is beyond what a number can hold.
  package func origin(of number: UInt64) -> (offset: UInt64, origin: DecryptedVolume.Origin)? {
    let size = UInt64(sectorSize)
    let (offset, overflow) = number.multipliedReportingOverflow(by: size)
    guard !overflow else { return nil }
    let header = block.volumeHeader
    if offset < header.size {
      let (moved, overflow) = header.offset.addingReportingOverflow(offset)
      return overflow ? nil : (moved, .decrypted)
    }
    func lies(in start: UInt64, _ length: UInt64) -> Bool { offset >= start && offset - start < length }
    if block.offsets.contains(where: { lies(in: $0, UInt64(MetadataBlock.length)) })
      || lies(in: header.offset, header.size)
    {
      return (offset, .hidden)
    }
    let isPlain = isPartial && offset >= block.encryptedSize
    return (offset, isPlain ? .plain : .decrypted)
  }

  /// Whether a sector lies at its own place and is encrypted: one to ask a device for.
  package func isChallenging(_ sector: UInt64) -> Bool {
    guard let place = origin(of: sector), place.origin == .decrypted else { return false }
    return place.offset / UInt64(sectorSize) == sector
  }
}
