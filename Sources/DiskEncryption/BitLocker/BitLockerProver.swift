import Cryptography

/// Proves that a key opens a BitLocker volume, from its metadata alone.
///
/// A key is proved when it opens the *named* protector, and the master key within vouches for the metadata: CRC-32, then
/// SHA-256 sealed under the master key, over every byte that was used. That a volume can be opened is no proof: a suspended
/// volume opens with any key.
package struct BitLockerProver: Sendable {
  /// Most protectors of one kind that are tried; each costs a stretch.
  package static let mostTried = 16

  private let stretch: @Sendable (SecretBytes, [UInt8]) -> SecretBytes?

  package init() { stretch = { KeyStretch.stretch($0, salt: $1) } }

  /// - Parameter stretch: for tests that try thousands of volumes with one password.
  init(stretch: @escaping @Sendable (SecretBytes, [UInt8]) -> SecretBytes?) { self.stretch = stretch }

  /// The proof, and what was opened on the way. A refused key opens nothing.
  package struct Result: Sendable {
    package let proof: KeyProof
    package let opened: OpenedBitLocker?
  }

  /// - Parameters:
  ///   - protector: the one that the key is said to be of; nil tries each of the key's kind.
  ///   - image: for the first sector of the file system, where it is there.
  /// - Throws: `protector` when it has to be named, as there are more than are tried; `unreadable`.
  package func prove(
    _ key: BitLockerKey, protector: GUID?, of volume: BitLockerVolume, in image: any DiskImage
  ) throws(DiskEncryptionFailure) -> Result {
    let sound = volume.candidates
    // Without a sound block there is no proof any more, but whether the key is right is still worth saying.
    for block in sound.isEmpty ? [volume.current] : sound {
      let protectors = block.protectors.filter { protector == nil || $0.id == protector }
      let own = protectors.filter { $0.kind == key.kind }
      let isLast = block == (sound.last ?? volume.current)
      // Not tried is not refused.
      guard own.count <= Self.mostTried else {
        throw DiskEncryptionFailure(.protector, "the volume has \(own.count) protectors of this kind: name one")
      }
      guard !own.isEmpty else {
        if !isLast { continue }
        return refused(protectors.isEmpty && protector != nil ? .noSuchProtector : .noProtectorOfKind, block, nil)
      }
      for candidate in own {
        guard let master = masterKey(of: candidate, with: key) else { continue }
        let result = judge(block, candidate, master, volume)
        if !result.proof.isProved, !isLast { continue }
        return try result.opened?.lookingAtFileSystem(in: image, result.proof) ?? result
      }
      if isLast { return refused(.wrongKey, block, own.count == 1 ? own.first : nil) }
    }
    return refused(.wrongKey, volume.current, nil)
  }

  private func masterKey(of protector: Protector, with key: BitLockerKey) -> SecretBytes? {
    guard let sealed = protector.sealedMasterKey, let opening = openingKey(of: protector, key),
      let master = sealed.openKey(with: opening), master.count == 32
    else { return nil }
    return master
  }

  private func openingKey(of protector: Protector, _ key: BitLockerKey) -> SecretBytes? {
    switch key {
    case .recoveryPassword(let password): protector.salt.flatMap { stretch(password.initial, $0) }
    case .password(let text): protector.salt.flatMap { stretch(.sha256(of: .sha256(of: text)), $0) }
    case .startupKey(let startup): startup.protector == protector.id ? startup.key : nil
    }
  }

  /// The master key is out: does it vouch for the metadata?
  private func judge(
    _ block: MetadataBlock, _ protector: Protector, _ master: SecretBytes, _ volume: BitLockerVolume
  ) -> Result {
    var checks: Set<KeyProof.Check> = [.unlocked]
    var refusals: Set<KeyProof.Refusal> = []
    if block.isChecksumRight { checks.insert(.checksum) } else { refusals.insert(.tampered) }
    if let sealed = block.sealedDigest.open(with: master), sealed.count >= 32,
      sealed.part(from: sealed.count - 32, count: 32)?.matches(block.digest.bytes) == true
    {
      checks.insert(.authenticated)
    } else {
      refusals.insert(.tampered)
    }
    if block.offsets.contains(block.offset) { checks.insert(.place) } else { refusals.insert(.tampered) }
    let volumeKey = block.method.flatMap { method in
      block.sealedVolumeKey?.openKey(with: master).flatMap { SectorKey(method: method, key: $0) }
    }
    if volumeKey != nil { checks.insert(.volumeKey) } else { refusals.insert(.noVolumeKey) }
    let proof = proof(block, protector, checks: checks, refusals: refusals)
    guard let volumeKey, proof.isProved else { return Result(proof: proof, opened: nil) }
    return Result(
      proof: proof,
      opened: OpenedBitLocker(volume: volume, block: block, masterKey: master, sectorKey: volumeKey, by: protector.id))
  }

  private func refused(_ refusal: KeyProof.Refusal, _ block: MetadataBlock, _ protector: Protector?) -> Result {
    var refusals: Set<KeyProof.Refusal> = [refusal]
    if !block.isChecksumRight { refusals.insert(.tampered) }
    return Result(proof: proof(block, protector, checks: [], refusals: refusals), opened: nil)
  }

  private func proof(
    _ block: MetadataBlock, _ protector: Protector?, checks: Set<KeyProof.Check>, refusals: Set<KeyProof.Refusal>
  ) -> KeyProof {
    KeyProof(
      strength: .unlocked, system: .bitLocker, method: .bitLocker, volume: "\(block.volume)",
      protector: protector.map { "\($0.id)" }, metadata: block.digest, checks: checks, refusals: refusals)
  }
}
