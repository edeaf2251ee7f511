import CanonicalForms
import Storage

/// Whether a content was at a place at one moment, as far as the scans tell.
package enum Presence: Sendable, Hashable {
  /// Seen before, and seen after or not looked for since.
  case certain
  case possible(Doubt)
  /// A scan after the moment, before it was first seen, did not find it.
  case absent

  package enum Doubt: String, Sendable, CaseIterable {
    /// There before, gone after: nobody knows when it went.
    case goneInGap = "gone_in_gap"
    /// Not there before, there after, and by its own date of change it already existed.
    case cameInGapOlder = "came_in_gap_older"
    /// Not there before, there after.
    case cameInGap = "came_in_gap"
    /// Written to before, and not looked into until after: what it held meanwhile is not known.
    case beingWritten = "being_written"
    /// An operation log names it; nobody looked into it.
    case onlyNamed = "only_named"
    /// It was on a medium when that was taken off a device: nobody saw what was done to it afterwards.
    case unplugged
    /// Gone before; its bytes may still lie on the medium, for nothing shows that they were wiped.
    case deletedNotWiped = "deleted_not_wiped"
    /// There at the beginning of the time within which the device was lost, and something else at its end.
    case replacedMeanwhile = "replaced_meanwhile"
  }

  /// A scan as far as it speaks for a place.
  package struct Look: Sendable, Hashable {
    package var number: Int64
    package var started: Moment
    /// The end, or for a scan that broke off the time of its last record.
    package var reached: Moment
    package var isComplete: Bool

    package init(number: Int64, started: Moment, reached: Moment, isComplete: Bool) {
      self.number = number
      self.started = started
      self.reached = reached
      self.isComplete = isComplete
    }
  }

  /// The decision. A scan speaks for the past only from its end on, and for the future only from its start on: what a
  /// scan saw while the moment lay within it may have been seen before or after.
  /// - Parameters:
  ///   - first: the scan that saw it first.
  ///   - closing: the scan that found it gone or replaced, if any.
  ///   - modified: the file's own date of change.
  ///   - complete: all complete scans that cover the place, in the order of their numbers.
  package static func decide(
    first: Look, closing: Look?, modified: Moment?, complete: [Look], at moment: Moment
  ) -> Presence {
    if let closing, closing.reached <= moment { return .possible(.deletedNotWiped) }
    if first.reached <= moment {
      guard let closing else { return .certain }
      if first.started > moment { return .certain }
      let lastSeen = complete.last { $0.number < closing.number && $0.number >= first.number }
      if let lastSeen, lastSeen.started > moment { return .certain }
      return .possible(.goneInGap)
    }
    let wasLookedFor = complete.contains { $0.number < first.number && $0.started > moment }
    if wasLookedFor { return .absent }
    if let modified, modified <= moment { return .possible(.cameInGapOlder) }
    return .possible(.cameInGap)
  }
}
