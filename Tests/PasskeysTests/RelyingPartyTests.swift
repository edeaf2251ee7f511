import Testing

@testable import Passkeys

@Suite("Passkeys: where they work") struct RelyingPartyTests {
  @Test(arguments: [
    ("https://hikae.example.jp", "hikae.example.jp", "https://hikae.example.jp"),
    ("https://Hikae.Example.JP:8443", "hikae.example.jp", "https://hikae.example.jp:8443"),
    ("https://hikae.example.jp:443", "hikae.example.jp", "https://hikae.example.jp"),
    ("https://hikae", "hikae", "https://hikae"),
    ("https://xn--eckwd4c7c.example", "xn--eckwd4c7c.example", "https://xn--eckwd4c7c.example"),
    ("http://localhost:8420", "localhost", "http://localhost:8420"),
    ("http://localhost:80", "localhost", "http://localhost"),
    ("http://hikae.localhost:1", "hikae.localhost", "http://hikae.localhost:1"),
  ])
  func names(url: String, id: String, origin: String) throws {
    let party = try #require(RelyingParty(url: url))
    #expect(party.id == id && party.origin == origin)
  }

  @Test(arguments: [
    "http://hikae.example.jp", "https://192.0.2.1", "http://127.0.0.1:8420", "https://[::1]:8420", "https://", "",
    "https://a..b", "https://-a.example", "https://a_b.example", "https://控え.example", "https://hikae.example.jp/path",
    "https://hikae.example.jp:0x50", "https://hikae.example.jp:+80", "https://hikae.example.jp:99999",
    "https://hikae.example.jp:1:2", "ftp://hikae.example.jp", "https://localhost.evil.example:80:",
    "http://notlocalhost", "https://user@hikae.example.jp",
  ])
  func addressesWithout(url: String) { #expect(RelyingParty(url: url) == nil) }

  /// RFC 4648, section 10, without padding.
  @Test func bytesAsText() {
    for (text, encoded) in [
      ("", ""), ("f", "Zg"), ("fo", "Zm8"), ("foo", "Zm9v"), ("foob", "Zm9vYg"), ("fooba", "Zm9vYmE"),
      ("foobar", "Zm9vYmFy"),
    ] {
      #expect(Base64URL.encode(Array(text.utf8)) == encoded)
      #expect(Base64URL.decode(encoded) == Array(text.utf8))
    }
    #expect(Base64URL.encode([0xFB, 0xFF]) == "-_8")
    for wrong in ["Zg==", "Z", "Zh", "Zm9", "+/8", "Zm 9v", "Zm9v\n", "Ｚg"] {
      #expect(Base64URL.decode(wrong) == nil, "\(wrong)")
    }
    for count in 0..<70 {
      let bytes = (0..<count).map { UInt8($0 * 37 & 0xFF) }
      #expect(Base64URL.decode(Base64URL.encode(bytes)) == bytes)
    }
  }
}
