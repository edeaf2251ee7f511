import CanonicalForms
import Custody
import Hummingbird
import Wording

extension Console {
  func lossPage(_ visit: Visit, problem: String = "") async throws -> Response {
    let device = try await device(visit)
    let page = LossForm(device, visit, problem: problem)
    return try self.page(page, title: page.heading, visit, status: problem.isEmpty ? .ok : .unprocessableContent)
  }

  func reportLoss(_ visit: Visit) async throws -> Response {
    let device = try await device(visit)
    guard let lastSeen = Moment(typed: visit.form["last_seen"]) else {
      return try await lossPage(visit, problem: visit.text(.scopeBadTime))
    }
    guard lastSeen <= visit.now else { return try await lossPage(visit, problem: visit.text(.scopeFuture)) }
    let custody = custody.acting(as: visit.session?.account.id.text)
    try await work { try custody.reportLoss(of: device.id, lastSeen: lastSeen, at: visit.now) }
    guard visit.may(.askScope) else { throw Redirect(Address.device(device.id)) }
    throw Redirect(Address.with(Address.scope(device.id), ["at": lastSeen.localMinute, "reported": "1"]))
  }
}

struct LossForm: Page {
  static let template = "loss"
  let heading: String
  let problem: String
  let lastSeen: String
  let action: String
  let back: String

  init(_ device: Device, _ visit: Visit, problem: String) {
    heading = visit.language.page(.lossTitle, ScopeWords(language: visit.language).device(device))
    self.problem = problem
    let typed = visit.form["last_seen"]
    lastSeen = typed.isEmpty ? visit.now.localMinute : typed
    action = Address.loss(device.id)
    back = Address.device(device.id)
  }
}
