import CanonicalForms

/// A loss and everything done about it.
package struct Incident: Sendable, Hashable, Identifiable {
  /// `I-3`.
  package var id: String
  package var number: Int
  package var device: String
  package var lastSeen: Moment
  package var openedAt: Moment
  /// The account that opened it.
  package var openedBy: String
  /// The holder said so, rather than somebody for them.
  package var isByHolder: Bool
  /// Who reported it: personal data.
  package var reporter: String?
  package var search: LostPropertyPlan
  package var closedAt: Moment?
  package var review: AfterActionReview?

  package var isOpen: Bool { closedAt == nil }
}

/// What is said on the telephone, or typed on one, when a device is gone.
package struct LossReport: Sendable, Hashable {
  package var device: String
  /// When it was last seen for certain.
  package var lastSeen: Moment
  /// When it was noticed to be gone; nil for now.
  package var noticed: Moment?
  package var reporter: String?
  package var isByHolder: Bool
  /// What else the reporter says: claims.
  package var claims: [NewStatement]
  /// What machines know of the device's protection at that time: evidence.
  package var evidence: [NewStatement]
  package var search: LostPropertyPlan
  /// The device had come back and is gone again, while the incident of the first loss is still open.
  package var isAnotherLoss: Bool

  package init(
    device: String, lastSeen: Moment, noticed: Moment? = nil, reporter: String? = nil, isByHolder: Bool = true,
    claims: [NewStatement] = [], evidence: [NewStatement] = [], search: LostPropertyPlan = .init(),
    isAnotherLoss: Bool = false
  ) {
    self.device = device
    self.lastSeen = lastSeen
    self.noticed = noticed
    self.reporter = reporter
    self.isByHolder = isByHolder
    self.claims = claims
    self.evidence = evidence
    self.search = search
    self.isAnotherLoss = isAnotherLoss
  }
}

/// What was learnt, at the end. Free words, without names.
package struct AfterActionReview: Sendable, Hashable {
  package struct Action: Sendable, Hashable {
    package var what: String
    package var owner: String
    package var due: Moment?

    package init(what: String, owner: String, due: Moment? = nil) {
      self.what = what
      self.owner = owner
      self.due = due
    }
  }

  package var whatHappened: String
  /// What would have noticed it earlier.
  package var whatWouldHaveNoticed: String
  package var actions: [Action]

  package init(whatHappened: String, whatWouldHaveNoticed: String, actions: [Action] = []) {
    self.whatHappened = whatHappened
    self.whatWouldHaveNoticed = whatWouldHaveNoticed
    self.actions = actions
  }

  var json: JSON {
    [
      "what_happened": .string(whatHappened), "what_would_have_noticed": .string(whatWouldHaveNoticed),
      "actions": .array(
        actions.map { ["what": .string($0.what), "owner": .string($0.owner), "due": JSON($0.due)] }),
    ]
  }

  init?(json: JSON) {
    guard let what = json["what_happened"].string else { return nil }
    whatHappened = what
    whatWouldHaveNoticed = json["what_would_have_noticed"].string ?? ""
    guard case .array(let rows) = json["actions"] else {
      actions = []
      return
    }
    actions = rows.map { .init(what: $0["what"].string ?? "", owner: $0["owner"].string ?? "", due: $0["due"].moment) }
  }
}
