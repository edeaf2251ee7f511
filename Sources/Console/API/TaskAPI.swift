import Accounts
import CanonicalForms
import Response

extension Console {
  static let taskAPI: [APIRoute] = [
    .get("/incidents/:id/tasks", .seeIncidents) { try await $0.listTasks($1) },
    .post("/incidents/:id/tasks", .changeTasks) { try await $0.addTask($1) },
    .post("/incidents/:id/tasks/:task", .changeTasks) { try await $0.changeTask($1) },
  ]

  private static let longestTitle = 200
  private static let longestOwner = 120

  private func listTasks(_ visit: APIVisit) async throws -> APIAnswer {
    let state: ResponseTask.State? = try visit.query.has("state") ? visit.state() : nil
    let rows = try await ask(visit) { incidents, id in
      try incidents.tasks(of: id).filter { state == nil || $0.state == state }.map(\.json)
    }
    return try page(of: rows, visit)
  }

  private func addTask(_ visit: APIVisit) async throws -> APIAnswer {
    _ = try await incident(visit)
    let title = try visit.line("title", longest: Self.longestTitle)
    let (owner, due) = (try visit.optionalLine("owner", longest: Self.longestOwner), try visit.time("due"))
    return try await act(visit) { incidents, id in
      let number = try incidents.addTask(title, owner: owner, due: due, to: id, at: visit.now)
      return APIAnswer(status: .created, body: try Self.task(number, incidents, id))
    }
  }

  private static let changing = ["title", "owner", "due", "state", "proof"]

  /// What is not given stays. `null` takes an owner or a due time away.
  private func changeTask(_ visit: APIVisit) async throws -> APIAnswer {
    _ = try await incident(visit)
    guard let number = ResponseTask.id(from: visit.parameter("task")) else { throw APIProblem(.notFound) }
    guard Self.changing.contains(where: visit.has) else {
      throw APIProblem(.invalid, "one of \(Self.changing) is missing")
    }
    let title = try visit.optionalLine("title", longest: Self.longestTitle)
    let owner = visit.member("owner") == .null ? nil : try visit.optionalLine("owner", longest: Self.longestOwner)
    let due = visit.member("due") == .null ? nil : try visit.time("due")
    let state: ResponseTask.State? = visit.has("state") ? try visit.choice("state") : nil
    let proof = visit.member("proof") == .null ? nil : try visit.optionalLine("proof", longest: Self.longestTitle)
    return try await act(visit) { incidents, id in
      try incidents.change(task: number, in: id, at: visit.now) { task in
        if let title {
          // The tasks of the first hour have names of ours, in every language.
          guard task.isTitled else {
            throw ResponseFailure(.unfitValue, "only tasks of the kinds other and corrective_action have a title")
          }
          task.title = title
        }
        if visit.has("owner") { task.owner = owner }
        if visit.has("due") { task.due = due }
        if visit.has("proof") { task.proof = proof }
        if let state { task.state = state }
      }
      let changed = try Self.task(number, incidents, id)
      // Whoever may change may not be allowed to read.
      return APIAnswer(body: visit.may(.seeIncidents) ? changed : Self.withoutNames(changed))
    }
  }

  private static func task(_ number: Int, _ incidents: Incidents, _ id: String) throws -> JSON {
    try incidents.tasks(of: id).first { $0.id == number }?.json ?? .null
  }

  private static func withoutNames(_ task: JSON) -> JSON {
    guard case .object(let members) = task else { return task }
    return .object(members.filter { !["title", "owner", "proof"].contains($0.key) })
  }
}

extension APIVisit {
  fileprivate func state() throws -> ResponseTask.State {
    guard let state = ResponseTask.State(rawValue: query.exact("state")) else {
      throw APIProblem(.invalid, "state takes \(ResponseTask.State.allCases.map(\.rawValue))")
    }
    return state
  }
}
