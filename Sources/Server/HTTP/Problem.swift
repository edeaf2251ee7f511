import CanonicalForms
import HTTPTypes
import Hummingbird
import NIOCore

/// An error as HTTP tells it: RFC 9457, with a stable code for programs and a sentence for people. Neither ever holds
/// anything of a request: no names, no paths, no tokens.
package struct Problem: HTTPResponseError, Hashable, CustomStringConvertible {
  /// Raw values are a promise: docs/formats/agent-api.md.
  package enum Code: String, Sendable, CaseIterable {
    case malformed
    /// No such enrolment token was ever given out.
    case tokenUnknown = "token_unknown"
    case tokenUsed = "token_used"
    case tokenExpired = "token_expired"
    /// The request needs a client certificate, and the connection has none.
    case certificateRequired = "certificate_required"
    case certificateExpired = "certificate_expired"
    /// Signed by this installation's authority, but not in its register.
    case certificateUnknown = "certificate_unknown"
    case certificateRevoked = "certificate_revoked"
    /// The batch names another device than the certificate, or a later epoch.
    case deviceMismatch = "device_mismatch"
    case deviceUnknown = "device_unknown"
    /// The device was enrolled anew since; certificates of this epoch are over.
    case epochClosed = "epoch_closed"
    /// The batch is not signed by the key that the device enrolled with.
    case signatureInvalid = "signature_invalid"
    /// The sequence was used with another body, or the records do not join the chain that the server has. Both are kept.
    case sequenceUsed = "sequence_used"
    case tooLarge = "too_large"
    case tooSlow = "too_slow"
    case mediaType = "media_type"
    case tooManyRequests = "too_many_requests"
    /// The server has more to do than it can take.
    case busy
    /// The server is not ready: its database cannot be reached.
    case notReady = "not_ready"
    case notFound = "not_found"
    case methodNotAllowed = "method_not_allowed"
    case forbidden
    case `internal`
  }

  package let code: Code
  /// Seconds, for `Retry-After`.
  package let retryAfter: Int?
  /// What exactly, from a closed set of sentences.
  package let detail: String?

  package init(_ code: Code, retryAfter: Int? = nil, detail: String? = nil) {
    self.code = code
    self.retryAfter = retryAfter
    self.detail = detail
  }

  package var status: HTTPResponse.Status {
    switch code {
    case .malformed: .badRequest
    case .tokenUnknown, .tokenUsed, .tokenExpired, .certificateRequired, .certificateExpired: .unauthorized
    case .certificateUnknown, .certificateRevoked, .deviceMismatch, .deviceUnknown, .epochClosed, .signatureInvalid,
      .forbidden:
      .forbidden
    case .sequenceUsed: .conflict
    case .tooLarge: .contentTooLarge
    case .tooSlow: .requestTimeout
    case .mediaType: .unsupportedMediaType
    case .tooManyRequests: .tooManyRequests
    case .busy, .notReady: .serviceUnavailable
    case .notFound: .notFound
    case .methodNotAllowed: .methodNotAllowed
    case .internal: .internalServerError
    }
  }

  package var title: String {
    switch code {
    case .malformed: "The request does not have the form that it must have."
    case .tokenUnknown: "The enrolment token is not known."
    case .tokenUsed: "The enrolment token was used."
    case .tokenExpired: "The enrolment token has expired."
    case .certificateRequired: "A client certificate is needed."
    case .certificateExpired: "The client certificate is not valid now."
    case .certificateUnknown: "The client certificate is not in the register."
    case .certificateRevoked: "The client certificate was revoked."
    case .deviceMismatch: "The batch is of another device than the certificate, or of a later epoch."
    case .deviceUnknown: "The device is not registered."
    case .epochClosed: "The device was enrolled anew; this epoch is closed."
    case .signatureInvalid: "The batch is not signed by the device's key."
    case .sequenceUsed: "The batch contradicts another one of the device; both are kept."
    case .tooLarge: "The body is too large."
    case .tooSlow: "The body came too slowly."
    case .mediaType: "The body is of another type than expected."
    case .tooManyRequests: "Too many requests; come back later."
    case .busy: "The server is busy; come back later."
    case .notReady: "The server is not ready."
    case .notFound: "There is nothing at this address."
    case .methodNotAllowed: "The address does not take this method."
    case .forbidden: "Not allowed."
    case .internal: "The server failed."
    }
  }

  package var json: JSON {
    var members: [String: JSON] = [
      "type": .string("about:blank"), "title": .string(title), "status": JSON(status.code),
      "code": .string(code.rawValue),
    ]
    if let detail { members["detail"] = .string(detail) }
    return .object(members)
  }

  package var description: String { code.rawValue }

  package func response(from request: Request, context: some RequestContext) throws -> Response { response }

  package var response: Response {
    var headers: HTTPFields = [.contentType: "application/problem+json", .cacheControl: "no-store"]
    if let retryAfter { headers[.retryAfter] = String(retryAfter) }
    return Response(
      status: status, headers: headers, body: ResponseBody(byteBuffer: ByteBuffer(bytes: json.canonicalBytes)))
  }
}
