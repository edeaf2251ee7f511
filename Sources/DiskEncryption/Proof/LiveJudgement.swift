/// A volume of any kind that a proved key has opened.
package enum OpenedVolume: Sendable {
  case bitLocker(OpenedBitLocker)
  case luks(OpenedLUKS)
}

/// What the answers to a challenge came to.
package struct LiveJudgement: Sendable, Hashable {
  package let outcome: SectorChallenge.Outcome
  /// The identity of the file system that was found, decrypted; nil where none was.
  package let serial: String?

  /// - Parameters:
  ///   - answers: what the device read.
  ///   - image: the metadata that `opened` was opened from.
  /// - Returns: nil for a cipher that is not decrypted here.
  /// - Throws: `unreadable`.
  package init?(
    _ challenge: SectorChallenge, _ answers: [SectorChallenge.Answer], by opened: OpenedVolume, in image: any DiskImage
  ) throws(DiskEncryptionFailure) {
    switch opened {
    case .bitLocker(let opened):
      let volume = DecryptedVolume(opened, image: image)
      outcome = challenge.judge(answers) { volume.decrypt($0, $1) }
      serial = try opened.fileSystem(in: image)?.serial
    case .luks(let opened):
      guard let sectors = LUKSSectors(opened) else { return nil }
      outcome = challenge.judge(answers) { sectors.decrypt($0, $1) }
      var beginning: [UInt8] = []
      for answer in answers.sorted(by: { $0.sector < $1.sector }).prefix(8) {
        guard answer.sector == UInt64(beginning.count / sectors.sectorSize),
          let plain = sectors.decrypt(answer.sector, answer.ciphertext)
        else { break }
        beginning += plain
      }
      serial = FileSystemHeader(beginning: beginning)?.serial
    }
  }

  /// Whether the sectors are of another volume than the metadata. One that agrees shows that the key is the right one: others
  /// were then written between the two reads, or the medium is failing, which neither proves nor refuses.
  package var isForeign: Bool { outcome.agreeing == 0 && outcome.differing >= SectorChallenge.fewest }
}
