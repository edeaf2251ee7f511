import Accounts
import CanonicalForms
import HTTPTypes
import Hummingbird
import Server
import Wording

/// One request, checked: who asks, in which language, with which fields.
struct Visit: Sendable {
  let request: Request
  let context: ServerContext
  let now: Moment
  let language: Language
  let session: Session?
  let query: FormFields
  let form: FormFields
  /// Files of the form, by its fields.
  var files: [String: [UInt8]] = [:]
  /// What a form of the page says again: it had come when its sender was not let in.
  var kept: KeptForm?

  /// What the route's `:id` or `:token` is, decoded.
  func parameter(_ name: String) -> String {
    context.parameters.get(name).map { FormFields.decode($0.utf8) } ?? ""
  }

  func may(_ permission: Permission) -> Bool { session?.account.may(permission) == true }

  var path: String { request.uri.path }

  /// Path and query, as somebody is sent back to it.
  var pathAndQuery: String { request.uri.query.map { "\(path)?\($0)" } ?? path }

  func text(_ phrase: PagePhrase) -> String { language.page(phrase) }
}
