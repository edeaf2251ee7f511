import CanonicalForms

/// About which moment the scope of a loss is asked.
///
/// At the end of the time within which it may have been lost: what came onto the device until then may be lost with it, and
/// what was deleted meanwhile is among the possible ones, for its bytes may still lie there. What the device itself signed
/// later, and before it was found, it signed while it was lost, or it was lost later than is said: then it is that moment.
struct ScopeMoment {
  /// The time within which the device was lost.
  var lost: TimeSpan
  /// The device's last signed word.
  var lastWord: Moment?
  /// From then on it was in known hands again.
  var found: Moment?

  /// - Parameters:
  ///   - lastSeen: stands for the loss, together with `opened`, when nobody knows it.
  init(_ ledger: StatementLedger, lastSeen: Moment, opened: Moment, lastWord: Moment?) {
    lost = ledger.answer(.lostAt).time ?? TimeSpan(lastSeen, opened)
    self.lastWord = lastWord
    found = ledger.answer(.foundAt).time?.from
  }

  /// Not after it is asked: nothing is known of the future.
  func moment(askedAt time: Moment) -> Moment {
    let word = lastWord.map { min($0, found ?? $0) }
    return min(max(lost.until, word ?? lost.until), time)
  }
}
