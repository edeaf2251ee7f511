import PersonalData

/// Whose data it is: which registered organisations the evidence about a content names.
///
/// Pure: evidence in, organisations with their evidence out. What cannot be attributed stays so; nothing is guessed.
package enum Attribution {
  /// Why a content or a person is taken for an organisation's, strongest first.
  package enum Basis: String, Sendable, CaseIterable, Comparable {
    /// The bytes are those of a list received under one of its agreements.
    case delivery
    case insurerNumber = "insurer_number"
    case insurerName = "insurer_name"
    case letterhead, preamble, sheet
    /// At least 80 % of the people are on its roster.
    case roster
    case employer, path
    case mailDomain = "mail_domain"

    package init(_ kind: OrganisationHint.Kind) {
      switch kind {
      case .insurerNumber: self = .insurerNumber
      case .insurerName: self = .insurerName
      case .employer: self = .employer
      case .path: self = .path
      case .sheet: self = .sheet
      case .preamble: self = .preamble
      case .letterhead: self = .letterhead
      case .mailDomain: self = .mailDomain
      }
    }

    /// 1 is the strongest. For what speaks of the whole content only the strongest tier that names anybody counts; a
    /// weaker one that names somebody else is shown as a conflict.
    package var tier: Int {
      switch self {
      case .delivery: 1
      case .insurerNumber, .insurerName, .letterhead, .preamble, .sheet: 2
      case .roster: 3
      case .employer, .path: 4
      case .mailDomain: 5
      }
    }

    /// Whether it may name who wrote a list rather than whose people stand in it.
    fileprivate var mayNameTheWriter: Bool {
      switch self {
      case .letterhead, .preamble, .sheet, .path, .mailDomain: true
      case .delivery, .insurerNumber, .insurerName, .roster, .employer: false
      }
    }

    package static func < (a: Basis, b: Basis) -> Bool {
      (allCases.firstIndex(of: a) ?? 0) < (allCases.firstIndex(of: b) ?? 0)
    }
  }

  /// A set of them in one word.
  package struct Bases: OptionSet, Sendable, Hashable {
    package var rawValue: UInt16
    package init(rawValue: UInt16) { self.rawValue = rawValue }
    package init(_ basis: Basis) { rawValue = 1 << UInt16(Basis.allCases.firstIndex(of: basis) ?? 0) }

    /// The strongest first.
    package var list: [Basis] { Basis.allCases.filter { contains(Bases($0)) } }
  }

  /// Smallest share of a content's people on a roster that makes the rest of them the same client's.
  package static let rosterShare = 0.8

  /// What speaks for the whole content, decided.
  package struct Verdict: Sendable, Equatable {
    /// Indices of organisations; several when the evidence of one tier names several.
    package var organisations: [Int] = []
    package var bases: [Basis] = []
    /// Named by weaker evidence only, and not the same.
    package var conflicting: [Int] = []

    package init(organisations: [Int] = [], bases: [Basis] = [], conflicting: [Int] = []) {
      self.organisations = organisations
      self.bases = bases
      self.conflicting = conflicting
    }
  }

  /// Decides among what speaks for the whole content.
  ///
  /// Whoever works with other people's data heads paper, sheets and folders with its own name: that says who wrote a list,
  /// not whose people stand in it. Such names of operators and contractors count only where nothing names a client, and
  /// contradict nobody.
  /// - Parameter isClient: of an organisation's index.
  package static func decide(
    _ evidence: [(basis: Basis, organisations: [Int])], isClient: (Int) -> Bool
  ) -> Verdict {
    let verdict = decide(withoutWriters(evidence, isClient))
    return verdict.organisations.isEmpty ? decide(evidence) : verdict
  }

  /// Decides for people of whose part more is said than of the whole content. What is said of a letter goes before what is
  /// said as strongly of the mailbox that it lies in; that then contradicts.
  package static func decide(
    _ evidence: [(basis: Basis, organisations: [Int])], ofPart: [(basis: Basis, organisations: [Int])],
    isClient: (Int) -> Bool
  ) -> Verdict {
    let owners = withoutWriters(ofPart, isClient).filter { !$0.organisations.isEmpty }
    guard let strongest = owners.map(\.basis.tier).min() else { return decide(evidence + ofPart, isClient: isClient) }
    var verdict = decide(evidence.filter { $0.basis.tier < strongest } + ofPart, isClient: isClient)
    for (_, organisations) in withoutWriters(evidence, isClient) {
      for organisation in organisations
      where !verdict.organisations.contains(organisation) && !verdict.conflicting.contains(organisation) {
        verdict.conflicting.append(organisation)
      }
    }
    verdict.conflicting.sort()
    return verdict
  }

  private static func withoutWriters(
    _ evidence: [(basis: Basis, organisations: [Int])], _ isClient: (Int) -> Bool
  ) -> [(basis: Basis, organisations: [Int])] {
    evidence.map { basis, organisations in
      (basis: basis, organisations: basis.mayNameTheWriter ? organisations.filter(isClient) : organisations)
    }
  }

  /// The one organisation that all parts of a content speak of; nil when they name several, or nobody. Whoever stands in a
  /// part of which nothing is said is then taken for that one's: a second sheet, the second page of a letter.
  package static func onlyOne(
    _ parts: [(basis: Basis, organisations: [Int])], isClient: (Int) -> Bool
  ) -> Int? {
    var named = Set(parts.flatMap(\.organisations))
    let clients = named.filter(isClient)
    if !clients.isEmpty { named = clients }
    return named.count == 1 ? named.first : nil
  }

  private static func decide(_ evidence: [(basis: Basis, organisations: [Int])]) -> Verdict {
    let telling = evidence.filter { !$0.organisations.isEmpty }
    guard let strongest = telling.map(\.basis.tier).min() else { return Verdict() }
    var verdict = Verdict()
    for (basis, organisations) in telling where basis.tier == strongest {
      if !verdict.bases.contains(basis) { verdict.bases.append(basis) }
      for organisation in organisations where !verdict.organisations.contains(organisation) {
        verdict.organisations.append(organisation)
      }
    }
    for (_, organisations) in telling {
      for organisation in organisations
      where !verdict.organisations.contains(organisation) && !verdict.conflicting.contains(organisation) {
        verdict.conflicting.append(organisation)
      }
    }
    verdict.bases.sort()
    verdict.organisations.sort()
    verdict.conflicting.sort()
    return verdict
  }
}
