import Accounts
import CanonicalForms
import Cryptography
import DiskEncryption
import Storage
import TestDatabases
import Testing

@testable import KeyEscrow

/// Two of three custodians open a key for the one who asked, or prove it in a drill.
@Suite(.onEveryEngine) struct OpeningTogetherTests {
  private let vault: Vault
  private let circle: Circle
  private let key: EscrowedKey.ID

  init() throws {
    vault = try Vault()
    circle = try Circle(vault)
    key = try circle.sealedKey()
  }

  @Test func theWholeWay() throws {
    let oneTime = CustodianPrivateKey()
    let id = try vault.escrow.request(
      key, caseNumber: "J-2026-17", reason: "紛失機の調査", recipient: oneTime.publicKey, by: vault.admin, at: vault.now)
    #expect(code { try vault.escrow.shareRequest(id, names: [vault.admin: "admin"], at: vault.now) } == .notApproved)
    try vault.escrow.approve(id, by: vault.custodian, at: vault.now)
    #expect(code { try vault.escrow.show(id, by: vault.admin, at: vault.now) } == .sealedToCustodians)
    #expect(code { try vault.escrow.collect(id, by: vault.admin, at: vault.now) } == .tooFewShares)
    try circle.contribute(id, 0, oneTime)
    #expect(code { try circle.contribute(id, 0, oneTime) } == .alreadyVoted)
    #expect(code { try vault.escrow.collect(id, by: vault.admin, at: vault.now) } == .tooFewShares, "one alone")
    try circle.contribute(id, 2, oneTime)
    #expect(code { try vault.escrow.collect(id, by: vault.second, at: vault.now) } == .otherRequester)
    let collected = try circle.collect(id)
    #expect(code { try vault.escrow.collect(id, by: vault.admin, at: vault.now) } == .closedRequest, "once")
    let restored = try collected.combine(with: oneTime, at: vault.now)
    #expect(restored.secret.text == Vault.passwordA && restored.wrong.isEmpty && restored.drill == nil)
    #expect(restored.proof.verdict == .proved && restored.proof.strength == .unlocked)
    #expect(shareFailure { try collected.combine(with: CustodianPrivateKey(), at: vault.now) }?.code == .recipient)
    // Who contributed stands in the journal, the answers nowhere any more, and new protectors are asked for.
    #expect(
      try vault.kinds().suffix(6) == [
        "reveal.requested", "reveal.approved", "reveal.contributed", "reveal.contributed", "reveal.shown",
        "rotation.asked",
      ])
    #expect(try vault.escrow.request(id)?.contributors == [circle.people[0], circle.people[2]])
    #expect(try vault.store.read { try $0.first("SELECT COUNT(*) FROM reveal_answer") { $0.integer(0) } } == 0)
    #expect(try vault.escrow.rotations().map(\.id) == [id])
  }

  /// Any two do: whoever has lost the own key is not needed.
  @Test(arguments: [[0, 1], [0, 2], [1, 2], [0, 1, 2]]) func anyTwoDo(people: [Int]) throws {
    let (id, oneTime) = try circle.request(key)
    for person in people { try circle.contribute(id, person, oneTime) }
    #expect(try circle.collect(id).combine(with: oneTime, at: vault.now).secret.text == Vault.passwordA)
  }

  /// A custodian opens a share for the key that the requester named, whatever the server put into the file.
  @Test func aShareIsOpenedForTheRequesterAlone() throws {
    let (id, oneTime) = try circle.request(key)
    let intruder = CustodianPrivateKey()
    let file = try vault.escrow.shareRequest(id, names: [vault.admin: "admin"], at: vault.now)
    let text = String(decoding: file.bytes, as: UTF8.self)
    let hex = { (key: CustodianKey) in JSON(bytes: key.bytes).string ?? "" }
    let swapped = try ShareRequest(
      parsing: Array(text.replacing(hex(oneTime.publicKey), with: hex(intruder.publicKey)).utf8))
    #expect(swapped.recipient == intruder.publicKey)
    #expect(
      shareFailure { try swapped.answer(with: circle.keys[0], forRecipient: oneTime.publicKey.fingerprint) }?.code
        == .recipient)
    #expect(
      shareFailure { try file.answer(with: CustodianPrivateKey(), forRecipient: oneTime.publicKey.fingerprint) }?.code
        == .otherKey)
    // A request whose sealing was changed opens nothing.
    let changed = try ShareRequest(
      parsing: Array(text.replacing("\"device\":\"PC-1\"", with: "\"device\":\"PC-2\"").utf8))
    #expect(
      shareFailure { try changed.answer(with: circle.keys[0], forRecipient: oneTime.publicKey.fingerprint) }
        == ShareFailure(.wrongShare, wrong: [circle.people[0].text]))
  }

  @Test func onlyOneselfContributesTheOwnShare() throws {
    let (id, oneTime) = try circle.request(key)
    let answer = try circle.answer(id, 0, oneTime)
    #expect(code { try vault.escrow.contribute(answer, by: circle.people[1], at: vault.now) } == .otherShare)
    #expect(code { try vault.escrow.contribute(answer, by: .hikae, at: vault.now) } == .notAllowed)
    #expect(throws: AccountsFailure.self) {
      try vault.escrow.contribute(answer, by: vault.admin, at: vault.now)
    }
    let (other, otherKey) = try circle.request(key)
    let moved = ShareAnswer(
      request: other, context: answer.context, number: answer.number, sealed: answer.sealed)
    try vault.escrow.contribute(moved, by: circle.people[0], at: vault.now)
    try circle.contribute(other, 1, otherKey)
    // It opens for nobody there, and is named.
    #expect(
      shareFailure { try circle.collect(other).combine(with: otherKey, at: vault.now) }
        == ShareFailure(.tooFew, wrong: [circle.people[0].text], good: 1, needed: 2))
    vault.pass(days: 2)
    #expect(code { try vault.escrow.contribute(answer, by: circle.people[0], at: vault.now) } == .closedRequest)
    _ = try vault.escrow.round(at: vault.now)
    #expect(try vault.store.read { try $0.first("SELECT COUNT(*) FROM reveal_answer") { $0.integer(0) } } == 0)
  }

  /// A share of another sealing, or any other bytes, is named, and left out where there are enough others.
  @Test func aWrongShareIsNamed() throws {
    let (id, oneTime) = try circle.request(key)
    let file = try vault.escrow.shareRequest(id, names: [vault.admin: "admin"], at: vault.now)
    let wrong = try ShareBox.seal(
      [UInt8](repeating: 7, count: 32), to: oneTime.publicKey, for: file.answerPlace(1))
    try vault.escrow.contribute(
      ShareAnswer(request: id, context: file.sealed.context, number: 1, sealed: wrong), by: circle.people[0],
      at: vault.now)
    try circle.contribute(id, 1, oneTime)
    try circle.contribute(id, 2, oneTime)
    let restored = try circle.collect(id).combine(with: oneTime, at: vault.now)
    #expect(restored.secret.text == Vault.passwordA && restored.wrong == [circle.people[0].text])
  }

  /// Digests that were changed together with a share are found out by the cipher, and the wrong key never comes out.
  @Test func theCipherHasTheLastWord() throws {
    let (id, oneTime) = try circle.request(key)
    let file = try vault.escrow.shareRequest(id, names: [vault.admin: "admin"], at: vault.now)
    for person in [0, 1] { try circle.contribute(id, person, oneTime) }
    let bytes = try vault.escrow.collect(id, by: vault.admin, at: vault.now).bytes
    let box = try #require(JSON(bytes: file.sealed.box).string)
    let other = String(box.reversed())
    let changed = try CollectedShares(
      parsing: Array(String(decoding: bytes, as: UTF8.self).replacing(box, with: other).utf8))
    let failure = try #require(shareFailure { try changed.combine(with: oneTime, at: vault.now) })
    #expect([.tooFew, .sealed].contains(failure.code))
  }

  @Test func aDrillProvesWithoutShowing() throws {
    vault.pass(days: 100)
    try vault.take("bitlocker-xts128-two-recovery")
    #expect(try vault.state(key) == .drillDue)
    let (id, oneTime) = try circle.request(key, isDrill: true)
    for person in [1, 2] { try circle.contribute(id, person, oneTime) }
    let collected = try circle.collect(id)
    #expect(collected.request.isDrill)
    let restored = try collected.combine(with: oneTime, at: vault.now)
    let result = try DrillResult(parsing: #require(restored.drill).bytes)
    #expect(code { try vault.escrow.take(result, by: vault.second, at: vault.now) } == .otherRequester)
    let proof = try vault.escrow.take(result, by: vault.admin, at: vault.now)
    #expect(proof.verdict == .proved && proof.strength == .unlocked)
    #expect(code { try vault.escrow.take(result, by: vault.admin, at: vault.now) } == .drillResult, "once")
    #expect(try vault.state(key) == .sealed)
    #expect(try vault.escrow.request(id)?.drillProved == vault.now)
    #expect(try vault.kinds().suffix(2) == ["drill.collected", "key.proved"])
    #expect(try vault.escrow.rotations().isEmpty, "nobody has seen the key")
    let before = try vault.dump(KeyEscrowProjection().tables)
    _ = try vault.journal.rebuild()
    #expect(try vault.dump(KeyEscrowProjection().tables) == before)
  }

  /// Nobody can say that a drill went well who never had as many shares as are needed.
  @Test func aResultIsSignedByTheDataKey() throws {
    let (id, oneTime) = try circle.request(key, isDrill: true)
    for person in [0, 1] { try circle.contribute(id, person, oneTime) }
    let restored = try circle.collect(id).combine(with: oneTime, at: vault.now)
    let good = try #require(restored.drill).bytes
    let text = String(decoding: good, as: UTF8.self)
    for (from, to) in [
      ("\"contributors\":[1,2]", "\"contributors\":[1,3]"), ("\"verdict\":\"proved\"", "\"verdict\":\"refused\""),
      ("\"class\":\"B\"", "\"class\":\"A\""),
    ] {
      let changed = text.replacing(from, with: to)
      #expect(changed != text)
      #expect(
        code { try vault.escrow.take(DrillResult(parsing: Array(changed.utf8)), by: vault.admin, at: vault.now) }
          == .drillResult)
    }
    // Nor for a request that was to show the key.
    let (other, otherKey) = try circle.request(key)
    for person in [0, 1] { try circle.contribute(other, person, otherKey) }
    _ = try circle.collect(other)
    let moved = text.replacing(id, with: other)
    #expect(
      code { try vault.escrow.take(DrillResult(parsing: Array(moved.utf8)), by: vault.admin, at: vault.now) }
        == .drillResult)
    _ = try vault.escrow.take(DrillResult(parsing: good), by: vault.admin, at: vault.now)
  }

  /// Who has put the shares together once could sign anything: it counts for those alone who answered this request.
  @Test func aResultNamesThoseWhoAnswered() throws {
    let (id, oneTime) = try circle.request(key, isDrill: true)
    let file = try vault.escrow.shareRequest(id, at: vault.now)
    for person in [0, 1] { try circle.contribute(id, person, oneTime) }
    let proof = try circle.collect(id).combine(with: oneTime, at: vault.now).proof
    let shares = try [0, 2].map { try file.sealed.share(of: circle.keys[$0]) }
    let signer = try SealedDataKey(#require(SecretSharing.combine(shares))).signer()
    func result(_ contributors: [Int]) throws -> DrillResult {
      try DrillResult(of: file, proof, contributors: contributors, signing: signer)
    }
    for named in [[2, 3], [1, 3], [1, 2, 3], [1], [1, 1], [], [0, 1], [1, 2, 4], [1, 2, .min]] {
      #expect(
        code { try vault.escrow.take(result(named), by: vault.admin, at: vault.now) } == .drillResult, "\(named)")
    }
    _ = try vault.escrow.take(result([2, 1]), by: vault.admin, at: vault.now)
    let entry = try #require(try vault.journal.latest(before: .max, kind: "key.proved", limit: 1).first)
    #expect(entry.body["contributors"].strings == circle.people.prefix(2).map(\.text))
  }

  @Test func aKeyThatIsNotSealedTakesTheUsualWay() throws {
    let plain = try vault.keep(Vault.foreign, device: "PC-9").id
    for isDrill in [false, true] {
      #expect(
        code {
          try vault.escrow.request(
            plain, caseNumber: "1", reason: "x", recipient: CustodianPrivateKey().publicKey, isDrill: isDrill,
            by: vault.admin, at: vault.now)
        } == .notSealedToCustodians)
    }
    let request = try vault.escrow.request(plain, caseNumber: "1", reason: "x", by: vault.admin, at: vault.now)
    try vault.escrow.approve(request, by: vault.custodian, at: vault.now)
    #expect(
      code { try vault.escrow.shareRequest(request, names: [vault.admin: "admin"], at: vault.now) }
        == .notSealedToCustodians)
    #expect(try vault.escrow.show(request, by: vault.admin, at: vault.now).secret.text == Vault.foreign)
  }
}
