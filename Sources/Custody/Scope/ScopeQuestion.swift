import CanonicalForms
import Contents
import Cryptography
import PersonalData
import Storage

extension Custody {
  /// Whose data was on the device at the moment, as far as is known now.
  /// - Throws: `CustodyFailure` when no such device is registered.
  /// - Parameter known: answers as it would have been answered then, without what arrived later; nil takes everything.
  package func scope(
    of device: String, at moment: Moment, asKnownAt known: Moment? = nil, answeredAt: Moment = .now
  ) throws -> Scope {
    try store.read { session in
      let registered = try askable(device, in: session)
      let question = try ScopeQuestion(device: registered, moment: moment, asKnownAt: known, session: session)
      return try question.answer(answeredAt: answeredAt)
    }
  }
}

/// One question, from the rows to the answer.
final class ScopeQuestion {
  let device: Device
  private let moment: Moment
  let known: Moment?
  let session: SQLSession
  let registers: KnownRegisters
  private let history: DeviceHistory
  private let index: OrganisationIndex
  private let isLineageCut: Bool
  private let tally = ScopeTally()
  private var contents: [Int64: LoadedContent] = [:]
  private var clients: [Int: (certain: Int, possible: Int, bases: [Attribution.Basis: Int], conflicts: Int)] = [:]
  private var unattributed = (certain: 0, possible: 0)
  private var files = (certain: 0, possible: 0)
  private var delivered: [String: Int] = [:]
  private var unknown: [OrganisationHint: Int] = [:]
  private var unread = UnreadTally()
  /// Contents that lay there, as far as anybody looked into them.
  var loaded: Dictionary<Int64, LoadedContent>.Values { contents.values }
  /// Every file and part that was not read, in the order of the places.
  private(set) var unreadPlaces: [UnreadPlace] = []
  private var inherited: [Scope.Inherited] = []
  /// To whom the file of the last place belongs, so that what it may hold instead makes no further file of theirs.
  private var ownersOfFile: Set<Int?> = []
  private var doubts: [Presence.Doubt: (files: Int, people: PeopleBitmap, since: ClosedRange<Moment>?)] = [:]

  convenience init(
    device: Device, moment: Moment, besides: [Moment] = [], asKnownAt known: Moment?, session: SQLSession
  ) throws {
    let lineage = try LogLineage(of: device.id, asKnownAt: known, session: session)
    try self.init(
      device: device, moment: moment, besides: besides, asKnownAt: known, lineage: lineage, session: session)
  }

  /// - Parameters:
  ///   - lineage: of the device, as known at `known`: the same for all moments, so that who asks for many reads the logs once.
  ///   - besides: moments of which the answer is to hold what lay there, too: see `DeviceHistory.join`.
  init(
    device: Device, moment: Moment, besides: [Moment] = [], asKnownAt known: Moment?, lineage: LogLineage?,
    session: SQLSession
  ) throws {
    registers = try KnownRegisters(of: device, asKnownAt: known, session: session)
    self.device = registers.device
    self.moment = moment
    self.known = known
    self.session = session
    var history = try DeviceHistory(
      device: device.id, at: moment, asKnownAt: known, lineage: lineage, session: session)
    for other in besides where other != moment {
      history.join(
        try DeviceHistory(device: device.id, at: other, asKnownAt: known, lineage: lineage, session: session))
    }
    self.history = history
    isLineageCut = lineage?.isCut ?? false
    index = OrganisationIndex(registers.organisations)
  }

