import PersonalData
import Testing

@Suite struct CheckDigitsTests {
  /// 12345678901 → 8 is the example of the ordinance's explanations.
  @Test(arguments: [
    ("123456789018", true), ("123456789019", false), ("12345678901", false), ("000000000000", true),
    ("12345678901a", false), ("", false),
  ])
  func myNumber(number: String, holds: Bool) {
    #expect(withCell(number, CheckDigits.myNumber) == holds)
  }

  /// The National Tax Agency's own number and its published example.
  @Test(arguments: [
    ("7000012050002", true), ("8700110005901", true), ("7000012050003", false), ("700001205000", false),
  ])
  func corporateNumber(number: String, holds: Bool) {
    #expect(withCell(number, CheckDigits.corporateNumber) == holds)
  }

  @Test(arguments: [
    ("33120015", true), ("33120016", false), ("34212076", true), ("99120019", false), ("33990011", false),
    ("3312001", false),
  ])
  func insurerNumberOfEight(number: String, holds: Bool) {
    #expect(withCell(number, CheckDigits.insurerNumber8) == holds)
  }

  /// 138057 is the ministry's example for National Health Insurance.
  @Test(arguments: [("138057", true), ("138058", false), ("000000", false), ("480004", false)])
  func insurerNumberOfSix(number: String, holds: Bool) {
    #expect(withCell(number, CheckDigits.insurerNumber6) == holds)
  }

  @Test func insurerNumberThatLostItsZero() {
    #expect(withCell("06084677", CheckDigits.insurerNumber8))
    #expect(withCell("6084677", CheckDigits.insurerNumberWithoutZero) == 6_084_677)
    #expect(withCell("6084678", CheckDigits.insurerNumberWithoutZero) == nil)
    #expect(withCell("9084677", CheckDigits.insurerNumberWithoutZero) == nil)
  }

  /// Worked by hand: 30 05 123456 → 3·5+0·4+0·3+5·2+1·7+2·6+3·5+4·4+5·3+6·2 = 102, 102 mod 11 = 3, 11 − 3 = 8.
  @Test(arguments: [
    ("300512345680", true), ("300512345670", false), ("310512345680", false), ("30051234568", false),
  ])
  func driversLicence(number: String, holds: Bool) {
    #expect(withCell(number, CheckDigits.driversLicence) == holds)
  }

  /// Test numbers that the schemes publish.
  @Test(arguments: [
    "4111111111111111", "4012888888881881", "5555555555554444", "5105105105105100", "378282246310005",
    "371449635398431", "30569309025904", "38520000023237", "6011111111111117", "3530111333300000", "3566002020360505",
    "6200000000000005", "2223003122003222",
  ])
  func paymentCard(number: String) {
    #expect(withCell(number, CheckDigits.paymentCard))
    let last = number.last?.wholeNumberValue ?? 0
    #expect(!withCell(String(number.dropLast()) + String((last + 1) % 10), CheckDigits.paymentCard))
  }

  @Test func luhnOfAnyLength() {
    #expect(withCell("79927398713", CheckDigits.luhn))
    #expect(!withCell("79927398710", CheckDigits.luhn))
    #expect(!withCell("7", CheckDigits.luhn))
    // Luhn holds, but no issuer has the range.
    #expect(!withCell("9999999999999995", CheckDigits.paymentCard))
  }

  /// A check digit alone proves little; the product rests on knowing how little.
  @Test(arguments: [
    ("my number", 12, 0.100), ("licence", 12, 0.051), ("corporate", 13, 0.100), ("insurer 6", 6, 0.047),
    ("insurer 8", 8, 0.008), ("luhn", 16, 0.100),
  ])
  func randomNumbersPassAtTheKnownRate(name: String, length: Int, rate: Double) {
    let seed: UInt64 = 20_261_123
    var generator = SeededGenerator(seed: seed)
    let trials = 40_000
    var passed = 0
    for _ in 0..<trials {
      let holds = withCell(generator.digits(length)) { cell in
        switch name {
        case "my number": CheckDigits.myNumber(cell)
        case "licence": CheckDigits.driversLicence(cell)
        case "corporate": CheckDigits.corporateNumber(cell)
        case "insurer 6": CheckDigits.insurerNumber6(cell)
        case "insurer 8": CheckDigits.insurerNumber8(cell)
        default: CheckDigits.luhn(cell)
        }
      }
      if holds { passed += 1 }
    }
    let observed = Double(passed) / Double(trials)
    // Five standard deviations.
    let tolerance = 5 * (rate * (1 - rate) / Double(trials)).squareRoot()
    #expect(abs(observed - rate) < tolerance, "\(name): \(observed), seed \(seed)")
  }

  /// Payroll files hold dates as eight digits: none of the last century may be taken for an insurer.
  @Test func noDateIsAnInsurerNumber() {
    for year in 1930...2026 {
      for month in 1...12 {
        for day in 1...31 {
          let text = String(year * 10_000 + month * 100 + day)
          #expect(!withCell(text, CheckDigits.insurerNumber8), "\(text)")
        }
      }
    }
  }
}
