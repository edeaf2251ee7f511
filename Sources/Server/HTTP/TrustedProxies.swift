import HTTPTypes

/// Proxies whose word is taken for who asks: without them everybody who comes through one has its address.
package struct TrustedProxies: Sendable {
  private let addresses: Set<[UInt8]>

  package static let none = TrustedProxies([])

  /// - Parameter texts: addresses; what is none is left out, `isAddress` says which are.
  package init(_ texts: [String]) { addresses = Set(texts.compactMap(Self.octets)) }

  package static func isAddress(_ text: String) -> Bool { octets(text) != nil }

  /// The address of who asks: of the last hop in `X-Forwarded-For` that is no trusted proxy itself, for whatever stands
  /// before that was written by who asks. The peer's own where no trusted proxy stands between.
  package func asker(_ headers: HTTPFields, peer: String) -> String {
    guard let name = HTTPField.Name("X-Forwarded-For") else { return peer }
    var asker = peer
    // From the right, as long as whoever wrote the hop is trusted.
    for hop in headers[values: name].flatMap({ $0.split(separator: ",", omittingEmptySubsequences: false) }).reversed()
    {
      guard let own = Self.octets(asker), addresses.contains(own) else { break }
      let next = Self.withoutPort(hop.filter { $0 != " " && $0 != "\t" })
      guard Self.octets(next) != nil else { break }
      asker = next
    }
    return asker
  }

  /// `192.0.2.1:1234` and `[2001:db8::1]:1234` as some proxies write them.
  private static func withoutPort(_ text: String) -> String {
    if text.hasPrefix("["), let end = text.firstIndex(of: "]") {
      return String(text[text.index(after: text.startIndex)..<end])
    }
    let parts = text.split(separator: ":", omittingEmptySubsequences: false)
    return parts.count == 2 ? String(parts[0]) : text
  }

  /// 4 bytes also for an address of version 4 that is written as one of version 6.
  private static func octets(_ text: String) -> [UInt8]? {
    guard let octets = IPAddress.octets(text) else { return nil }
    let mapped: [UInt8] = [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF]
    return octets.count == 16 && octets.starts(with: mapped) ? Array(octets.suffix(4)) : octets
  }
}
