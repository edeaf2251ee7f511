import Accounts
import Wording

/// An access token as lists show it: never its secret.
struct TokenRow: Sendable {
  let id: String
  let name: String
  let scopes: String
  let expires: String
  let lastUsed: String

  init(_ token: AccessToken, _ visit: Visit) {
    let time = PageTime(language: visit.language, now: visit.now)
    id = token.id
    name = token.name
    scopes = token.scopes.map { Self.words($0, visit.language) }.sorted().joined(separator: visit.language.text(.and))
    expires = time.day(token.expires)
    lastUsed = token.lastUsed.map { time.ago($0) } ?? "–"
  }

  static func words(_ permission: Permission, _ language: Language) -> String {
    Phrase(rawValue: "permission." + permission.rawValue).map { language.text($0) } ?? permission.rawValue
  }
}
