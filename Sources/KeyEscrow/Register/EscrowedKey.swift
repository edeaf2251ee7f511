import CanonicalForms
import DiskEncryption

/// A recovery key that is kept, without the key. It outlives its device, its protector and whatever replaced it.
package struct EscrowedKey: Sendable, Hashable, Identifiable {
  package struct ID: Sendable, Hashable, CustomStringConvertible {
    package let text: String
    package init(_ text: String) { self.text = text }
    package var description: String { text }
  }

  /// What kind of key it is. Raw values are stored and are phrases (`escrow_kind.…`).
  package enum Kind: String, Sendable, CaseIterable {
    /// 48 digits of BitLocker.
    case recoveryPassword = "recovery_password"
    /// Of a slot of LUKS.
    case passphrase
    /// Of FileVault: nobody but the device can say whether it is right.
    case fileVault = "filevault"
  }

  /// Where it came from. Raw values are stored and are phrases (`escrow_source.…`).
  package enum Source: String, Sendable, CaseIterable {
    case activeDirectory = "active_directory"
    case entra
    case manageBDE = "manage_bde"
    /// A file that Windows writes: `BitLocker Recovery Key ….TXT`.
    case recoveryFile = "recovery_file"
    case table
    /// Typed in.
    case hand
    /// Read from a disk that another key had opened.
    case disk
    /// Made by the device's agent, for a slot of its own.
    case agent
  }

  package let id: ID
  /// Whose it is, as the source names the device: registered or not.
  package let device: String
  /// The volume's identifier; nil until metadata shows it, or a proof. Of a key that is `isUnbound` it is what its source says.
  package let volume: String?
  /// The identifier that the locked screen shows, or the number of a slot; empty when it is not known.
  package let protector: String
  package let kind: Kind
  package let source: Source
  /// When it was made, as its source says.
  package let made: Moment?
  package let kept: Moment
  /// A newer key of the same protector.
  package let replacedBy: ID?
  /// Since when the disk does not agree with it any more; nil while it does.
  package let drifted: Moment?
  /// The latest attempt to prove it.
  package let proof: ProofRecord?
  /// When it was last proved, whatever came after.
  package let proved: Moment?
  /// To whom it is sealed; nil while the server can open it.
  package var sealing: KeySealing?

  /// Whether nothing has tied it to one volume yet: its protector is not known, or is the number of a slot, which every disk has.
  /// It is tried on every volume of its device, and belongs to the one that it opens.
  package var isUnbound: Bool { proved == nil && kind != .fileVault && GUID(protector) == nil }

  /// Whether it could be of a volume of this system.
  func fits(_ system: KeyProof.System) -> Bool {
    switch kind {
    case .recoveryPassword: system == .bitLocker
    case .passphrase: system == .luks1 || system == .luks2
    case .fileVault: system == .fileVault
    }
  }

  /// The first eight digits of an identifier, by which somebody asks for a key on the telephone.
  package static func locator(of protector: String) -> String? {
    guard GUID(protector) != nil else { return nil }
    return String(protector.drop { $0 == "{" }.prefix(8)).uppercased()
  }
}

/// What one attempt to prove a key showed. It holds no secret.
package struct ProofRecord: Sendable, Hashable {
  /// Raw values are stored.
  package enum Verdict: String, Sendable {
    case proved, refused
    /// Neither: the metadata could not be used, or the key not be opened; `failure` says why.
    case undecided
  }

  package let verdict: Verdict
  package let strength: KeyProof.Strength
  /// Such as `bitlocker-native/1`.
  package let method: String
  /// SHA-256 of the metadata, hexadecimal.
  package let metadata: String
  package let checks: [String]
  package let refusals: [String]
  /// The code of a `DiskEncryptionFailure` or an `EscrowFailure`.
  package let failure: String?
  /// The protector that was opened.
  package let protector: String?
  /// When the metadata was last seen on the device: a proof is not younger than that.
  package let asOf: Moment
  /// That moment is what a person says.
  package let isClaimed: Bool
  package let at: Moment

  /// Refused by sectors that the device read, not by its metadata: a header from elsewhere lies on the disk.
  var isRefusedLive: Bool {
    let live: [KeyProof.Refusal] = [.sectorsDiffer, .serialDiffers]
    return verdict == .refused && live.contains { refusals.contains($0.rawValue) }
  }

  /// Proved by sectors that the device read, of whatever class.
  var isProvedLive: Bool { verdict == .proved && checks.contains(KeyProof.Check.liveSectors.rawValue) }

  /// Says whether the key opens the disk. That there were too many protectors to try was once written down as a refusal.
  var isStanding: Bool {
    verdict != .undecided && refusals != [KeyProof.Refusal.tooManyProtectors.rawValue]
  }

  init(_ proof: KeyProof, asOf: Moment, isClaimed: Bool = false, at time: Moment) {
    verdict = proof.isProved ? .proved : .refused
    strength = proof.strength
    method = "\(proof.method)"
    metadata = proof.metadata.map { "\($0)" } ?? ""
    checks = proof.checks.map(\.rawValue)
    refusals = proof.refusals.map(\.rawValue)
    failure = nil
    protector = proof.protector
    self.asOf = asOf
    self.isClaimed = isClaimed
    at = time
  }

  init(failure: String, metadata: String, asOf: Moment, at time: Moment) {
    verdict = .undecided
    strength = .stored
    method = ""
    self.metadata = metadata
    checks = []
    refusals = []
    self.failure = failure
    protector = nil
    self.asOf = asOf
    isClaimed = false
    at = time
  }

  /// The part of an entry's body that says it; the time is the entry's.
  var members: [String: JSON] {
    var members: [String: JSON] = [
      "verdict": .string(verdict.rawValue), "class": .string(strength.rawValue), "method": .string(method),
      "metadata": .string(metadata), "checks": JSON(checks), "refusals": JSON(refusals), "failure": JSON(failure),
      "protector": JSON(protector), "as_of": JSON(asOf),
    ]
    if isClaimed { members["seen_claimed"] = true }
    return members
  }

  init(_ body: JSON, at time: Moment) {
    verdict = body["verdict"].string.flatMap(Verdict.init(rawValue:)) ?? .undecided
    strength = body["class"].string.flatMap(KeyProof.Strength.init(rawValue:)) ?? .stored
    method = body["method"].string ?? ""
    metadata = body["metadata"].string ?? ""
    checks = body["checks"].strings
    refusals = body["refusals"].strings
    failure = body["failure"].string
    protector = body["protector"].string
    asOf = body["as_of"].moment ?? time
    isClaimed = body["seen_claimed"].boolean == true
    at = time
  }
}
