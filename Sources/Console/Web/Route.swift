import Accounts
import HTTPTypes
import Hummingbird

/// An address, who may open it, and what answers. Authorisation is here and nowhere else: a route that is not in the table
/// is not served.
package struct Route: Sendable {
  package enum Access: Sendable, Hashable {
    /// Without signing in.
    case open
    case signedIn
    case needs(Permission)
    /// As `needs`, or for users of the client that the route's `id` names.
    case needsOrOwn(Permission)
  }

  package let method: HTTPRequest.Method
  /// With `:id` for what varies.
  package let path: String
  package let access: Access
  /// Asks for the password again when that is longer ago than ten minutes.
  package let isGuarded: Bool
  /// Takes a form with a file, which may be long.
  var takesFile = false
  let answer: @Sendable (Console, Visit) async throws -> Response

  /// Signs out.
  var endsSession: Bool { path == Address.signOut }

  /// Open to a session that still lacks the second factor which the rules ask for.
  var servesSigningIn: Bool {
    switch path {
    case Address.account, Address.signOut, Address.confirm, Address.again, Address.confirmSignOn,
      Address.passkeyConfirm,
      Address.passkeyConfirmBegin:
      true
    default:
      access == .open || path.hasPrefix("/account/second-factor/") || path.hasPrefix("/account/passkeys/")
    }
  }

  static func get(
    _ path: String, _ access: Access, guarded: Bool = false,
    _ answer: @escaping @Sendable (Console, Visit) async throws -> Response
  ) -> Route { Route(method: .get, path: path, access: access, isGuarded: guarded, answer: answer) }

  static func post(
    _ path: String, _ access: Access, guarded: Bool = false,
    _ answer: @escaping @Sendable (Console, Visit) async throws -> Response
  ) -> Route { Route(method: .post, path: path, access: access, isGuarded: guarded, answer: answer) }

  /// Takes a form with a file.
  static func upload(
    _ path: String, _ access: Access, _ answer: @escaping @Sendable (Console, Visit) async throws -> Response
  ) -> Route {
    Route(method: .post, path: path, access: access, isGuarded: false, takesFile: true, answer: answer)
  }
}

extension Route.Access {
  /// - Parameter id: what the address names, when it names something.
  package func admits(_ account: Account?, id: String?) -> Bool {
    switch self {
    case .open: true
    case .signedIn: account != nil
    case .needs(let permission): account?.may(permission) == true
    case .needsOrOwn(let permission):
      if account?.may(permission) == true {
        true
      } else if let account, account.may(.seeOwnClient), let own = account.organisation {
        own == id
      } else {
        false
      }
    }
  }
}
