import HTTPTypes
import Hummingbird

/// What tells browsers to do less than they could. No inline script, no inline style, nothing from elsewhere.
enum SafetyHeaders {
  static let policy = """
    default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self'; \
    form-action 'self'; frame-ancestors 'none'; base-uri 'none'
    """

  private static let fields: [(String, String)] = [
    ("Content-Security-Policy", policy), ("X-Content-Type-Options", "nosniff"), ("X-Frame-Options", "DENY"),
    ("Referrer-Policy", "same-origin"), ("Cross-Origin-Opener-Policy", "same-origin"),
    ("Cross-Origin-Resource-Policy", "same-origin"),
    ("Permissions-Policy", "camera=(), microphone=(), geolocation=(), payment=(), usb=()"),
  ]

  /// - Parameter isSecure: with TLS, browsers are told to come back with TLS only.
  static func add(to response: inout Response, isSecure: Bool) {
    for (name, value) in fields {
      guard let name = HTTPField.Name(name), response.headers[name] == nil else { continue }
      response.headers[name] = value
    }
    if response.headers[.cacheControl] == nil { response.headers[.cacheControl] = "no-store" }
    response.headers[.strictTransportSecurity] = isSecure ? "max-age=63072000; includeSubDomains" : nil
  }
}
