extension PeopleList {
  /// One cell in the habits of the list.
  func cell(
    _ item: Item, _ record: PersonRecord, _ spouse: PersonRecord?, _ count: Int, _ random: inout SeededGenerator
  ) -> Cell {
    switch item {
    case .serial: .number(String(count))
    case .reception: .text("K\(year % 100)\(digits((client?.number ?? 0) * 100_000 + count, 8))")
    case .name: .text(style.name(record))
    case .family: .text(style.writesVariants ? record.family : Self.plain(record.family))
    case .given: .text(record.given)
    case .kana: .text(style.kana(record))
    case .familyKana: .text(style.spell(record.familyKana))
    case .givenKana: .text(style.spell(record.givenKana))
    case .latin: .text(record.latin)
    case .birth: style.cell(record.birth)
    case .birthYear: .number(String(record.birth.year))
    case .birthMonth: .number(String(record.birth.month))
    case .birthDay: .number(String(record.birth.day))
    case .age: .number(String(made.year - record.birth.year - (made.month < record.birth.month ? 1 : 0)))
    case .sex: .text(style.sex(isFemale: record.isFemale))
    case .postal: style.postal(record.postalCode)
    case .address: .text(style.address(record))
    case .address1: .text(record.prefecture + record.city + record.town)
    case .address2: .text(style.width(record.block + record.building))
    case .phone, .mobile: style.phone(record.phone)
    case .email: .text(record.email)
    case .employer: .text(record.employer)
    case .department: .text(random.pick(["総務部", "営業部", "製造部", "経理課", "情報システム室"]))
    case .employeeNumber: .text(record.employeeNumber)
    case .insurer: .text(client?.name ?? "")
    case .insurerNumber: .text(client?.insurerNumber ?? "")
    case .symbol: .text(style.width(record.symbol))
    case .number: .text(style.width(record.number))
    case .branch: .text(record.branch)
    case .course: .text(record.course)
    case .facility: .text(record.facility)
    case .wished: .text(record.wished.text(.slashes))
    case .time: .text("\(record.hour):00")
    case .spouseName: .text(spouse.map(style.name) ?? "")
    case .spouseKana: .text(spouse.map(style.kana) ?? "")
    case .spouseBirth: spouse.map { style.cell($0.birth) } ?? .text("")
    case .remarks: .text(random.chance(perMille: 60) ? random.pick(Self.remarks) : "")
    case .bodyMass: .number("\(random.int(in: 17...34)).\(random.int(below: 10))")
    case .bloodPressure: .text("\(random.int(in: 98...168))/\(random.int(in: 55...102))")
    case .cholesterol: .number(String(random.int(in: 62...198)))
    case .haemoglobin: .number("\(random.int(in: 4...7)).\(random.int(below: 10))")
    case .judgement: .text(random.pick(["A", "B", "C1", "C2", "D", "要経過観察", "要精密検査"]))
    case .myNumber: .text(MyNumber.random(&random))
    }
  }

  /// The common character in place of the register's, for encodings that only have that one.
  static func plain(_ text: String) -> String {
    String(text.map { ["髙": "高", "﨑": "崎", "栁": "柳"][$0] ?? $0 })
  }

  private static let remarks = ["胃カメラ希望", "午前希望", "バリウム不可", "車椅子", "日程変更あり", "キャンセル待ち", "電話確認済", "オプション追加（腫瘍マーカー）"]
}

extension ListStyle {
  func name(_ record: PersonRecord) -> String {
    (writesVariants ? record.family : PeopleList.plain(record.family)) + separator + record.given
  }

  func kana(_ record: PersonRecord) -> String {
    spell(record.familyKana) + (separator.isEmpty || kana == .half ? " " : separator) + spell(record.givenKana)
  }

  func spell(_ text: String) -> String {
    switch kana {
    case .full: text
    case .half: halfWidthKana(text)
    case .hiragana: hiragana(text)
    }
  }

  func cell(_ day: Day) -> Cell { date == .serial ? .date(day) : .text(day.text(date)) }

  func sex(isFemale: Bool) -> String {
    switch sex {
    case .short: isFemale ? "女" : "男"
    case .long: isFemale ? "女性" : "男性"
    case .code: isFemale ? "2" : "1"
    case .latin: isFemale ? "F" : "M"
    }
  }

  func postal(_ code: String) -> Cell {
    switch postal {
    case .hyphen: .text(code.prefix(3) + "-" + code.dropFirst(3))
    case .plain: .text(code)
    case .mark: .text("〒" + code.prefix(3) + "-" + code.dropFirst(3))
    case .withoutZero: .number(Int(code).map(String.init) ?? code)
    }
  }

  func phone(_ phone: Telephone) -> Cell {
    switch self.phone {
    case .hyphens: .text([phone.area, phone.middle, phone.last].joined(separator: "-"))
    case .plain: .text(phone.plain)
    case .parentheses: .text("\(phone.area)(\(phone.middle))\(phone.last)")
    case .fullWidth: .text(fullWidth([phone.area, phone.middle, phone.last].joined(separator: "-")))
    case .withoutZero: .number(String(phone.plain.dropFirst()))
    }
  }

  func address(_ record: PersonRecord) -> String {
    (leavesOutPrefecture ? "" : record.prefecture) + record.city + record.town + width(record.block + record.building)
  }

  func width(_ text: String) -> String { hasFullWidthDigits ? fullWidth(text) : text }
}

/// My Numbers with a valid check digit (総務省令第85号 第5条), of nobody.
enum MyNumber {
  static func random(_ random: inout SeededGenerator) -> String {
    let body = digits(random.int(in: 10_000_000_000...99_999_999_999), 11)
    return body + checkDigit(body)
  }

  static func checkDigit(_ body: String) -> String {
    var sum = 0
    for (i, c) in body.utf8.reversed().enumerated() {
      let n = i + 1
      sum += Int(c - 0x30) * (n <= 6 ? n + 1 : n - 5)
    }
    let rest = sum % 11
    return rest <= 1 ? "0" : String(11 - rest)
  }
}
