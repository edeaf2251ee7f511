import CanonicalForms
import Custody
import PersonalData

extension ScopeShares {
  /// What the scope shows, as evidence: for the whole and for each client.
  ///
  /// Nothing found is "no personal data" only where everything was looked at. Otherwise it is unknown, which no claim
  /// overrides.
  /// - Parameter lastWord: of the device itself; nil where none of its sensors ever reported.
  func statements(at time: Moment, lastWord: Moment?) -> [NewStatement] {
    let source = Statement.Source(.log, reference: "scope")
    func made(_ fact: Fact, _ answer: Answer, _ subject: Statement.Subject = .incident) -> NewStatement {
      NewStatement(
        fact, answer, about: subject, asOf: scope.at, saidAt: time, source: source, kind: .evidence)
    }
    let share = scope.total
    var statements = [
      made(.device, .known(.text(scope.device.id))),
      made(.medium, .known(.choice(scope.device.kind.rawValue))),
      made(.holdsPersonalData, holdsPersonalData),
      made(
        .unreadFiles,
        scope.lastScan == nil
          ? .unknown : count(scope.unread.reduce(0) { $0 + $1.certain }, scope.unread.reduce(0) { $0 + $1.possible })),
      made(.peopleCount, count(share.certain.count, share.possible.count)),
      made(
        .clientCount,
        count(scope.clients.count { $0.share.certain.count > 0 }, scope.clients.count)),
    ]
    statements += facts(of: share).map { made($0.fact, $0.answer) }
    if let lastWord { statements.append(made(.lastWordAt, .known(.time(TimeSpan(lastWord))))) }
    for client in scope.clients {
      let subject = Statement.Subject.client(client.organisation.id)
      statements.append(
        made(.peopleCount, count(client.share.certain.count, client.share.possible.count, isWhole: true), subject))
      statements += facts(of: client.share, isWhole: true).map { made($0.fact, $0.answer, subject) }
    }
    return statements
  }

  private var isFullySeen: Bool {
    scope.lastScan != nil && scope.unread.isEmpty && !scope.gaps.contains { $0.isIrregular }
  }

  private var holdsPersonalData: Answer {
    if scope.total.certain.count > 0 { return .known(.yesNo(true)) }
    if scope.total.possible.count == 0, isFullySeen { return .known(.yesNo(false)) }
    return .unknown
  }

  /// - Parameter isWhole: of a client, who is only known because something was found.
  private func count(_ least: Int, _ most: Int, isWhole: Bool = false) -> Answer {
    if !isWhole, scope.lastScan == nil, most == 0 { return .unknown }
    return .known(.quantity(Quantity(least: least, most: most)))
  }

  private func facts(of share: Scope.Share, isWhole: Bool = false) -> [(fact: Fact, answer: Answer)] {
    func people(with fields: [Field]) -> Answer {
      func most(_ people: Scope.People) -> Int { fields.map { people.byField[$0] ?? 0 }.max() ?? 0 }
      return count(most(share.certain), most(share.possible), isWhole: isWhole)
    }
    let fields = Field.allCases.filter { share.possible.byField[$0] != nil }
    let cards = share.possible.byField[.cardNumber] ?? 0
    return [
      (.fields, fields.isEmpty && !isFullySeen ? .unknown : .known(.fields(fields))),
      (.sensitivePeople, count(share.certain.sensitive, share.possible.sensitive, isWhole: isWhole)),
      (.myNumberPeople, people(with: [.myNumber])),
      // Card numbers are the guidelines' example; an account number alone takes nobody's money.
      (.financialLoss, cards > 0 ? .known(.yesNo(true)) : isFullySeen || isWhole ? .known(.yesNo(false)) : .unknown),
    ]
  }
}
