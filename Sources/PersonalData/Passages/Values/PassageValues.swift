import JapaneseText

/// Numbers, dates, addresses and other values of a passage that may belong to the people it names.
struct PassageValues {
  struct Value {
    var field: Field
    /// Scalars.
    var range: Range<Int>
    /// As in `NumberScanner.Finding.value`.
    var number: UInt64 = 0
    /// Only taken for a person on the same line: a date that could be a birth date but is not called one.
    var isTentative = false
    /// Says that the name beside it is somebody.
    var vouches = true
  }

  struct Shared {
    var field: Field
    /// Scalars.
    var position: Int
    var line: Int
  }

  let text: PassageText
  private let asOf: CivilDate
  private(set) var values: [Value] = []
  /// Words that speak of a person without a value of their own: results, appointments, diseases. Each kind once a line.
  private(set) var shared: [Shared] = []
  /// What can make a person of a name on the same or a near line.
  private(set) var neighbours: [NameFinder.Neighbour] = []
  /// Domains of the e-mail addresses, roles included.
  private(set) var emails: [Range<Int>] = []

  init(_ text: PassageText, asOf: CivilDate) {
    self.text = text
    self.asOf = asOf
  }

  /// Finds the numbers.
  mutating func find() {
    var found: [NumberScanner.Finding] = []
    NumberScanner().scan(text.bytes) { found.append($0) }
    var numbers: [(range: Range<Int>, number: UInt64)] = []
    for finding in found {
      let start = text.index(ofByte: finding.range.lowerBound)
      let range = start..<max(start + 1, text.index(ofByte: finding.range.upperBound))
      if finding.kind == .myNumber { numbers.append((range, finding.value)) }
      take(finding, range)
    }
    if !numbers.isEmpty { takeListed(numbers) }
    findWrittenDates()
    dropDatesOfChanges()
    dropDatesOfThings()
  }

  /// Dates that nothing calls birth dates, on lines without kanji and kana: when something was written, changed or released,
  /// unless there are several that lie as far apart as the births of people, and not all in late years.
  private mutating func dropDatesOfThings() {
    var dates: [(line: Int, year: Int)] = []
    var isPlain: [Int: Bool] = [:]
    for value in values where value.field == .birthDate && value.isTentative {
      let line = text.line(of: value.range.lowerBound)
      if isPlain[line] == nil { isPlain[line] = !text.lines[line].contains { text[$0].isNameScript } }
      guard isPlain[line] == true, let date = CivilDate(packed: Int32(truncatingIfNeeded: value.number)) else {
        continue
      }
      dates.append((line, date.year))
    }
    guard !dates.isEmpty else { return }
    let years = dates.map(\.year).sorted()
    let spread = years[years.count * 9 / 10] - years[years.count / 10]
    let isOfAdults = years[years.count / 2] <= asOf.year - 16
    if isOfAdults, years.count >= 3, spread >= 8 { return }
    let plain = Set(dates.map(\.line))
    let dropped = values.filter {
      $0.field == .birthDate && $0.isTentative && plain.contains(text.line(of: $0.range.lowerBound))
    }
    let places = Set(dropped.map(\.range.lowerBound))
    neighbours.removeAll { $0.cue == .birthDate && places.contains($0.range.lowerBound) }
    // One or two may be told of somebody whom other words name.
    if isOfAdults, years.count < 3 { return }
    values.removeAll { $0.field == .birthDate && places.contains($0.range.lowerBound) }
  }

  /// 昭和五十三年四月五日, as certificates and registers write it: no digit is in it.
  private mutating func findWrittenDates() {
    var index = 0
    while index + 6 < text.count {
      defer { index += 1 }
      switch (text[index], text[index + 1]) {
      case (0x662D, 0x548C), (0x5E73, 0x6210), (0x4EE4, 0x548C), (0x5927, 0x6B63), (0x660E, 0x6CBB): break
      default: continue
      }
      guard Self.writtenDigits.contains(text[index + 2]) else { continue }
      let end = min(index + 16, text.count)
      guard let (date, length) = DateText.parsePrefix(text.cell(index..<end)) else { continue }
      let bytes = Int(text.offsets[index])..<Int(text.offsets[index]) + length
      let range = index..<text.index(ofByte: bytes.upperBound)
      takeDate(NumberScanner.Finding(kind: .date, range: bytes, value: UInt64(date.packed)), range)
      index = max(index, range.upperBound - 1)
    }
  }

