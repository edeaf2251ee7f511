import CanonicalForms

/// About which moment the scope of a loss is asked.
///
/// At the end of the time within which it may have been lost: what came onto the device until then may be lost with it, and
/// what was deleted meanwhile is among the possible ones, for its bytes may still lie there. Where people alone say when it was lost,
/// and the device itself signed something later, before it was found, it may have been lost later than they say: then it is that
/// moment. Where evidence shows when it was lost, what it signed later was done by whoever had it: a list that a finder
/// or the order to erase deletes was there when it was lost, and stays certain.
struct ScopeMoment {
  /// The time within which the device was lost.
  var lost: TimeSpan
  /// By evidence, not by what people say alone.
  var isShown: Bool
  /// The device's last signed word.
  var lastWord: Moment?
  /// From then on it was in known hands again.
  var found: Moment?

  /// - Parameters:
  ///   - lastSeen: stands for the loss, together with `opened`, when nobody knows it.
  init(_ ledger: StatementLedger, lastSeen: Moment, opened: Moment, lastWord: Moment?) {
    let standing = ledger.standing(.lostAt)
    lost = standing?.answer.time ?? TimeSpan(lastSeen, opened)
    isShown = standing?.kind == .evidence && standing?.answer.time != nil
    self.lastWord = lastWord
    found = ledger.answer(.foundAt).time?.from
  }

  /// Not after it is asked: nothing is known of the future.
  func moment(askedAt time: Moment) -> Moment {
    let word = isShown ? nil : lastWord.map { min($0, found ?? $0) }
    return min(max(lost.until, word ?? lost.until), time)
  }
}
