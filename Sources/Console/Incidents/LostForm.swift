import Accounts
import CanonicalForms
import Custody
import Hummingbird
import Protection
import Response
import Wording

extension Console {
  /// "I lost my laptop", from a phone: whoever may report sees no list of devices, and needs to know no more than the number
  /// on the sticker.
  func lostPage(_ visit: Visit, problem: String = "") async throws -> Response {
    let page = LostForm(visit, device: visit.form.has("device") ? visit.form["device"] : visit.query["device"], problem)
    return try self.page(
      page, title: visit.text(.lostTitle), visit, status: problem.isEmpty ? .ok : .unprocessableContent)
  }

  func lose(_ visit: Visit) async throws -> Response {
    let form = visit.form
    guard let lastSeen = Moment(typed: form["last_seen"]) else {
      return try await lostPage(visit, problem: visit.text(.scopeBadTime))
    }
    guard lastSeen <= visit.now else { return try await lostPage(visit, problem: visit.text(.scopeFuture)) }
    let id = form["device"]
    let custody = custody
    guard let device = try await work({ try custody.device(id) }) else {
      return try await lostPage(visit, problem: visit.text(.deviceUnknown))
    }
    // What the reporter believes is a claim; what was seen on it will be the evidence.
    var claims: [NewStatement] = []
    let source = Statement.Source(.person, reference: "loss_report", name: visit.session?.account.name)
    if let answer = Answer(parsing: form["holds"], for: .holdsPersonalData) {
      claims.append(NewStatement(.holdsPersonalData, answer, saidAt: visit.now, source: source, kind: .claim))
    }
    if let answer = Answer(parsing: form["encrypted"], for: .encryptionState), !form["encrypted"].isEmpty {
      claims.append(NewStatement(.encryptionState, answer, saidAt: visit.now, source: source, kind: .claim))
    }
    if let answer = Answer(parsing: form["place"], for: .lostPlace), !form["place"].isEmpty {
      claims.append(NewStatement(.lostPlace, answer, saidAt: visit.now, source: source, kind: .claim))
    }
    let escrow = escrow
    // What machines know of its encryption is evidence, whatever the reporter believes.
    let evidence = try await work { try escrow.evidence(of: device.id, lost: lastSeen, at: visit.now) }
    let report = LossReport(
      device: device.id, lastSeen: lastSeen, noticed: visit.now, reporter: visit.session?.account.name,
      isByHolder: form["by"] != "other", claims: claims,
      evidence: evidence,
      search: LostPropertyPlan(prefectures: form.all("prefecture").compactMap { Prefecture(named: $0) }),
      isAnotherLoss: form["another"] == "yes")
    let incidents = incidents(visit)
    let incident = try await work { try incidents.open(report, at: visit.now) }
    if visit.may(.seeIncidents) { throw Redirect(Address.incident(incident.id)) }
    let done = LostDone(incident: incident.id, device: device.id)
    return try page(done, title: visit.text(.lostDoneTitle), visit)
  }
}

struct LostForm: Page {
  static let template = "lost"
  let problem: String
  let device: String
  let lastSeen: String
  let place: String
  let holds: [Choice]
  let encrypted: [Choice]
  let prefectures: [Choice]

  init(_ visit: Visit, device: String, _ problem: String) {
    self.problem = problem
    self.device = device
    lastSeen = visit.form["last_seen"].isEmpty ? visit.now.localMinute : visit.form["last_seen"]
    place = visit.form["place"]
    let chosen = visit.form["holds"]
    holds = [("unknown", PagePhrase.lostHoldsUnknown), ("yes", .yes), ("no", .no)].map { value, phrase in
      Choice(value: value, text: visit.text(phrase), isChosen: value == (chosen.isEmpty ? "unknown" : chosen))
    }
    let state = visit.form["encrypted"]
    encrypted = [("", PagePhrase.lostHoldsUnknown), ("on", .yes), ("off", .no)].map { value, phrase in
      Choice(value: value, text: visit.text(phrase), isChosen: value == state)
    }
    let asked = Set(visit.form.all("prefecture"))
    prefectures = (1...47).compactMap { Prefecture($0) }.map {
      Choice(value: String($0.id), text: $0.name(in: visit.language), isChosen: asked.contains(String($0.id)))
    }
  }
}

/// For those who see no more: what they did, and what happens now.
struct LostDone: Page {
  static let template = "lost-done"
  let incident: String
  let device: String
}
