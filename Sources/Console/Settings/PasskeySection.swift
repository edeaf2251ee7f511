import Accounts
import CanonicalForms
import Hummingbird
import Passkeys
import Wording

/// Passkeys of an account: on its owner's page, and on that of whoever manages accounts.
extension Console {
  static let passkeySettingsRoutes: [Route] = [
    .post("/account/passkeys/begin", .signedIn, guarded: true) { try await $0.beginPasskey($1) },
    .post("/account/passkeys/add", .signedIn) { try await $0.addPasskey($1) },
    .post("/account/passkeys/remove", .signedIn, guarded: true) { try await $0.removePasskey($1) },
    .post("/accounts/:id/passkeys/remove", .needs(.manageAccounts), guarded: true) {
      try await $0.removePasskeyOfAccount($1)
    },
  ]

  private func beginPasskey(_ visit: Visit) async throws -> Response {
    guard let party = relyingParty(visit) else { throw ConsoleProblem.notFound }
    return try await act(visit) { accounts, session in
      Shown(
        passkeyOptions: try accounts.beginPasskey(
          of: session.account.id, session: session.id, at: party, visit.now
        ).canonicalText)
    }
  }

  private func addPasskey(_ visit: Visit) async throws -> Response {
    guard let party = relyingParty(visit) else { throw ConsoleProblem.notFound }
    func bytes(_ field: String) -> [UInt8] { Base64URL.decode(visit.form.exact(field)) ?? [] }
    let (name, client, attestation) = (visit.form["name"], bytes("client"), bytes("attestation"))
    let notice = visit.text(.passkeyIsAdded)
    return try await act(visit) { accounts, session in
      let answer = try believed { () throws(PasskeyFailure) in
        try PasskeyRegistration(clientData: client, attestation: attestation)
      }
      let codes = try accounts.addPasskey(
        answer, name: name, of: session.account.id, session: session.id, at: party, visit.now)
      return Shown(notice: notice, codes: codes)
    }
  }

  private func removePasskey(_ visit: Visit) async throws -> Response {
    let (passkey, notice) = (visit.form["passkey"], visit.text(.passkeyIsRemoved))
    return try await act(visit) { accounts, session in
      try accounts.removePasskey(
        passkey, of: session.account.id, except: session.id, by: session.account.id, at: visit.now)
      return Shown(notice: notice)
    }
  }

  /// For somebody who has lost the device. The route has just asked the administrator who they are.
  private func removePasskeyOfAccount(_ visit: Visit) async throws -> Response {
    guard let actor = visit.session?.account.id else { throw ConsoleProblem.forbidden }
    let (account, passkey) = (try await account(visit), visit.form["passkey"])
    return try await acting(visit) { try $0.removePasskey(passkey, of: account.id, by: actor, at: visit.now) }
  }
}

/// The passkeys of an account.
struct PasskeySection: Sendable {
  struct Row: Sendable {
    let id: String
    let name: String
    let kind: String
    let added: String
    let used: String
  }

  let rows: [Row]
  /// Where one is taken off.
  let remove: String
  /// Nobody can make one: the address of this site is not known, or has none.
  let unavailable: Bool
  /// One is being made.
  let making: Bool
  let options: String
  let origin: String
  let elsewhere: String

  /// - Parameters:
  ///   - party: where they are used; nil where nobody can.
  ///   - options: what the browser is asked for; empty when nothing is.
  init(_ passkeys: [Passkey], at party: RelyingParty?, options: String, remove: String, _ visit: Visit) {
    self.init(passkeys, party: party, options: options, remove: remove, visit) { passkey, place in
      passkey.relyingParty == party?.id
        ? place : visit.language.page(.passkeyOtherHost, passkey.relyingParty)
    }
  }

  /// Of somebody else's account, which may be used at another host name than the one that manages it.
  init(others passkeys: [Passkey], remove: String, _ visit: Visit) {
    self.init(passkeys, party: nil, options: "", remove: remove, visit) { "\($1) (\($0.relyingParty))" }
  }

  private init(
    _ passkeys: [Passkey], party: RelyingParty?, options: String, remove: String, _ visit: Visit,
    kind: (Passkey, String) -> String
  ) {
    let time = PageTime(language: visit.language, now: visit.now)
    rows = passkeys.map { passkey in
      Row(
        id: passkey.id, name: passkey.name,
        kind: kind(passkey, visit.text(passkey.isBackedUp ? .passkeySynchronised : .passkeyOneDevice)),
        added: time.day(passkey.added), used: passkey.lastUsed.map { time.ago($0) } ?? visit.text(.passkeyNever))
    }
    self.remove = remove
    unavailable = party == nil
    making = !options.isEmpty
    self.options = options
    origin = party?.origin ?? ""
    elsewhere = visit.language.page(.passkeyElsewhere, origin)
  }
}