  private mutating func dropDatesOfChanges() {
    let places = datesOfChanges
    if places.isEmpty { return }
    values.removeAll { $0.field == .birthDate && places.contains($0.range.lowerBound) }
    neighbours.removeAll { $0.cue == .birthDate && places.contains($0.range.lowerBound) }
  }

  /// 元 and the numbers from one to ten.
  private static let writtenDigits = Set("元一二三四五六七八九十〇".unicodeScalars.map(\.value))

  private mutating func take(_ finding: NumberScanner.Finding, _ range: Range<Int>) {
    switch finding.kind {
    case .date: takeDate(finding, range)
    case .phone:
      // 内線, FAX and the desk's own number are no person's.
      if isLabelled(range, Self.officeLabels) || isOfPayer(range) { return }
      values.append(Value(field: .phone, range: range, number: finding.value))
      neighbours.append(.init(range: range, cue: .phone))
    case .email:
      emails.append(range)
      if EmailAddress.isRoleAddress(text.cell(range)) { return }
      values.append(Value(field: .email, range: range))
      neighbours.append(.init(range: range, cue: .email))
    case .postal: values.append(Value(field: .postalCode, range: range, number: finding.value))
    case .insurerNumber: label(.insurerNumber, range, finding.value, ["保険者番号", "保険者No", "保険者"])
    case .myNumber: label(.myNumber, range, finding.value, ["個人番号", "マイナンバー", "My Number"])
    case .licence: label(.driversLicense, range, finding.value, ["免許"])
    case .pension: label(.pensionNumber, range, finding.value, ["年金"])
    case .employmentInsurance: label(.employmentInsurance, range, finding.value, ["雇用保険"])
    case .residenceCard: label(.residenceCard, range, finding.value, ["在留カード", "在留", "Residence"])
    case .passport: label(.passport, range, finding.value, ["旅券", "パスポート", "Passport", "passport"])
    case .card: values.append(Value(field: .cardNumber, range: range, number: finding.value))
    case .nationalNumber:
      label(.nationalNumber, range, finding.value, ["SSN", "Social Security", "NINO", "National", "ID"])
    case .taxNumber: label(.taxNumber, range, finding.value, ["VAT", "Tax", "tax", "TIN"])
    case .iban: values.append(Value(field: .iban, range: range))
    case .corporateNumber, .servicePhone: break
    }
  }

  private static let officeLabels: [StaticString] = ["FAX", "Fax", "ＦＡＸ", "ファックス", "ファクス", "代表電話", "代表", "フリーダイヤル"]

  /// 支払者 with its address and number, at the foot of a certificate of tax withheld.
  private func isOfPayer(_ range: Range<Int>) -> Bool {
    let line = text.lines[text.line(of: range.lowerBound)]
    return (line.lowerBound..<range.lowerBound).contains { text[$0] == 0x652F && text.has("支払者", at: $0) }
  }

  private mutating func label(_ field: Field, _ range: Range<Int>, _ number: UInt64, _ labels: [StaticString]) {
    if isLabelled(range, labels) { values.append(Value(field: field, range: range, number: number)) }
  }

  /// One of the labels stands within the 14 scalars before a range, on its line.
  private func isLabelled(_ range: Range<Int>, _ labels: [StaticString]) -> Bool {
    var index = range.lowerBound - 1
    while index >= 0, range.lowerBound - index <= 16, text[index] != 0x0A {
      for label in labels where text.has(label, at: index) { return true }
      index -= 1
    }
    return false
  }

  private static let birthLabels: [StaticString] = [
    "生年月日", "誕生日", "生まれ", "geb.", "Geb.", "geboren", "né le", "née le", "Né le", "Née le", "nato il", "nata il",
    "nacido el", "nacida el", "nascido em", "nascida em", "DOB", "D.O.B", "irth", "born", "Born", "年齢",
  ]
  private static let appointmentLabels: [StaticString] = [
    "日時", "予約", "受診日", "健診日", "検診日", "実施日", "来院", "booked", "appointment", "Appointment", "受診希望",
  ]

  /// When a text was written or sent, not when somebody comes.
  private static let recordLabels: [StaticString] = [
    "保存日時", "作成日時", "更新日時", "送信日時", "受信日時", "印刷日時", "出力日時", "登録日時", "発行日時", "記録日時", "取得日時",
  ]

