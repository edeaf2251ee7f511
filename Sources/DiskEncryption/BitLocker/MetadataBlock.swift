import CanonicalForms
import Cryptography

/// One of the three copies of a BitLocker volume's metadata.
package struct MetadataBlock: Sendable, Hashable {
  /// Bytes of a block, with its padding.
  static let length = 65_536
  static let signature = Array("-FVE-FS-".utf8)

  /// Why a block is of no use.
  package enum Defect: String, Error, Sendable {
    /// It is not there: after the end of the volume, or not copied.
    case absent
    /// It does not begin with BitLocker's signature.
    case signature
    /// Its version is not that of Windows 7 and later.
    case version
    /// Its fields contradict each other.
    case fields
  }

  /// Where it was found.
  let offset: UInt64
  /// What the checksum and the digest under the master key are over: header and entries, padded to 16 bytes.
  let covered: [UInt8]
  /// Current state and the state that it changes to.
  let states: (current: UInt16, next: UInt16)
  /// Bytes from the beginning that are encrypted; 0 where all are.
  let encryptedSize: UInt64
  /// Where the metadata says that its three copies lie.
  let offsets: [UInt64]
  /// Where the file system's own first sectors were moved, encrypted, and how many bytes there are.
  let volumeHeader: (offset: UInt64, size: UInt64)
  /// Identifies the encryption of the volume; a new one when it is encrypted anew.
  package let volume: GUID
  /// The next counter that will be used.
  package let nextCounter: UInt32
  /// The number of the method; `method` where it is known.
  package let methodNumber: UInt16
  package let created: Moment?
  package let protectors: [Protector]
  let sealedVolumeKey: SealedKey?
  let checksum: UInt32
  /// SHA-256 of `covered`, sealed under the master key.
  let sealedDigest: SealedKey
  /// SHA-256 of `covered`: what this metadata is called in a proof.
  package let digest: SHA256Digest
  /// Whether the CRC-32 that follows the metadata is that of the metadata.
  package let isChecksumRight: Bool

  package var method: EncryptionMethod? { EncryptionMethod(rawValue: methodNumber) }
  /// The counter at the last write of the metadata.
  package var counter: UInt32 { sealedDigest.counter }
  /// When the metadata was last written.
  package var written: Moment? { Moment(fileTime: sealedDigest.fileTime) }
  /// Bytes from the beginning of the block to the end of the digest: what a copy needs.
  let usedLength: Int

  /// - Parameter bytes: from the beginning of the block, up to 65,536.
  init(parsing bytes: [UInt8], at offset: UInt64) throws(Defect) {
    let block = LittleEndianBytes(bytes)
    guard block.starts(with: Self.signature) else { throw .signature }
    guard let sixteenths = block.u16(8).map(Int.init), let version = block.u16(10) else { throw .fields }
    guard version == 2 else { throw .version }
    let length = sixteenths * 16
    guard let covered = block.slice(0, count: length), let state = covered.u16(12), let next = covered.u16(14),
      let encrypted = covered.u64(16), let headerSectors = covered.u32(28), let headerOffset = covered.u64(56),
      let size = covered.u32(64).map(Int.init), let headerLength = covered.u32(72), let copy = covered.u32(76),
      let volume = covered.slice(80, count: 16).flatMap({ GUID($0.array) }), let nextCounter = covered.u32(96),
      let method = covered.u16(100), let created = covered.u64(104)
    else { throw .fields }
    guard headerLength == 48, Int(copy) == size, size >= 48, size <= length - 64,
      let entries = covered.slice(112, count: size - 48).flatMap({ MetadataEntry.list(in: $0) })
    else { throw .fields }
    let offsets = [32, 40, 48].compactMap { covered.u64($0) }

    // The validation behind it: size, version, CRC-32, then an entry with the sealed digest.
    guard let checksum = block.u32(length + 4), let entrySize = block.u16(length + 8).map(Int.init), entrySize > 8,
      block.u16(length + 12) == MetadataEntry.ValueType.sealedKey,
      let digest = block.slice(length + 16, count: entrySize - 8).flatMap({ SealedKey($0) })
    else { throw .fields }
    let keys = entries.filter {
      $0.type == MetadataEntry.EntryType.masterKey && $0.valueType == MetadataEntry.ValueType.masterKey
    }
    guard keys.count <= Protector.most else { throw .fields }
    let protectors = keys.compactMap { Protector($0.body) }
    // An entry that says it is a protector and is none means that the rest cannot be trusted to be read right.
    guard protectors.count == keys.count else { throw .fields }

    self.offset = offset
    self.covered = covered.array
    states = (state, next)
    encryptedSize = encrypted
    self.offsets = offsets
    self.volume = volume
    self.nextCounter = nextCounter
    methodNumber = method
    self.created = Moment(fileTime: created)
    self.protectors = protectors
    sealedVolumeKey =
      entries.first(value: MetadataEntry.ValueType.sealedKey, type: MetadataEntry.EntryType.volumeKey)
      .flatMap { SealedKey($0.body) }
    let region = entries.first(value: MetadataEntry.ValueType.region, type: MetadataEntry.EntryType.volumeHeader)?.body
    volumeHeader = (region?.u64(0) ?? headerOffset, region?.u64(8) ?? UInt64(headerSectors) * 512)
    self.checksum = checksum
    sealedDigest = digest
    self.digest = SHA256Digest(hashing: self.covered)
    isChecksumRight = CRC32.checksum(of: self.covered) == checksum
    usedLength = length + 8 + entrySize
  }

  package static func == (a: MetadataBlock, b: MetadataBlock) -> Bool {
    a.offset == b.offset && a.covered == b.covered && a.checksum == b.checksum && a.sealedDigest == b.sealedDigest
  }

  package func hash(into hasher: inout Hasher) { hasher.combine(digest) }
}
