import HTTPTypes
import Testing

@testable import Server

@Suite struct TrustedProxiesTests {
  /// Behind a proxy it counts who asks: its last hop, and not what anybody writes before that.
  @Test func aTrustedProxySaysWhoAsks() throws {
    let name = try #require(HTTPField.Name("X-Forwarded-For"))
    let proxies = TrustedProxies(["127.0.0.1", "2001:db8::1"])
    for (header, peer, asker) in [
      ("198.51.100.7", "127.0.0.1", "198.51.100.7"), ("10.0.0.1, 198.51.100.7", "127.0.0.1", "198.51.100.7"),
      ("198.51.100.7:443", "::ffff:127.0.0.1", "198.51.100.7"), ("[2001:db8::7]:1", "2001:db8::1", "2001:db8::7"),
      ("198.51.100.7", "203.0.113.9", "203.0.113.9"), ("nonsense", "127.0.0.1", "127.0.0.1"),
      ("198.51.100.7, 2001:db8::1", "127.0.0.1", "198.51.100.7"),
      ("198.51.100.7, 203.0.113.5, 2001:db8::1", "127.0.0.1", "203.0.113.5"),
      ("198.51.100.7,", "127.0.0.1", "127.0.0.1"), ("", "127.0.0.1", "127.0.0.1"),
    ] {
      #expect(proxies.asker([name: header], peer: peer) == asker, "\(header) by \(peer)")
    }
    #expect(TrustedProxies.none.asker([name: "198.51.100.7"], peer: "127.0.0.1") == "127.0.0.1")
    #expect(!TrustedProxies.isAddress("proxy.example.jp"))
  }
}
