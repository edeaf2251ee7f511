import CanonicalForms
import HTTPTypes
import Hummingbird
import NIOCore

/// An error of the API: RFC 9457, with a code that programs go by. Holds nothing of the request.
package struct APIProblem: Error, Sendable {
  /// Raw values are a promise: openapi.json lists them.
  package enum Code: String, Sendable, CaseIterable {
    /// No access token, or none that is good.
    case tokenRequired = "token_required"
    /// The token or its account may not do that.
    case forbidden
    case notFound = "not_found"
    /// A field or parameter is missing or wrong; `detail` says which.
    case invalid
    case tooLarge = "too_large"
    case mediaType = "media_type"
    /// The thing is there already.
    case conflict
    /// The idempotency key was used with another request.
    case keyReused = "key_reused"
    /// The same request with the same idempotency key is being worked on.
    case underWay = "under_way"
    /// The same request with the same idempotency key was begun, and how it ended is not known.
    case outcomeUnknown = "outcome_unknown"
    case tooManyRequests = "too_many_requests"
    case methodNotAllowed = "method_not_allowed"
    case `internal`
  }

  let code: Code
  /// One of our own sentences, with names of fields.
  let detail: String?

  init(_ code: Code, _ detail: String? = nil) {
    self.code = code
    self.detail = detail
  }

  private var status: HTTPResponse.Status {
    switch code {
    case .tokenRequired: .unauthorized
    case .forbidden: .forbidden
    case .notFound: .notFound
    case .invalid: .unprocessableContent
    case .tooLarge: .contentTooLarge
    case .mediaType: .unsupportedMediaType
    case .conflict, .keyReused, .underWay, .outcomeUnknown: .conflict
    case .tooManyRequests: .tooManyRequests
    case .methodNotAllowed: .methodNotAllowed
    case .internal: .internalServerError
    }
  }

  var response: Response {
    var members: [String: JSON] = [
      "type": "about:blank", "title": .string(status.reasonPhrase), "status": JSON(status.code),
      "code": .string(code.rawValue),
    ]
    if let detail { members["detail"] = .string(detail) }
    var response = Response(
      status: status, headers: [.contentType: "application/problem+json"],
      body: ResponseBody(byteBuffer: ByteBuffer(bytes: JSON.object(members).canonicalBytes)))
    if code == .underWay { response.headers[.retryAfter] = "5" }
    if code == .tokenRequired { response.headers[.wwwAuthenticate] = "Bearer" }
    return response
  }
}
