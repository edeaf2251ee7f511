import JapaneseText

/// What stands in the fields of a form that nobody filled in.
enum FormValue {
  /// Whether the value is part of the print: 男・女, 明・大・昭・平, 〒　　－, 　年　月　日, 印.
  static func isBlank(_ value: String, of role: ColumnRole) -> Bool {
    let scalars = value.unicodeScalars.filter { !$0.properties.isWhitespace }
    if !scalars.contains(where: isLetterOrDigit) { return true }
    switch role {
    case .name, .familyName, .givenName, .kana, .kanaFamily, .kanaGiven:
      return printedNames.contains(String(String.UnicodeScalarView(scalars)))
    case .otherSensitive:
      var value = value
      return value.withUTF8 { NothingWords.contains(NameCell.trimmed($0)) }
    case .sex: return scalars.contains("男") && scalars.contains("女")
    case .birthDate, .birthYear, .birthMonth, .birthDay, .phone, .postalCode, .myNumber, .insurerNumber,
      .insuranceNumber,
      .insuranceSymbol, .symbolAndNumber, .employeeNumber, .bankAccount, .driversLicense, .passport, .residenceCard,
      .pensionNumber, .employmentInsurance, .cardNumber:
      // A symbol may be a word.
      return role != .insuranceSymbol && !scalars.contains(where: isDigit) && scalars.contains(where: isOfPrint)
    case .address, .addressPart:
      return value.contains("○○") || value.contains("〇〇")
        || scalars.allSatisfy { isOfPrint($0) || !isLetterOrDigit($0) }
    default: return false
    }
  }

  private static let printedNames: Set<String> = [
    "印", "㊞", "(印)", "（印）", "様", "殿", "氏名", "姓名", "フリガナ", "ふりがな", "自署", "署名",
  ]

  private static func isDigit(_ scalar: Unicode.Scalar) -> Bool { scalar.properties.numericType == .decimal }

  private static func isLetterOrDigit(_ scalar: Unicode.Scalar) -> Bool {
    scalar.properties.isAlphabetic || isDigit(scalar)
  }

  /// Words that are printed between the gaps of a field.
  private static func isOfPrint(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar {
    case "明", "大", "昭", "平", "令", "和", "成", "正", "治", "西", "暦", "年", "月", "日", "生", "〒", "都", "道", "府", "県", "市", "区",
      "町", "村", "丁",
      "目", "番", "地", "号", "自", "宅", "携", "帯", "(", ")", "（", "）", "-", "－", "ー", "―", "−":
      true
    default: false
    }
  }
}
