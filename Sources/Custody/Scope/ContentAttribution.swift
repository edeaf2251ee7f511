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
    var beside: [(basis: Attribution.Basis, organisations: [Int], people: PeopleBitmap)] = []
    for (hint, people) in content.facets.hints {
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
    if !rest.isEmpty, rest.intersects(onAnyRoster) {
      for roster in rosters {
        let count = rest.intersectionCount(roster.people)
        if count > 0, Double(count) >= Attribution.rosterShare * Double(rest.count) {
          evidence.append((.roster, [roster.organisation]))
        }
      }
    }
    let verdict = Attribution.decide(evidence, isClient: index.isClient)
    var left = rest
    for organisation in verdict.organisations where !rest.isEmpty {
      var people = rest
      // Another insurer's number beside the person speaks against a client whose own number is known.
      if let foreign, index.hasInsurerNumber(organisation) { people = try rest.subtracting(foreign) }
      for basis in verdict.bases { try claim(people, for: organisation, basis) }
      left = try people === left ? PeopleBitmap() : left.subtracting(people)
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
    let conflicting = Set(verdict.conflicting + verdict.organisations).subtracting(owners).sorted()
    return Answer(parts: parts, conflicting: conflicting, unknown: unknown)
  }

  /// A set of its own where there are two: the sets of hints stay as they are.
  private static func union(_ known: PeopleBitmap?, _ more: PeopleBitmap) throws -> PeopleBitmap {
    guard let known, known !== more else { return more }
    let union = try known.copy()
    union.formUnion(more)
    return union
  }
}
