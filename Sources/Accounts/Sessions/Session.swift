import CanonicalForms
import Cryptography

/// How somebody came in.
enum SessionWay {
  /// With a second factor where there is one.
  case password
  /// By another party's word.
  case provider(ExternalIdentity)
  /// By passkey, with or without the password.
  case passkey
  /// By another party's word and the account's own second factor.
  case providerAndCode
}

/// Somebody who is signed in.
package struct Session: Sendable, Hashable, Identifiable, CustomStringConvertible {
  /// Without anything for half an hour, it is over (ASVS 5.0, 7.3.1).
  package static let idleMinutes: Int64 = 30
  /// After half a day it is over in any case (ASVS 5.0, 7.3.2).
  package static let longestHours: Int64 = 12

  /// A handle that is no secret: for lists, and for ending it.
  package let id: String
  /// As it is now: a role that was taken away is gone at the next request.
  package let account: Account
  package let opened: Moment
  /// To the minute.
  package let lastSeen: Moment
  /// The end that no use puts off.
  package let expires: Moment
  /// When password, second factor or passkey were last given. Acts that need it anew compare it with now.
  package let confirmedAt: Moment
  /// The rules ask for a second factor and there is none yet: the session is good for setting one up, and nothing else.
  package internal(set) var lacksSecondFactor = false
  /// Browser and system in a few words.
  package let client: String
  /// What forms carry so that no other site can send them. Empty in lists, where the token is not known.
  package let csrf: String

  /// Without `csrf`: a session that is printed by mistake gives nothing away.
  package var description: String { "session \(id) of \(account.id)" }

  /// Whether it holds at a moment.
  func isOpen(at time: Moment) -> Bool {
    account.isActive && expires > time && lastSeen.adding(minutes: Self.idleMinutes) > time
  }

  /// The value of `csrf` for a token: it takes the token to make it, and gives nothing of it away.
  static func csrf(of token: String) -> String {
    KeyedHash(key: Array(token.utf8)).authenticate(Array("hikae.csrf/1".utf8)).description
  }

  /// Compares what a form brought, in a time that does not depend on where they differ.
  package func hasCSRF(_ given: String) -> Bool { !csrf.isEmpty && Secret.isSame(Array(csrf.utf8), Array(given.utf8)) }
}
