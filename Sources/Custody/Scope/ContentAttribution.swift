import Cryptography
import PersonalData

/// Splits a content's people among the registered organisations.
struct ContentAttribution {
  let index: OrganisationIndex
  /// Organisation and agreement by the fingerprint of what was delivered.
  let deliveries: [SHA256Digest: (agreement: String, organisation: Int)]
  /// Rosters with the organisation's index, people mapped to who they are.
  let rosters: [(organisation: Int, people: PeopleBitmap)]
  let onAnyRoster: PeopleBitmap

  init(
    index: OrganisationIndex, deliveries: [SHA256Digest: (agreement: String, organisation: Int)],
    rosters: [(organisation: Int, people: PeopleBitmap)]
  ) throws {
    self.index = index
    self.deliveries = deliveries
    self.rosters = rosters
    onAnyRoster = try PeopleBitmap()
    for roster in rosters { onAnyRoster.formUnion(roster.people) }
  }

  struct Part {
    /// Nil: unattributed.
    var organisation: Int?
    var people: PeopleBitmap
    var bases: Attribution.Bases
    /// The set is this part's own, and may be added to.
    fileprivate var isOwned = false

    fileprivate mutating func add(_ more: PeopleBitmap, _ basis: Attribution.Basis) throws {
      bases.insert(.init(basis))
      guard more !== people else { return }
      if !isOwned { people = try people.copy() }
      isOwned = true
      people.formUnion(more)
    }
  }

  struct Answer {
    var parts: [Part]
    /// Organisations that other evidence of the same content names.
    var conflicting: [Int]
    /// Hints that name nobody who is registered.
    var unknown: [OrganisationHint]
  }

  func split(_ content: LoadedContent, path: String) throws -> Answer {
    var parts: [Part] = []
    var unknown: [OrganisationHint] = []
    func claim(_ people: PeopleBitmap, for organisation: Int, _ basis: Attribution.Basis) throws {
      guard !people.isEmpty else { return }
      if let position = parts.firstIndex(where: { $0.organisation == organisation }) {
        try parts[position].add(people, basis)
      } else {
        parts.append(Part(organisation: organisation, people: people, bases: .init(basis)))
      }
    }
    var foreign: PeopleBitmap?
    var evidence: [(basis: Attribution.Basis, organisations: [Int])] = []
    var ofParts: [(basis: Attribution.Basis, organisations: [Int], people: PeopleBitmap)] = []
    var beside: [(basis: Attribution.Basis, organisations: [Int], people: PeopleBitmap)] = []
    for (hint, people) in content.facets.hints {
      if hint.scope == .part {
        for said in hint.saidOfPart.map({ OrganisationHint(kind: $0.kind, scope: .content, value: $0.value) }) {
          let named = index.organisations(namedBy: said)
          if !named.isEmpty { ofParts.append((.init(said.kind), named, people ?? content.people)) }
          if named.isEmpty, said.kind == .insurerNumber || said.kind == .insurerName { unknown.append(said) }
        }
        continue
      }
      let named = index.organisations(namedBy: hint)
      if named.isEmpty, hint.kind == .insurerNumber || hint.kind == .insurerName { unknown.append(hint) }
      if hint.scope == .content {
        evidence.append((.init(hint.kind), named))
      } else if !named.isEmpty {
        beside.append((.init(hint.kind), named, people ?? content.people))
      } else if hint.kind == .insurerNumber {
        if foreign == nil { foreign = try PeopleBitmap() }
        foreign?.formUnion(people ?? content.people)
      }
    }
    // What stands beside the person: the strongest of it, so that an insurer goes before an employer.
    var claimed: PeopleBitmap?
    for tier in Set(beside.map(\.basis.tier)).sorted() {
      let stronger = claimed
      for (basis, organisations, people) in beside where basis.tier == tier {
        let speaksFor = try stronger.map { try people.subtracting($0) } ?? people
        for organisation in organisations { try claim(speaksFor, for: organisation, basis) }
        claimed = try Self.union(claimed, speaksFor)
      }
    }
    var rest = content.people
    if let claimed { rest = try claimed === rest ? PeopleBitmap() : rest.subtracting(claimed) }
    if let delivery = deliveries[content.sha256] { evidence.append((.delivery, [delivery.organisation])) }
    evidence.append((.path, index.organisations(namedInPath: path)))
    var left = rest
    var conflicts: Set<Int> = []
    ofParts = try Self.united(ofParts)
    for group in try Self.groups(of: rest, by: ofParts) {
      var evidence = evidence
      if group.people.intersects(onAnyRoster) {
        for roster in rosters {
          let count = group.people.intersectionCount(roster.people)
          if count > 0, Double(count) >= Attribution.rosterShare * Double(group.people.count) {
            evidence.append((.roster, [roster.organisation]))
          }
        }
      }
      var verdict = Attribution.decide(evidence, ofPart: group.evidence, isClient: index.isClient)
      if verdict.organisations.isEmpty,
        let only = Attribution.onlyOne(ofParts.map { ($0.basis, $0.organisations) }, isClient: index.isClient)
      {
        verdict = Attribution.decide(
          ofParts.filter { $0.organisations.contains(only) }.map { ($0.basis, [only]) }, isClient: index.isClient)
      }
      conflicts.formUnion(verdict.conflicting + verdict.organisations)
      for organisation in verdict.organisations {
        var people = group.people
        // Another insurer's number beside the person speaks against a client whose own number is known.
        if let foreign, index.hasInsurerNumber(organisation) { people = try people.subtracting(foreign) }
        for basis in verdict.bases { try claim(people, for: organisation, basis) }
        left = try people === left ? PeopleBitmap() : left.subtracting(people)
      }
    }
    if !left.isEmpty, left.intersects(onAnyRoster) {
      for roster in rosters where left.intersects(roster.people) {
        let members = try left.intersection(roster.people)
        try claim(members, for: roster.organisation, .roster)
      }
      left = try left.subtracting(onAnyRoster)
    }
    parts.sort { $0.organisation ?? 0 < $1.organisation ?? 0 }
    let owners = Set(parts.compactMap(\.organisation))
    if !left.isEmpty { parts.append(Part(organisation: nil, people: left, bases: [])) }
    let conflicting = conflicts.subtracting(owners).sorted()
    return Answer(parts: parts, conflicting: conflicting, unknown: unknown)
  }

