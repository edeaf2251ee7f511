import CanonicalForms
import PersonalData
import Storage

/// A device's standing with what lists over many devices need besides: sets of people, files not read.
struct FullStanding {
  var standing: DeviceStanding
  /// People of each part of the standing, possible ones, in the same order.
  var people: [PeopleBitmap]
  var unread: [UnreadPlace]

  /// Points of the timeline: enough for a chart, few enough to ask for.
  static let mostPoints = 24
  /// Gaps that are named; all are counted.
  static let mostGaps = 40

  /// Asks one device.
  init(of device: Device, journal: Int64, at moment: Moment, session: SQLSession) throws {
    let lineage = try LogLineage(of: device.id, asKnownAt: nil, session: session)
    let question = try ScopeQuestion(
      device: device, moment: moment, asKnownAt: nil, lineage: lineage, session: session)
    let scope = try question.answer(answeredAt: moment)
    var standing = DeviceStanding(device: device.id, journal: journal, at: moment)
    standing.certain = scope.total.certain.count
    standing.possible = scope.total.possible.count
    standing.sensitive = scope.total.possible.sensitive
    standing.lastLook = scope.lastScan
    let irregular = scope.gaps.filter { $0.isIrregular && !$0.isPassing }
    standing.gaps = irregular.count
    standing.namedGaps = Array(irregular.prefix(Self.mostGaps))
    standing.fields = Field.allCases.compactMap { field in
      guard let possible = scope.total.possible.byField[field] else { return nil }
      return .init(field: field, certain: scope.total.certain.byField[field] ?? 0, possible: possible)
    }
    standing.loss = scope.losses.last?.reported
    standing.lastSeen = scope.losses.last?.lastSeen
    var people: [PeopleBitmap] = []
    let overdue = try PeopleBitmap()
    for client in scope.clients {
      standing.parts.append(
        .init(client.share, of: client.organisation.id, isOverdue: client.isOverdue))
      let set = try question.people(of: client.organisation.id, includingDoubtful: true)
      if client.isOverdue { overdue.formUnion(set) }
      people.append(set)
    }
    if scope.unattributed.possible.count > 0 {
      standing.parts.append(.init(scope.unattributed, of: nil, isOverdue: false))
      people.append(try question.people(of: nil, includingDoubtful: true))
    }
    standing.overdue = overdue.count
    for place in question.unreadPlaces { standing.unread[place.reason?.rawValue ?? "", default: 0] += 1 }
    let moments = try Self.evidence(of: device.id, session: session)
    standing.lastWord = moments.last
    for point in Self.spread(moments) where point < moment {
      let then = try ScopeQuestion(
        device: device, moment: point, asKnownAt: nil, lineage: lineage, session: session
      ).answer(answeredAt: moment)
      standing.timeline.append(
        .init(at: point, certain: then.total.certain.count, possible: then.total.possible.count))
    }
    standing.timeline.append(.init(at: moment, certain: standing.certain, possible: standing.possible))
    self.standing = standing
    self.people = people
    unread = Array(question.unreadPlaces.prefix(StandingKeeper.mostUnread))
  }

  /// When evidence of the device came to its end, ascending: the ends of scans, the arrivals of batches.
  private static func evidence(of device: String, session: SQLSession) throws -> [Moment] {
    var moments = try session.all(
      "SELECT reached FROM scan WHERE device = ? ORDER BY number", SQLValue(device)
    ) { $0.moment(0) }
    moments += try session.all(
      "SELECT received FROM batch WHERE device = ? ORDER BY epoch, first", SQLValue(device)
    ) { $0.moment(0) }
    return moments.sorted()
  }

  /// First, last and evenly between.
  static func spread(_ moments: [Moment]) -> [Moment] {
    guard moments.count > mostPoints else { return moments }
    return (0..<mostPoints).map { moments[$0 * (moments.count - 1) / (mostPoints - 1)] }
  }
}

extension DeviceStanding.Part {
  fileprivate init(_ share: Scope.Share, of organisation: Organisation.ID?, isOverdue: Bool) {
    self.init(
      organisation: organisation, certain: share.certain.count, possible: share.possible.count,
      sensitive: share.possible.sensitive, files: share.possibleFiles, isOverdue: isOverdue)
  }
}

extension Scope.Gap {
  /// Whether it is more than the time that has passed since a device was last looked at, or before it is again.
  package var isIrregular: Bool {
    switch self {
    case .sinceLastScan, .untilNextScan, .sinceLastWord: false
    case .neverScanned, .brokenOff, .unconfirmed, .erased, .uncovered, .recordsMissing, .filesWaiting, .rowsUnread: true
    case .conflict(_, _, let isOpen): isOpen
    }
  }

  /// Whether it goes by itself: a device that works has files to read now and then, and nobody has to do anything.
  var isPassing: Bool { if case .filesWaiting = self { true } else { false } }
}
