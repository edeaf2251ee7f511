import HTTPTypes
import Hummingbird

/// Whether a request that changes something comes from a page of this site.
enum SameSite {
  /// By `Sec-Fetch-Site`, which browsers set and pages cannot; else by `Origin` against `Host`. A request with neither does
  /// not come from a browser that could be tricked.
  static func admits(_ request: Request) -> Bool {
    if let name = HTTPField.Name("Sec-Fetch-Site"), let site = request.headers[name] {
      return site == "same-origin" || site == "none"
    }
    return request.headers[.origin] == nil || hasOwnOrigin(request)
  }

  /// Whether the browser itself says that a page of this site has sent it.
  static func isCertain(_ request: Request) -> Bool {
    if let name = HTTPField.Name("Sec-Fetch-Site"), let site = request.headers[name] { return site == "same-origin" }
    return hasOwnOrigin(request)
  }

  private static func hasOwnOrigin(_ request: Request) -> Bool {
    guard let origin = request.headers[.origin] else { return false }
    guard let host = request.head.authority ?? request.headers[HTTPField.Name("Host") ?? .origin] else { return false }
    return origin == "https://" + host || origin == "http://" + host
  }
}
