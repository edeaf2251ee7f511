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
    guard let origin = request.headers[.origin] else { return true }
    guard let host = request.head.authority ?? request.headers[HTTPField.Name("Host") ?? .origin] else { return false }
    return origin == "https://" + host || origin == "http://" + host
  }

  /// Takes as long whatever is equal.
  static func isEqual(_ a: String, _ b: String) -> Bool {
    let (a, b) = (Array(a.utf8), Array(b.utf8))
    guard a.count == b.count, !a.isEmpty else { return false }
    return zip(a, b).reduce(0) { $0 | ($1.0 ^ $1.1) } == 0
  }
}
