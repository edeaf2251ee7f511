import JapaneseText

/// Tells what a cell could be. Used on samples of a column.
package struct CellClassifier: Sendable {
  private let addresses = AddressRecogniser()
  /// Packed dates between which a birth date lies.
  private let birthDates: ClosedRange<Int32>

  /// - Parameter asOf: the day from which ages are counted (0…105 years).
  package init(asOf: CivilDate) {
    let today = asOf.packed
    birthDates = (today - 106_0000)...today
  }

  package func shapes(of cell: CellBytes) -> CellShapes {
    guard cell.count <= NumberFolding.longestCell else { return addressShapes(cell) }
    return NumberFolding.withFolded(cell) { folded in
      guard folded.count > 0 else { return .empty }
      let census = CharacterCensus(folded)
      if census.digits == folded.count { return digitShapes(folded) }
      var shapes = wordShapes(folded, census)
      if census.digits >= 2 { shapes.formUnion(numberShapes(folded, census)) }
      if shapes.isDisjoint(with: Self.settled) {
        if census.beyondASCII >= 6 { shapes.formUnion(addressShapes(cell)) }
        let isLatin = census.letters >= 4 || census.beyondASCII >= 8
        if isLatin, census.at == 0, !shapes.contains(.address), ForeignAddress.isForeignAddress(folded) {
          shapes.insert(.foreignAddress)
        }
      }
      return shapes
    }
  }

  /// Shapes that leave no room for an address.
  private static let settled: CellShapes = [.email, .date, .phone, .sexWord, .url, .money, .residenceCard]

  private func addressShapes(_ cell: CellBytes) -> CellShapes {
    addresses.isAddress(cell) ? .address : []
  }

  // MARK: Digits alone

  private func digitShapes(_ d: CellBytes) -> CellShapes {
    var shapes: CellShapes = [.digitsOnly, .integer]
    if d.count <= 8 { shapes.insert(.symbolLike) }
    switch d.count {
    case 1:
      if d[0] != 0x30 { shapes.insert(.branch2) }
      if d[0] == 0x31 || d[0] == 0x32 { shapes.formUnion([.sexCode, .sexWord]) }
    case 2 where d[0] == 0x30: shapes.insert(.branch2)
    case 6 where CheckDigits.insurerNumber6(d): shapes.insert(.insurerNumber6)
    case 7:
      shapes.insert(.bankAccount)
      if PostalCode.prefix(of: d, at: 0) != nil { shapes.insert(.postal) }
      if d[0] >= 0x31, d[0] <= 0x35 { shapes.formUnion(dateShapes(d, isEra: true)) }
    case 8:
      shapes.formUnion(dateShapes(d, isEra: false))
      if shapes.contains(.date) { shapes.insert(.compactDate8) }
      if CheckDigits.insurerNumber8(d) { shapes.insert(.insurerNumber8) }
    case 9...11:
      shapes.formUnion(phoneShapes(d))
      if d.count == 10 { shapes.insert(.pension) }
      if d.count == 11 {
        shapes.insert(.employmentInsurance)
        if NationalNumber.isTaxID(d) { shapes.insert(.otherNational) }
      }
    case 12:
      if CheckDigits.myNumber(d) { shapes.insert(.myNumber) }
      if CheckDigits.driversLicence(d) { shapes.insert(.licence) }
    case 13:
      if CheckDigits.corporateNumber(d) { shapes.insert(.corporateNumber) }
      if NationalNumber.isKoreanResident(d) { shapes.insert(.otherNational) }
    case 14...19:
      if d.count == 14 { shapes.formUnion(dateShapes(d, isEra: false)) }
      if CheckDigits.paymentCard(d) { shapes.insert(.card) }
      if NationalNumber.first(in: d, folded: d) != nil { shapes.insert(.otherNational) }
    default: break
    }
    return shapes
  }

  // MARK: Digits among other characters

  private func numberShapes(_ c: CellBytes, _ census: CharacterCensus) -> CellShapes {
    var shapes: CellShapes = []
    if census.isPlainNumber {
      shapes.insert(census.dots == 0 ? .integer : .decimal)
      if census.commas > 0 { shapes.insert(.money) }
    }
    if c.count <= 6, census.colons == 1, isTime(c) { return [.time] }
    if census.colons == 2, c.count <= 8, isTime(c) { return [.time] }
    if census.digits >= 3, c.count <= 60 { shapes.formUnion(dateShapes(c, isEra: !c[0].isDigit || isEraCode(c))) }
    if shapes.contains(.date) {
      if census.colons > 0 { shapes.insert(.dateTime) }
      return shapes
    }
    if census.digits >= 8, census.digits <= 36, census.letters <= 12 { shapes.formUnion(phoneShapes(c)) }
    if census.digits == 7, PostalCode.parse(folded: c, leadingZeroMayBeMissing: false) != nil {
      shapes.insert(.postal)
      return shapes
    }
    if census.letters == 0, census.digits <= 19, census.digits >= 7 {
      if DocumentNumber.isPension(c) { shapes.insert(.pension) }
      if DocumentNumber.isEmploymentInsurance(c) { shapes.insert(.employmentInsurance) }
      if DocumentNumber.isBankAccount(c) { shapes.insert(.bankAccount) }
    }
    if census.letters + census.digits + census.hyphens + census.spaces == c.count, census.digits >= 5 {
      shapes.formUnion(separatedShapes(c, census))
      // 577-27-7571 would also be 0577-27-7571 without its zero.
      if shapes.contains(.ssn) { shapes.remove(.phoneWithoutZero) }
    }
    return shapes
  }

  /// Numbers with letters, or in groups.
  private func separatedShapes(_ c: CellBytes, _ census: CharacterCensus) -> CellShapes {
    var shapes: CellShapes = []
    if DocumentNumber.isResidenceCard(c) { shapes.insert(.residenceCard) }
    if DocumentNumber.isPassport(c) { shapes.insert(.passport) }
    CompactNumber.with(c, letters: true) { d in
      if census.letters == 0 {
        if d.count == 12, CheckDigits.myNumber(d) { shapes.insert(.myNumber) }
        if d.count == 12, CheckDigits.driversLicence(d) { shapes.insert(.licence) }
        if d.count == 13, CheckDigits.corporateNumber(d) { shapes.insert(.corporateNumber) }
        if CheckDigits.paymentCard(d) { shapes.insert(.card) }
      }
      switch NationalNumber.first(in: d, folded: c) {
      case .usSocialSecurity: shapes.insert(.ssn)
      case .ukNationalInsurance: shapes.insert(.nino)
      case .euVAT: shapes.insert(.vat)
      case .iban: shapes.insert(.iban)
      case nil: break
      default: shapes.insert(.otherNational)
      }
    }
    return shapes
  }

  private func phoneShapes(_ c: CellBytes) -> CellShapes {
    guard let number = PhoneNumber.parse(folded: c, leadingZeroMayBeMissing: false) else {
      guard let bare = PhoneNumber.parse(folded: c, leadingZeroMayBeMissing: true) else { return severalPhones(c) }
      return bare.kind == .mobile ? [.phoneWithoutZero, .mobile] : .phoneWithoutZero
    }
    switch number.kind {
    case .mobile: return [.phone, .mobile]
    case .service: return [.phone, .servicePhone]
    default: return .phone
    }
  }

  /// 03-1234-5678 / 090-1234-5678
  private func severalPhones(_ c: CellBytes) -> CellShapes {
    guard c.count >= 19, c.count <= 80 else { return [] }
    var shapes: CellShapes = []
    var count = 0
    PhoneNumber.parseAll(c) { number in
      count += 1
      if number.kind == .mobile { shapes.insert(.mobile) }
    }
    return count >= 2 ? shapes.union(.phone) : []
  }

  private func dateShapes(_ c: CellBytes, isEra: Bool) -> CellShapes {
    guard let date = DateText.parse(c) else { return [] }
    var shapes: CellShapes = .date
    if isEra, !isMonthName(c) { shapes.insert(.eraDate) }
    if birthDates.contains(date.packed) { shapes.insert(.birthPlausible) }
    return shapes
  }

  /// `2 Jan 1975` begins with a digit; `Jan 2, 1975` with a letter and is no era.
  private func isMonthName(_ c: CellBytes) -> Bool { c.count > 2 && c[0].isLetter && c[1].isLetter && c[2].isLetter }

  /// `3-500102`, `3-50-01-02`: one digit 1…5 and a separator.
  private func isEraCode(_ c: CellBytes) -> Bool {
    c.count > 6 && c[0] >= 0x31 && c[0] <= 0x35 && !c[1].isDigit && c[1] != 0x20 && c[1] < 0x80
  }

  private func isTime(_ c: CellBytes) -> Bool {
    let hours = c.digitRun(at: 0)
    guard hours == 1 || hours == 2, c.count > hours, c[hours] == 0x3A, c.digitRun(at: hours + 1) == 2 else {
      return false
    }
    let rest = hours + 3
    return rest == c.count || (rest + 3 == c.count && c[rest] == 0x3A && c.digitRun(at: rest + 1) == 2)
  }

  // MARK: Words

  private func wordShapes(_ c: CellBytes, _ census: CharacterCensus) -> CellShapes {
    var shapes: CellShapes = []
    if census.at == 1 || (census.beyondASCII > 0 && census.at > 0), EmailAddress.parse(c) != nil {
      shapes.insert(.email)
    }
    if census.digits == 0, c.count <= 9, SexWord.parse(folded: c) != nil { shapes.insert(.sexWord) }
    if census.digits > 0, c.count <= 24, census.others == 0 { shapes.insert(.symbolLike) }
    if c.hasLetters("http://", at: 0) || c.hasLetters("https://", at: 0) || c.hasLetters("www.", at: 0) {
      shapes.insert(.url)
    }
    if census.digits > 0, isMoney(c) { shapes.insert(.money) }
    // 昭和五十年一月二日: an era and kanji numbers.
    if census.digits < 3, census.beyondASCII >= 12, c.count <= 60, isEraName(c) {
      shapes.formUnion(dateShapes(c, isEra: true))
    }
    return shapes
  }

  private func isEraName(_ c: CellBytes) -> Bool {
    c.has("昭", at: 0) || c.has("平", at: 0) || c.has("令", at: 0) || c.has("大正", at: 0) || c.has("明治", at: 0)
  }

  private func isMoney(_ c: CellBytes) -> Bool {
    c.has("¥", at: 0) || c.has("\\", at: 0) || c.has("$", at: 0) || c.has("円", at: c.count - 3)
  }
}
