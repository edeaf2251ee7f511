import Hashing
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
    // What stands beside the person.
    var claimed: PeopleBitmap?
    var foreign: PeopleBitmap?
    var evidence: [(basis: Attribution.Basis, organisations: [Int])] = []
    for (hint, people) in content.facets.hints {
      let named = index.organisations(namedBy: hint)
      if named.isEmpty, hint.kind == .insurerNumber || hint.kind == .insurerName { unknown.append(hint) }
      guard hint.scope == .person else {
        evidence.append((.init(hint.kind), named))
        continue
      }
      let speaksFor = people ?? content.people
      if named.isEmpty {
        guard hint.kind == .insurerNumber else { continue }
        if foreign == nil { foreign = try PeopleBitmap() }
        foreign?.formUnion(speaksFor)
      } else {
        for organisation in named { try claim(speaksFor, for: organisation, .init(hint.kind)) }
        if let known = claimed, known !== speaksFor {
          // A union of its own: the sets of the hints stay as they are.
          let union = try known.copy()
          union.formUnion(speaksFor)
          claimed = union
        } else {
          claimed = speaksFor
        }
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
    let verdict = Attribution.decide(evidence)
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
}
