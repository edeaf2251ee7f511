import Accounts
import CanonicalForms
import HTTPTypes
import Hummingbird

/// An address of the API, what a token needs for it, and what answers.
package struct APIRoute: Sendable {
  package let method: HTTPRequest.Method
  /// Below `/api/v1`, with `:id` for what varies.
  package let path: String
  /// Nil: without a token.
  package let permission: Permission?
  let answer: @Sendable (Console, APIVisit) async throws -> APIAnswer

  static func get(
    _ path: String, _ permission: Permission?,
    _ answer: @escaping @Sendable (Console, APIVisit) async throws -> APIAnswer
  ) -> APIRoute { APIRoute(method: .get, path: path, permission: permission, answer: answer) }

  static func post(
    _ path: String, _ permission: Permission,
    _ answer: @escaping @Sendable (Console, APIVisit) async throws -> APIAnswer
  ) -> APIRoute { APIRoute(method: .post, path: path, permission: permission, answer: answer) }

  package static let root = "/api/v1"
}

/// One request of a program, checked.
struct APIVisit: Sendable {
  let context: any RequestContext
  let now: Moment
  let account: Account?
  let token: AccessToken?
  let query: FormFields
  /// Of a post; null otherwise.
  let body: JSON

  var id: String { parameter("id") }

  /// Both the account and the token.
  func may(_ permission: Permission) -> Bool { account?.may(permission) == true && token?.may(permission) == true }

  /// What stands in the address in the place of `:name`.
  func parameter(_ name: String) -> String { context.parameters.get(name).map { FormFields.decode($0.utf8) } ?? "" }

  /// A number within bounds; the default where there is none.
  func number(_ name: String, in bounds: ClosedRange<Int>, or standard: Int) throws -> Int {
    guard query.has(name) else { return standard }
    guard let number = Int(query.exact(name)), bounds.contains(number) else {
      throw APIProblem(.invalid, "\(name) takes a number from \(bounds.lowerBound) to \(bounds.upperBound)")
    }
    return number
  }

  /// A moment in RFC 3339; nil where there is none.
  func moment(_ name: String) throws -> Moment? {
    guard query.has(name) else { return nil }
    guard let moment = Moment(parsing: query.exact(name)) else {
      throw APIProblem(.invalid, "\(name) takes a time such as 2026-03-15T12:00:00+09:00")
    }
    return moment
  }
}

struct APIAnswer: Sendable {
  var status: HTTPResponse.Status = .ok
  var body: JSON
}

/// A list that goes on: rows and what to ask for next. The cursor is opaque to programs.
enum APIPage {
  static let most = 200
  static let standard = 50

  static func json(_ rows: [JSON], next: String?) -> JSON {
    ["items": .array(rows), "next": JSON(next)]
  }
}
