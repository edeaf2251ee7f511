import Cryptography

/// A LUKS volume as its header shows it, without a key. Read here, within bounds, before libcryptsetup sees any of it.
package struct LUKSVolume: Sendable {
  /// LUKS2 has so many slots at most.
  package static let mostSlots = 32

  /// A key slot that is in use.
  package struct Slot: Sendable, Hashable {
    package let number: Int
    package let work: PasswordWork
    let salt: [UInt8]
    /// Where its encrypted key lies.
    let area: (offset: UInt64, count: Int)

    package static func == (a: Slot, b: Slot) -> Bool {
      a.number == b.number && a.work == b.work && a.salt == b.salt && a.area == b.area
    }

    package func hash(into hasher: inout Hasher) { hasher.combine(number) }
  }

  /// 1 or 2.
  package let version: Int
  package let uuid: String
  /// Of the sectors, such as `aes-xts-plain64`.
  package let cipher: String
  /// Rises with every change of the header; 0 for LUKS1.
  package let sequence: UInt64
  package let slots: [Slot]
  /// Where the data begins, in bytes.
  package let dataOffset: UInt64
  /// How long it is, in bytes; nil where it goes on to the end of the device.
  package let dataSize: UInt64?
  package let sectorSize: Int
  /// What is added to the number of a sector, in units of 512 bytes.
  let tweak: UInt64
  /// Of the volume's key, in bits; nil where no slot says it.
  package let keyBits: Int?
  /// Whether all data is encrypted in one way: not while it is encrypted anew, and without tags of integrity beside it.
  package let isUniform: Bool
  /// The header's copies.
  let headers: [(offset: UInt64, count: Int)]
  package let soundHeaders: Int
  /// SHA-256 of the header that is used.
  package let digest: SHA256Digest

  /// - Returns: nil when it is not LUKS.
  /// - Throws: `unsupported`, `damaged`, `tooExpensive`, `unreadable`.
  static func find(in image: any DiskImage) throws(DiskEncryptionFailure) -> LUKSVolume? {
    let first = try image.read(at: 0, count: 8) ?? []
    if first.starts(with: LUKS1Header.magic), first.suffix(2).elementsEqual([0, 1]) {
      return try LUKS1Header.read(image)
    }
    return try LUKS2Header.read(image)
  }

  package func slot(_ number: Int) -> Slot? { slots.first { $0.number == number } }

  /// The slot that was named, or the only one.
  func only(_ number: Int?) throws(DiskEncryptionFailure) -> Int {
    guard let number else {
      guard slots.count == 1, let only = slots.first else {
        throw DiskEncryptionFailure(
          .protector, "the volume has \(slots.count) key slots in use: name the one that the key is of")
      }
      return only.number
    }
    guard slot(number) != nil else { throw DiskEncryptionFailure(.protector, "slot \(number) is not in use") }
    return number
  }

  /// The header and the areas of these slots.
  func metadata(in image: any DiskImage, slots numbers: [Int]) throws(DiskEncryptionFailure) -> MetadataCopy {
    var regions: [MetadataCopy.Region] = []
    for place in headers + slots.filter({ numbers.contains($0.number) }).map(\.area) {
      guard let bytes = try image.read(at: place.offset, count: place.count) else {
        throw DiskEncryptionFailure(.protector, "the area of the key slot is not there")
      }
      regions.append(MetadataCopy.Region(offset: place.offset, bytes: bytes))
    }
    return MetadataCopy(size: max(image.size, dataOffset), regions: regions)
  }
}
