/// Which columns a list has, in which order.
package enum Layout: String, Sendable, CaseIterable {
  /// Everything, as the office's own system exports it.
  case whole
  /// What a society sends with its order.
  case application
  /// With the society's name in a column.
  case society
  /// Kana, date, codes: what insurers exchange.
  case interchange
  /// Names, dates and addresses in several columns.
  case divided
  /// The insured person and the spouse in one row.
  case couple
  /// Export of the booking site.
  case portal
  /// Titles in Latin letters.
  case latin
  /// As few columns as fit on a printed page.
  case printed
  /// Check-up results: sensitive.
  case results
  /// The office's own staff, with My Numbers.
  case staff

  var items: [Item] {
    switch self {
    case .whole:
      [
        .reception, .employer, .employeeNumber, .name, .kana, .sex, .birth, .postal, .address, .phone, .email, .insurer,
        .insurerNumber, .symbol, .number, .branch, .course, .facility, .wished,
      ]
    case .application:
      [.serial, .name, .kana, .birth, .sex, .symbol, .number, .postal, .address, .phone, .course, .wished, .remarks]
    case .society:
      [
        .insurer, .insurerNumber, .symbol, .number, .name, .kana, .sex, .birth, .age, .phone, .course, .facility,
        .wished,
      ]
    case .interchange: [.insurerNumber, .symbol, .number, .kana, .sex, .birth]
    case .divided:
      [
        .family, .given, .familyKana, .givenKana, .birthYear, .birthMonth, .birthDay, .sex, .postal, .address1,
        .address2,
        .phone, .insurerNumber, .symbol, .number,
      ]
    case .couple:
      [
        .insurerNumber, .symbol, .number, .name, .kana, .birth, .spouseName, .spouseKana, .spouseBirth, .postal,
        .address, .phone,
      ]
    case .portal:
      [.reception, .name, .kana, .birth, .email, .phone, .symbol, .number, .course, .facility, .wished, .time]
    case .latin:
      [.reception, .name, .kana, .birth, .sex, .postal, .address, .phone, .email, .insurerNumber, .symbol, .number]
    case .staff: [.employeeNumber, .name, .kana, .birth, .sex, .department, .postal, .address, .phone, .myNumber]
    case .printed: [.serial, .name, .kana, .birth, .sex, .symbol, .number, .phone]
    case .results:
      [
        .insurerNumber, .symbol, .number, .name, .kana, .birth, .sex, .bodyMass, .bloodPressure, .cholesterol,
        .haemoglobin,
        .judgement,
      ]
    }
  }

  /// - Parameter manner: which of their words the list takes for the parts of names and dates.
  func title(of item: Item, manner: Int, _ random: inout SeededGenerator) -> String {
    guard self == .latin else {
      return item.isPart ? item.titles[manner % item.titles.count] : random.pick(item.titles)
    }
    return switch item {
    case .reception: "ID"
    case .name: "NAME"
    case .kana: "KANA"
    case .birth: "BIRTH"
    case .sex: "SEX"
    case .postal: "ZIP"
    case .address: "ADDRESS"
    case .phone: "TEL"
    case .email: "MAIL"
    case .insurerNumber: "HOKENSHA_NO"
    case .symbol: "KIGO"
    case .number: "BANGO"
    default: item.rawValue.uppercased()
    }
  }

  /// The group above each column of a two-line header.
  static func group(of item: Item) -> String {
    switch item.field {
    case .name, .kana, .birthDate, .sex: "受診者情報"
    case .postalCode, .address, .phone, .email: "連絡先"
    case .insurer, .insurerNumber, .insuranceSymbol, .insuranceNumber, .branchNumber: "保険情報"
    case .appointment: "予約内容"
    case .checkResult: "健診結果"
    default: ""
    }
  }
}
