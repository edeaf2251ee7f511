/// The sectors of an opened BitLocker volume as Windows shows them. Not Sendable: it holds a cipher.
package struct DecryptedVolume {
  private let image: any DiskImage
  private let cipher: SectorCipher?
  private let layout: BitLockerLayout

  package init(_ opened: OpenedBitLocker, image: any DiskImage) {
    self.image = image
    // Of the block that the master key vouched for.
    layout = BitLockerLayout(opened.block, of: opened.volume)
    cipher = SectorCipher(opened.sectorKey)
  }

  package var sectorSize: Int { layout.sectorSize }

  /// How a sector came to what it shows.
  package enum Origin: Sendable, Hashable {
    case decrypted
    /// It lies in the clear: behind the encrypted part.
    case plain
    /// BitLocker's own, which shows as zeros.
    case hidden
  }

  /// Where the bytes of a sector lie, and what is to be done with them.
  /// - Returns: nil for a sector whose place is beyond what a number can hold.
  package func origin(of number: UInt64) -> (offset: UInt64, origin: Origin)? { layout.origin(of: number) }

  /// Whether a sector lies at its own place and is encrypted: one to ask a device for.
  package func isChallenging(_ sector: UInt64) -> Bool { layout.isChallenging(sector) }

  /// One sector. On a volume that is encrypted on write, a sector that was never written is in the clear and comes out as
  /// noise.
  /// - Returns: nil when the image does not have it.
  /// - Throws: `unreadable`.
  package func sector(_ number: UInt64) throws(DiskEncryptionFailure) -> [UInt8]? {
    guard let place = origin(of: number) else { return nil }
    if place.origin == .hidden { return [UInt8](repeating: 0, count: sectorSize) }
    guard let bytes = try image.read(at: place.offset, count: sectorSize) else { return nil }
    return show(bytes, at: place)
  }

  /// The same for bytes that were read elsewhere: by the device, raw.
  func show(_ bytes: [UInt8], at place: (offset: UInt64, origin: Origin)) -> [UInt8]? {
    switch place.origin {
    case .hidden: [UInt8](repeating: 0, count: sectorSize)
    case .plain: bytes
    case .decrypted:
      cipher?.decrypt(bytes, number: place.offset / UInt64(sectorSize), offset: place.offset)
    }
  }
}
