import CanonicalForms
import Testing

@testable import SingleSignOn

@Suite("Keys of a provider") struct KeySetTests {
  private let maker = TokenMaker()

  /// From RFC 7515, A.2: an RSA key of 2048 bits.
  private static let modulus =
    "ofgWCuLjybRlzo0tZWJjNiuSfb4p4fAkd_wWJcyQoTbji9k0l8W26mPddxHmfHQp-Vaw-4qPCJrcS2mJPMEzP1Pt0Bm4d4QlL-yRT-SFd2lZS-"
    + "pCgNMsD1W_YpRPEwOWvG6b32690r2jZ47soMZo9wGzjb_7OMg0LOL-bSf63kpaSHSXndS5z5rexMdbBYUsLA9e-KXBdQOS-UTo7WTBEMa2R2Ca"
    + "pHg665xsmtdVMTBQY4uDZlxvb3qCo5ZwKh9kG4LT6_I5IhlJH7aGhyxXFvUK-DWNmoudF8NAco9_h9iaGNj8q2ethFkMLs91kzk2PAcDTW9gb5"
    + "4h4FRWyuXpoQ"

  @Test func theExampleOfTheStandardIsVerified() async throws {
    let key = try #require(SigningKey(["kty": "RSA", "n": .string(Self.modulus), "e": "AQAB"]))
    let signed =
      "eyJhbGciOiJSUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ"
    let signature = try #require(
      Base64URL.decode(
        "cC4hiUPoj9Eetdgtv3hF80EGrhuB__dzERat0XF9g2VtQgr9PJbu3XOiZj5RZmh7AAuHIm4Bh-0Qc_lF5YKt_O8W2Fp5jujGbds9uJdbF9CUA"
          + "r7t1dnZcAcQjbKBYNX4BAynRFdiuB--f_nZLgrnbyTyWzO75vRK5h6xBArLIARNPvkSjtQBMHlb1L07Qe7K0GarZRmB_eSN9383LcOLn6_d"
          + "O--xi12jzDwusC-eOkHWEsqtFZESc6BfI7noOPqvhJ1phCnvWh6IeYI2w9QOYEUipUTI8np6LbgGY9Fs98rqVt5AXLIhWkWywlVmtVrBp0ig"
          + "cN_IoypGlUPQGe77Rw"))
    #expect(await key.hasSigned(Array(signed.utf8), signature, by: .rs256))
    #expect(await !key.hasSigned(Array(signed.utf8), signature, by: .ps256))
    #expect(await !key.hasSigned(Array((signed + "x").utf8), signature, by: .rs256))
    #expect(await !key.hasSigned(Array(signed.utf8), [], by: .rs256))
  }

  @Test func coordinatesMayLackOrHaveAZero() async throws {
    guard case .object(var members) = maker.p256JWK else { return }
    for name in ["x", "y"] {
      let bytes = try #require(members[name]?.string.flatMap { Base64URL.decode($0) })
      members[name] = .string(Base64URL.encode([0] + bytes))
    }
    let keys = try KeySet(parsing: (["keys": [.object(members)]] as JSON).canonicalBytes)
    #expect(await maker.flaw(of: try maker.token(), by: keys) == nil)
  }

  /// Of no use here, and no reason to do without the others.
  @Test(
    arguments: [
      ["use": "enc"], ["key_ops": ["sign"]], ["key_ops": []], ["crv": "P-521"], ["crv": "secp256k1"], ["kty": "oct"],
      ["kty": nil], ["x": nil], ["x": ""], ["x": "###"], ["x": .string(String(repeating: "A", count: 90))],
      ["x": "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"], ["kid": .string(String(repeating: "k", count: 600))],
    ] as [[String: JSON?]])
  func unusableKeysAreLeftOut(changes: [String: JSON?]) async throws {
    guard case .object(var members) = maker.p256JWK else { return }
    for (name, value) in changes { members[name] = value }
    let keys = try KeySet(parsing: (["keys": [.object(members), maker.ed25519JWK]] as JSON).canonicalBytes)
    #expect(await maker.flaw(of: try maker.token(), by: keys) != nil)
    #expect(await maker.flaw(of: try maker.token("EdDSA", id: "ed"), by: keys) == nil)
  }

  @Test(
    arguments: [
      ("n", "AQAB"), ("n", ""), ("e", "AQ"), ("e", "Ag"), ("e", ""), ("e", "AAAAAAAAAAAA"), ("e", "_____________w"),
    ] as [(String, String)])
  func weakKeysAreNone(member: String, value: String) {
    var members: [String: JSON] = ["kty": "RSA", "n": .string(Self.modulus), "e": "AQAB"]
    members[member] = .string(value)
    #expect(SigningKey(.object(members)) == nil)
  }

  @Test func hugeKeysAreNone() {
    let modulus = Base64URL.encode([UInt8](repeating: 0xFF, count: 1_025))
    #expect(SigningKey(["kty": "RSA", "n": .string(modulus), "e": "AQAB"]) == nil)
  }

  @Test func corruptedSetsNeverTrap() async throws {
    let set = (["keys": [maker.p256JWK, maker.p384JWK, maker.ed25519JWK]] as JSON).canonicalBytes
    let token = try maker.token()
    var random = SeededNoise(seed: 13)
    for _ in 0..<300 {
      var bytes = set
      for _ in 0..<Int.random(in: 1...5, using: &random) {
        bytes[Int.random(in: 0..<bytes.count, using: &random)] = .random(in: 0x20...0x7E, using: &random)
      }
      if let keys = try? KeySet(parsing: bytes) { _ = await maker.flaw(of: token, by: keys) }
    }
    for bytes in [[], Array("{}".utf8), Array("{\"keys\":{}}".utf8), Array("{\"keys\":[]}".utf8), Array("[".utf8)] {
      #expect(throws: SignOnFailure(.keys)) { try KeySet(parsing: bytes) }
    }
    let long = (["keys": [maker.p256JWK], "x": .string(String(repeating: "a", count: KeySet.largest))] as JSON)
    #expect(throws: SignOnFailure(.keys)) { try KeySet(parsing: long.canonicalBytes) }
    let many: JSON = ["keys": .array(Array(repeating: maker.p384JWK, count: 200) + [maker.p256JWK])]
    #expect(await maker.flaw(of: token, by: try KeySet(parsing: many.canonicalBytes)) == .key)
  }

  // MARK: Base 64

  @Test func base64HasOneTextForEachValue() {
    #expect(Base64URL.encode([]) == "" && Base64URL.encode([0xFB, 0xFF]) == "-_8")
    #expect(Base64URL.padded([0xFB, 0xFF]) == "+/8=" && Base64URL.padded(Array("a:b".utf8)) == "YTpi")
    for text in ["A", "AA=", "AA==", "A A", "+/8", "-_9", "AB", "\u{3042}", "AAAAA"] {
      #expect(Base64URL.decode(text) == nil, "\(text)")
    }
    var random = SeededNoise(seed: 17)
    for length in 0...70 {
      let bytes = (0..<length).map { _ in UInt8.random(in: 0...255, using: &random) }
      #expect(Base64URL.decode(Base64URL.encode(bytes)) == bytes)
    }
  }

  /// RFC 7636, appendix B.
  @Test func theChallengeIsTheHashOfTheVerifier() {
    let attempt = SignOnAttempt(secret: "a secret")
    #expect(attempt.verifier.utf8.count == 43 && attempt.challenge.utf8.count == 43)
    #expect(Set([attempt.verifier, attempt.state, attempt.nonce, attempt.challenge]).count == 4)
    #expect(
      attempt.hasState(attempt.state) && !attempt.hasState("") && !attempt.hasState(SignOnAttempt(secret: "b").state))
  }
}
