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
    var bases: Set<Attribution.Basis>
  }

  struct Answer {
    var parts: [Part]
    /// Organisations that other evidence of the same content names.
    var conflicting: [Int]
    /// Hints that name nobody who is registered.
    var unknown: [OrganisationHint]
  }

  func split(_ content: LoadedContent, path: String) throws -> Answer {
    var byOrganisation: [Int: Part] = [:]
    var unknown: [OrganisationHint] = []
    func claim(_ people: PeopleBitmap, for organisation: Int, _ basis: Attribution.Basis) throws {
      guard !people.isEmpty else { return }
      if let part = byOrganisation[organisation] {
        part.people.formUnion(people)
        byOrganisation[organisation]?.bases.insert(basis)
      } else {
        byOrganisation[organisation] = Part(organisation: organisation, people: try people.copy(), bases: [basis])
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
        if claimed == nil { claimed = try PeopleBitmap() }
        claimed?.formUnion(speaksFor)
      }
    }
    var rest = content.people
    if let claimed { rest = try rest.subtracting(claimed) }
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
    let left = try rest.copy()
    for organisation in verdict.organisations {
      var people = rest
      // Another insurer's number beside the person speaks against a client whose own number is known.
      if let foreign, index.hasInsurerNumber(organisation) { people = try rest.subtracting(foreign) }
      for basis in verdict.bases { try claim(people, for: organisation, basis) }
      left.subtract(people)
    }
    if !left.isEmpty, left.intersects(onAnyRoster) {
      for roster in rosters where left.intersects(roster.people) {
        let members = try left.intersection(roster.people)
        try claim(members, for: roster.organisation, .roster)
      }
      left.subtract(onAnyRoster)
    }
    var parts = byOrganisation.keys.sorted().compactMap { byOrganisation[$0] }
    if !left.isEmpty { parts.append(Part(organisation: nil, people: left, bases: [])) }
    let owners = Set(byOrganisation.keys)
    let conflicting = Set(verdict.conflicting + verdict.organisations).subtracting(owners).sorted()
    return Answer(parts: parts, conflicting: conflicting, unknown: unknown)
  }
}