  func answer(answeredAt: Moment) throws -> Scope {
    let attribution = try prepare()
    var seen: Set<Counted> = []
    for place in history.places { try add(place, attribution: attribution, seen: &seen) }
    let owners = tally.owners
    let knownElsewhere = try tally.attributeKnownPeople()
    let total = try share(of: owners, files: files)
    let agreements = Dictionary(grouping: registers.agreements, by: \.client)
    var answers: [Scope.Client] = []
    for (owner, counts) in clients {
      let organisation = index.organisations[owner]
      answers.append(
        Scope.Client(
          organisation: organisation,
          share: try share(of: [owner], files: (counts.certain, counts.possible)),
          bases: counts.bases.sorted { $0.key < $1.key }.map { ($0.key, $0.value) },
          conflictingFiles: counts.conflicts, knownFromOtherFiles: knownElsewhere[owner] ?? 0,
          agreements: (agreements[organisation.id] ?? []).map(state(of:))))
    }
    answers.sort {
      ($1.share.possible.count, $0.organisation.id) < ($0.share.possible.count, $1.organisation.id)
    }
    let certain = try tally.people(of: owners, includingDoubtful: false)
    let losses = try losses()
    return Scope(
      device: device, at: moment, answeredAt: answeredAt, asKnownAt: known, lastScan: history.lastScan,
      nextScan: history.nextScan,
      roots: history.roots, total: total, clients: answers,
      unattributed: try share(of: [nil], files: unattributed),
      unknownNames: unknown.sorted { ($1.value, $0.key.value) < ($0.value, $1.key.value) }.map { ($0.key, $0.value) },
      shared: try sharedPeople(), unread: unread.rows,
      doubtful: try doubts.sorted { $0.key.rawValue < $1.key.rawValue }.map { doubt, found in
        let people = try found.people.subtracting(certain)
        return Scope.Doubtful(doubt: doubt, files: found.files, people: people.count, since: found.since)
      },
      inherited: inherited.sorted { ($1.people, $0.lineage.path) < ($0.people, $1.lineage.path) },
      isLineageCut: isLineageCut, gaps: history.gaps, losses: losses,
      knownToday: knownToday, arrivedSince: try arrivals(after: losses.last?.reported),
      sightings: history.sightings)
  }

  /// Loads all contents that matter, and maps their people to who they are.
  private func prepare() throws -> ContentAttribution {
    let everybody = try PeopleBitmap()
    for place in history.places {
      guard let id = place.content, contents[id] == nil,
        let content = try LoadedContent.load(id, asKnownAt: known, session: session)
      else { continue }
      contents[id] = content
      everybody.formUnion(content.people)
    }
    let positions = Dictionary(
      uniqueKeysWithValues: index.organisations.enumerated().map { ($1.id, $0) })
    let rosters = registers.rosters.compactMap { roster in
      positions[roster.client].map { (organisation: $0, people: roster.people) }
    }
    for roster in rosters { everybody.formUnion(roster.people) }
    let aliases = try PersonAliases(of: everybody, session: session)
    for content in contents.values { try content.map(aliases) }
    for roster in rosters { try aliases.map(roster.people) }
    let deliveries = registers.fingerprints.compactMapValues { delivery in
      positions[delivery.client].map { (agreement: delivery.agreement, organisation: $0) }
    }
    return try ContentAttribution(index: index, deliveries: deliveries, rosters: rosters)
  }

  /// What was added up already.
  private struct Counted: Hashable {
    let content: Int64
    let isCertain: Bool
    let owner: Int?
    let owners: [Int?]
  }

  private func add(
    _ place: DeviceHistory.Place, attribution: ContentAttribution, seen: inout Set<Counted>
  ) throws {
    if !place.isAlternative {
      files.possible += 1
      ownersOfFile = []
    }
    if place.isCertain { files.certain += 1 }
    guard let id = place.content, let content = contents[id] else {
      if !place.isAlternative { noteUnread(place.content == nil ? place.unread : nil, at: place) }
      try note(place, people: nil)
      return
    }
    // Of a file that was read so far, the rest is what is unknown.
    if let reason = content.unread { noteUnread(reason, at: place, part: content.people.isEmpty ? nil : "") }
    for part in content.facets.unreadParts { noteUnread(part.reason, at: place, part: part.place) }
    try note(place, people: content.people)
    if let lineage = place.lineage.first {
      inherited.append(Scope.Inherited(lineage: lineage, people: content.people.count))
    }
    let answer = try attribution.split(content, path: place.path)
    // A copy with the same owners adds files, but no people.
    let owners = answer.parts.count == 1 ? [] : answer.parts.map(\.organisation)
    let counted = Counted(
      content: id, isCertain: place.isCertain, owner: answer.parts.first?.organisation, owners: owners)
    let isNew = seen.insert(counted).inserted
    for part in answer.parts {
      if isNew {
        try tally.add(part.people, of: content.facets, to: part.organisation, isCertain: place.isCertain)
      }
      guard ownersOfFile.insert(part.organisation).inserted || !place.isAlternative else { continue }
      guard let organisation = part.organisation else {
        unattributed.possible += 1
        if place.isCertain { unattributed.certain += 1 }
        continue
      }
      var counts = clients[organisation] ?? (0, 0, [:], 0)
      counts.possible += 1
      if place.isCertain { counts.certain += 1 }
      for basis in part.bases.list { counts.bases[basis, default: 0] += 1 }
      if !answer.conflicting.isEmpty { counts.conflicts += 1 }
      clients[organisation] = counts
    }
    if let delivery = attribution.deliveries[content.sha256] { delivered[delivery.agreement, default: 0] += 1 }
    for hint in Set(answer.unknown.map { OrganisationHint(kind: $0.kind, scope: $0.scope, value: $0.value) }) {
      unknown[hint, default: 0] += 1
    }
  }

