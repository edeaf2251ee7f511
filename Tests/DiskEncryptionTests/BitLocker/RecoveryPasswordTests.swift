import Testing

@testable import DiskEncryption

@Suite("Recovery passwords") struct RecoveryPasswordTests {
  @Test func groupsAreDividedByEleven() throws {
    let password = try RecoveryPassword(parsing: Fixture.passwordA)
    let expected = [593428, 544896, 123717, 513139, 38511, 249546, 61270, 473869].flatMap { (group: UInt64) in
      littleEndian(group / 11, count: 2)
    }
    #expect(password.key.matches(expected))
    #expect(password.withText { String(decoding: $0, as: UTF8.self) } == Fixture.passwordA)
  }

  @Test(arguments: [
    Fixture.passwordA.replacing("-", with: ""), Fixture.passwordA.replacing("-", with: " "),
    "  " + Fixture.passwordA + "\r\n",
  ])
  func peopleCopyThemInManyWays(text: String) throws {
    #expect(try RecoveryPassword(parsing: text).key.matches(RecoveryPassword(parsing: Fixture.passwordA).key))
  }

  /// Any single digit that is mistyped, and any two neighbours that change places, show in their group.
  @Test func everySlipNamesItsGroup() throws {
    let digits = Array(Fixture.passwordA.replacing("-", with: "").utf8)
    for place in digits.indices {
      for digit in UInt8(ascii: "0")...UInt8(ascii: "9") where digit != digits[place] {
        var wrong = digits
        wrong[place] = digit
        #expect(throws: RecoveryPassword.Fault.groups([place / 6 + 1])) { try Self.parse(wrong) }
      }
      guard place % 6 < 5, digits[place] != digits[place + 1] else { continue }
      var wrong = digits
      wrong.swapAt(place, place + 1)
      #expect(throws: RecoveryPassword.Fault.groups([place / 6 + 1])) { try Self.parse(wrong) }
    }
  }

  @Test func severalGroupsAreNamedTogether() {
    let wrong = Fixture.passwordA.replacing("544896", with: "544897").replacing("473869", with: "473868")
    #expect(throws: RecoveryPassword.Fault.groups([2, 8])) { try RecoveryPassword(parsing: wrong) }
    // Divisible, but more than 16 bits.
    let large = Fixture.passwordA.replacing("593428", with: "720896")
    #expect(throws: RecoveryPassword.Fault.groups([1])) { try RecoveryPassword(parsing: large) }
  }

  @Test func otherTextsAreNone() {
    #expect(throws: RecoveryPassword.Fault.digits(0)) { try RecoveryPassword(parsing: "") }
    #expect(throws: RecoveryPassword.Fault.digits(42)) {
      try RecoveryPassword(parsing: String(Fixture.passwordA.dropLast(7)))
    }
    #expect(throws: RecoveryPassword.Fault.digits(54)) { try RecoveryPassword(parsing: Fixture.passwordA + "-000000") }
    #expect(throws: RecoveryPassword.Fault.digits(100_000)) {
      try RecoveryPassword(parsing: String(repeating: "9", count: 100_000))
    }
    #expect(throws: RecoveryPassword.Fault.characters) { try RecoveryPassword(parsing: "x" + Fixture.passwordA) }
    #expect(throws: RecoveryPassword.Fault.characters) { try RecoveryPassword(parsing: "５９３４２８") }
  }

  /// Nothing shows a digit: not the password, not its key, not the fault.
  @Test func nothingIsShown() throws {
    let password = try RecoveryPassword(parsing: Fixture.passwordA)
    for text in ["\(password)", "\(password.key)", String(reflecting: password), String(reflecting: password.key)] {
      #expect(!text.contains("59342") && !text.contains(where: \.isNumber))
    }
    var dumped = ""
    dump(password, to: &dumped)
    #expect(!dumped.contains("59342"))
    #expect(dumped.contains("‹secret›"))
  }

  private static func parse(_ digits: [UInt8]) throws -> RecoveryPassword {
    try digits.withUnsafeBytes { bytes in try RecoveryPassword(parsing: bytes) }
  }
}
