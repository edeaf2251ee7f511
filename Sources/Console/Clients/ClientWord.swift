import CanonicalForms
import Custody
import Wording

/// How a client stands: whether its data may be where it is, and who acts.
enum ClientWord: Sendable, Equatable {
  case nothing
  /// Every agreement says that the data should be gone.
  case overdue
  case noAgreement
  /// No agreement has begun yet.
  case notBegun
  /// Some agreements, by their ids, are past their term and others are not: nothing tells which the data is held under.
  case partlyOver([String])
  /// No agreement is running; the data may be kept up to a day.
  case ended(lastDay: String)
  case held

  /// - Parameter isOverdue: as the devices were last asked; the agreements may say so since.
  init(people: Int, agreements: [Agreement], isOverdue: Bool, at now: Moment) {
    let over = agreements.filter { $0.isRetentionOver(at: now) == true }
    let terms = agreements.map { $0.term(at: now) }
    let kept = agreements.compactMap(\.retentionEnds).max()
    if people == 0 {
      self = .nothing
    } else if agreements.isEmpty {
      self = .noAgreement
    } else if isOverdue || over.count == agreements.count {
      self = .overdue
    } else if !over.isEmpty {
      self = .partlyOver(over.map(\.id))
    } else if terms.allSatisfy({ $0 == .notYet }) {
      self = .notBegun
    } else if !terms.contains(.running), !terms.contains(.unknown), let kept {
      self = .ended(lastDay: Moment(milliseconds: kept.milliseconds - 1).localDate)
    } else {
      self = .held
    }
  }

  init(_ client: Fleet.Client, at now: Moment) {
    self.init(people: client.people, agreements: client.agreements, isOverdue: client.isOverdue, at: now)
  }

  func text(_ language: Language) -> String {
    switch self {
    case .nothing: language.page(.clientWordNothing)
    case .overdue: language.page(.clientWordOverdue)
    case .noAgreement: language.page(.clientWordNoAgreement)
    case .notBegun: language.page(.clientWordNotBegun)
    case .partlyOver(let agreements):
      language.page(.clientWordPartlyOver, agreements.joined(separator: language.text(.and)))
    case .ended(let lastDay): language.page(.clientWordEnded, lastDay)
    case .held: language.page(.clientWordHeld)
    }
  }

  /// As the style sheet has it.
  var style: String {
    switch self {
    case .nothing: "quiet"
    case .overdue: "grave"
    case .noAgreement, .notBegun, .partlyOver, .ended: "warning"
    case .held: "fine"
    }
  }
}
