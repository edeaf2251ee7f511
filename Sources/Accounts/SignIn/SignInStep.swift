/// What a right password leads to.
package enum SignInStep: Sendable {
  /// There is no second factor. `token` is for the cookie, and kept nowhere here.
  case opened(token: String, Session)
  /// The second factor is asked for; the challenge holds for five minutes and five codes.
  case needsCode(challenge: String)
}
