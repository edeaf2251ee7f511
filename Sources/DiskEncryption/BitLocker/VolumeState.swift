/// What can be told of a BitLocker volume without any key.
package struct VolumeState: Sendable, Hashable {
  /// How far the encryption is.
  package enum Conversion: String, Sendable {
    case encrypted, decrypted, encrypting, decrypting, paused
    case unknown
  }

  package let conversion: Conversion
  /// A key lies in the clear beside the data: whoever has the disk can read it, whatever the other protectors are. Windows
  /// calls it suspended.
  package let isSuspended: Bool
  /// Only what was in use or written since is encrypted.
  package let encryptsOnWrite: Bool

  /// Numbers of the states: seen on real volumes (4 to 4 encrypted, 5 to 1 partly decrypted) and in dislocker's list, where 3 is
  /// "encrypt on write": a conversion that is not at its end, whose sectors are encrypted when they are next written.
  init(_ block: MetadataBlock, coverage: BitLockerHeader.Coverage) {
    isSuspended = block.protectors.contains { $0.kind == .clearKey }
    encryptsOnWrite = coverage == .onWrite || block.states.current == 3
    conversion =
      switch (block.states.current, block.states.next) {
      case (4, 4): .encrypted
      case (1, 1): .decrypted
      case (_, 1): .decrypting
      case (2, _), (3, 4): .encrypting
      case (5, _): .paused
      default: .unknown
      }
  }

  /// Some of the volume lies in the clear.
  package var isPartial: Bool { conversion != .encrypted }
}
