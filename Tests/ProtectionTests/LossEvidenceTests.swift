import Accounts
import CanonicalForms
import KeyEscrow
import Protection
import Response
import TestDatabases
import Testing
import Wording

/// What proofs say of a loss, from a kept key to the reasoning of a lawyer's page.
@Suite(.onEveryEngine) struct LossEvidenceTests {
  private let house: LossHouse

  init() throws { house = try LossHouse() }

  private func exemption() throws -> Obligation {
    let all = try house.incidents.obligations(of: "I-1")
    return try #require(
      all.first { $0.id == "appi.contractor.final@operator" || $0.rule.id == "appi.contractor.final" })
  }

  @Test func aProvedKeyIsEvidence() throws {
    _ = try house.keep(on: -10)
    try house.take("bitlocker-xts256", on: -2)
    try house.prove(on: -1)
    _ = try house.report(claiming: "off")
    #expect(try house.answer(.encryptionState)?.answer == .known(.choice("on")))
    #expect(try house.answer(.encryptionState)?.asOf == house.day(-2), "as old as what the device showed")
    #expect(try house.answer(.cipher)?.answer == .known(.choice("aes_xts_256")))
    let standing = try #require(try house.answer(.recoveryKey))
    #expect(
      standing.answer == .known(.choice("unlocked")) && standing.kind == .evidence && standing.source.kind == .log)
    #expect(standing.asOf == house.day(-2))
    let proof = try house.answer(.keyProof)?.answer.text ?? ""
    #expect(proof.hasPrefix("B · bitlocker-native/1 · SHA-256 "))
    #expect(!proof.contains("593428"))
    // The claim stays in the record, and contradicts what was seen.
    let clash = try #require(try house.incidents.contradictions(of: "I-1").first { $0.first.fact == .encryptionState })
    #expect(clash.kind == .claimAgainstEvidence)
    // How the key was managed on the device no proof can say: the duty stays until somebody shows it.
    #expect(try exemption().exemption == .unknown)
    #expect(try exemption().exemptionFindings.contains { $0.condition == .fullyEncrypted && $0.verdict == .met })
    #expect(try exemption().exemptionFindings.contains { $0.condition == .keyUnusable && $0.verdict == .unknown })
    try house.incidents.state(
      [
        NewStatement(
          .keyUnusable, .known(.yesNo(true)), saidAt: house.day(0),
          source: .init(.document, reference: "TPM+PIN policy 4"), kind: .evidence)
      ], in: "I-1", at: house.day(0))
    #expect(try exemption().state == .exempt)
    let page = try house.incidents.obligationReport(of: "I-1", at: house.day(1)).page(in: .en)
    #expect(page.contains("recovery_keys") && page.contains("wholly encrypted and protected at the loss: met"))
    for language in Language.allCases {
      let report = try house.incidents.authorityReport(.preliminary, of: "I-1", in: language, at: house.day(1)).page
      #expect(report.contains(StatementWords(language: language).value(standing)))
    }
  }

  /// The founding case: encrypted, and nobody kept the key.
  @Test func noKeyIsSaidToo() throws {
    try house.take("bitlocker-xts256", on: -1)
    _ = try house.report(claiming: "on")
    #expect(try house.answer(.encryptionState)?.answer == .known(.choice("on")))
    #expect(try house.answer(.recoveryKey)?.answer == .known(.choice("none")))
    // The disk takes a recovery key that nobody keeps here: who has it?
    #expect(try house.answer(.keyCompromised)?.answer == .unknown)
    #expect(try house.answer(.keyProof) == nil)
  }

  @Test func aDeviceThatNeverShowedItselfSaysNothing() throws {
    _ = try house.report(claiming: "on")
    let state = try #require(try house.answer(.encryptionState))
    #expect(state.kind == .claim, "nobody has looked; the claim stands as a claim")
    #expect(try exemption().exemptionFindings.contains { $0.condition == .fullyEncrypted && $0.reason == .onlyClaimed })
    #expect(try house.answer(.recoveryKey)?.answer == .known(.choice("none")))
  }

  @Test func suspendedProtectionFreesNobody() throws {
    _ = try house.keep(on: -10)
    try house.take("suspended", on: -1)
    try house.prove(on: -1)
    _ = try house.report(claiming: "on")
    #expect(try house.answer(.encryptionState)?.answer == .known(.choice("suspended")))
    #expect(try house.answer(.recoveryKey)?.answer == .known(.choice("unlocked")))
    #expect(try exemption().exemptionFindings.contains { $0.condition == .fullyEncrypted && $0.verdict == .notMet })
    #expect(try house.incidents.contradictions(of: "I-1").contains { $0.first.fact == .encryptionState })
  }

  @Test func oldMetadataIsTooOld() throws {
    _ = try house.keep(on: -40)
    try house.take("bitlocker-xts256", on: -30)
    try house.prove(on: -30)
    _ = try house.report()
    #expect(try house.answer(.recoveryKey)?.asOf == house.day(-30))
    #expect(try exemption().exemptionFindings.contains { $0.reason == .evidenceTooOld })
  }

  /// Somebody typed when the copy was taken: that is what he says, and no machine saw the disk on that day.
  @Test func aTypedDateIsAClaim() throws {
    _ = try house.keep(on: -10)
    _ = try house.escrow.take(
      LossHouse.copy("bitlocker-xts256"), of: LossHouse.device, seen: house.day(-1), isClaimed: true, by: "test",
      at: house.day(0))
    try house.prove(on: 0)
    _ = try house.report()
    for fact in [Fact.encryptionState, .cipher, .recoveryKey, .keyProof] {
      let statement = try #require(try house.answer(fact))
      #expect(statement.kind == .claim && statement.source.reference == "recovery_keys:seen_claimed", "\(fact)")
    }
    #expect(try exemption().exemptionFindings.contains { $0.condition == .fullyEncrypted && $0.reason == .onlyClaimed })
  }

  /// What a device shows after it was found is not how it was when it was lost.
  @Test func theStateIsThatOfTheLoss() throws {
    _ = try house.keep(on: -10)
    try house.take("bitlocker-xts256", on: -1)
    try house.take("suspended", on: 31)
    _ = try house.report(on: 32)
    #expect(try house.answer(.encryptionState)?.answer == .known(.choice("on")))
    #expect(try house.answer(.encryptionState)?.asOf == house.day(-1))
  }

  /// A proof that is made after the loss, against what the device had shown before it, counts: it is stated when asked again.
  @Test func whatIsProvedLaterIsStatedLater() throws {
    _ = try house.keep(on: -1)
    try house.take("bitlocker-xts256", on: -1)
    _ = try house.report()
    #expect(try house.answer(.recoveryKey)?.answer == .known(.choice("stored")))
    try house.prove(on: 1)
    let made = try house.incidents.reviseProtection(of: "I-1", by: house.escrow, at: house.day(1))
    #expect(made.count == 2)
    #expect(try house.answer(.recoveryKey)?.answer == .known(.choice("unlocked")))
    #expect(try house.incidents.reviseProtection(of: "I-1", by: house.escrow, at: house.day(2)).isEmpty, "no news")
    #expect(try house.incidents.contradictions(of: "I-1").isEmpty, "newer evidence of one source is a revision")
  }

  @Test func aKeyThatDoesNotFitIsNoProof() throws {
    _ = try house.keep("8A2E0170-BDDE-4AEE-BC9F-373D29B3F721", on: -10)
    try house.take("rotated", on: -1)
    try house.prove(on: -1)
    _ = try house.report()
    #expect(try house.answer(.recoveryKey)?.answer == .known(.choice("refused")))
  }

  /// Somebody saw the key, and it was not replaced before the device was lost.
  @Test func aShownKeyIsADoubt() throws {
    let accounts = try Accounts(journal: house.custody.journal, keyPath: house.folder.accountsKeyPath, cost: .least)
    let admin = try accounts.invite(
      login: "admin", name: "見本", roles: [.administrator], organisation: nil, language: "ja", by: .hikae,
      at: house.day(-20)
    ).0.id
    let key = try house.keep(on: -10)
    try house.take("bitlocker-xts256", on: -9)
    try house.prove(on: -9)
    _ = try house.escrow.breakGlass(key, caseNumber: "1", reason: "x", by: admin, at: house.day(-8))
    _ = try house.report()
    let doubt = try #require(try house.answer(.keyCompromised))
    #expect(doubt.answer == .unknown && doubt.source.reference == "recovery_keys:shown")
  }

  /// Tables made again from the journal are the same, and say the same of a loss.
  @Test func historyIsMadeAgain() throws {
    _ = try house.keep(on: -10)
    for (name, day) in [("bitlocker-xts256", -9), ("bitlocker-xts256", -8), ("hint", -7), ("bitlocker-xts256", -1)] {
      try house.take(name, on: Int64(day))
    }
    try house.prove(on: -1)
    let before = try house.escrow.protection(of: LossHouse.device, at: house.lost)
    #expect(before.volumes.count == 2, "both were seen within a week")
    try house.custody.journal.rebuild()
    #expect(try house.escrow.protection(of: LossHouse.device, at: house.lost) == before)
    // Long after, the volume that is not seen any more is of the past.
    try house.take("bitlocker-xts256", on: 20)
    #expect(try house.escrow.protection(of: LossHouse.device, at: house.day(20)).volumes.count == 1)
    #expect(try house.escrow.protection(of: LossHouse.device, at: house.day(-20)).encryption == nil)
  }
}
