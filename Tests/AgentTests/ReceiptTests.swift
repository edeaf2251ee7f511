import CanonicalForms
import Cryptography
import Glibc
import Observations
import Testing
import TransparencyLog

@testable import Agent

/// A server's journal and log, as honest or not as a test wants it. Entries are written by docs/formats/journal.md.
struct JournalledLog {
  struct Entry {
    var salt: [UInt8]
    var bytes: [UInt8]

    var leaf: SHA256Digest { MerkleHash.leaf(SHA256Digest(hashing: salt + bytes).bytes) }
  }

  let signer: NoteSigner
  private(set) var entries: [Entry] = []
  /// What is answered instead of what stands in the log.
  var lie: ((inout ReceiptProof) -> Void)?
  var status = 200
  private(set) var questions = 0

  init(name: String = "log.example") throws {
    let seed = SHA256Digest(hashing: Array(name.utf8)).bytes
    signer = try NoteSigner(name: name, kind: .plain, privateKey: Ed25519PrivateKey(seed: seed))
    for number in 0..<5 { append(Self.bytes(kind: "account.changed", body: ["n": JSON(number)])) }
  }

  static func bytes(kind: String, body: JSON) -> [UInt8] {
    var writer = ByteWriter()
    writer.raw(Array("hikae.journal.entry/1\n".utf8))
    writer.fixed(1_700_000_000_000)
    writer.text(kind)
    writer.count(1)
    writer.text("hikae")
    writer.block(body.canonicalBytes)
    writer.block([UInt8](repeating: 9, count: 32))
    return writer.bytes
  }

  static func body(of batch: Batch, digest: SHA256Digest? = nil) -> JSON {
    [
      "device": .string(batch.device), "epoch": JSON(batch.epoch), "first": .integer(Int64(batch.firstSequence)),
      "last": .integer(Int64(batch.lastSequence)),
      "digest": JSON(bytes: (digest ?? SHA256Digest(hashing: batch.signedBytes)).bytes), "records": 1,
    ]
  }

  @discardableResult
  mutating func append(_ bytes: [UInt8]) -> Int64 {
    let salt = SHA256Digest(hashing: Array("salt \(entries.count)".utf8)).bytes
    entries.append(Entry(salt: salt, bytes: bytes))
    return Int64(entries.count)
  }

  /// Takes a batch down, or what it is said to be, and gives the receipt.
  mutating func accept(_ batch: Batch, as bytes: [UInt8]? = nil) -> Receipt {
    let entry = append(bytes ?? Self.bytes(kind: "batch.accepted", body: Self.body(of: batch)))
    return Receipt(
      entry: entry, device: batch.device, epoch: batch.epoch, firstSequence: batch.firstSequence,
      lastSequence: batch.lastSequence)
  }

  func checkpoint(_ size: Int? = nil) throws -> SignedCheckpoint {
    let size = size ?? entries.count
    let root = MerkleHash.root(of: entries.prefix(size).map(\.leaf))
    return try Checkpoint(origin: signer.key.name, size: size, root: root).signed(by: signer)
  }

  mutating func answer(_ question: ReceiptQuestion) throws(AgentFailure) -> HTTPClient.Answer {
    questions += 1
    guard status == 200 else { return HTTPClient.Answer(status: status, body: [], retryAfter: nil) }
    let leaves = entries.map(\.leaf)
    let builder = ProofBuilder { (level, index) throws(LogFailure) in
      MerkleHash.root(ofPerfect: leaves[index << level..<(index + 1) << level])
    }
    var proofs: [ReceiptProof] = []
    for entry in question.entries {
      let index = Int(entry) - 1
      guard let inclusion = try? builder.inclusion(of: index, in: question.size) else { continue }
      var proof = ReceiptProof(
        entry: entry, salt: entries[index].salt, entryBytes: entries[index].bytes, hashes: inclusion.hashes)
      lie?(&proof)
      proofs.append(proof)
    }
    return HTTPClient.Answer(
      status: 200, body: ReceiptProof.answer(proofs).canonicalBytes, retryAfter: nil)
  }
}

/// What a device sent stands in the server's log, or the device says that it does not.
@Suite struct ReceiptTests {
  private let folder: ScratchFolder
  private let key: Ed25519PrivateKey
  private static let hour: Int64 = 3_600_000
  private static let day = Moment(milliseconds: 1_700_000_000_000)

  init() throws {
    folder = try ScratchFolder()
    key = try Ed25519PrivateKey()
  }

  private func identity(_ log: JournalledLog, device: String = "PC-7", gives: Bool = false) -> Identity {
    Identity(
      device: device, epoch: 3, server: "https://hikae.example", log: "\(log.signer.key)", givesProofs: gives)
  }

