import CanonicalForms

/// The keys of a provider (RFC 7517). Those that are of no use here are left out: a set may hold others.
struct KeySet: Sendable, Hashable {
  static let largest = 256 << 10
  private static let mostKeys = 100

  let keys: [SigningKey]

  /// - Throws: `SignOnFailure` with the code `keys`: no set, or none of its keys can be used.
  init(parsing bytes: [UInt8]) throws(SignOnFailure) {
    guard bytes.count <= Self.largest, let json = try? JSON(parsing: bytes, fractions: .asText),
      case .array(let found) = json["keys"]
    else { throw SignOnFailure(.keys) }
    keys = found.prefix(Self.mostKeys).compactMap { SigningKey($0) }
    if keys.isEmpty { throw SignOnFailure(.keys) }
  }

  /// Those that can have signed a token. Without an id in its header the set has to leave no choice (OpenID Connect Core
  /// 1.0, 10.1).
  func candidates(id: String?, _ algorithm: SigningAlgorithm) -> [SigningKey] {
    let fitting = keys.filter { $0.fits(algorithm) }
    if let id { return fitting.filter { $0.id == id } }
    return fitting.count == 1 ? fitting : []
  }
}
