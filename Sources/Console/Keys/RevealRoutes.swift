import Accounts
import CanonicalForms
import HTTPTypes
import Hummingbird
import KeyEscrow
import Wording

extension Console {
  static let revealRoutes: [Route] = [
    .get(Address.reveals, .needs(.seeKeys)) { try await $0.revealsPage($1) },
    .post("/reveals/policy", .needs(.approveReveal), guarded: true) { try await $0.setRevealPolicy($1) },
    .get("/reveals/:id", .needs(.seeKeys)) { try await $0.revealPage($1) },
    .post("/reveals/:id/approve", .needs(.approveReveal), guarded: true) { try await $0.vote($1, approves: true) },
    .post("/reveals/:id/refuse", .needs(.approveReveal)) { try await $0.vote($1, approves: false) },
    .post("/reveals/:id/show", .needs(.requestReveal), guarded: true) { try await $0.showKey($1) },
    .post("/reveals/:id/settle", .needs(.approveReveal)) { try await $0.settleRotation($1) },
  ]

  private func revealsPage(_ visit: Visit) async throws -> Response {
    // Who asked and who agreed are names of staff.
    try await note("reveals", .list, visit)
    let (requests, policy) = try await escrowWork(visit) { (try $0.requests(), try $0.policy()) }
    let (snapshot, accounts) = (try await keySnapshot(visit), accounts)
    let names = try await work { try accounts.accounts() }
    let page = RevealsPage(requests, snapshot, policy, accounts: names, visit)
    return try self.page(page, title: visit.text(.revealsTitle), visit)
  }

  private func revealPage(_ visit: Visit) async throws -> Response {
    let (id, accounts) = (visit.parameter("id"), accounts)
    let source = try await escrowWork(visit) { escrow in
      guard let request = try escrow.request(id) else { throw EscrowFailure(.unknownRequest) }
      return RevealPage.Source(
        request: request, key: try escrow.key(request.key), rotation: try escrow.rotation(after: request),
        policy: try escrow.policy())
    }
    let names = try await work { try accounts.accounts() }
    try await note("reveal", .device(source.request.device), visit)
    let page = RevealPage(source, accounts: names, visit)
    return try self.page(page, title: page.heading, visit)
  }

  private func vote(_ visit: Visit, approves: Bool) async throws -> Response {
    let (id, actor) = (visit.parameter("id"), try acting(visit))
    try await escrowWork(visit) { escrow in
      if approves {
        try escrow.approve(id, by: actor, at: visit.now)
      } else {
        try escrow.refuse(id, by: actor, at: visit.now)
      }
    }
    throw Redirect(Address.reveal(id))
  }

  private func settleRotation(_ visit: Visit) async throws -> Response {
    let (id, reason, actor) = (visit.parameter("id"), visit.form["reason"], try acting(visit))
    try await escrowWork(visit) { try $0.settleRotation(id, reason: reason, by: actor, at: visit.now) }
    throw Redirect(Address.reveal(id) + "#rotation")
  }

  private func setRevealPolicy(_ visit: Visit) async throws -> Response {
    let (form, actor) = (visit.form, try acting(visit))
    try await escrowWork(visit) { escrow in
      var policy = RevealPolicy()
      policy.approvals = Int(form["approvals"]) ?? 0
      policy.shownSeconds = Int64(form["seconds"]) ?? 0
      policy.openHours = Int64(form["hours"]) ?? 0
      policy.rotationDays = Int64(form["days"]) ?? 0
      try escrow.set(policy, by: actor, at: visit.now)
    }
    throw Redirect(Address.reveals + "#policy")
  }

  // MARK: Showing

  private func showKey(_ visit: Visit) async throws -> Response {
    let (id, actor) = (visit.parameter("id"), try acting(visit))
    // Before the key is used up: what fails afterwards fails without its having been seen.
    let snapshot = try await keySnapshot(visit)
    let shown = try await escrowWork(visit) { try $0.show(id, by: actor, at: visit.now) }
    return try shownPage(shown, snapshot, isBreakGlass: false, visit)
  }

  /// The one page with a key on it. It is the answer to a form, so it has no address of its own; it is kept by nobody, and
  /// the browser leaves it when its time is over, with or without scripts.
  /// - Parameter snapshot: from before it was handed out, so that nothing is left to ask for that might fail.
  func shownPage(
    _ shown: ShownKey, _ snapshot: KeySnapshot, isBreakGlass: Bool, _ visit: Visit
  ) throws -> Response {
    let state = snapshot.keys(of: shown.key.device, at: visit.now).first { $0.key.id == shown.key.id }?.state
    let page = ShownKeyPage(shown, state ?? .neverProved, isBreakGlass: isBreakGlass, visit)
    var response = try self.page(page, title: page.heading, visit)
    response.headers[.cacheControl] = "no-store"
    let seconds = max(1, (shown.until.milliseconds - visit.now.milliseconds) / 1000)
    if let name = HTTPField.Name("Refresh") {
      response.headers[name] = "\(seconds); url=\(Address.reveal(shown.request))"
    }
    return response
  }
}

/// A key before the eyes of the one who asked for it.
struct ShownKeyPage: Page {
  static let template = "shown-key"
  let heading: String
  let id: String
  let standing: String
  let secret: String
  let until: String
  let isBreakGlass: Bool
  let back: String

  init(_ shown: ShownKey, _ state: KeyState, isBreakGlass: Bool, _ visit: Visit) {
    let words = KeyWords(visit)
    heading = visit.language.page(.shownTitle, shown.key.device)
    id = words.shown(shown.key)
    standing = words.standing(shown.key, state)
    secret = shown.secret.withBytes { String(decoding: $0, as: UTF8.self) }
    until = visit.language.page(
      .shownUntil, shown.until.localClock,
      visit.language.number(Int(max(0, (shown.until.milliseconds - visit.now.milliseconds) / 1000))))
    self.isBreakGlass = isBreakGlass
    back = Address.reveal(shown.request)
  }
}
