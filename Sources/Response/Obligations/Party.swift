import CanonicalForms
import Custody

/// Somebody who is obliged in an incident, with what its duties hang on.
package struct Party: Sendable, Hashable {
  /// A duty out of a contract: the client's own hours or days.
  package struct ContractTerm: Sendable, Hashable {
    /// The agreement's number.
    package var agreement: String
    /// The article of the contract, as it is to be quoted.
    package var article: String
    package var term: Term

    package init(agreement: String, article: String = "", term: Term) {
      self.agreement = agreement
      self.article = article
      self.term = term
    }
  }

  /// Nil: the operator, who held the data.
  package var client: Organisation.ID?
  /// The laws that bind it.
  package var laws: Set<Jurisdiction>
  /// What the contractor owes it by contract.
  package var contract: [ContractTerm]

  package init(
    client: Organisation.ID?, laws: Set<Jurisdiction> = [.japan, .japanMyNumber], contract: [ContractTerm] = []
  ) {
    self.client = client
    self.laws = laws
    self.contract = contract
  }

  /// In ids: the client's id, or `operator`.
  package var name: String { client?.text ?? "operator" }
}

/// Everything that obligations follow from.
package struct ObligationCase: Sendable {
  package var ledger: StatementLedger
  /// The operator first.
  package var parties: [Party]
  /// What of it no client answers for.
  package var own: OwnPeople
  package var fulfilled: [String: Fulfilment]
  /// Clients of whom every single person was told, by letter or else.
  package var told: [Organisation.ID: Fulfilment]
  /// When the device was seen for the last time, for certain; nil when nobody knows.
  package var lastSeen: Moment?

  package struct Fulfilment: Sendable, Hashable {
    package var at: Moment
    /// The receipt number, the document: without names of people.
    package var reference: String

    package init(at: Moment, reference: String) {
      self.at = at
      self.reference = reference
    }
  }

  package init(
    ledger: StatementLedger, parties: [Party], own: OwnPeople = .init(), fulfilled: [String: Fulfilment] = [:],
    told: [Organisation.ID: Fulfilment] = [:], lastSeen: Moment? = nil
  ) {
    self.ledger = ledger
    self.parties = parties
    self.own = own
    self.fulfilled = fulfilled
    self.told = told
    self.lastSeen = lastSeen
  }
}
