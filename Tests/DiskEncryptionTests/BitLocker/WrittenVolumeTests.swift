import Testing

@testable import DiskEncryption

/// Volumes in every state, from the writer.
@Suite("BitLocker volumes in every state") struct WrittenVolumeTests {
  private func prove(
    _ written: BitLockerWriter.Written, _ key: BitLockerKey, protector: GUID? = nil
  ) throws -> BitLockerProver.Result {
    let volume = try BitLockerVolume(reading: written.image)
    return try StretchMemo.prover.prove(key, protector: protector, of: volume, in: written.image)
  }

  @Test(arguments: EncryptionMethod.allCases, [512, 4096]) func everySectorIsDecrypted(
    method: EncryptionMethod, sectorSize: Int
  ) throws {
    let written = BitLockerWriter(method: method, sectorSize: sectorSize).write()
    let result = try prove(written, Fixture.recovery(Fixture.passwordA))
    #expect(result.proof.isProved)
    #expect(result.proof.checks.contains(.fileSystem))
    let opened = try #require(result.opened)
    #expect(try opened.fileSystem(in: written.image)?.serial == BitLockerWriter.serial)
    let decrypted = DecryptedVolume(opened, image: written.image)
    for number in 0..<UInt64(written.plain.count / sectorSize) {
      let start = Int(number) * sectorSize
      let sector = try decrypted.sector(number)
      #expect(sector == Array(written.plain[start..<start + sectorSize]), "sector \(number)")
    }
    #expect(try decrypted.sector(UInt64(written.plain.count / sectorSize)) == nil)
    #expect(try decrypted.sector(.max) == nil)
  }

  @Test func toGoAndEncryptOnWriteAreRead() throws {
    let stick = BitLockerWriter(isToGo: true).write()
    #expect(try prove(stick, Fixture.recovery(Fixture.passwordA)).proof.isProved)
    #expect(try BitLockerVolume(reading: stick.image).header.isToGo)
    let onWrite = BitLockerWriter(states: (3, 4), encryptsOnWrite: true).write()
    #expect(try prove(onWrite, Fixture.recovery(Fixture.passwordA)).proof.isProved)
    #expect(try BitLockerVolume(reading: onWrite.image).state.encryptsOnWrite)
  }

  @Test(arguments: [
    (UInt16(2), UInt16(4), VolumeState.Conversion.encrypting), (5, 1, .decrypting), (5, 4, .paused), (1, 1, .decrypted),
    (2, 1, .decrypting), (3, 1, .decrypting), (3, 3, .unknown), (3, 4, .encrypting), (4, 3, .unknown), (1, 4, .unknown),
    (4, 1, .decrypting), (4, 4, .encrypted), (9, 9, .unknown),
  ])
  func statesAreTold(current: UInt16, next: UInt16, conversion: VolumeState.Conversion) throws {
    let written = BitLockerWriter(states: (current, next), isHollow: true).write()
    let state = try BitLockerVolume(reading: written.image).state
    #expect(state.conversion == conversion)
    #expect(state.isPartial == (conversion != .encrypted))
    #expect(try prove(written, Fixture.recovery(Fixture.passwordA)).proof.isProved)
  }

