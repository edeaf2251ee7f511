import CanonicalForms
import Custody

extension ObligationCase {
  /// What of an incident no client answers for: the operator's own people, and those of nobody who could be found.
  package struct OwnPeople: Sendable, Hashable {
    /// The operator as the registers of organisations know it, where people of it are concerned.
    package var operators: [Organisation.ID]
    /// People whom nobody answers for, by the facts that count people; none where there are none.
    package var unattributed: [Fact: Quantity]
    /// The laws that bind the operator itself, without those of its clients.
    package var laws: Set<Jurisdiction>

    package init(
      operators: [Organisation.ID] = [], unattributed: [Fact: Quantity] = [:],
      laws: Set<Jurisdiction> = [.japan, .japanMyNumber]
    ) {
      self.operators = operators
      self.unattributed = unattributed
      self.laws = laws
    }

    package var hasUnattributed: Bool { unattributed[.peopleCount]?.most != 0 && !unattributed.isEmpty }
  }

  /// One side of the operator, counted apart: as the principal of its own people, or as the contractor of its clients.
  struct Part {
    struct Number {
      var quantity: Quantity
      /// Evidence where all that it is computed from is.
      var kind: Statement.Kind
      /// What it is mostly taken from.
      var statement: Statement?
    }

    /// The facts that could be counted apart; of others the whole is taken.
    var numbers: [Fact: Number] = [:]
    /// Whose statements are this side's alone; nil where there are people of others among them.
    var subjects: [Statement.Subject]?

    /// A yes of any of them, or the no of all.
    func financialLoss(_ fact: Fact, in ledger: StatementLedger) -> Statement? {
      guard fact == .financialLoss, let subjects, !subjects.isEmpty else { return nil }
      let said = subjects.compactMap { ledger.standing(fact, $0) }
      if let yes = said.first(where: { $0.answer.yesNo == true }) { return yes }
      let denied = said.filter { $0.answer.yesNo == false }
      return denied.count == subjects.count ? denied.first { $0.kind == .claim } ?? denied.first : nil
    }
  }

  /// Whether the operator owes what a principal owes. Its own laws count, not its clients'. Where a law binds contractors as
  /// such, that duty covers whom nobody answers for, and nobody is counted twice; where it does not, they would be nobody's, and
  /// so would a device on which nobody yet knows whose people there are.
  func isOperatorPrincipal(under set: RuleSet) -> Bool {
    guard own.laws.contains(set.jurisdiction) else { return false }
    if !own.operators.isEmpty { return true }
    guard !set.rules.contains(where: { $0.obliged == .contractor }) else { return false }
    if own.hasUnattributed { return true }
    let count = ledger.standing(.peopleCount)
    let isNobody = count?.kind == .evidence && count?.answer.quantity?.most == 0
    return clients.isEmpty && !isNobody
  }

  /// The operator's organisation when everybody whom no client answers for is its own.
  var ownPeopleAlone: Organisation.ID? {
    own.operators.count == 1 && !own.hasUnattributed ? own.operators.first : nil
  }

  /// The laws under which a party reports. Of its clients' laws those bind the operator that bind contractors as such.
  func reportingLaws(of subject: Statement.Subject) -> Set<Jurisdiction> {
    guard subject == .incident else {
      return parties.first { $0.client?.text == subject.client }?.laws ?? Party(client: nil).laws
    }
    let laws = parties.first { $0.client == nil }?.laws ?? own.laws
    return laws.subtracting(own.laws.contains(.japanPublicBody) ? [] : [.japanPublicBody])
  }

  private static let counted: [Fact] = [.peopleCount, .sensitivePeople, .myNumberPeople]

  private var clients: [Statement.Subject] { parties.compactMap { $0.client.map(Statement.Subject.client) } }
  private var operators: [Statement.Subject] { own.operators.map(Statement.Subject.client) }

  /// The operator's own people. Whom nobody answers for may be its own: they are in the maximum. Nil where nobody is known
  /// to be anybody's: what was not counted is not nobody, and the whole is what is known.
  func ownPart() -> Part? {
    guard !own.operators.isEmpty || own.hasUnattributed else { return nil }
    var part = Part(subjects: own.hasUnattributed ? nil : operators)
    for fact in Self.counted {
      guard var sum = number(fact, of: operators) else { continue }
      let unknown = own.hasUnattributed ? own.unattributed[fact] ?? Quantity(least: 0, most: nil) : Quantity(0)
      sum.quantity = Quantity(least: sum.quantity.least, most: Self.plus(sum.quantity.most, unknown.most))
      part.numbers[fact] = sum
    }
    return part
  }

  /// The clients' people and those of nobody, without the operator's own: nil where there are none of its own, so that the
  /// whole is what it holds for others.
  func contractorPart() -> Part? {
    guard !own.operators.isEmpty else { return nil }
    var part = Part(subjects: own.hasUnattributed || clients.isEmpty ? nil : clients)
    for fact in Self.counted {
      guard let whole = ledger.standing(fact), let total = whole.answer.quantity,
        let theirs = number(fact, of: clients), let ours = number(fact, of: operators)
      else { continue }
      let unknown = own.hasUnattributed ? own.unattributed[fact] ?? Quantity(least: 0, most: nil) : Quantity(0)
      // Somebody may be a client's and the operator's own; and the total may be of more people than the parts know.
      let least = max(total.least - (ours.quantity.most ?? total.least), theirs.quantity.least)
      let parts = Self.plus(theirs.quantity.most, unknown.most)
      let most: Int? =
        if let parts, let all = Self.plus(parts, ours.quantity.most), let most = total.most, most <= all {
          min(most, parts)
        } else {
          total.most
        }
      let kinds = [whole.kind, theirs.kind, ours.kind]
      part.numbers[fact] = .init(
        quantity: Quantity(least: min(least, most ?? least), most: most),
        kind: kinds.contains(.claim) ? .claim : .evidence, statement: whole)
    }
    return part
  }

  /// Distinct people of some of those concerned: no fewer than the one with the most has, no more than all together have. Nil
  /// where one of them is not known.
  private func number(_ fact: Fact, of subjects: [Statement.Subject]) -> Part.Number? {
    var sum = Part.Number(quantity: Quantity(0), kind: .evidence)
    for subject in subjects {
      guard let statement = ledger.standing(fact, subject), let quantity = statement.answer.quantity else { return nil }
      sum.quantity = Quantity(
        least: max(sum.quantity.least, quantity.least), most: Self.plus(sum.quantity.most, quantity.most))
      if statement.kind == .claim { sum.kind = .claim }
      if sum.statement == nil { sum.statement = statement }
    }
    return sum
  }

  private static func plus(_ a: Int?, _ b: Int?) -> Int? {
    guard let a, let b else { return nil }
    return a.addingReportingOverflow(b).overflow ? nil : a + b
  }
}