  private func noteUnread(_ reason: UnreadReason?, at place: DeviceHistory.Place, part: String? = nil) {
    unread.add(reason, isPart: part != nil, count: 1, at: place, part: part)
    unreadPlaces.append(UnreadPlace(path: place.path, part: part, reason: reason, isCertain: place.isCertain))
  }

  private func note(_ place: DeviceHistory.Place, people: PeopleBitmap?) throws {
    guard case .possible(let doubt) = place.presence else { return }
    var found = try doubts[doubt] ?? (0, PeopleBitmap(), nil)
    if !place.isAlternative { found.files += 1 }
    if let people { found.people.formUnion(people) }
    if let closed = place.closed {
      let known = found.since ?? closed...closed
      found.since = min(known.lowerBound, closed)...max(known.upperBound, closed)
    }
    doubts[doubt] = found
  }

  private func share(of owners: Set<ScopeTally.Owner>, files: (certain: Int, possible: Int)) throws -> Scope.Share {
    var share = Scope.Share()
    share.certain = try tally.count(of: owners, includingDoubtful: false)
    share.possible = try tally.count(of: owners, includingDoubtful: true)
    share.certainFiles = files.certain
    share.possibleFiles = files.possible
    return share
  }

  /// People by organisation (nil: unattributed), after `answer`.
  func people(of organisation: Organisation.ID?, includingDoubtful: Bool) throws -> PeopleBitmap {
    let owner = organisation.flatMap { id in index.organisations.firstIndex { $0.id == id } }
    if organisation != nil, owner == nil { return try PeopleBitmap() }
    return try tally.people(of: [owner], includingDoubtful: includingDoubtful)
  }

  /// A client's people with what lies about each, after `answer`.
  func fields(of organisation: Organisation.ID) throws -> ClientFields {
    guard let owner = index.organisations.firstIndex(where: { $0.id == organisation }) else {
      return ClientFields(everyone: try PeopleBitmap(), certain: try PeopleBitmap(), common: [], partial: [])
    }
    return try tally.fields(of: owner)
  }

  private func sharedPeople() throws -> Int {
    let once = try PeopleBitmap()
    let twice = try PeopleBitmap()
    for owner in clients.keys {
      let people = try tally.people(of: [owner], includingDoubtful: true)
      twice.formUnion(try once.intersection(people))
      once.formUnion(people)
    }
    return twice.count
  }

  private func state(of agreement: Agreement) -> Scope.AgreementState {
    Scope.AgreementState(
      agreement: agreement, term: agreement.term(at: moment), isRetentionOver: agreement.isRetentionOver(at: moment),
      deliveredFiles: delivered[agreement.id] ?? 0)
  }

  private func losses() throws -> [(reported: Moment, lastSeen: Moment)] {
    try session.all(
      "SELECT reported, last_seen FROM loss WHERE device = ? ORDER BY sequence", SQLValue(device.id)
    ) { (reported: $0.moment(0), lastSeen: $0.moment(1)) }.filter { loss in
      known.map { loss.reported <= $0 } ?? true
    }
  }
}

/// Files and parts that were not read, by reason.
private struct UnreadTally {
  private static let examples = 5
  private var found: [Scope.Unread] = []

  mutating func add(
    _ reason: UnreadReason?, isPart: Bool, count: Int, at place: DeviceHistory.Place, part: String? = nil
  ) {
    let position =
      found.firstIndex { $0.reason == reason && $0.isPart == isPart }
      ?? {
        found.append(Scope.Unread(reason: reason, isPart: isPart, certain: 0, possible: 0, examples: []))
        return found.count - 1
      }()
    found[position].possible += count
    if place.isCertain { found[position].certain += count }
    if found[position].examples.count < Self.examples {
      let inner = part.flatMap { $0.isEmpty ? nil : $0 }
      found[position].examples.append(inner.map { "\(place.path) / \($0)" } ?? place.path)
    }
  }

  /// Whole files first, then by reason.
  var rows: [Scope.Unread] {
    found.sorted { ($0.isPart ? 1 : 0, $0.reason?.rawValue ?? "") < ($1.isPart ? 1 : 0, $1.reason?.rawValue ?? "") }
  }
}
