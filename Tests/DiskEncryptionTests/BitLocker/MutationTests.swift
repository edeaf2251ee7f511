import Testing

@testable import DiskEncryption

/// Metadata that was changed: it never crashes, hangs or proves. It may prove where the change lies in bytes that nothing
/// uses, or in one block of three while another is still whole; then what it proves is the original, digest for digest.
@Suite("Changed metadata") struct MutationTests {
  private static let ways: [BitLockerWriter.Way] = [
    .recovery(Fixture.passwordA), .tpm, .clear, .startup([UInt8](repeating: 7, count: 32)),
    .recovery(Fixture.passwordB),
  ]

  private static let keys: [BitLockerKey] = {
    [Fixture.passwordA, Fixture.passwordB, Fixture.foreignPassword].compactMap { try? Fixture.recovery($0) }
  }()

  /// Looks at an image as a prover would, whatever it holds.
  /// - Returns: for each key, the proof that succeeded.
  private func prove(_ image: MemoryImage, _ keys: [BitLockerKey]) -> [KeyProof?] {
    let none = [KeyProof?](repeating: nil, count: keys.count)
    guard let volume = try? EncryptedVolume(reading: image), case .bitLocker(let bitLocker) = volume else {
      return none
    }
    _ = volume.report
    guard let copy = try? volume.metadata(in: image), (try? MetadataCopy(parsing: copy.encoded)) == copy else {
      Issue.record("what is collected can be read again")
      return none
    }
    return keys.map { key in
      guard let result = try? StretchMemo.recallingProver.prove(key, protector: nil, of: bitLocker, in: image) else {
        return nil
      }
      if let opened = result.opened {
        _ = opened.otherRecoveryPasswords
        let decrypted = DecryptedVolume(opened, image: image)
        for sector: UInt64 in [0, 1, 255, 1024, .max] { _ = try? decrypted.sector(sector) }
      }
      return result.proof.isProved ? result.proof : nil
    }
  }

  private func isProved(_ image: MemoryImage) -> Bool { prove(image, Array(Self.keys.prefix(1))) != [nil] }

  /// Every byte that the digest covers, in all three blocks at once: none may prove.
  @Test func noCoveredByteMayChange() throws {
    let written = BitLockerWriter(ways: Self.ways, isHollow: true).write()
    #expect(isProved(written.image))
    for place in 0..<written.covered {
      for flip: UInt8 in [0x01, 0x80] {
        var image = written.image
        for offset in BitLockerWriter.blocks { image.bytes[Int(offset) + place] ^= flip }
        #expect(!isProved(image), "byte \(place)")
      }
    }
  }

  /// The same with a right checksum: whoever can compute a CRC-32 is not believed either.
  @Test func aRightChecksumDoesNotHelp() throws {
    let written = BitLockerWriter(ways: Self.ways, isHollow: true).write()
    for place in 8..<written.covered {
      var image = written.image
      for offset in BitLockerWriter.blocks {
        let start = Int(offset)
        image.bytes[start + place] ^= 0x04
        let sum = CRC32.checksum(of: Array(image.bytes[start..<start + written.covered]))
        image.bytes.replaceSubrange(
          start + written.covered + 4..<start + written.covered + 8, with: littleEndian(UInt64(sum), count: 4))
      }
      #expect(!isProved(image), "byte \(place)")
    }
  }

  /// Random damage anywhere: flips, runs, numbers of the edge, truncation, moved pieces.
  @Test(arguments: 0..<12) func whatIsProvedIsTheOriginal(seed: UInt64) throws {
    let written = BitLockerWriter(ways: Self.ways, seed: 100 + seed / 4, isHollow: true).write()
    let original = try BitLockerVolume(reading: written.image).current.digest
    var random = SeededGenerator(seed: seed)
    var proved = 0
    for round in 0..<250 {
      var image = written.image
      for _ in 0..<Int.random(in: 1...6, using: &random) { mutate(&image, using: &random) }
      for (index, proof) in prove(image, Self.keys).enumerated() {
        guard let proof else { continue }
        proved += 1
        #expect(index < 2, "a foreign key proved, seed \(seed), round \(round)")
        #expect(proof.metadata == original, "other metadata proved, seed \(seed), round \(round)")
      }
    }
    // Damage to one block alone must not stop a proof.
    #expect(proved > 0)
  }

  private func mutate(_ image: inout MemoryImage, using random: inout SeededGenerator) {
    // Where the parsers look: the boot sector, the blocks with what follows them, the moved header.
    let areas = [0..<512] + BitLockerWriter.blocks.map { Int($0)..<Int($0) + 2600 } + [0x40000..<0x40200]
    guard let area = areas.randomElement(using: &random), image.bytes.count >= 0x40200,
      let place = area.randomElement(using: &random)
    else { return }
    switch Int.random(in: 0..<6, using: &random) {
    case 0: image.bytes[place] ^= 1 << UInt8.random(in: 0..<8, using: &random)
    case 1: image.bytes[place] = UInt8(truncatingIfNeeded: random.next())
    case 2:
      let edge: [UInt64] = [0, 1, 7, 8, 0x7FFF, 0x8000, 0xFFFF, 0xFFFF_FFFF, .max, 1 << 63]
      image.bytes.replaceSubrange(
        place..<place + 8, with: littleEndian(edge.randomElement(using: &random) ?? 0, count: 8))
    case 3:
      let count = Int.random(in: 1...400, using: &random)
      image.bytes.replaceSubrange(place..<place + count, with: repeatElement(0, count: count))
    case 4:
      let source = (areas.randomElement(using: &random) ?? area).lowerBound
      let piece = Array(image.bytes[source..<source + 300])
      image.bytes.replaceSubrange(place..<place + 300, with: piece)
    default:
      if Int.random(in: 0..<8, using: &random) == 0 { image.bytes.removeLast(image.bytes.count - place) }
    }
  }
}
