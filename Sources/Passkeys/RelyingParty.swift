import Cryptography

/// The site that passkeys are made for and used at, by the operator's own word for its address.
package struct RelyingParty: Sendable, Hashable {
  /// The host name: what keys are bound to. Whoever changes it has no passkeys any more.
  package let id: String
  /// Scheme, host and port, as browsers write them.
  package let origin: String

  /// - Parameter url: without a path: `https://hikae.example.jp`, `http://localhost:8420`.
  /// - Returns: nil where browsers have no passkeys: at a bare address of numbers, and without TLS on anything but the own
  ///   machine.
  package init?(url: String) {
    let (secure, plain) = ("https://", "http://")
    let isSecure = url.hasPrefix(secure)
    guard isSecure || url.hasPrefix(plain) else { return nil }
    let authority = url.dropFirst(isSecure ? secure.count : plain.count).lowercased()
    let parts = authority.split(separator: ":", omittingEmptySubsequences: false)
    guard let host = parts.first, parts.count <= 2, Self.isName(host) else { return nil }
    let isLocal = host == "localhost" || host.hasSuffix(".localhost")
    guard isSecure || isLocal else { return nil }
    id = String(host)
    var origin = (isSecure ? secure : plain) + host
    if parts.count == 2 {
      guard let port = UInt16(parts[1]), parts[1].utf8.first != UInt8(ascii: "+") else { return nil }
      // Browsers leave out the port that goes without saying.
      if port != (isSecure ? 443 : 80) { origin += ":\(port)" }
    }
    self.origin = origin
  }

  var hash: [UInt8] { SHA256Digest(hashing: Array(id.utf8)).bytes }

  /// Labels of letters, digits and hyphens, the last one not of digits alone: names of other scripts are given in the form
  /// that the network uses (`xn--…`).
  private static func isName(_ host: Substring) -> Bool {
    let labels = host.split(separator: ".", omittingEmptySubsequences: false)
    let areSound = labels.allSatisfy { label in
      (1...63).contains(label.utf8.count) && label.utf8.first != UInt8(ascii: "-")
        && label.utf8.last != UInt8(ascii: "-")
        && label.utf8.allSatisfy { byte in
          (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte)
            || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
            || byte == UInt8(ascii: "-")
        }
    }
    guard areSound, host.utf8.count <= 253, let last = labels.last else { return false }
    return !last.utf8.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
  }
}