  private struct Group {
    var people: PeopleBitmap
    var evidence: [(basis: Attribution.Basis, organisations: [Int])] = []
  }

  /// The same said of many parts is one piece of evidence, about all their people.
  private static func united(
    _ ofParts: [(basis: Attribution.Basis, organisations: [Int], people: PeopleBitmap)]
  ) throws -> [(basis: Attribution.Basis, organisations: [Int], people: PeopleBitmap)] {
    struct Evidence: Hashable {
      var basis: Attribution.Basis
      var organisations: [Int]
    }
    var positions: [Evidence: Int] = [:]
    var united: [(basis: Attribution.Basis, organisations: [Int], people: PeopleBitmap)] = []
    for (basis, organisations, people) in ofParts {
      let evidence = Evidence(basis: basis, organisations: organisations)
      if let position = positions[evidence] {
        let all = try united[position].people.copy()
        all.formUnion(people)
        united[position].people = all
      } else {
        positions[evidence] = united.count
        united.append((basis, organisations, people))
      }
    }
    return united
  }

  /// Groups that are told apart in one content; beyond them what is said of parts divides nobody any more.
  private static let mostGroups = 4_096

  /// People with the same said of the parts that they stand in, apart from others. One group, even of nobody, at least:
  /// what speaks for the whole content may contradict.
  private static func groups(
    of people: PeopleBitmap, by ofParts: [(basis: Attribution.Basis, organisations: [Int], people: PeopleBitmap)]
  ) throws -> [Group] {
    var groups = [Group(people: people)]
    for (basis, organisations, members) in ofParts {
      for position in groups.indices where !groups[position].people.isEmpty {
        let group = groups[position].people
        let shared = group === members ? group.count : group.intersectionCount(members)
        if shared == 0 { continue }
        if shared < group.count {
          guard groups.count < mostGroups else { continue }
          groups.append(Group(people: try group.subtracting(members), evidence: groups[position].evidence))
          groups[position].people = try group.intersection(members)
        }
        groups[position].evidence.append((basis, organisations))
      }
    }
    return groups
  }

  /// A set of its own where there are two: the sets of hints stay as they are.
  private static func union(_ known: PeopleBitmap?, _ more: PeopleBitmap) throws -> PeopleBitmap {
    guard let known, known !== more else { return more }
    let union = try known.copy()
    union.formUnion(more)
    return union
  }
}