  @Test func behindTheEncryptedPartLiesPlainText() throws {
    let written = BitLockerWriter(method: .aesXTS256, states: (5, 4), encryptedSize: 0x48000).write()
    let opened = try #require(prove(written, Fixture.recovery(Fixture.passwordA)).opened)
    let decrypted = DecryptedVolume(opened, image: written.image)
    for number in UInt64(0)..<UInt64(written.plain.count / 512) {
      let start = Int(number) * 512
      #expect(try decrypted.sector(number) == Array(written.plain[start..<start + 512]))
      #expect(
        decrypted.isChallenging(number)
          == (start < 0x48000 && decrypted.origin(of: number)?.origin == .decrypted
            && number >= 16))
    }
  }

  @Test func aClearKeyOpensNothingForAWrongKey() throws {
    let written = BitLockerWriter(ways: [.clear, .recovery(Fixture.passwordA), .typed("Passw0rd!")], isHollow: true)
      .write()
    #expect(try BitLockerVolume(reading: written.image).state.isSuspended)
    #expect(try prove(written, Fixture.recovery(Fixture.passwordA)).proof.isProved)
    #expect(try prove(written, Fixture.recovery(Fixture.passwordB)).proof.refusals == [.wrongKey])
    #expect(try prove(written, Fixture.typed("Passw0rd!")).proof.isProved)
    #expect(try prove(written, Fixture.typed("Passw0rd?")).proof.refusals == [.wrongKey])
    // Nor does naming the clear key's own protector.
    let clear = try #require(written.protectors.first)
    let result = try prove(written, Fixture.recovery(Fixture.passwordA), protector: clear)
    #expect(result.proof.refusals == [.noProtectorOfKind])
  }

  @Test func aPasswordOfAnyScriptIsProved() throws {
    for text in ["anaconda£", "パスワード123", "🔑 key", "e\u{301}"] {
      let written = BitLockerWriter(ways: [.typed(text)], isHollow: true).write()
      #expect(try prove(written, Fixture.typed(text)).proof.isProved)
    }
  }

  @Test func aStartupKeyOpensItsOwnProtector() throws {
    let external = [UInt8](1...32)
    let written = BitLockerWriter(ways: [.recovery(Fixture.passwordA), .startup(external)], isHollow: true).write()
    let key = try StartupKey(parsing: SecretBytes(written.startupFile))
    #expect(key.protector == written.protectors[1])
    #expect(try prove(written, .startupKey(key)).proof.isProved)
    let other = BitLockerWriter(ways: [.startup(external)], seed: 9, isHollow: true).write()
    #expect(try prove(other, .startupKey(key)).proof.refusals == [.wrongKey])
    var changed = written.startupFile
    changed[changed.count - 1] ^= 1
    #expect(try prove(written, .startupKey(StartupKey(parsing: SecretBytes(changed)))).proof.refusals == [.wrongKey])
    for length in 0..<written.startupFile.count {
      #expect(throws: DiskEncryptionFailure.self) {
        try StartupKey(parsing: SecretBytes(Array(written.startupFile.prefix(length))))
      }
    }
  }

  @Test func oneSoundBlockIsEnough() throws {
    for survivor in 0..<3 {
      var written = BitLockerWriter(isHollow: true).write()
      for (index, offset) in BitLockerWriter.blocks.enumerated() where index != survivor {
        // One fails its checksum, the other is gone.
        let place = Int(offset)
        if index == (survivor + 1) % 3 {
          written.image.bytes[place + 200] ^= 0x40
        } else {
          written.image.bytes.replaceSubrange(place..<place + 4096, with: repeatElement(0xFF, count: 4096))
        }
      }
      let volume = try BitLockerVolume(reading: written.image)
      #expect(volume.readings.count { $0.block?.isChecksumRight == true } == 1)
      #expect(try prove(written, Fixture.recovery(Fixture.passwordA)).proof.isProved)
    }
    var written = BitLockerWriter(isHollow: true).write()
    for offset in BitLockerWriter.blocks { written.image.bytes[Int(offset)] = 0 }
    #expect(throws: DiskEncryptionFailure(.damaged, "none of the three blocks of BitLocker metadata can be read")) {
      try BitLockerVolume(reading: written.image)
    }
  }

  /// A block from the past opens with the old key; the disk does not.
  @Test func onlyTheNewestBlockCounts() throws {
    let old = BitLockerWriter(seed: 3, isHollow: true).write()
    var mixed = BitLockerWriter(ways: [.recovery(Fixture.passwordB)], seed: 4, firstCounter: 50, isHollow: true).write()
    let place = Int(BitLockerWriter.blocks[0])
    mixed.image.bytes.replaceSubrange(
      place..<place + MetadataBlock.length, with: old.image.bytes[place..<place + MetadataBlock.length])
    #expect(try prove(mixed, Fixture.recovery(Fixture.passwordA)).proof.refusals == [.wrongKey])
    #expect(try prove(mixed, Fixture.recovery(Fixture.passwordB)).proof.isProved)
  }

  @Test func metadataThatWasMovedIsNotBelieved() throws {
    var written = BitLockerWriter(isHollow: true).write()
    let place = Int(BitLockerWriter.blocks[0])
    let block = written.image.bytes[place..<place + MetadataBlock.length]
    written.image.bytes.replaceSubrange(0x44000..<0x44000 + MetadataBlock.length, with: block)
    written.image.bytes.replaceSubrange(176..<184, with: littleEndian(0x44000, count: 8))
    for offset in BitLockerWriter.blocks.dropFirst() { written.image.bytes[Int(offset)] = 0 }
    #expect(try prove(written, Fixture.recovery(Fixture.passwordA)).proof.refusals == [.tampered])
  }

  @Test func tooManyProtectorsAreNotTried() throws {
    var ways = [BitLockerWriter.Way](repeating: .startup([UInt8](repeating: 1, count: 32)), count: 17)
    ways.append(.startup([UInt8](repeating: 2, count: 32)))
    let written = BitLockerWriter(ways: ways, isHollow: true).write()
    let key = try StartupKey(parsing: SecretBytes(written.startupFile))
    // Not tried is not refused.
    let failure = DiskEncryptionFailure(.protector, "the volume has \(ways.count) protectors of this kind: name one")
    #expect(throws: failure) {
      try prove(written, .startupKey(key))
    }
    #expect(try prove(written, .startupKey(key), protector: key.protector).proof.isProved)
  }

  @Test func unknownEntriesAreSkipped() throws {
    let written = BitLockerWriter(ways: [.tpm, .recovery(Fixture.passwordA)], unknownEntries: true, isHollow: true)
      .write()
    #expect(try prove(written, Fixture.recovery(Fixture.passwordA)).proof.isProved)
  }
}
