/// A BitLocker volume whose master key is known, because a key was proved. Its secrets are wiped with it.
package final class OpenedBitLocker: Sendable, CustomStringConvertible {
  package let volume: BitLockerVolume
  let block: MetadataBlock
  private let masterKey: SecretBytes
  let sectorKey: SectorKey
  /// The protector that was opened.
  package let protector: GUID

  init(
    volume: BitLockerVolume, block: MetadataBlock, masterKey: SecretBytes, sectorKey: SectorKey, by protector: GUID
  ) {
    self.volume = volume
    self.block = block
    self.masterKey = masterKey
    self.sectorKey = sectorKey
    self.protector = protector
  }

  /// A recovery password that the metadata holds under the master key.
  package struct HeldPassword: Sendable {
    package let protector: GUID
    /// nil where the protector has one that cannot be opened.
    package let password: RecoveryPassword?
  }

  /// Every other recovery password of this volume: those that nobody keeps can be kept, or be removed from the device.
  package var otherRecoveryPasswords: [HeldPassword] {
    block.protectors.filter { $0.kind == .recoveryPassword && $0.id != protector }.map { other in
      HeldPassword(
        protector: other.id,
        password: other.sealedPassword?.openKey(with: masterKey).flatMap { RecoveryPassword(key: $0) })
    }
  }

  /// Adds to a proof what the first sector of the file system says, where the image has it.
  func lookingAtFileSystem(
    in image: any DiskImage, _ proof: KeyProof
  ) throws(DiskEncryptionFailure) -> BitLockerProver.Result {
    let found = try fileSystem(in: image)
    return BitLockerProver.Result(proof: proof.adding(checks: found == nil ? [] : [.fileSystem]), opened: self)
  }

  /// The file system that the first sector decrypts to. nil when it is not there, or is none.
  package func fileSystem(in image: any DiskImage) throws(DiskEncryptionFailure) -> FileSystemHeader? {
    guard let sector = try DecryptedVolume(self, image: image).sector(0) else { return nil }
    return FileSystemHeader(parsing: sector)
  }

  package var description: String { "BitLocker volume \(block.volume), opened" }
}
