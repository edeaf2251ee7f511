import CanonicalForms

/// About which moments the scope of a loss is asked.
///
/// Nobody knows to the minute when a device was lost: only a time within which it was. What lay there at the **last** moment of
/// it is lost whenever it was lost, so it is *certain*. What lay there only before is lost if that was early, so it is *possible*:
/// deleted, for its bytes may still lie there besides, or written over.
///
/// * Where people alone say when it was lost, and the device itself signed something later, before it was found, it may have been
///   lost later than they say: the time reaches to that word. What its holder deleted before then may not have been there any
///   more. A claim proves no loss; so what was deleted after it is possible, not certain.
/// * But by the moment at which the loss was **reported** it was lost. What is deleted afterwards, by the order to erase or by
///   whoever has it, was there, and stays certain; what comes onto it afterwards, before it was found, is lost as well.
/// * Where evidence shows when it was lost, what it signed later was done by whoever had it, and what came then was not lost.
struct ScopeMoment {
  /// The time within which the device was lost.
  var lost: TimeSpan
  /// By evidence, not by what people say alone.
  var isShown: Bool
  /// When the loss was reported.
  var opened: Moment
  /// The device's last signed word.
  var lastWord: Moment?
  /// From then on it was in known hands again.
  var found: Moment?

  /// What is asked.
  struct Question: Sendable, Hashable {
    /// The last moment at which it may have been lost.
    var at: Moment
    /// The first such moment, and the last one at which it was out of known hands, where they are others.
    var besides: [Moment]
  }

  /// - Parameters:
  ///   - lastSeen: stands for the loss, together with `opened`, when nobody knows it.
  init(_ ledger: StatementLedger, lastSeen: Moment, opened: Moment, lastWord: Moment?) {
    let standing = ledger.standing(.lostAt)
    lost = standing?.answer.time ?? TimeSpan(lastSeen, opened)
    isShown = standing?.kind == .evidence && standing?.answer.time != nil
    self.opened = opened
    self.lastWord = lastWord
    found = ledger.answer(.foundAt).time?.from
  }

  /// Not after it is asked: nothing is known of the future.
  func question(askedAt time: Moment) -> Question {
    let word = isShown ? nil : lastWord.map { min($0, found ?? $0, time) }
    let at = min(max(lost.until, word.map { min($0, opened) } ?? lost.until), time)
    return Question(at: at, besides: (lost.from < at ? [lost.from] : []) + (word.map { $0 > at ? [$0] : [] } ?? []))
  }
}
