import CanonicalForms
import Cryptography

/// What a device can say about the protectors of its disk without any secret: enough to notice that one was added, removed
/// or made anew.
package struct ProtectorReport: Sendable, Hashable {
  /// One protector or slot.
  package struct Entry: Sendable, Hashable {
    /// Identifier or number of the slot.
    package let id: String
    /// Such as `recovery_password` or `pbkdf2`.
    package let kind: String
    package let created: Moment?
    /// The volume's counter when it was sealed, where there is one.
    package let counter: UInt64?
    /// Of what is sealed in it and its salt: another one is another key. nil where nothing is.
    package let fingerprint: SHA256Digest?
  }

  package let system: KeyProof.System
  /// Identifier of the volume's encryption.
  package let volume: String
  /// Cipher of the sectors, as the metadata names it.
  package let cipher: String
  /// Length of the volume's key in bits, where `cipher` does not say it (LUKS): both keys of XTS together.
  package let keyBits: Int?
  /// By id.
  package let protectors: [Entry]
  /// Rises with every write of the metadata; 0 where the format has none (LUKS1).
  package let counter: UInt64
  /// When the metadata was last written, where the format says so.
  package let written: Moment?
  /// SHA-256 of the metadata.
  package let metadata: SHA256Digest
  package let isSuspended: Bool
  package let isPartial: Bool
  package let encryptsOnWrite: Bool
  /// Copies of the metadata that are sound, and how many there should be.
  package let copies: (sound: Int, all: Int)
  /// Of LUKS, SHA-256 of the area in which a slot's key lies, by slot, as far as it was read. The header says nothing of it: an
  /// area that was overwritten leaves the header as it was, and opens nothing any more.
  package internal(set) var areas: [String: SHA256Digest] = [:]

  init(
    system: KeyProof.System, volume: String, cipher: String, protectors: [Entry], counter: UInt64,
    metadata: SHA256Digest, isSuspended: Bool
  ) {
    self.system = system
    self.volume = volume
    self.cipher = cipher
    keyBits = nil
    self.protectors = protectors
    self.counter = counter
    written = nil
    self.metadata = metadata
    self.isSuspended = isSuspended
    isPartial = false
    encryptsOnWrite = false
    copies = (1, 1)
  }

  init(_ volume: BitLockerVolume) {
    let block = volume.current
    let state = volume.state
    system = .bitLocker
    self.volume = "\(block.volume)"
    keyBits = nil
    cipher = block.method?.name ?? "unknown-" + String(block.methodNumber, radix: 16)
    protectors = block.protectors.map { protector in
      Entry(
        id: "\(protector.id)", kind: protector.kind.name, created: protector.created,
        counter: protector.counter.map { UInt64($0) },
        fingerprint: protector.sealedMasterKey.map {
          SHA256Digest(hashing: $0.nonce + $0.tag + $0.ciphertext + (protector.salt ?? []))
        })
    }.sorted { $0.id < $1.id }
    counter = UInt64(block.counter)
    written = block.written
    metadata = block.digest
    isSuspended = state.isSuspended
    isPartial = state.isPartial
    encryptsOnWrite = state.encryptsOnWrite
    copies = (volume.readings.count { $0.block?.isChecksumRight == true }, volume.readings.count)
  }

  init(_ volume: LUKSVolume) {
    system = volume.version == 1 ? .luks1 : .luks2
    self.volume = volume.uuid
    cipher = volume.cipher
    keyBits = volume.keyBits
    protectors = volume.slots.map { slot in
      Entry(
        id: String(slot.number), kind: slot.work.name, created: nil, counter: nil,
        fingerprint: SHA256Digest(hashing: slot.salt))
    }.sorted { (Int($0.id) ?? 0) < (Int($1.id) ?? 0) }
    counter = volume.sequence
    written = nil
    metadata = volume.digest
    isSuspended = false
    isPartial = false
    encryptsOnWrite = false
    copies = (volume.soundHeaders, volume.version)
  }

  /// The same, with the areas of the slots.
  func readingAreas(of volume: LUKSVolume, in image: any DiskImage) throws(DiskEncryptionFailure) -> ProtectorReport {
    var report = self
    for slot in volume.slots {
      guard let bytes = try image.read(at: slot.area.offset, count: slot.area.count) else { continue }
      report.areas[String(slot.number)] = SHA256Digest(hashing: bytes)
    }
    return report
  }

  /// Areas are not compared: a report that has read none of them is about the same metadata.
  package static func == (a: ProtectorReport, b: ProtectorReport) -> Bool {
    a.metadata == b.metadata && a.volume == b.volume && a.protectors == b.protectors && a.counter == b.counter
      && a.copies == b.copies && a.isSuspended == b.isSuspended
  }

  package func hash(into hasher: inout Hasher) { hasher.combine(metadata) }
}
