import CanonicalForms
import Custody
import Wording

/// What a list of devices may be narrowed to. Raw values stand in addresses.
enum DeviceState: String, CaseIterable, Sendable {
  case all = ""
  case lost, conflict, overdue, never, silent, gaps, unread, unattributed, retired, holds, clean

  /// Without any evidence for longer, a device counts as silent.
  static let silentDays: Int64 = 30

  /// Gone devices are not waited for.
  private static func isGone(_ member: Fleet.Member) -> Bool { member.device.status == .retired }

  func holds(_ member: Fleet.Member, at now: Moment) -> Bool {
    let standing = member.standing
    switch self {
    case .all: return true
    case .lost: return member.device.status == .lost
    case .conflict: return standing?.contradictsItself ?? false && !Self.isGone(member)
    case .overdue: return standing?.overdue ?? 0 > 0
    case .never: return standing?.lastLook == nil && !Self.isGone(member)
    case .silent:
      guard let word = standing?.lastWord, standing?.lastLook != nil, !Self.isGone(member) else { return false }
      return now.milliseconds - word.milliseconds > Self.silentDays * 86_400_000
    case .gaps: return standing?.lastLook != nil && standing?.gaps ?? 0 > 0
    case .unread: return standing?.unreadFiles ?? 0 > 0
    case .unattributed: return standing?.unattributed != nil
    // Nothing says that what the last look found was erased since.
    case .retired: return Self.isGone(member) && standing?.possible ?? 0 > 0
    case .holds: return standing?.possible ?? 0 > 0
    case .clean: return standing?.lastLook != nil && standing?.possible == 0
    }
  }

  var phrase: PagePhrase {
    switch self {
    case .all: .stateAll
    case .lost: .stateLost
    case .conflict: .stateConflict
    case .overdue: .stateOverdue
    case .never: .stateNever
    case .silent: .stateSilent
    case .gaps: .stateGaps
    case .unread: .stateUnread
    case .unattributed: .stateUnattributed
    case .retired: .stateRetired
    case .holds: .stateHolds
    case .clean: .stateClean
    }
  }

  /// The one word for a device: the gravest state that it is in, and who acts.
  static func word(for member: Fleet.Member, at now: Moment) -> (phrase: PagePhrase, style: String) {
    if member.device.status == .lost { return (.wordLost, "grave") }
    if DeviceState.conflict.holds(member, at: now) { return (.wordConflict, "grave") }
    if DeviceState.overdue.holds(member, at: now) { return (.wordOverdue, "grave") }
    if DeviceState.retired.holds(member, at: now) { return (.wordRetiredHolds, "warning") }
    if member.device.status == .retired { return (.wordRetired, "quiet") }
    if DeviceState.never.holds(member, at: now) { return (.wordNever, "warning") }
    if DeviceState.silent.holds(member, at: now) { return (.wordSilent, "warning") }
    if DeviceState.gaps.holds(member, at: now) { return (.wordGaps, "warning") }
    if DeviceState.unread.holds(member, at: now) { return (.wordUnread, "note") }
    return (.wordFine, "fine")
  }
}
