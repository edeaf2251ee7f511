import Accounts
import CanonicalForms
import HTTPTypes
import Hummingbird
import NIOCore
import Passkeys
import Wording

/// Signing in, and confirming, by passkey (docs/decisions/0031-passkeys.md). A script of ours asks the browser; what it answers
/// comes by ordinary forms.
extension Console {
  static let passkeyRoutes: [Route] = [
    .post(Address.passkeySignInBegin, .open) { try await $0.beginPasskeySignIn($1) },
    .post(Address.passkeySignIn, .open) { try await $0.signInByPasskey($1) },
    .post(Address.passkeyConfirmBegin, .signedIn) { try await $0.beginPasskeyConfirmation($1) },
    .post(Address.passkeyConfirm, .signedIn) { try await $0.confirmByPasskey($1) },
  ]

  /// The site that the visitor is at, by the operator's word alone; nil where browsers have no passkeys. What a request calls
  /// its host decides between the two addresses that there are, and names none.
  func relyingParty(_ visit: Visit) -> RelyingParty? {
    let isPortal =
      surroundings.portalHost != nil && visit.request.head.authority?.lowercased() == surroundings.portalHost
    let url = isPortal ? surroundings.portalURL : surroundings.consoleURL ?? surroundings.localURL()
    return url.flatMap(RelyingParty.init(url:))
  }

  // MARK: Signing in

  private func beginPasskeySignIn(_ visit: Visit) async throws -> Response {
    guard let party = relyingParty(visit) else { throw ConsoleProblem.notFound }
    do {
      let question = try await accountWork { [address = address(of: visit)] accounts in
        try accounts.beginPasskeySignIn(at: party, address: address, visit.now)
      }
      return json(question)
    } catch let failure as AccountsFailure where failure.code == .locked {
      throw ConsoleProblem.busy
    }
  }

  private func signInByPasskey(_ visit: Visit) async throws -> Response {
    let waiting = visit.form.exact("challenge")
    do {
      let (party, answer) = try passkeyAnswer(visit)
      let (address, client, admits) = (address(of: visit), client(of: visit), admits(visit))
      let (token, _) = try await accountWork { accounts in
        try accounts.signIn(
          by: answer, waiting: waiting.isEmpty ? nil : waiting, at: party, address: address, client: client, visit.now,
          where: admits)
      }
      try await endFormer(visit)
      return opened(token, next: next(visit), visit)
    } catch let failure as AccountsFailure where !waiting.isEmpty && failure.code != .expired {
      return try codePage(waiting, next: next(visit) ?? "", problem: sentence(for: failure, visit), visit)
    } catch let failure as AccountsFailure {
      return try await signInPage(visit, problem: sentence(for: failure, visit))
    }
  }

  // MARK: Once more

  private func beginPasskeyConfirmation(_ visit: Visit) async throws -> Response {
    guard let session = visit.session, let party = relyingParty(visit) else { throw ConsoleProblem.notFound }
    return json(
      try await accountWork { accounts in
        try accounts.beginPasskeyConfirmation(of: session.account.id, session: session.id, at: party, visit.now)
      })
  }

  private func confirmByPasskey(_ visit: Visit) async throws -> Response {
    guard let session = visit.session else { throw ConsoleProblem.forbidden }
    do {
      let (party, answer) = try passkeyAnswer(visit)
      try await accountWork { try $0.reauthenticate(session, by: answer, at: party, visit.now) }
    } catch let failure as AccountsFailure {
      return try await confirmPage(visit, problem: sentence(for: failure, visit))
    }
    return try await confirmed(next: next(visit), visit)
  }

  // MARK: Pieces

  /// What the browser answered; why it is not taken stands in the log.
  private func passkeyAnswer(_ visit: Visit) throws -> (RelyingParty, PasskeyAssertion) {
    guard let party = relyingParty(visit) else { throw ConsoleProblem.notFound }
    func bytes(_ field: String) -> [UInt8] { Base64URL.decode(visit.form.exact(field)) ?? [] }
    let user = bytes("user")
    let answer = try believed { () throws(PasskeyFailure) in
      try PasskeyAssertion(
        credential: bytes("credential"), clientData: bytes("client"), authenticatorData: bytes("authenticator"),
        signature: bytes("signature"), userHandle: user.isEmpty ? nil : user)
    }
    return (party, answer)
  }

  func believed<T>(_ read: () throws(PasskeyFailure) -> T) throws -> T {
    do throws(PasskeyFailure) {
      return try read()
    } catch {
      logger.warning("a passkey was refused", metadata: ["reason": .string(error.code.rawValue)])
      throw AccountsFailure(.wrongPasskey)
    }
  }

  private func json(_ value: JSON) -> Response {
    Response(
      status: .ok, headers: [.contentType: "application/json"],
      body: ResponseBody(byteBuffer: ByteBuffer(bytes: value.canonicalBytes)))
  }

  /// - Parameters:
  ///   - waiting: the challenge of a password that was right.
  func passkeyForm(
    _ visit: Visit, action: String, begin: String, text: PagePhrase, hint: PagePhrase? = nil, next: String,
    waiting: String = ""
  ) -> PasskeyForm? {
    guard let party = relyingParty(visit) else { return nil }
    return PasskeyForm(
      action: action, begin: begin, origin: party.origin, text: visit.text(text),
      hint: hint.map { visit.text($0) } ?? "", elsewhere: visit.language.page(.passkeyElsewhere, party.origin),
      next: next, challenge: waiting)
  }
}

/// A form that a passkey fills in.
struct PasskeyForm: Sendable {
  let action: String
  /// Where the script asks for the question.
  let begin: String
  /// The one address at which passkeys of this site work.
  let origin: String
  let text: String
  let hint: String
  let elsewhere: String
  let next: String
  let challenge: String
}
