import CKeySlots
import Glibc

/// Changing the key slots of a LUKS2 volume, through libcryptsetup. What is at `path` is a device or an image of one.
package enum KeySlots {
  static let missing = DiskEncryptionFailure(.unsupported, "libcryptsetup is not installed on this machine")

  /// Whether libcryptsetup is there: it is loaded when it is needed.
  package static var isAvailable: Bool { keyslots_load() == 0 }

  /// Puts a key into a free slot, with the least work that a slot may ask for: it has to be of full strength by itself.
  /// - Parameters:
  ///   - existing: opens `existingSlot`; any slot when that is nil, and then each is tried, whatever memory it asks for.
  /// - Throws: `key` when `existing` opens nothing; `protector` when the slot is taken; `unsupported`, `unreadable`.
  package static func add(
    _ key: SecretBytes, to slot: Int, existing: SecretBytes, of existingSlot: Int? = nil, path: String
  ) throws(DiskEncryptionFailure) {
    let code = existing.withBytes { old in
      key.withBytes { new in
        keyslots_add(
          path, Int32(slot), Int32(existingSlot ?? -1), old.baseAddress?.assumingMemoryBound(to: CChar.self), old.count,
          new.baseAddress?.assumingMemoryBound(to: CChar.self), new.count)
      }
    }
    guard code < 0 else { return }
    switch -code {
    case EPERM, ENOENT: throw DiskEncryptionFailure(.key, "the passphrase opens no slot of the volume")
    case EINVAL: throw DiskEncryptionFailure(.protector, "slot \(slot) is taken, or the header has no room for it")
    default: throw failure(code)
    }
  }

  /// Takes a slot out of use and overwrites its area. Whether anything else opens the disk is for the caller to know.
  /// - Throws: `unsupported`, `unreadable`.
  package static func remove(_ slot: Int, path: String) throws(DiskEncryptionFailure) {
    let code = keyslots_remove(path, Int32(slot))
    if code < 0 { throw failure(code) }
  }

  private static func failure(_ code: Int32) -> DiskEncryptionFailure {
    if -code == ENOSYS { return missing }
    return DiskEncryptionFailure(
      .unreadable, "libcryptsetup cannot change the key slots: \(String(cString: strerror(-code)))")
  }
}
