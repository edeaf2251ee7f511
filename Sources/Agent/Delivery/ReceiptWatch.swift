import CanonicalForms
import Cryptography
import Glibc
import Observations
import Synchronization
import TransparencyLog

/// Has the server prove that what this device sent, and was given receipts for, stands in the log as it was sent: a server
/// could otherwise acknowledge a batch, and leave it out or write down another one. The proofs lead to the root of a
/// checkpoint that this device holds, and to the bytes that it signed.
package final class ReceiptWatch: Sendable {
  /// How the receipts fare, for the status.
  package struct Report: Sendable, Equatable {
    package var proved = 0
    package var lastProved: Moment?
    package var waiting = 0
    /// When the oldest of them came.
    package var since: Moment?
    /// There was no room to note them.
    package var unlisted = 0
    /// False while the server has never given a proof: it is older than this agent.
    package var isOwed = false
    /// Why there was no proof when it was asked for last; nil when there was.
    package var trouble: String?

    package init() {}

    /// What whoever reads this machine's log should know, though it accuses nobody.
    var warning: String? {
      guard waiting > 0 else { return nil }
      if !isOwed { return trouble.map { $0 + ": it is older than this agent" } }
      return unlisted == 0 ? nil : "too many receipts wait to be proved: \(unlisted) could not be noted"
    }
  }

  package enum Verdict: Sendable, Equatable {
    case fine
    /// A receipt is not proved for too long.
    case late(entry: Int64, String)
    /// What was given as a proof is none.
    case wrong(entry: Int64, String)
  }

  private struct Standing {
    var book: ReceiptBook
    /// When proofs were asked for last, and with how many leaves.
    var asked: (uptime: Int64, size: Int)?
    var trouble: String?

    var report: Report {
      var report = Report()
      report.proved = book.proved
      report.lastProved = book.lastProved
      report.waiting = book.waiting.count
      report.since = book.oldest
      report.unlisted = book.unlisted
      report.isOwed = book.isOwed
      report.trouble = trouble
      return report
    }
  }

  private let device: String
  private let folder: String
  private let standing: Mutex<Standing>
  /// Apart: the status is written while the network is waited for.
  private let shown: Mutex<Report>

  /// Milliseconds until what was not proved is asked for again.
  package static let interval: Int64 = 600_000
  /// Questions at a time: the rest follows.
  private static let mostQuestions = 8

  /// - Parameter folder: exists; what is still to be proved lies here, and what was refused.
  package init(identity: Identity, folder: String) {
    device = identity.device
    self.folder = folder
    var book =
      SmallFile.read(Self.path(in: folder)).flatMap { ReceiptBook($0, device: identity.device, log: identity.log) }
      ?? ReceiptBook(device: identity.device, log: identity.log)
    if identity.givesProofs { book.owe() }
    let standing = Standing(book: book)
    self.standing = Mutex(standing)
    shown = Mutex(standing.report)
  }

  private static func path(in folder: String) -> String { folder + "/receipts.json" }

  /// Whether so many wait that the log should be looked at early.
  package var isPressing: Bool {
    standing.withLock { $0.book.isOwed && $0.book.waiting.count >= ReceiptBook.many }
  }

  package var report: Report { shown.withLock { $0 } }

  /// Takes note of a receipt, before the batch is forgotten. One for another batch is none.
  /// - Parameters:
  ///   - batch: as it was sent.
  ///   - uptime: milliseconds.
  package func note(
    _ receipt: Receipt, for batch: [UInt8], epoch: Int, first: UInt64, last: UInt64, uptime: Int64, now: Moment
  ) {
    standing.withLock { standing in
      standing.book.pass(uptime: uptime, at: now, next: receipt.nextSeconds)
      var reader = ByteReader(batch)
      guard receipt.entry >= 1, receipt.device == device, receipt.epoch == epoch, receipt.firstSequence == first,
        receipt.lastSequence == last, let signed = try? reader.block()
      else { return }
      let isNew = standing.book.add(
        ReceiptBook.Waiting(
          entry: receipt.entry, epoch: epoch, first: first, last: last, digest: SHA256Digest(hashing: signed), at: now,
          clock: standing.book.clock))
      // A disk that is full must not stop what the server has already.
      if isNew { keep(standing.book) }
      shown.withLock { $0 = standing.report }
    }
  }

  private func keep(_ book: ReceiptBook) { try? SmallFile.replace(Self.path(in: folder), with: book.bytes) }

  /// Asks for proofs of what the checkpoint covers, and looks at them.
  /// - Parameters:
  ///   - held: a checkpoint that continues all that this device has seen.
  ///   - ask: brings a question to the server.
  package func prove(
    against held: SignedCheckpoint?, uptime: Int64, now: Moment,
    ask: (ReceiptQuestion) throws(AgentFailure) -> HTTPClient.Answer
  ) -> Verdict {
    standing.withLock { standing in
      if let held { settle(held, uptime, now, ask, &standing) }
      shown.withLock { $0 = standing.report }
      return Self.verdict(standing.book)
    }
  }

  private static func verdict(_ book: ReceiptBook) -> Verdict {
    if let wrong = book.wrong {
      return .wrong(
        entry: wrong.entry,
        "the server's log does not have what this device sent: entry \(wrong.entry): \(wrong.reason)")
    }
    guard let late = book.late else { return .fine }
    return .late(
      entry: late.entry,
      "entry \(late.entry), for which there is a receipt of \(late.at.local), is not proved to be in the server's log")
  }

  private func settle(
    _ held: SignedCheckpoint, _ uptime: Int64, _ now: Moment,
    _ ask: (ReceiptQuestion) throws(AgentFailure) -> HTTPClient.Answer, _ standing: inout Standing
  ) {
    let size = held.checkpoint.size
    if let asked = standing.asked, asked.size == size, uptime - asked.uptime < Self.interval { return }
    var due = standing.book.covered(by: size)[...]
    guard !due.isEmpty else { return }
    standing.asked = (uptime, size)
    standing.trouble = nil
    for _ in 0..<Self.mostQuestions where !due.isEmpty && standing.trouble == nil {
      let some = due.prefix(ReceiptQuestion.most)
      due = due.dropFirst(some.count)
      do throws(AgentFailure) {
        // A server that lies may have given one entry for two batches.
        let answer = try ask(ReceiptQuestion(size: size, entries: Set(some.map(\.entry)).sorted()))
        switch answer.status {
        case 200: take(answer.body, for: Array(some), held, now, &standing)
        // It may be older than this agent; one that gave proofs before is not.
        case 404, 405: standing.trouble = "the server gives no proofs of receipts"
        default: standing.trouble = "the server gives no proofs now (status \(answer.status))"
        }
      } catch {
        standing.trouble = error.description
      }
    }
    keep(standing.book)
  }

  private func take(
    _ body: [UInt8], for receipts: [ReceiptBook.Waiting], _ held: SignedCheckpoint, _ now: Moment,
    _ standing: inout Standing
  ) {
    guard let json = try? JSON(parsing: body) else {
      standing.trouble = "the server's proofs cannot be understood"
      return
    }
    let proofs = ReceiptProof.list(json)
    var isComplete = true
    for receipt in receipts {
      let given = proofs.filter { $0.entry == receipt.entry }
      guard let proof = given.first, given.count == 1 else {
        isComplete = false
        continue
      }
      if let reason = Self.fault(of: proof, for: receipt, device: device, held: held.checkpoint) {
        standing.book.refuse(receipt, reason)
        keep(proof, held)
      } else {
        standing.book.settle(receipt, at: now)
      }
    }
    standing.book.owe()
    if !isComplete { standing.trouble = "the server did not prove all receipts that it was asked for" }
  }

  /// Why something is no proof of a receipt; nil when it is one. Pure.
  static func fault(
    of proof: ReceiptProof, for receipt: ReceiptBook.Waiting, device: String, held: Checkpoint
  ) -> String? {
    guard let entry = BatchEntry(entryBytes: proof.entryBytes) else { return "it is no accepted batch" }
    guard entry.device == device, entry.epoch == receipt.epoch, entry.first == receipt.first,
      entry.last == receipt.last
    else { return "it is another batch" }
    guard entry.digest == receipt.digest else { return "it is not the batch that was sent" }
    guard let index = Int(exactly: proof.entry - 1) else { return "it has no place in the log" }
    do throws(LogFailure) {
      let inclusion = InclusionProof(index: index, size: held.size, hashes: proof.hashes)
      try inclusion.verify(MerkleHash.leaf(proof.commitment), root: held.root)
      return nil
    } catch {
      return error.message
    }
  }

  /// Together with the checkpoint it is evidence: in the form of C2SP tlog-proof, for whoever looks at it.
  private func keep(_ proof: ReceiptProof, _ held: SignedCheckpoint) {
    guard let index = Int(exactly: proof.entry - 1) else { return }
    let opened = Array("hikae.journal.opened/1\n".utf8) + proof.salt + proof.entryBytes
    let file = ProofFile(
      extra: opened, proof: InclusionProof(index: index, size: held.checkpoint.size, hashes: proof.hashes),
      checkpoint: held)
    let bytes = Array(file.bytes.prefix(ProofFile.maximumSize))
    let name = "/refused-" + SHA256Digest(hashing: bytes).description.prefix(16) + ".tlog-proof"
    guard access(folder + name, F_OK) != 0, Self.refused(in: folder).count < Self.mostRefused else { return }
    try? SmallFile.replace(folder + name, with: bytes)
  }

  /// One is enough to accuse; the disk is not the server's to fill.
  private static let mostRefused = 64

  /// Names of the files that keep what was refused.
  package static func refused(in folder: String) -> [String] {
    SmallFile.names(in: folder).filter { $0.hasPrefix("refused-") && $0.hasSuffix(".tlog-proof") }
  }
}
