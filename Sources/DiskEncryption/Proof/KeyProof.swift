import Cryptography

/// What was shown about one key and one disk. It holds no secret, and is what a record keeps. When it was shown is for the
/// record to say.
package struct KeyProof: Sendable, Hashable {
  package enum Verdict: String, Sendable { case proved, refused }

  /// How much a proof shows, the strongest first.
  package enum Strength: String, Sendable, Hashable, Comparable, CaseIterable {
    /// Unlocked, the metadata authenticated where the format can, sectors that the device read live agree, and the file system in
    /// them is the one that the device names.
    case live = "A"
    /// Unlocked from a copy of the metadata, authenticated where the format can.
    case unlocked = "B"
    /// The device itself says that the key is right; nobody else can look.
    case attested = "C"
    /// Kept, never proved.
    case stored = "D"

    package static func < (a: Strength, b: Strength) -> Bool { a.rawValue < b.rawValue }
  }

  /// The encryption that the key is for.
  package enum System: String, Sendable, Hashable, CaseIterable {
    case bitLocker = "bitlocker"
    case luks1, luks2
    case fileVault = "filevault"
  }

  /// What was looked at and found right.
  package enum Check: String, Sendable, Hashable, CaseIterable {
    /// The key opened the named protector or slot: an authenticated cipher, or the digest of the volume key, said so.
    case unlocked
    /// The metadata is not damaged: CRC-32, or the header's own SHA-256.
    case checksum
    /// The metadata is as the holder of the master key wrote it. LUKS has nothing of the kind.
    case authenticated
    /// The metadata was found where it says that it lies.
    case place
    /// The key of the sectors came out, in the length that the cipher needs.
    case volumeKey = "volume_key"
    /// The first sector decrypts to a file system.
    case fileSystem = "file_system"
    /// Its serial number is the one that the device names.
    case serial
    /// Sectors that the device read, raw and through its system, agree with what the key makes of them.
    case liveSectors = "live_sectors"
    /// The device reported that its system accepted the key.
    case deviceAccepted = "device_accepted"
  }

  /// Why it is refused.
  package enum Refusal: String, Sendable, Hashable, CaseIterable {
    case wrongKey = "wrong_key"
    /// The protector or slot that was named is not there.
    case noSuchProtector = "no_such_protector"
    /// None of the protectors takes a key of this kind.
    case noProtectorOfKind = "no_protector_of_kind"
    /// The key opens it, but the metadata was changed by somebody who did not have the master key, or is damaged.
    case tampered
    /// The key opens the protector, but no key of the sectors came out.
    case noVolumeKey = "no_volume_key"
    /// More protectors of this kind than would be tried. In records of before alone: it is no refusal, and now stays undecided.
    case tooManyProtectors = "too_many_protectors"
    /// Live sectors do not agree: the metadata is not that of this disk, or not the present one.
    case sectorsDiffer = "sectors_differ"
    /// Another serial number than the device names.
    case serialDiffers = "serial_differs"
    /// The device says that its system refuses the key.
    case deviceRefused = "device_refused"
  }

  /// How a proof was made; a proof of an older version can be told apart and be made again.
  package struct Method: Sendable, Hashable, CustomStringConvertible {
    package let name: String
    package let version: Int

    package static let bitLocker = Method(name: "bitlocker-native", version: 1)
    package static let luks = Method(name: "luks-libcryptsetup", version: 1)
    package static let attestation = Method(name: "device-attestation", version: 1)

    package var description: String { "\(name)/\(version)" }
  }

  package let verdict: Verdict
  package let strength: Strength
  package let system: System
  package let method: Method
  /// The identifier of the volume's encryption, as text; nil where it is not known.
  package let volume: String?
  /// The protector's identifier, or the number of the slot; nil where none was opened.
  package let protector: String?
  /// SHA-256 of the metadata that it was proved against; nil where there is none.
  package let metadata: SHA256Digest?
  /// In the order of the list above.
  package let checks: [Check]
  package let refusals: [Refusal]

  /// Proved means without any refusal; a refused key is only stored.
  init(
    strength: Strength, system: System, method: Method, volume: String?, protector: String?, metadata: SHA256Digest?,
    checks: Set<Check>, refusals: Set<Refusal>
  ) {
    verdict = refusals.isEmpty ? .proved : .refused
    self.strength = refusals.isEmpty ? strength : .stored
    self.system = system
    self.method = method
    self.volume = volume
    self.protector = protector
    self.metadata = metadata
    self.checks = Check.allCases.filter(checks.contains)
    self.refusals = Refusal.allCases.filter(refusals.contains)
  }

  package var isProved: Bool { verdict == .proved }

  /// The same proof after looking at more.
  func adding(strength: Strength? = nil, checks more: Set<Check> = [], refusals: Set<Refusal> = []) -> KeyProof {
    KeyProof(
      strength: strength ?? self.strength, system: system, method: method, volume: volume, protector: protector,
      metadata: metadata, checks: Set(checks).union(more), refusals: Set(self.refusals).union(refusals))
  }
}
