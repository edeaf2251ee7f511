import CanonicalForms
import PersonalData

/// How a device stands now: the answer of `scope` in figures, kept so that a list of devices need not ask each of them
/// anew. It is a cache: made from evidence, thrown away at will.
package struct DeviceStanding: Sendable, Equatable {
  /// One organisation's part of what is on the device; nil is what nobody could be found for.
  package struct Part: Sendable, Hashable {
    package var organisation: Organisation.ID?
    /// Distinct people.
    package var certain: Int
    package var possible: Int
    /// Of the possible ones, those with special-care data.
    package var sensitive: Int
    package var files: Int
    /// Every agreement of the organisation says that the data should be gone.
    package var isOverdue: Bool
  }

  /// Distinct people of whom one field is on the device.
  package struct FieldCount: Sendable, Hashable {
    package var field: Field
    package var certain: Int
    package var possible: Int
  }

  /// People on the device at one moment.
  package struct Point: Sendable, Hashable {
    package var at: Moment
    package var certain: Int
    package var possible: Int
  }

  package var device: String
  /// The journal's last entry when this was made.
  package var journal: Int64
  /// The moment that the figures are of.
  package var at: Moment
  package var certain = 0
  package var possible = 0
  package var sensitive = 0
  /// People whose data should be gone by every agreement of theirs: possible ones, each once.
  package var overdue = 0
  /// Files and parts that were not read, by reason (raw values; empty: known by hash alone).
  package var unread: [String: Int] = [:]
  /// End of the last look at the whole of a root.
  package var lastLook: Moment?
  /// Time of the newest evidence of any kind.
  package var lastWord: Moment?
  /// Gaps besides the time since the last look, which every device has: broken-off scans, unwatched roots, lost records.
  package var gaps = 0
  /// The first of those gaps: enough to say why.
  package var namedGaps: [Scope.Gap] = []
  /// Every field that is there, in the order of fields.
  package var fields: [FieldCount] = []
  package var parts: [Part] = []
  /// Ascending; at moments at which evidence came in.
  package var timeline: [Point] = []
  /// When a loss was reported last, and when the device had last been seen then.
  package var loss: Moment?
  package var lastSeen: Moment?

  package init(device: String, journal: Int64, at: Moment) {
    self.device = device
    self.journal = journal
    self.at = at
  }

  /// The device, or a copy of it, contradicts what it reported, and was not enrolled anew since.
  package var contradictsItself: Bool { namedGaps.contains { if case .conflict = $0 { true } else { false } } }

  package var unreadFiles: Int { unread.values.reduce(0, +) }

  package var unattributed: Part? { parts.first { $0.organisation == nil } }
}