  private func watch(_ log: JournalledLog, gives: Bool = false) -> ReceiptWatch {
    ReceiptWatch(identity: identity(log, gives: gives), folder: folder.path)
  }

  private func batch(_ first: UInt64, device: String = "PC-7", path: String = "/home/a") throws -> Batch {
    var batch = try #require(
      Batch(
        device: device, epoch: 3, boot: SpoolTests.boot,
        records: [.init(sequence: first, time: Self.day, uptime: 1, fact: .written(path: path))], after: .start,
        sealed: Self.day, sealedUptime: 1))
    batch.signature = try key.sign(batch.signedBytes)
    return batch
  }

  private func note(_ receipt: Receipt, _ batch: Batch, _ watch: ReceiptWatch, uptime: Int64 = 0) {
    watch.note(
      receipt, for: batch.bytes, epoch: batch.epoch, first: batch.firstSequence, last: batch.lastSequence,
      uptime: uptime, now: Self.day)
  }

  private func prove(
    _ watch: ReceiptWatch, _ log: inout JournalledLog, held: SignedCheckpoint? = nil, uptime: Int64 = 0
  ) throws -> ReceiptWatch.Verdict {
    var copy = log
    defer { log = copy }
    return watch.prove(against: try held ?? log.checkpoint(), uptime: uptime, now: Self.day) {
      (question) throws(AgentFailure) in try copy.answer(question)
    }
  }

  @Test func whatWasSentIsProvedToBeInTheLog() throws {
    var log = try JournalledLog()
    let watch = watch(log)
    let old = try log.checkpoint()
    for number in UInt64(1)...3 {
      let batch = try batch(number)
      note(log.accept(batch), batch, watch)
    }
    #expect(watch.report.waiting == 3 && watch.report.proved == 0 && watch.report.since == Self.day)
    // A checkpoint from before does not have them: nothing is asked.
    #expect(try prove(watch, &log, held: old) == .fine)
    #expect(log.questions == 0 && watch.report.waiting == 3)
    // The proofs lead to the checkpoint that is held, though the log has grown since.
    let held = try log.checkpoint()
    for _ in 0..<40 { log.append(JournalledLog.bytes(kind: "account.changed", body: [:])) }
    #expect(try prove(watch, &log, held: held) == .fine)
    #expect(watch.report.waiting == 0 && watch.report.proved == 3 && watch.report.lastProved == Self.day)
    #expect(watch.report.isOwed && watch.report.trouble == nil)
    #expect(ReceiptWatch.refused(in: folder.path).isEmpty)
    // Over a restart it is known.
    #expect(self.watch(log).report.proved == 3)
  }

  /// What a server may answer for what it left out or changed, and what it wrote down instead.
  @Test(arguments: Lie.allCases) fileprivate func aLieIsFoundOut(_ lie: Lie) throws {
    var log = try JournalledLog()
    let watch = watch(log)
    let (sent, other) = (try batch(1), try batch(1, path: "/home/another"))
    let receipt: Receipt
    switch lie {
    case .alteredInTheJournal:
      // The whole log is sound; only, it is not what was sent.
      receipt = log.accept(
        sent, as: JournalledLog.bytes(kind: "batch.accepted", body: JournalledLog.body(of: other)))
    case .ofAnotherKind:
      receipt = log.accept(
        sent, as: JournalledLog.bytes(kind: "batch.refused", body: JournalledLog.body(of: sent)))
    case .ofAnotherDevice:
      receipt = log.accept(
        sent,
        as: JournalledLog.bytes(kind: "batch.accepted", body: JournalledLog.body(of: try batch(1, device: "PC-8"))))
    case .ofAnotherStretch:
      receipt = log.accept(
        sent, as: JournalledLog.bytes(kind: "batch.accepted", body: JournalledLog.body(of: try batch(2))))
    case .leftOut:
      // The receipt names somebody else's entry, and what is shown was never a leaf.
      receipt = log.accept(sent, as: JournalledLog.bytes(kind: "account.changed", body: [:]))
      log.lie = { $0.entryBytes = JournalledLog.bytes(kind: "batch.accepted", body: JournalledLog.body(of: sent)) }
    default:
      receipt = log.accept(sent)
      log.lie = lie.change
    }
    let later = try batch(2)
    note(receipt, sent, watch)
    note(log.accept(later), later, watch)
    guard case .wrong(entry: receipt.entry, let reason) = try prove(watch, &log) else {
      Issue.record("\(lie) was believed")
      return
    }
    #expect(reason.contains("entry \(receipt.entry)"))
    // Evidence stays, with the checkpoint that the log signed.
    let kept = ReceiptWatch.refused(in: folder.path)
    #expect(!kept.isEmpty)
    let file = try ProofFile(parsing: SmallFile.read(folder.path + "/" + kept[0]) ?? [])
    #expect(try file.checkpoint == log.checkpoint())
    // It is told again after a restart, and until it is made good.
    let again = self.watch(log)
    #expect(again.report.waiting >= 1)
    guard case .wrong = try prove(again, &log) else {
      Issue.record("forgotten")
      return
    }
    guard lie.change != nil else { return }
    log.lie = nil
    #expect(try prove(again, &log, uptime: ReceiptWatch.interval) == .fine)
    #expect(again.report.waiting == 0)
  }

  fileprivate enum Lie: CaseIterable {
    case alteredInTheJournal, ofAnotherKind, ofAnotherDevice, ofAnotherStretch, leftOut
    case anotherTree, shortened, lengthened, anotherSalt, anotherDigest, noEntry

    /// Of a proof that would hold.
    var change: ((inout ReceiptProof) -> Void)? {
      switch self {
      case .alteredInTheJournal, .ofAnotherKind, .ofAnotherDevice, .ofAnotherStretch, .leftOut: nil
      case .anotherTree: { $0.hashes = $0.hashes.map { SHA256Digest(hashing: $0.bytes) } }
      case .shortened: { $0.hashes.removeLast() }
      case .lengthened: { $0.hashes.append(SHA256Digest(hashing: [1])) }
      case .anotherSalt: { $0.salt[0] ^= 1 }
      case .anotherDigest: { $0.entryBytes[$0.entryBytes.count - 1] ^= 1 }
      case .noEntry: { $0.entryBytes = [] }
      }
    }
  }

  /// A proof for another log's tree does not lead to the root that is held.
  @Test func theProofOfAForkIsNone() throws {
    var log = try JournalledLog()
    var fork = try JournalledLog()
    let watch = watch(log)
    let sent = try batch(1)
    // Shown to everybody: a log in which something else stands there. Shown to the device: one with its batch.
    log.append(JournalledLog.bytes(kind: "account.changed", body: [:]))
    note(fork.accept(sent), sent, watch)
    guard case .wrong = try prove(watch, &fork, held: log.checkpoint()) else {
      Issue.record("a proof for another tree was believed")
      return
    }
  }

  /// Two batches, and one entry for both of them: the other one is not in the log.
  @Test func oneEntryIsNotTwoBatches() throws {
    var log = try JournalledLog()
    let watch = watch(log)
    let (one, two) = (try batch(1), try batch(2))
    let receipt = log.accept(one)
    var twin = receipt
    (twin.firstSequence, twin.lastSequence) = (2, 2)
    note(twin, two, watch)
    note(receipt, one, watch)
    for uptime in [0, ReceiptWatch.interval] {
      guard case .wrong(entry: receipt.entry, _) = try prove(watch, &log, uptime: uptime) else {
        Issue.record("a batch that is not there was believed to be")
        return
      }
    }
    #expect(watch.report.proved == 1 && watch.report.waiting == 1)
  }

  /// An entry that no journal has proves nothing, and is none to wait for.
  @Test(arguments: [Int64.min, -1, 0]) func entriesCountFromOne(entry: Int64) throws {
    let log = try JournalledLog()
    let watch = watch(log)
    let sent = try batch(1)
    note(Receipt(entry: entry, device: "PC-7", epoch: 3, firstSequence: 1, lastSequence: 1), sent, watch)
    #expect(watch.report.waiting == 0)
  }

  /// A receipt that is never proved is told after a while for which the server answered, and not of one that was away.
  @Test func aReceiptThatIsNotProvedIsTold() throws {
    var log = try JournalledLog()
    let watch = watch(log, gives: true)
    let sent = try batch(1)
    let receipt = log.accept(sent)
    note(receipt, sent, watch)
    log.status = 500
    // Days away count as ten minutes.
    #expect(try prove(watch, &log, uptime: 0) == .fine)
    note(receipt, sent, watch, uptime: 100 * Self.hour)
    #expect(try prove(watch, &log, uptime: 100 * Self.hour) == .fine)
    #expect(watch.report.trouble == "the server gives no proofs now (status 500)")
    var last = ReceiptWatch.Verdict.fine
    for step in 1...20 {
      let uptime = 100 * Self.hour + Int64(step) * ReceiptWatch.interval
      note(receipt, sent, watch, uptime: uptime)
      last = try prove(watch, &log, uptime: uptime)
      if step < 17 { #expect(last == .fine, "\(step)") }
    }
    guard case .late(entry: receipt.entry, _) = last else {
      Issue.record("nothing was told")
      return
    }
    log.status = 200
    #expect(try prove(watch, &log, uptime: 200 * Self.hour) == .fine)
    #expect(watch.report.proved == 1)
  }

  /// A server that asks for long waits does not make three hours of days, also where the device is restarted each day.
  @Test(arguments: [false, true]) func theServerDoesNotSetTheClock(restarts: Bool) throws {
    var log = try JournalledLog()
    var watch = watch(log, gives: true)
    let sent = try batch(1)
    var receipt = log.accept(sent)
    receipt.nextSeconds = 7_200
    log.status = 500
    for step in 0...2 {
      if restarts { watch = self.watch(log, gives: true) }
      let after = Int64(step) * 2 * Self.hour
      // A batch of its own each time: what is known of the last answer is kept with it.
      let next = step == 0 ? sent : try batch(UInt64(step) + 1)
      var answer = step == 0 ? receipt : log.accept(next)
      answer.nextSeconds = 7_200
      watch.note(
        answer, for: next.bytes, epoch: 3, first: next.firstSequence, last: next.lastSequence,
        uptime: restarts ? 0 : after, now: Moment(milliseconds: Self.day.milliseconds + after))
      let verdict = try prove(watch, &log, uptime: restarts ? 0 : after)
      if step < 2 { #expect(verdict == .fine, "\(step)") } else { #expect(verdict != .fine) }
    }
  }

  /// An old server gives no proofs, and is not accused; one that gave one, or said that it does, has no such excuse.
  @Test(arguments: [false, true]) func anOldServerIsNotAccused(gaveBefore: Bool) throws {
    var log = try JournalledLog()
    let watch = watch(log)
    if gaveBefore {
      let first = try batch(1)
      note(log.accept(first), first, watch)
      #expect(try prove(watch, &log) == .fine)
    }
    log.status = 404
    let sent = try batch(2)
    let receipt = log.accept(sent)
    var last = ReceiptWatch.Verdict.fine
    for step in 0...30 {
      let uptime = Int64(step) * ReceiptWatch.interval
      note(receipt, sent, watch, uptime: uptime)
      last = try prove(watch, &log, uptime: uptime)
    }
    if gaveBefore {
      guard case .late = last else {
        Issue.record("a server that gave proofs before was excused")
        return
      }
    } else {
      #expect(last == .fine)
      #expect(!watch.report.isOwed && watch.report.waiting == 1)
      #expect(watch.report.warning == "the server gives no proofs of receipts: it is older than this agent")
    }
  }

  /// A server that answers, and proves one receipt of two, owes the other.
  @Test func whatIsPassedOverIsOwed() throws {
    var log = try JournalledLog()
    let watch = watch(log)
    let (one, two) = (try batch(1), try batch(2))
    note(log.accept(one), one, watch)
    let second = log.accept(two)
    note(second, two, watch)
    log.lie = { if $0.entry == second.entry { $0.entry += 100 } }
    #expect(try prove(watch, &log) == .fine)
    #expect(watch.report.proved == 1 && watch.report.waiting == 1 && watch.report.isOwed)
    #expect(watch.report.trouble != nil)
    // Not asked again at once.
    let questions = log.questions
    _ = try prove(watch, &log, uptime: 1)
    #expect(log.questions == questions)
  }

  @Test func theListIsBounded() throws {
    var log = try JournalledLog()
    let watch = watch(log, gives: true)
    for number in 1...UInt64(ReceiptBook.most + 3) {
      let batch = try batch(number)
      note(log.accept(batch), batch, watch)
      if number == UInt64(ReceiptBook.many) { #expect(watch.isPressing) }
    }
    #expect(watch.report.waiting == ReceiptBook.most && watch.report.unlisted == 3)
    #expect(watch.report.warning?.contains("3 could not be noted") == true)
    for _ in 0..<3 where watch.report.waiting > 0 {
      // Some at a time; the log moves on meanwhile.
      log.append(JournalledLog.bytes(kind: "account.changed", body: [:]))
      #expect(try prove(watch, &log) == .fine)
    }
    #expect(watch.report.waiting == 0 && !watch.isPressing)
  }

  /// Receipts for another device or another log say nothing; nor does one for another batch.
  @Test func onlyTheOwnReceiptsCount() throws {
    var log = try JournalledLog()
    let watch = watch(log)
    let (sent, other) = (try batch(1), try batch(2))
    note(log.accept(other), sent, watch)
    #expect(watch.report.waiting == 0)
    note(log.accept(sent), sent, watch)
    #expect(watch.report.waiting == 1)
    let path = folder.path
    #expect(ReceiptWatch(identity: identity(log, device: "PC-8"), folder: path).report.waiting == 0)
    let elsewhere = try JournalledLog(name: "other.example")
    #expect(ReceiptWatch(identity: identity(elsewhere), folder: path).report.waiting == 0)
    #expect(self.watch(log).report.waiting == 1)
  }

  /// Many receipts make the log be looked at before the hour is over.
  @Test func aPressingLogIsLookedAtEarly() throws {
    let store = MemoryTileStore()
    var appender = try LogAppender(store: store, size: 0)
    let seed = SHA256Digest(hashing: [7]).bytes
    let signer = try NoteSigner(name: "l.example", kind: .plain, privateKey: Ed25519PrivateKey(seed: seed))
    var shown: [String] = []
    for number in 0..<3 {
      try appender.append(SHA256Digest(hashing: [UInt8(number)]).bytes)
      let checkpoint = Checkpoint(origin: signer.key.name, size: appender.size, root: appender.root)
      shown.append(String(decoding: try checkpoint.signed(by: signer).bytes, as: UTF8.self))
    }
    try appender.flush()
    let watch = LogWatch(key: signer.key, folder: folder.path)
    func held(_ place: Int, _ uptime: Int64, isPressing: Bool) -> Int? {
      #expect(watch.examine(shown[place], entry: 0, tiles: store, uptime: uptime, isPressing: isPressing) == .fine)
      return watch.held?.checkpoint.size
    }
    #expect(held(0, 0, isPressing: false) == 1)
    #expect(held(2, 1, isPressing: false) == 3, "the first proof comes at once")
    var next = try LogAppender(store: store, size: 3)
    try next.append(SHA256Digest(hashing: [9]).bytes)
    try next.flush()
    let grown = try Checkpoint(origin: signer.key.name, size: 4, root: next.root).signed(by: signer)
    let text = String(decoding: grown.bytes, as: UTF8.self)
    for (uptime, isPressing, size) in [(Int64(120_000), false, 3), (120_001, true, 4)] {
      #expect(watch.examine(text, entry: 0, tiles: store, uptime: uptime, isPressing: isPressing) == .fine)
      #expect(watch.held?.checkpoint.size == size)
    }
  }

  @Test func theStatusTellsOfReceiptsAndOfEnrolment() throws {
    var status = AgentStatus()
    #expect(status.json["receipts"] == .null)
    #expect(!StatusCommand.text(status.json).contains("receipts"))
    var report = ReceiptWatch.Report()
    report.proved = 40
    report.lastProved = Self.day
    report.waiting = 2
    report.since = Self.day
    report.isOwed = true
    status.receipts = report
    status.refusedProofs = 1
    let text = StatusCommand.text(status.json)
    #expect(text.contains("receipts proved   40, last \(Self.day.local)"))
    #expect(text.contains("receipts waiting  2, since \(Self.day.local)"))
    #expect(text.contains("refused-….tlog-proof") && !text.contains("older"))
    status.receipts?.isOwed = false
    #expect(StatusCommand.text(status.json).contains("the server gives no proofs"))
    #expect(StatusCommand.enrolment(status.json) == nil)
    status.device = "PC-7"
    status.server = "https://hikae.example"
    status.refusal = .expired
    let needed = StatusCommand.text(status.json)
    #expect(needed.contains("hikae devices token PC-7"))
    #expect(needed.contains("hikae-agent enrol --server https://hikae.example --token-file FILE"))
    status.refusal = .closed
    #expect(!StatusCommand.text(status.json).contains("devices token"))
  }

  /// What an enrolment of former times did not say.
  @Test func formerIdentitiesAreRead() throws {
    let state = StateFolder(folder.path)
    let former = #"{"device":"PC-7","epoch":3,"log":"","server":"https://hikae.example"}"#
    try SmallFile.replace(state.identity, with: Array(former.utf8))
    #expect(try Identity.read(state)?.givesProofs == false)
    let now = Identity(device: "PC-7", epoch: 3, server: "https://hikae.example", log: "", givesProofs: true)
    try now.write(state)
    #expect(try Identity.read(state) == now)
  }

  /// That a certificate is over or revoked is no reason to give up what a former enrolment left behind.
  @Test func aCertificateThatIsOverSaysNothingOfTheBatch() {
    #expect(!Courier.Answer.forbidden(.expired).isFinal && !Courier.Answer.forbidden(.revoked).isFinal)
    #expect(Courier.Answer.forbidden(.unknown).isFinal && Courier.Answer.conflict.isFinal)
  }
}