  private mutating func takeDate(_ finding: NumberScanner.Finding, _ range: Range<Int>) {
    guard let date = CivilDate(packed: Int32(truncatingIfNeeded: finding.value)) else { return }
    let age = asOf.year - date.year
    var after = range.upperBound
    while text[after].isSpace { after += 1 }
    // 生 生まれ, but not 生産 生徒.
    let isCalledBirth =
      text[after] == 0x751F && (text[after + 1] == 0x307E || !text[after + 1].isKanji)
      || isLabelled(range, Self.birthLabels) && !isLabelled(range, Self.appointmentLabels)
    if (0...110).contains(age), isCalledBirth {
      values.append(Value(field: .birthDate, range: range, number: finding.value))
      neighbours.append(.init(range: range, cue: .birthDate))
      return
    }
    // 2024-06-10 09:30 is an appointment, if anything.
    let hasTime = text[after].isDigit && text[after + 1] == 0x3A || text[after + 2] == 0x3A || text[after + 1] == 0x6642
    if isLabelled(range, Self.recordLabels) { return }
    if isLabelled(range, Self.appointmentLabels) || hasTime && isBookedNear(range) || isBooked(after) {
      share(.appointment, at: range.lowerBound)
      return
    }
    if (5...105).contains(age), !hasTime {
      values.append(Value(field: .birthDate, range: range, number: finding.value, isTentative: true))
      neighbours.append(.init(range: range, cue: .birthDate))
    }
  }

  /// Takes a date that is called a birth date.
  mutating func takeBirthDate(_ date: CivilDate, _ range: Range<Int>) {
    guard (0...110).contains(asOf.year - date.year) else { return }
    values.removeAll { $0.field == .birthDate && $0.range.overlaps(range) }
    values.append(Value(field: .birthDate, range: range, number: UInt64(date.packed)))
    neighbours.append(.init(range: range, cue: .birthDate))
  }

  private func isBookedNear(_ range: Range<Int>) -> Bool {
    isLabelled(range.lowerBound..<range.upperBound, ["予約", "booked", "for", "健診", "検診", "ドック"])
  }

  /// …の健診, …の人間ドック, …に予約 within a few characters after a date.
  private func isBooked(_ after: Int) -> Bool {
    (after..<after + 12).contains { index in
      text.has("健診", at: index) || text.has("検診", at: index) || text.has("人間ドック", at: index)
        || text.has("予約", at: index)
    }
  }

  /// What matters only once somebody is named: addresses, sexes, insurance, results.
  mutating func findBesidePeople(_ addresses: AddressRecogniser) {
    var postalEnds: [Int: Int] = [:]
    for value in values where value.field == .postalCode {
      let line = text.line(of: value.range.lowerBound)
      postalEnds[line] = postalEnds[line] ?? value.range.upperBound
    }
    for (number, line) in text.lines.enumerated() where line.count >= 4 && line.count < 300 {
      findAddress(line, from: postalEnds[number] ?? line.lowerBound, addresses)
    }
    findBoxes()
    for index in 0..<text.count { findWord(at: index) }
  }

  /// 様 殿 氏.
  private static let honorifics: Set<UInt32> = [0x69D8, 0x6BBF, 0x6C0F]

  private mutating func findAddress(_ line: Range<Int>, from start: Int, _ addresses: AddressRecogniser) {
    var start = start
    var isLabelled = false
    for index in line where text[index] == 0x4F4F {
      if text.has("住所", at: index) {
        // 住所 〒861-0132 熊本県…: behind the postal code.
        if start < index + 2 || start > index + 24 { start = index + 2 }
        isLabelled = true
        break
      }
    }
    // 山田 花子 様　兵庫県…
    if let addressee = line.dropLast().first(where: { text[$0].isSpace && Self.honorifics.contains(text[$0 - 1]) }),
      start == line.lowerBound, addressee > start
    {
      start = addressee
    }
    while start < line.upperBound, text[start].isSpace || [0x3A, 0x3011, 0x5D, 0x7C].contains(text[start]) {
      start += 1
    }
    var found = address(at: start, line, addresses)
    if found == nil, isLabelled {
      // 住所又は居所　静岡県…, 住所（自宅）：静岡県…: the label is longer.
      for index in start..<min(start + 20, line.upperBound) where found == nil && text[index - 1].isEndOfLabel {
        found = address(at: index, line, addresses)
        start = index
      }
    }
    guard let reading = found else { return }
    let end = text.index(ofByte: Int(text.offsets[start]) + reading.length)
    values.append(Value(field: .address, range: start..<max(start + 1, end)))
  }

