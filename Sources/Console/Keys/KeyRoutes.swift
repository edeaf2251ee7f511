import Accounts
import CanonicalForms
import Custody
import HTTPTypes
import Hummingbird
import KeyEscrow
import Wording

extension Console {
  static let keyRoutes: [Route] = [
    .get(Address.keys, .needs(.seeKeys)) { try await $0.keysPage($1) },
    .get("/keys.csv", .needs(.export), guarded: true) { try await $0.keysExport($1) },
    .get("/keys/:id", .needs(.seeKeys)) { try await $0.keyPage($1) },
    .post("/keys/:id/prove", .needs(.testKeys)) { try await $0.proveKey($1) },
    .post("/keys/:id/request", .needs(.requestReveal)) { try await $0.requestKey($1) },
    .post("/keys/:id/break-glass", .needs(.requestReveal), guarded: true) { try await $0.breakGlass($1) },
    .post("/devices/:id/volumes/retire", .needs(.approveReveal), guarded: true) { try await $0.retireVolume($1) },
  ]

  /// Does something with kept keys, off the threads of the network; what is refused becomes a page that says why.
  func escrowWork<T: Sendable>(
    _ visit: Visit, _ body: @escaping @Sendable (KeyEscrow) throws -> T
  ) async throws -> T {
    let escrow = escrow
    do {
      return try await work { try body(escrow) }
    } catch let failure as EscrowFailure {
      let sentence = visit.language.stored("escrow_failure", failure.code.rawValue)
      let (status, title): (HTTPResponse.Status, PagePhrase) =
        switch failure.code {
        case .unknownKey, .unknownRequest, .unknownDrill, .unknownVolume: (.notFound, .problemNotFoundTitle)
        case .notAllowed, .ownRequest, .otherRequester, .dependent: (.forbidden, .problemForbiddenTitle)
        default: (.unprocessableContent, .problemInvalidTitle)
        }
      throw ConsoleProblem(status, title, .problemForbiddenText, sentence: sentence)
    }
  }

  /// The account that acts.
  func acting(_ visit: Visit) throws -> Account.ID {
    guard let account = visit.session?.account.id else { throw ConsoleProblem.forbidden }
    return account
  }

  private func keysPage(_ visit: Visit) async throws -> Response {
    let snapshot = try await keySnapshot(visit)
    let board = fleet.state.fleet
    let page = KeysPage(KeyList(snapshot, board, visit), snapshot, board, visit)
    return try self.page(page, title: visit.text(.keysTitle), visit)
  }

  private func keysExport(_ visit: Visit) async throws -> Response {
    // Whoever may export lists does not see keys for that alone.
    guard visit.may(.seeKeys) else { throw ConsoleProblem.forbidden }
    let list = KeyList(try await keySnapshot(visit), fleet.state.fleet, visit)
    try await note("keys.csv", .list, visit)
    return CSVExport(visit, name: "keys", texts: [0, 1, 2, 11]).response(list.exported(visit))
  }

  /// - Parameter problem: why what was asked for there was not done.
  func keyPage(_ visit: Visit, problem: String = "") async throws -> Response {
    let id = EscrowedKey.ID(visit.parameter("id"))
    let source = try await escrowWork(visit) { escrow in
      guard let key = try escrow.key(id) else { throw EscrowFailure(.unknownKey) }
      return KeyPage.Source(
        key: key, history: try escrow.history(of: key), policy: try escrow.policy(),
        requests: try escrow.requests(of: key))
    }
    let (snapshot, accounts) = (try await keySnapshot(visit), accounts)
    let names = try await work { try accounts.accounts() }
    try await note("key", .device(source.key.device), visit)
    let page = KeyPage(source, snapshot, fleet.state.fleet, accounts: names, problem: problem, visit)
    return try self.page(
      page, title: page.heading, visit, status: problem.isEmpty ? .ok : .unprocessableContent)
  }

  private func proveKey(_ visit: Visit) async throws -> Response {
    let (id, actor) = (EscrowedKey.ID(visit.parameter("id")), try acting(visit))
    _ = try await escrowWork(visit) { try $0.prove(id, by: actor.text, at: visit.now) }
    throw Redirect(Address.key(id.text) + "#proofs")
  }

  /// A volume that is not on its device any more, such as after a disk was replaced, is no alarm from then on.
  private func retireVolume(_ visit: Visit) async throws -> Response {
    let (device, volume, reason) = (visit.parameter("id"), visit.form["volume"], visit.form["reason"])
    let actor = try acting(visit)
    try await escrowWork(visit) { try $0.retire(volume, of: device, reason: reason, by: actor, at: visit.now) }
    throw Redirect(Address.device(device) + "#keys")
  }

  private func requestKey(_ visit: Visit) async throws -> Response {
    let (id, actor) = (EscrowedKey.ID(visit.parameter("id")), try acting(visit))
    let (number, reason) = (visit.form["case"], visit.form["reason"])
    guard !number.isEmpty, !reason.isEmpty else {
      return try await keyPage(visit, problem: visit.language.stored("escrow_failure", "reason_missing"))
    }
    let request = try await escrowWork(visit) {
      try $0.request(id, caseNumber: number, reason: reason, by: actor, at: visit.now)
    }
    throw Redirect(Address.reveal(request))
  }

  private func breakGlass(_ visit: Visit) async throws -> Response {
    let (id, actor) = (EscrowedKey.ID(visit.parameter("id")), try acting(visit))
    let (number, reason) = (visit.form["case"], visit.form["reason"])
    guard visit.form["knows"] == "yes" else {
      return try await keyPage(visit, problem: visit.text(.breakGlassUnconfirmed))
    }
    guard !number.isEmpty, !reason.isEmpty else {
      return try await keyPage(visit, problem: visit.language.stored("escrow_failure", "reason_missing"))
    }
    let snapshot = try await keySnapshot(visit)
    let shown = try await escrowWork(visit) {
      try $0.breakGlass(id, caseNumber: number, reason: reason, by: actor, at: visit.now)
    }
    return try shownPage(shown, snapshot, isBreakGlass: true, visit)
  }
}
