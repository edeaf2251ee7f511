import Cryptography

/// Sectors that the server names and the device reads twice: raw, and through its system. Metadata that is stale, foreign
/// or restored from elsewhere makes other bytes of the raw ones.
package struct SectorChallenge: Sendable, Hashable {
  /// Fewest sectors that have to agree.
  package static let fewest = 8

  /// Numbers counted in the volume's sector size, ascending, each once.
  package let sectors: [UInt64]

  /// What the device read of one sector.
  package struct Answer: Sendable, Hashable {
    package let sector: UInt64
    /// Raw, below the encryption.
    package let ciphertext: [UInt8]
    /// SHA-256 of what the device's system shows there.
    package let plain: SHA256Digest

    package init(sector: UInt64, ciphertext: [UInt8], plain: SHA256Digest) {
      self.sector = sector
      self.ciphertext = ciphertext
      self.plain = plain
    }
  }

  package init(sectors: some Sequence<UInt64>) { self.sectors = Set(sectors).sorted() }

  /// Draws sectors that the volume encrypts.
  /// - Parameters:
  ///   - total: sectors of the volume.
  ///   - isEncrypted: whether one lies, encrypted, at its own place.
  package static func draw(
    _ count: Int, of total: UInt64, isEncrypted: (UInt64) -> Bool, using generator: inout some RandomNumberGenerator
  ) -> SectorChallenge {
    guard total > 0 else { return SectorChallenge(sectors: []) }
    var drawn: Set<UInt64> = []
    // Bounded, should hardly any sector do.
    for _ in 0..<max(0, count) * 20 where drawn.count < count {
      let sector = UInt64.random(in: 0..<total, using: &generator)
      if isEncrypted(sector) { drawn.insert(sector) }
    }
    return SectorChallenge(sectors: drawn)
  }

  /// How many sectors came out in which way.
  package struct Outcome: Sendable, Hashable {
    /// Decrypted, they are what the system shows.
    package var agreeing = 0
    /// Raw, they are what the system shows: not encrypted, so they tell nothing about the key.
    package var plain = 0
    package var differing = 0
    package var unanswered = 0

    /// Enough agree, and none differs. A file that was written between the two reads makes a sector differ: the device is
    /// then asked again, with other sectors.
    package var isLive: Bool { agreeing >= SectorChallenge.fewest && differing == 0 && unanswered == 0 }
  }

  /// - Parameter decrypt: what the proved key makes of the raw bytes of a sector; nil where it cannot.
  package func judge(_ answers: [Answer], decrypt: (UInt64, [UInt8]) -> [UInt8]?) -> Outcome {
    let given = Dictionary(answers.map { ($0.sector, $0) }) { first, _ in first }
    var outcome = Outcome()
    for sector in sectors {
      guard let answer = given[sector] else {
        outcome.unanswered += 1
        continue
      }
      if let plain = decrypt(sector, answer.ciphertext), SHA256Digest(hashing: plain) == answer.plain {
        outcome.agreeing += 1
      } else if SHA256Digest(hashing: answer.ciphertext) == answer.plain {
        outcome.plain += 1
      } else {
        outcome.differing += 1
      }
    }
    return outcome
  }
}

extension DecryptedVolume {
  /// What the key makes of a sector that a device read raw.
  package func decrypt(_ sector: UInt64, _ ciphertext: [UInt8]) -> [UInt8]? {
    guard ciphertext.count == sectorSize, isChallenging(sector), let place = origin(of: sector) else { return nil }
    return show(ciphertext, at: place)
  }
}

extension SectorChallenge {
  /// Sectors that are asked for at random, beside those that show the file system.
  private static let many = 16

  /// Draws sectors of a volume, which only its metadata are known of. Of LUKS the first 4,096 bytes are among them, for the
  /// identity of the file system; a copy of BitLocker's metadata has those already.
  /// - Parameter size: bytes of the device that it lies on.
  /// - Returns: nil for a volume whose sectors cannot be decrypted here, or that has too few.
  package static func draw(
    of volume: EncryptedVolume, size: UInt64, using generator: inout some RandomNumberGenerator
  ) -> SectorChallenge? {
    let challenge: SectorChallenge
    switch volume {
    case .bitLocker(let volume):
      let layout = BitLockerLayout(volume)
      challenge = draw(
        many, of: size / UInt64(layout.sectorSize), isEncrypted: { layout.isChallenging($0) }, using: &generator)
    case .luks(let volume):
      guard volume.isUniform, volume.cipher == LUKSSectors.cipher, size > volume.dataOffset else { return nil }
      let sectorSize = UInt64(volume.sectorSize)
      let total = min(size - volume.dataOffset, volume.dataSize ?? .max) / sectorSize
      let first = min(total, 4096 / sectorSize)
      // Beside the first ones, so that chance never makes them fewer.
      let drawn = draw(many, of: total, isEncrypted: { $0 >= first }, using: &generator)
      challenge = SectorChallenge(sectors: drawn.sectors + (0..<first))
    }
    return challenge.sectors.count < fewest ? nil : challenge
  }
}

extension KeyProof {
  /// The proof after a live challenge, and after comparing the volume's serial number. Class A takes both: sectors alone leave the
  /// class as it is, and stand among the checks.
  /// - Parameters:
  ///   - found: of the decrypted file system; nil where its beginning is not at hand, and then nothing is compared.
  ///   - known: as the device names it; nil where it names none, and then nothing is compared.
  package func challenged(
    _ outcome: SectorChallenge.Outcome, serial found: String? = nil, known: String? = nil
  ) -> KeyProof {
    guard isProved else { return self }
    var checks: Set<Check> = []
    var refusals: Set<Refusal> = []
    if outcome.isLive { checks.insert(.liveSectors) }
    if outcome.differing > 0 { refusals.insert(.sectorsDiffer) }
    if let known, let found {
      if known == found { checks.insert(.serial) } else { refusals.insert(.serialDiffers) }
    }
    let isLive = outcome.isLive && checks.contains(.serial)
    return adding(strength: isLive ? .live : nil, checks: checks, refusals: refusals)
  }
}
