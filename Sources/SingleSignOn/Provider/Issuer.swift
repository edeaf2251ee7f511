import Glibc

/// Who vouches for people: the issuer's identifier, which is a URL (OpenID Connect Core 1.0, section 2).
///
/// HTTPS, for everything rests on the server's certificate: the keys by which tokens are verified come over that
/// connection. Plain HTTP on this machine alone.
package struct Issuer: Sendable, Hashable, CustomStringConvertible {
  /// As the provider writes it: compared character by character, never normalised.
  package let text: String
  private let isPlain: Bool

  /// - Returns: nil for another scheme, plain HTTP to another machine, and for query, fragment, user or white space.
  package init?(_ text: String) {
    guard let url = Self.parts(of: text), !text.contains("?"), url.isSecure || Self.isLoopback(url.host) else {
      return nil
    }
    self.text = text
    isPlain = !url.isSecure
  }

  package var description: String { text }

  /// OpenID Connect Discovery 1.0, section 4: a slash at the end is left out.
  var discovery: String {
    (text.hasSuffix("/") ? String(text.dropLast()) : text) + "/.well-known/openid-configuration"
  }

  /// Whether an address that the provider names is asked: over HTTPS, or on this machine when the issuer is there, too.
  func admits(_ endpoint: String) -> Bool {
    guard let url = Self.parts(of: endpoint) else { return false }
    return url.isSecure || isPlain && Self.isLoopback(url.host)
  }

  private static func parts(of text: String) -> (isSecure: Bool, host: String)? {
    let schemes = ["https://", "http://"]
    guard text.utf8.count <= 2_000, text.utf8.allSatisfy({ (0x21..<0x7F).contains($0) && $0 != UInt8(ascii: "#") }),
      let scheme = schemes.first(where: text.hasPrefix)
    else { return nil }
    let authority = text.dropFirst(scheme.count).prefix { $0 != "/" && $0 != "?" }
    guard !authority.isEmpty, !authority.contains("@"), !authority.contains("\\") else { return nil }
    var host = authority
    if host.hasPrefix("[") {
      guard let end = host.firstIndex(of: "]") else { return nil }
      host = host[host.index(after: host.startIndex)..<end]
    } else if let colon = host.firstIndex(of: ":") {
      host = host[..<colon]
    }
    return host.isEmpty ? nil : (scheme == schemes[0], host.lowercased())
  }

  private static func isLoopback(_ host: String) -> Bool {
    if host == "localhost" || host == "::1" { return true }
    var address = in_addr()
    return inet_pton(AF_INET, host, &address) == 1 && UInt32(bigEndian: address.s_addr) >> 24 == 127
  }
}
