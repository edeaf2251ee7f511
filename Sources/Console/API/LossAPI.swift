import CanonicalForms
import Custody
import Protection
import Response

extension Console {
  static let lossAPI: [APIRoute] = [
    .post("/incidents", .reportLoss) { console, visit in
      try await console.takeLoss(of: try visit.line("device", longest: DeviceName.longestID), visit)
    },
    .post("/devices/:id/loss", .reportLoss) { try await $0.takeLoss(of: $1.id, $1) },
  ]

  /// Opens an incident. What the reporter says is a claim; what machines know of the device's encryption is evidence,
  /// whatever the reporter believes.
  private func takeLoss(of id: String, _ visit: APIVisit) async throws -> APIAnswer {
    guard visit.has("last_seen") else { throw APIProblem(.invalid, "last_seen is missing") }
    let lastSeen = try visit.pastTime("last_seen")
    let noticed = try visit.pastTime("noticed")
    guard lastSeen <= noticed else { throw APIProblem(.invalid, "noticed lies before last_seen") }
    let reporter = try visit.optionalLine("reporter", longest: 120)
    let report = LossReport(
      device: id, lastSeen: lastSeen, noticed: noticed, reporter: reporter,
      isByHolder: try visit.flag("by_holder") ?? false, claims: try Self.claims(of: visit, by: reporter),
      search: LostPropertyPlan(prefectures: try Self.prefectures(of: visit)),
      isAnotherLoss: try visit.flag("another_loss") ?? false)
    let (custody, escrow) = (custody.acting(as: visit.account?.id.text), escrow)
    guard try await work({ try custody.device(id) }) != nil else {
      throw APIProblem(.notFound, "no device of this id is registered")
    }
    let incident = try await work {
      var report = report
      report.evidence = try escrow.evidence(of: id, lost: lastSeen, at: visit.now)
      return try Incidents(custody: custody).open(report, at: visit.now)
    }
    return APIAnswer(
      status: .created,
      body: [
        "incident": .string(incident.id), "device": .string(id), "last_seen": JSON(lastSeen),
        "reported": JSON(visit.now), "opened": JSON(incident.openedAt == visit.now),
      ])
  }

  private static func claims(of visit: APIVisit, by reporter: String?) throws -> [NewStatement] {
    let source = Statement.Source(.person, reference: "loss_report", name: reporter)
    func claim(_ fact: Fact, _ value: Answer.Value) -> NewStatement {
      NewStatement(fact, .known(value), saidAt: visit.now, source: source, kind: .claim)
    }
    return [
      try visit.flag("holds_personal_data").map { claim(.holdsPersonalData, .yesNo($0)) },
      try visit.flag("encrypted").map { claim(.encryptionState, .choice($0 ? "on" : "off")) },
      try visit.optionalLine("place", longest: 400).map { claim(.lostPlace, .text($0)) },
    ].compactMap(\.self)
  }

  private static func prefectures(of visit: APIVisit) throws -> [Prefecture] {
    guard let value = visit.member("prefectures") else { return [] }
    guard case .array(let numbers) = value, numbers.count <= 47 else {
      throw APIProblem(.invalid, "prefectures takes up to 47 numbers")
    }
    return try numbers.map { number in
      guard let number = number.integer.flatMap({ Int(exactly: $0) }), let prefecture = Prefecture(number) else {
        throw APIProblem(.invalid, "prefectures takes numbers from 1 to 47")
      }
      return prefecture
    }
  }
}