  /// An address that begins here, with its block, or at length.
  private func address(at start: Int, _ line: Range<Int>, _ addresses: AddressRecogniser) -> AddressReading? {
    guard start < line.upperBound, text[start].isKanji,
      let reading = addresses.parsePrefix(text.cell(start..<line.upperBound)),
      reading.hasBlock || reading.prefecture > 0 && reading.length >= 18
    else { return nil }
    return reading
  }

  private mutating func findWord(at index: Int) {
    switch text[index] {
    // 男 女, as 男性, 性別: 男 and (女.
    case 0x7537, 0x5973:
      let isWord = text[index + 1] == 0x6027 && !text[index + 2].isKanji
      if isWord || !text[index + 1].isKanji && (isLabelled(index..<index + 1, ["性別"]) || isBehindAge(index)) {
        values.append(Value(field: .sex, range: index..<index + (isWord ? 2 : 1)))
      }
    // 記号 番号 枝番.
    case 0x8A18 where text.has("記号", at: index):
      if let account = account(at: index) {
        add(Value(field: .bankAccount, range: account))
      } else if !takeSymbolAndNumber(at: index + 2) {
        labelledCode(.insuranceSymbol, at: index + 2)
      }
    // 口座番号, 普通, 当座, 貯蓄.
    case 0x53E3, 0x666E, 0x5F53, 0x8CAF:
      if let account = account(at: index) { add(Value(field: .bankAccount, range: account)) }
    case 0x756A where text.has("番号", at: index) && !text[index - 1].isKanji:
      labelledCode(.insuranceNumber, at: index + 2)
    case 0x679D where text.has("枝番", at: index): labelledCode(.branchNumber, at: index + 2)
    case 0x793E where text.has("社員番号", at: index), 0x8077 where text.has("職員番号", at: index):
      labelledCode(.employeeNumber, at: index + 4)
    // （受給者番号）001113, on certificates of tax withheld.
    case 0x53D7 where text.has("受給者番号", at: index) && text[index - 1] == 0x28:
      labelledCode(.employeeNumber, at: index + 6)
    default:
      if let sensitive = SensitiveWords.field(text, at: index) { share(sensitive, at: index) }
    }
  }

  /// 34歳　男, （満34歳）男.
  private func isBehindAge(_ index: Int) -> Bool {
    var before = index - 1
    while index - before <= 3, text[before].isSpace || [0x29, 0x2F, 0x30FB, 0x3001].contains(text[before]) {
      before -= 1
    }
    return (text[before] == 0x6B73 || text[before] == 0x624D) && (text[before - 1].isDigit || text[before - 1].isKanji)
  }

  /// Takes the addresses out that no name stands before.
  mutating func setAsideEmails(unless isNamed: (Range<Int>) -> Bool) -> [String] {
    let lone = values.filter { $0.field == .email && !isNamed($0.range) }
    values.removeAll { value in lone.contains { $0.field == value.field && $0.range == value.range } }
    return lone.map { text.string($0.range).lowercased() }
  }

  /// Keeps a value, unless it is known already (`普通 口座番号 1234567` is labelled twice).
  mutating func add(_ value: Value) {
    if let last = values.last, last.field == value.field, last.range == value.range { return }
    values.append(value)
  }

  private mutating func share(_ field: Field, at position: Int) {
    let line = text.line(of: position)
    if let last = shared.last(where: { $0.field == field }), last.line == line { return }
    shared.append(Shared(field: field, position: position, line: line))
  }

  /// Digits, letters and hyphens behind a label.
  private mutating func labelledCode(_ field: Field, at start: Int) {
    var start = start
    while text[start].isSpace || text[start] == 0x3A { start += 1 }
    var end = start
    while end - start < 14, text[end].isDigit || text[end] == 0x2D || text[end].isLatin && text[end] < 0x80 { end += 1 }
    guard end > start, (start..<end).contains(where: { text[$0].isDigit }) else { return }
    // 番号 alone is an insurance number only beside a symbol.
    if field == .insuranceNumber, values.last?.field != .insuranceSymbol { return }
    values.append(Value(field: field, range: start..<end))
  }
}

extension UInt32 {
  /// A blank, a colon or a closing bracket, behind which a value begins.
  fileprivate var isEndOfLabel: Bool { isSpace || self == 0x3A || self == 0x29 || self == 0x3011 || self == 0x5D }
}
