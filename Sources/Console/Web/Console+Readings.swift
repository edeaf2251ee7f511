import Accounts
import CanonicalForms
import Custody

/// Taking down who looks at whose data.
extension Console {
  /// Takes down that the visitor looked; what is shown is shown after this.
  func note(
    _ page: String, _ subject: Reading.Subject, _ visit: Visit, detail: String = "",
    clients: [Organisation.ID]? = nil
  ) async throws {
    try await note(page, subject, by: visit.session?.account, detail: detail, clients: clients, at: visit.now)
  }

  /// Takes down that a program looked.
  func note(
    _ page: String, _ subject: Reading.Subject, _ visit: APIVisit, clients: [Organisation.ID]? = nil
  ) async throws {
    try await note(page, subject, by: visit.account, detail: "", clients: clients, at: visit.now)
  }

  /// - Parameters:
  ///   - detail: what of it, when the page is about one thing among many.
  ///   - clients: whose people's data is shown. Of a device: those whose data it holds now, and these.
  private func note(
    _ page: String, _ subject: Reading.Subject, by account: Account?, detail: String, clients: [Organisation.ID]?,
    at time: Moment
  ) async throws {
    guard let account = account?.id.text else { return }
    var clients = clients
    // A device that was not asked yet holds nobody's data as far as is known here: then nothing is said of it.
    if case .device(let id) = subject, let member = fleet.state.fleet.members.first(where: { $0.device.id == id }),
      member.standing != nil
    {
      clients = (clients ?? []) + Self.clients(of: [member])
    }
    try await readings.note(
      Reading(account: account, page: page, subject: subject, detail: detail, clients: clients, at: time))
  }

  /// Whose people's data devices hold.
  static func clients(of members: [Fleet.Member]) -> [Organisation.ID] {
    Set(members.flatMap { $0.standing?.parts.compactMap(\.organisation) ?? [] }).sorted()
  }
}
