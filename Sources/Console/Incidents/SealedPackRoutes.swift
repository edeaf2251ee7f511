import Accounts
import CanonicalForms
import Custody
import Hummingbird
import Response
import Storage
import Wording

extension Console {
  /// Whoever seals packs fetches them, and nobody else; who may let things out is shown the passwords. Nobody gets both.
  static let sealedPackRoutes: [Route] = [
    .get("/incidents/:id/sealed-packs", .needs(.seeIncidents)) { try await $0.sealedPacksPage($1) },
    .post("/incidents/:id/sealed-packs", .needs(.handlePacks), guarded: true) { try await $0.sealPacks($1) },
    .get("/incidents/:id/sealed-packs/:number", .needs(.handlePacks), guarded: true) {
      try await $0.fetchSealedPacks($1)
    },
    .post("/incidents/:id/sealed-packs/:number/passwords", .needs(.approvePublication), guarded: true) {
      try await $0.showPasswordsOfPacks($1)
    },
  ]

  private func sealedPacksPage(
    _ visit: Visit, shown: (number: Int, passwords: [(Organisation.ID, PackPassword)])? = nil
  ) async throws -> Response {
    let custody = custody
    let source = try await asking(visit) { incidents, id in
      SealedPacksPage.Source(
        sealings: try incidents.packSealings(of: id), packs: try incidents.packs(of: id),
        organisations: try custody.organisations())
    }
    let page = SealedPacksPage(source, names: try await accountNames(), shown: shown, visit)
    return try self.page(page, title: visit.text(.sealedTitle), visit)
  }

  /// - Throws: `ConsoleProblem` on a server that has no keys of its own.
  private func packVault() throws -> LetterVault {
    guard let vault = try surroundings.press?.vault() ?? surroundings.letterVault() else {
      throw ConsoleProblem.notFound
    }
    return vault
  }

  private func guises(_ visit: Visit) -> Set<String> { Set([visit.session?.account.login].compactMap(\.self)) }

  private func sealPacks(_ visit: Visit) async throws -> Response {
    let client = visit.form["client"].isEmpty ? nil : Organisation.ID(visit.form["client"])
    _ = try await asking(visit) { try $0.sealPacks(of: $1, for: client, at: visit.now) }
    throw Redirect(Address.sealedPacks(visit.parameter("id")))
  }

  private func fetchSealedPacks(_ visit: Visit) async throws -> Response {
    guard let number = Int(visit.parameter("number")) else { throw ConsoleProblem.notFound }
    let (vault, guises) = (try packVault(), guises(visit))
    let (clients, bytes) = try await asking(visit) { incidents, id in
      let bytes = try incidents.sealedPacks(number, of: id, as: guises, vault: vault)
      return (try incidents.packSealings(of: id).first { $0.number == number }?.packs.map(\.client) ?? [], bytes)
    }
    for client in clients { try await note("pack", .client(client), visit) }
    return attachment(bytes, "application/zip", "packs-\(visit.parameter("id"))-\(number).zip")
  }

  private func showPasswordsOfPacks(_ visit: Visit) async throws -> Response {
    guard let number = Int(visit.parameter("number")) else { throw ConsoleProblem.notFound }
    let (vault, guises) = (try packVault(), guises(visit))
    let passwords = try await asking(visit) {
      try $0.showPasswords(of: number, in: $1, as: guises, vault: vault, at: visit.now)
    }
    return try await sealedPacksPage(visit, shown: (number, passwords.map { ($0.client, $0.password) }))
  }
}
