import CanonicalForms

/// What a server has claimed of its log and not shown yet: an entry that a receipt names and no checkpoint covers, and
/// checkpoints that nothing was proved of. Pure; times are milliseconds for which the server answered.
struct LogClaims: Sendable, Equatable {
  /// An entry that the log still has to show, and for how long it has not.
  private(set) var entry: Int64?
  private(set) var uncovered: Int64 = 0
  /// For how long the log could not be checked.
  private(set) var unproven: Int64 = 0
  /// Checkpoints as they were shown, by their sizes, which the next proof has to reach.
  private(set) var shown: [Int: String] = [:]
  private var answers = AnswerClock()

  /// Each checkpoint is a few hundred bytes, and none is left out: with more than these the next proof comes early.
  static let mostShown = 512
  /// Milliseconds after which a claim that was not made good is a lie.
  static let limit: Int64 = 3_600_000
  /// Milliseconds after which it is told to people.
  static let patience: Int64 = 600_000

  /// The server has answered.
  /// - Returns: milliseconds since the answer before that count.
  mutating func answered(uptime: Int64, at now: Moment, next seconds: Int) -> Int64 {
    answers.answered(uptime: uptime, at: now, next: seconds)
  }

  /// Takes note of an answer.
  /// - Parameters:
  ///   - named: the entry of the receipt: it counts from 1, so that a log that covers it has at least as many leaves.
  ///   - size: leaves that the server has signed for.
  ///   - isProved: false when what was shown could not be checked.
  ///   - elapsed: since the answer before.
  mutating func note(entry named: Int64, size: Int, isProved: Bool, elapsed: Int64) {
    if let owed = entry, owed <= Int64(size) { entry = nil }
    if entry == nil {
      uncovered = 0
      if named > Int64(size) { entry = named }
    } else {
      uncovered += elapsed
    }
    // Until now all was well: of a first failure nobody knows that it has lasted.
    let failing = unproven == 0 ? min(elapsed, Self.patience) : elapsed
    unproven = isProved ? 0 : unproven + failing
  }

  mutating func add(_ checkpoint: String, size: Int) { shown[size] = checkpoint }

  /// All up to a size were proved, or refused.
  mutating func settle(through size: Int) { shown = shown.filter { $0.key > size } }

  mutating func drop(size: Int) { shown[size] = nil }

  /// What cannot be true any more; nil while it still can.
  var broken: String? {
    if uncovered >= Self.limit, let entry {
      return "the server's log stands still: entry \(entry), for which there is a receipt, is not in it after an hour"
    }
    return unproven >= Self.limit ? "the server has not let its log be checked for an hour" : nil
  }

  /// What people should know already.
  var doubt: String? {
    guard uncovered >= Self.patience, let entry else { return nil }
    return "the server's log does not show entry \(entry), for which there is a receipt, since ten minutes and more"
  }

  // MARK: On the disk

  init() {}

  /// - Returns: nil when the text is none of these.
  init?(_ bytes: [UInt8]) {
    guard let json = try? JSON(parsing: bytes), let uncovered = json["uncovered"].integer,
      let unproven = json["unproven"].integer, case .array(let list) = json["shown"]
    else { return nil }
    entry = json["entry"].integer
    self.uncovered = uncovered
    self.unproven = unproven
    answers = AnswerClock(json["answers"])
    for item in list {
      guard let size = item["size"].integer, let text = item["checkpoint"].string else { return nil }
      shown[Int(size)] = text
    }
  }

  var bytes: [UInt8] {
    let list = shown.sorted { $0.key < $1.key }.map { size, text in
      JSON.object(["size": JSON(size), "checkpoint": .string(text)])
    }
    let json: JSON = .object([
      "entry": entry.map { .integer($0) } ?? .null, "uncovered": .integer(uncovered), "unproven": .integer(unproven),
      "answers": answers.json, "shown": .array(list),
    ])
    return json.canonicalBytes
  }
}
