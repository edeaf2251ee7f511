import CanonicalForms
import Testing

@testable import Accounts

/// Published vectors.
@Suite struct CodeTests {
  /// RFC 4648, section 10.
  @Test(
    arguments: [
      ("", ""), ("f", "MY======"), ("fo", "MZXQ===="), ("foo", "MZXW6==="), ("foob", "MZXW6YQ="), ("fooba", "MZXW6YTB"),
      ("foobar", "MZXW6YTBOI======"),
    ])
  func base32(text: String, encoded: String) {
    #expect(Base32.encode(Array(text.utf8), padded: true) == encoded)
    #expect(Base32.encode(Array(text.utf8)) == encoded.filter { $0 != "=" })
  }

  private static let secret = Array("12345678901234567890".utf8)

  /// RFC 4226, appendix D.
  @Test func countedCodes() {
    let codes = [
      "755224", "287082", "359152", "969429", "338314", "254676", "287922", "162583", "399871", "520489",
    ]
    for (counter, code) in codes.enumerated() {
      #expect(TOTP(secret: Self.secret).code(counter: Int64(counter)) == code)
    }
  }

  /// RFC 6238, appendix B, the rows of SHA-1.
  @Test(
    arguments: [
      (59, "94287082"), (1_111_111_109, "07081804"), (1_111_111_111, "14050471"), (1_234_567_890, "89005924"),
      (2_000_000_000, "69279037"), (20_000_000_000, "65353130"),
    ] as [(Int64, String)])
  func timedCodes(seconds: Int64, code: String) {
    let step = TOTP.step(at: Moment(seconds: seconds))
    #expect(TOTP(secret: Self.secret).code(counter: step, digits: 8) == code)
    #expect(TOTP(secret: Self.secret).code(counter: step) == String(code.suffix(6)))
  }

  @Test func aCodeHoldsForItsNeighbours() {
    let totp = TOTP(secret: Self.secret)
    let time = Moment(seconds: 1_800_000_000)
    let now = TOTP.step(at: time)
    for step in now - 3...now + 3 {
      let found = totp.step(of: totp.code(counter: step), at: time, after: 0)
      #expect(found == (abs(step - now) <= 1 ? step : nil))
    }
    #expect(totp.step(of: totp.code(counter: now), at: time, after: now) == nil)
    #expect(totp.step(of: totp.code(counter: now - 1), at: time, after: now) == nil)
    #expect(totp.step(of: totp.code(counter: now + 1), at: time, after: now) == now + 1)
    for wrong in ["", "1", "000000 ", "12345678", "あいうえおか"] {
      #expect(totp.step(of: wrong, at: time, after: 0) == nil)
    }
  }

  @Test func theAddressForAppsIsEscaped() {
    #expect(
      TOTP(secret: Self.secret).uri(issuer: "控え A", login: "a+b@example.jp")
        == "otpauth://totp/%E6%8E%A7%E3%81%88%20A:a%2Bb%40example.jp?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
        + "&issuer=%E6%8E%A7%E3%81%88%20A&algorithm=SHA1&digits=6&period=30")
  }

  @Test func recoveryCodesAreReadAsTheyAreTyped() throws {
    let code = RecoveryCode.make()
    #expect(code.count == 14 && code.split(separator: "-").map(\.count) == [4, 4, 4])
    let bytes = try #require(RecoveryCode.bytes(of: code))
    #expect(RecoveryCode.bytes(of: " " + code.uppercased().replacing("-", with: "　") + " ") == bytes)
    #expect(RecoveryCode.bytes(of: "0o1i-lLab-cdef") == Array("001111abcdef".utf8))
    #expect(RecoveryCode.bytes(of: "123456") == nil)
    #expect(RecoveryCode.bytes(of: "uuuu-uuuu-uuuu") == nil)
    #expect(Set((0..<200).map { _ in RecoveryCode.make() }).count == 200)
  }
}
