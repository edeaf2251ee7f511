import PersonalData

/// Says whose the people of a content are. With registered organisations Custody answers; without, the evidence itself
/// is shown as it stands (`NamedOwners`).
package protocol OwnerLookup {
  /// - Parameter paths: where the content lies; a folder's name may speak too.
  mutating func owners(of profile: ContentProfile, at paths: [String]) -> ContentOwners
}

/// Owners of one content's people.
package struct ContentOwners: Sendable, Equatable {
  /// For each of the profile's hints, the owners that it names.
  package var byHint: [[String]]
  /// The hints that speak for a part: they count for whoever has no hint of his own that names an owner.
  package var ofParts: Set<Int>
  /// Owners of the people whom no hint of their own speaks for.
  package var whole: [String]

  package init(byHint: [[String]], ofParts: Set<Int> = [], whole: [String]) {
    self.byHint = byHint
    self.ofParts = ofParts
    self.whole = whole
  }
}

/// Without a register of organisations: the insurer that a row names, else its employer; for a whole content nothing,
/// since a word in a title may mean anybody.
package struct NamedOwners: OwnerLookup {
  package init() {}

  package mutating func owners(of profile: ContentProfile, at paths: [String]) -> ContentOwners {
    let hints = profile.hints.filter { $0.scope == .person }
    let telling: OrganisationHint.Kind? = [.insurerName, .insurerNumber, .employer].first { kind in
      hints.contains { $0.kind == kind && $0.people > 0 }
    }
    return ContentOwners(
      byHint: profile.hints.map { $0.scope == .person && $0.kind == telling ? [$0.value] : [] }, whole: [])
  }
}
