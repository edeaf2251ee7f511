import PersonalData
import Testing

@Suite struct NationalNumberTests {
  /// Examples published by the offices themselves or in their format descriptions.
  static let valid: [(NationalNumber, String)] = [
    (.usSocialSecurity, "536-90-4399"), (.usSocialSecurity, "536 90 4399"),
    (.ukNationalInsurance, "AB123456C"), (.ukNationalInsurance, "JG 12 13 16 A"),
    (.euVAT, "DE136695976"), (.euVAT, "FR40303265045"), (.euVAT, "IT00743110157"), (.euVAT, "NL004495445B01"),
    (.euVAT, "PL8567346215"), (.euVAT, "BE0428759497"), (.euVAT, "SE123456789701"), (.euVAT, "ATU13585627"),
    (.euVAT, "PT501964843"), (.euVAT, "DK13585628"), (.euVAT, "GB980780684"), (.euVAT, "ESB58378431"),
    (.euVAT, "ES54362315K"), (.euVAT, "DE 136 695 976"),
    (.frenchNIR, "2 95 10 99 126 111 93"), (.frenchNIR, "255081416802538"),
    (.spanishDNI, "54362315-K"), (.spanishDNI, "X-2482300W"),
    (.italianFiscalCode, "RCCMNL83S18D969H"), (.germanTaxID, "36 574 261 809"), (.germanTaxID, "86095742719"),
    (.koreanResident, "971013-9019902"), (.chineseResident, "11010519491231002X"),
    (.chineseResident, "360426199101010071"),
    (.iban, "GB29 NWBK 6016 1331 9268 19"), (.iban, "DE89370400440532013000"), (.iban, "FR1420041010050500013M02606"),
    (.iban, "NO93 8601 1117 947"), (.iban, "MT84MALT011000012345MTLCAST001S"),
  ]

  @Test(arguments: valid)
  func published(number: NationalNumber, text: String) {
    #expect(withCell(text, number.matches))
    // A further digit at the end spoils every one of them.
    #expect(!withCell(text + "7", number.matches))
  }

  @Test(arguments: [
    (NationalNumber.usSocialSecurity, "000-12-3456"), (.usSocialSecurity, "666-12-3456"),
    (.usSocialSecurity, "900-12-3456"), (.usSocialSecurity, "123-00-4567"), (.usSocialSecurity, "123-45-0000"),
    (.usSocialSecurity, "078-05-1120"), (.usSocialSecurity, "536904399"), (.ukNationalInsurance, "QQ123456C"),
    (.ukNationalInsurance, "BG123456A"), (.ukNationalInsurance, "AB123456E"), (.ukNationalInsurance, "AO123456C"),
    (.euVAT, "DE136695975"), (.euVAT, "FR41303265045"), (.euVAT, "IT00743110158"), (.euVAT, "NL004495446B01"),
    (.euVAT, "PL8567346216"), (.euVAT, "BE0428759498"), (.euVAT, "ATU13585626"), (.euVAT, "PT501964842"),
    (.euVAT, "DK13585627"), (.euVAT, "GB802311781"), (.euVAT, "ESB64717839"), (.euVAT, "XX136695976"),
    (.frenchNIR, "295109912611199"), (.spanishDNI, "54362315Z"), (.spanishDNI, "X-2482300A"),
    (.italianFiscalCode, "RCCMNL83S18D969"), (.italianFiscalCode, "RCCMNL83S18D969A"), (.germanTaxID, "36574261890"),
    (.germanTaxID, "36554266806"), (.koreanResident, "971013-9019903"), (.koreanResident, "971313-1019902"),
    (.chineseResident, "110105194912310021"), (.chineseResident, "990105194912310025"),
    (.iban, "GB29NWBK60161331926818"), (.iban, "GB29NWBK601613319268"), (.iban, "ZZ29NWBK60161331926819"),
  ])
  func refused(number: NationalNumber, text: String) {
    #expect(!withCell(text, number.matches))
  }

  /// Any one wrong digit is noticed by mod 97.
  @Test func aWrongDigitSpoilsAnIBAN() {
    let account = Array("DE89370400440532013000".utf8)
    for index in 2..<account.count {
      for digit in UInt8(0x30)...0x39 where digit != account[index] {
        var wrong = account
        wrong[index] = digit
        #expect(!wrong.withUnsafeBufferPointer(NationalNumber.iban.matches))
      }
    }
  }

  @Test func fields() {
    #expect(NationalNumber.iban.field == .iban)
    #expect(NationalNumber.germanTaxID.field == .taxNumber)
    #expect(NationalNumber.usSocialSecurity.field == .nationalNumber)
  }

  /// Whatever the bytes, a verdict comes back.
  @Test(arguments: [1, 2, 3] as [UInt64])
  func anyBytes(seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    for _ in 0..<2_000 {
      let length = Int.random(in: 0...50, using: &generator)
      let bytes = (0..<length).map { _ in
        Bool.random(using: &generator)
          ? UInt8.random(in: 0x30...0x5A, using: &generator) : UInt8.random(in: 0...255, using: &generator)
      }
      bytes.withUnsafeBufferPointer { cell in
        for number in NationalNumber.allCases where number.matches(cell) {
          #expect(cell.count >= 8, "seed \(seed)")
        }
      }
    }
  }
}
