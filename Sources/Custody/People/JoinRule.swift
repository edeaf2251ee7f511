import PersonalData

/// How much a token says about who somebody is.
package enum JoinRule: Sendable {
  /// Whoever shares the token is the same person.
  case firm
  /// Two people that share it are the same, unless both carry a name with birth date and these differ (twins' and
  /// families' kana and addresses, homonyms in kana).
  case conditional
  /// Says only that this name occurs: joins with the one person who has that name, if there is only one.
  case weak

  package init(_ kind: IdentityKind) {
    switch kind {
    case .nameBirth, .insurance, .namePhone, .kanaPhone, .nameAddress, .nameEmployee: self = .firm
    case .kanaBirth, .email: self = .conditional
    case .nameOnly, .kanaOnly, .other, .nameInsurance, .nameNumber: self = .weak
    }
  }

  /// One holder of a conditional or weak token.
  package struct Holder: Sendable, Hashable {
    package let person: UInt32
    /// Carries a name with birth date.
    package let hasNameBirth: Bool
    /// Carries any firm or conditional token.
    package let isStrong: Bool

    package init(person: UInt32, hasNameBirth: Bool, isStrong: Bool) {
      self.person = person
      self.hasNameBirth = hasNameBirth
      self.isStrong = isStrong
    }
  }

  /// Groups of holders of one token that are the same person because of it. A pure function of the set of holders, so
  /// that the order in which they appeared does not matter. Holders alone are left out.
  package func groups(of holders: [Holder]) -> [[UInt32]] {
    let groups: [[UInt32]]
    switch self {
    case .firm:
      groups = [holders.map(\.person)]
    case .conditional:
      let known = holders.filter(\.hasNameBirth).map(\.person)
      let others = holders.filter { !$0.hasNameBirth }.map(\.person)
      // With two candidates nobody can say which of them it is: the others stay together, apart from both.
      groups = known.count <= 1 ? [known + others] : [others]
    case .weak:
      let known = holders.filter(\.isStrong).map(\.person)
      let others = holders.filter { !$0.isStrong }.map(\.person)
      // Several people of one content bear this name without more: none of them is known to be the other one.
      groups = known.count == 1 && others.count == 1 ? [known + others] : []
    }
    return groups.filter { $0.count > 1 }
  }
}
