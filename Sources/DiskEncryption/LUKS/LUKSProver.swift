import CKeySlots
import CProcess
import Glibc
import Synchronization

/// Proves that a passphrase opens a slot of a LUKS volume. The slot is unlocked by libcryptsetup, on a copy in memory that
/// holds the header and that one slot; the volume key that comes out has to match the header's digest of it.
///
/// Nothing in LUKS is authenticated under the volume key, so that a header somebody made up proves a key that he made up.
/// Only the live challenge ties it to the disk.
package struct LUKSProver: Sendable {
  /// Most slots that are tried when none is named: as many as LUKS1 has.
  package static let mostTried = 8

  /// One at a time: a slot may take a gigabyte.
  private static let turn = Mutex(())

  package init() {}

  package struct Result: Sendable {
    package let proof: KeyProof
    package let opened: OpenedLUKS?
  }

  /// - Parameters:
  ///   - passphrase: its bytes.
  ///   - slot: that it is said to open; nil tries each, the cheapest first.
  /// - Throws: `protector` when a slot has to be named, as there are more than are tried; `unreadable`, `damaged`, `unsupported`.
  package func prove(
    _ passphrase: SecretBytes, slot: Int?, of volume: LUKSVolume, in image: any DiskImage
  ) throws(DiskEncryptionFailure) -> Result {
    if let slot, volume.slot(slot) == nil { return Result(proof: refused(.noSuchProtector, volume, nil), opened: nil) }
    let slots = volume.slots.filter { slot == nil || $0.number == slot }
      .sorted { ($0.work.weight, $0.number) < ($1.work.weight, $1.number) }
    // Each may cost all the work that is allowed.
    guard slots.count <= Self.mostTried else {
      throw DiskEncryptionFailure(.protector, "the volume has \(slots.count) key slots in use: name one")
    }
    guard !slots.isEmpty else { return Result(proof: refused(.noProtectorOfKind, volume, nil), opened: nil) }
    for candidate in slots {
      // A minimal copy holds one slot's area; the others are not there to be tried.
      let area = try image.read(at: candidate.area.offset, count: candidate.area.count)
      guard slot != nil || area != nil else { continue }
      let copy = try volume.metadata(in: image, slots: [candidate.number])
      guard let key = try Self.volumeKey(copy, volume, candidate.number, passphrase) else { continue }
      let proof = KeyProof(
        strength: .unlocked, system: volume.version == 1 ? .luks1 : .luks2, method: .luks, volume: volume.uuid,
        protector: String(candidate.number), metadata: volume.digest,
        checks: volume.version == 2 ? [.unlocked, .checksum, .volumeKey] : [.unlocked, .volumeKey], refusals: [])
      return Result(proof: proof, opened: OpenedLUKS(volume: volume, key: key))
    }
    return Result(proof: refused(.wrongKey, volume, slots.count == 1 ? slots.first : nil), opened: nil)
  }

  private func refused(_ refusal: KeyProof.Refusal, _ volume: LUKSVolume, _ slot: LUKSVolume.Slot?) -> KeyProof {
    KeyProof(
      strength: .unlocked, system: volume.version == 1 ? .luks1 : .luks2, method: .luks, volume: volume.uuid,
      protector: slot.map { String($0.number) }, metadata: volume.digest, checks: [], refusals: [refusal])
  }

  /// - Returns: nil when the passphrase does not open the slot.
  private static func volumeKey(
    _ copy: MetadataCopy, _ volume: LUKSVolume, _ slot: Int, _ passphrase: SecretBytes
  ) throws(DiskEncryptionFailure) -> SecretBytes? {
    let descriptor = try memoryFile(holding: copy)
    defer { close(descriptor) }
    return try turn.withLock { (_: inout ()) throws(DiskEncryptionFailure) in
      try open("/proc/self/fd/\(descriptor)", volume.version, slot, passphrase)
    }
  }

  private static func open(
    _ path: String, _ version: Int, _ slot: Int, _ passphrase: SecretBytes
  ) throws(DiskEncryptionFailure) -> SecretBytes? {
    var status: Int32 = -1
    var length = Self.longestKey
    let key = SecretBytes(count: Self.longestKey) { out in
      status = passphrase.withBytes { text in
        keyslots_volume_key(
          path, Int32(version), Int32(slot), text.baseAddress?.assumingMemoryBound(to: CChar.self), text.count,
          out.baseAddress?.assumingMemoryBound(to: CChar.self), &length)
      }
    }
    if status == Int32(slot) { return key.part(from: 0, count: length) }
    switch -status {
    // EPERM: not this passphrase. ENOENT: nothing usable in the slot.
    case EPERM, ENOENT: return nil
    case EBADMSG: throw DiskEncryptionFailure(.damaged, "libcryptsetup does not accept the LUKS header")
    case ENOSYS: throw KeySlots.missing
    default:
      throw DiskEncryptionFailure(
        .unsupported, "libcryptsetup cannot unlock the slot: \(String(cString: strerror(-status)))")
    }
  }

  /// Of a volume, in bytes.
  private static let longestKey = 512

  /// A file in memory with the regions at their places and nothing between them.
  private static func memoryFile(holding copy: MetadataCopy) throws(DiskEncryptionFailure) -> Int32 {
    let descriptor = process_memory_file()
    guard descriptor >= 0 else { throw DiskEncryptionFailure(.unreadable, "no memory for a copy of the header") }
    let end = copy.regions.last.map { $0.offset + UInt64($0.bytes.count) } ?? 0
    // Room for the areas of all slots, none of which is written.
    var isDone = ftruncate(descriptor, off_t(max(end, 16 << 20))) == 0
    for region in copy.regions where isDone {
      var done = 0
      while done < region.bytes.count {
        let put = region.bytes.withUnsafeBytes { bytes in
          pwrite(
            descriptor, bytes.baseAddress.map { $0 + done }, bytes.count - done, off_t(region.offset) + off_t(done))
        }
        if put < 0, errno == EINTR { continue }
        guard put > 0 else {
          isDone = false
          break
        }
        done += put
      }
    }
    guard isDone else {
      close(descriptor)
      throw DiskEncryptionFailure(.unreadable, "no memory for a copy of the header")
    }
    return descriptor
  }
}
