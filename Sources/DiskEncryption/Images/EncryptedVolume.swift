/// An encrypted volume of any kind that this program reads.
package enum EncryptedVolume: Sendable {
  case bitLocker(BitLockerVolume)
  case luks(LUKSVolume)

  /// - Throws: `notEncrypted`, `unsupported`, `damaged`, `unreadable`.
  package init(reading image: any DiskImage) throws(DiskEncryptionFailure) {
    // BitLocker first: where LUKS keeps its second header, a BitLocker volume has sectors that may hold anything.
    let beginning = try image.read(at: 0, count: 11) ?? []
    if !BitLockerHeader.isSignature(beginning.dropFirst(3)), let luks = try LUKSVolume.find(in: image) {
      self = .luks(luks)
    } else {
      self = .bitLocker(try BitLockerVolume(reading: image))
    }
  }

  /// The regions that prove a key, and no others: of LUKS, only the named slot's, so that a copy does not keep a
  /// passphrase alive that the device has since removed.
  /// - Parameter slot: of LUKS; nil where there is only one.
  /// - Throws: `protector` when a slot is not there, or has to be named; `unreadable`.
  package func metadata(in image: any DiskImage, slot: Int? = nil) throws(DiskEncryptionFailure) -> MetadataCopy {
    switch self {
    case .bitLocker(let volume): try volume.metadata(in: image)
    case .luks(let volume): try volume.metadata(in: image, slots: [try volume.only(slot)])
    }
  }

  /// Of its data, in bytes.
  package var sectorSize: Int {
    switch self {
    case .bitLocker(let volume): volume.header.sectorSize
    case .luks(let volume): volume.sectorSize
    }
  }

  package var report: ProtectorReport {
    switch self {
    case .bitLocker(let volume): ProtectorReport(volume)
    case .luks(let volume): ProtectorReport(volume)
    }
  }

  /// The report, with what the image has of the areas of LUKS slots.
  /// - Throws: `unreadable`.
  package func report(in image: any DiskImage) throws(DiskEncryptionFailure) -> ProtectorReport {
    guard case .luks(let volume) = self else { return report }
    return try report.readingAreas(of: volume, in: image)
  }
}

extension BitLockerVolume {
  /// Boot sector, what is used of each block that begins like one, and the first sector of the file system, still
  /// encrypted. Never anything that could be the user's data in the clear.
  func metadata(in image: any DiskImage) throws(DiskEncryptionFailure) -> MetadataCopy {
    var wanted: [(offset: UInt64, count: Int)] = [(0, 512)]
    for (offset, reading) in zip(header.blockOffsets, readings) {
      switch reading {
      case .block(let block): wanted.append((offset, block.usedLength))
      // Damage is evidence, too: kept whole where it is BitLocker's own.
      case .unusable(.fields), .unusable(.version): wanted.append((offset, MetadataBlock.length))
      case .unusable: continue
      }
    }
    // Where not everything is encrypted, that sector may lie in the clear.
    if !state.isPartial, !state.encryptsOnWrite { wanted.append((current.volumeHeader.offset, header.sectorSize)) }
    var regions: [MetadataCopy.Region] = []
    for region in wanted {
      guard let bytes = try image.read(at: region.offset, count: region.count) else { continue }
      regions.append(MetadataCopy.Region(offset: region.offset, bytes: bytes))
    }
    return MetadataCopy(size: image.size, regions: regions)
  }
}
