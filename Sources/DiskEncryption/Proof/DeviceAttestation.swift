import CanonicalForms

/// A device's word that its own system accepts a recovery key: all there is for FileVault on APFS, whose key is bound to a
/// chip. It proves nothing to anybody else, and is of a weaker class.
package struct DeviceAttestation: Sendable, Hashable {
  /// The volume, as the device names it.
  package let volume: String
  /// What the device's system answered (`fdesetup validaterecovery`).
  package let isAccepted: Bool
  package let at: Moment

  package init(volume: String, isAccepted: Bool, at: Moment) {
    self.volume = volume
    self.isAccepted = isAccepted
    self.at = at
  }

  package var proof: KeyProof {
    KeyProof(
      strength: .attested, system: .fileVault, method: .attestation, volume: volume, protector: nil, metadata: nil,
      checks: isAccepted ? [.deviceAccepted] : [], refusals: isAccepted ? [] : [.deviceRefused])
  }
}
