import CanonicalForms
import Cryptography

/// Receipts whose entries the server's log still has to show, and what became of the others. Pure; times are milliseconds
/// for which the server answered, so that a device that was away accuses nobody.
struct ReceiptBook: Sendable, Equatable {
  struct Waiting: Sendable, Equatable {
    /// Of the journal, as the receipt named it.
    var entry: Int64
    var epoch: Int
    var first: UInt64
    var last: UInt64
    /// SHA-256 of the signed bytes that were sent.
    var digest: SHA256Digest
    /// When the receipt came.
    var at: Moment
    /// The book's clock then.
    var clock: Int64
  }

  /// What was given as a proof and is none.
  struct Wrong: Sendable, Equatable {
    var entry: Int64
    /// Of the batch: two receipts may name one entry, and one of them lies.
    var epoch: Int
    var first: UInt64
    var reason: String

    func isOf(_ receipt: Waiting) -> Bool { receipt.epoch == epoch && receipt.first == first }
  }

  /// By the entry; at most `most`.
  private(set) var waiting: [Waiting] = []
  private(set) var proved = 0
  private(set) var lastProved: Moment?
  /// Receipts for which there was no room.
  private(set) var unlisted = 0
  /// The server has given a proof, or said that it does: from then on it owes one for each receipt.
  private(set) var isOwed = false
  private(set) var wrong: Wrong?
  private(set) var clock: Int64 = 0
  private var answers = AnswerClock()

  /// Some 17 hours of a device that reports once a minute, at 200 bytes each.
  static let most = 1_024
  /// With so many of them the log is looked at early.
  static let many = 512
  /// Milliseconds after which a receipt that is not proved is told to people: a log covers an entry within an hour, and is
  /// looked at once an hour.
  static let patience: Int64 = 3 * 3_600_000

  /// The server has answered.
  /// - Parameter seconds: until it wants to hear of this device again.
  mutating func pass(uptime: Int64, at now: Moment, next seconds: Int) {
    clock += answers.answered(uptime: uptime, at: now, next: seconds)
  }

  mutating func owe() { isOwed = true }

  /// - Returns: whether the list has changed.
  mutating func add(_ receipt: Waiting) -> Bool {
    // A batch that was sent again is the same.
    guard !waiting.contains(where: { $0.epoch == receipt.epoch && $0.first == receipt.first }) else { return false }
    guard waiting.count < Self.most else {
      unlisted += 1
      return false
    }
    waiting.append(receipt)
    waiting.sort { $0.entry < $1.entry }
    return true
  }

  /// Those that a log of so many leaves must have.
  func covered(by size: Int) -> [Waiting] { waiting.filter { $0.entry <= Int64(size) } }

  mutating func settle(_ receipt: Waiting, at now: Moment) {
    guard let place = waiting.firstIndex(of: receipt) else { return }
    waiting.remove(at: place)
    proved += 1
    lastProved = now
    isOwed = true
    if wrong?.isOf(receipt) == true { wrong = nil }
  }

  /// The first of them stands for all, until it is made good.
  mutating func refuse(_ receipt: Waiting, _ reason: String) {
    isOwed = true
    if let wrong, !wrong.isOf(receipt) { return }
    wrong = Wrong(entry: receipt.entry, epoch: receipt.epoch, first: receipt.first, reason: reason)
  }

  /// The receipt that has been waiting for too long; nil when there is none, or the server is too old to give proofs.
  var late: Waiting? { isOwed ? waiting.first { clock - $0.clock >= Self.patience } : nil }

  var oldest: Moment? { waiting.map(\.at).min() }

  // MARK: On the disk

  /// Whose receipts they are: those of another device, or for another log, are of no use.
  private let device: String
  private let log: String

  init(device: String, log: String) {
    self.device = device
    self.log = log
  }

  /// - Returns: nil when the text is none of these, or they are somebody else's.
  init?(_ bytes: [UInt8], device: String, log: String) {
    guard let json = try? JSON(parsing: bytes), let clock = json["clock"].integer, let proved = json["proved"].integer,
      case .array(let list) = json["waiting"], json["device"].string == device, json["log"].string == log
    else { return nil }
    self.init(device: device, log: log)
    self.clock = clock
    answers = AnswerClock(json["answers"])
    self.proved = Int(proved)
    lastProved = json["last_proved"].moment
    unlisted = Int(json["unlisted"].integer ?? 0)
    isOwed = json["owed"].boolean ?? false
    let wrong = json["wrong"]
    if let entry = wrong["entry"].integer, let epoch = wrong["epoch"].integer, let reason = wrong["reason"].string,
      let first = wrong["first"].integer, first >= 0
    {
      self.wrong = Wrong(entry: entry, epoch: Int(epoch), first: UInt64(first), reason: reason)
    }
    for item in list {
      guard let entry = item["entry"].integer, let epoch = item["epoch"].integer,
        let first = item["first"].integer, let last = item["last"].integer, first >= 0, last >= 0,
        let digest = item["digest"].bytes.flatMap({ SHA256Digest($0) }), let at = item["at"].moment,
        let clock = item["clock"].integer
      else { return nil }
      waiting.append(
        Waiting(
          entry: entry, epoch: Int(epoch), first: UInt64(first), last: UInt64(last), digest: digest, at: at,
          clock: clock))
    }
  }

  var bytes: [UInt8] {
    let list = waiting.map { receipt in
      JSON.object([
        "entry": .integer(receipt.entry), "epoch": JSON(receipt.epoch),
        "first": .integer(Int64(clamping: receipt.first)), "last": .integer(Int64(clamping: receipt.last)),
        "digest": JSON(bytes: receipt.digest.bytes), "at": JSON(receipt.at), "clock": .integer(receipt.clock),
      ])
    }
    let json: JSON = .object([
      "device": .string(device), "log": .string(log), "clock": .integer(clock), "answers": answers.json,
      "proved": JSON(proved),
      "last_proved": JSON(lastProved), "unlisted": JSON(unlisted),
      "owed": JSON(isOwed),
      "wrong": wrong.map { wrong in
        [
          "entry": .integer(wrong.entry), "epoch": JSON(wrong.epoch), "first": .integer(Int64(clamping: wrong.first)),
          "reason": .string(wrong.reason),
        ]
      } ?? .null,
      "waiting": .array(list),
    ])
    return json.canonicalBytes
  }
}
