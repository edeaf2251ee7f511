import JapaneseText

/// Columns that no title names: by their cells, and by what stands beside them.
extension ColumnTyping {
  func guess(_ tally: ColumnTally, _ finding: inout ColumnFinding) {
    guard tally.filled > 0 else { return }
    func found(_ role: ColumnRole, _ share: Double) {
      finding.role = role
      finding.evidence = .cells(share)
    }
    let enough = tally.filled >= 20
    if tally.share(CellShapes.email) >= 0.8 { return found(.email, tally.share(CellShapes.email)) }
    if enough, tally.share(CellShapes.card) >= 0.95, tally.averageBytes >= 14 {
      return found(.cardNumber, tally.share(CellShapes.card))
    }
    if tally.share(CellShapes.iban) >= 0.8 { return found(.iban, tally.share(CellShapes.iban)) }
    if tally.share(CellShapes.residenceCard) >= 0.9 {
      return found(.residenceCard, tally.share(CellShapes.residenceCard))
    }
    // Of random 12-digit numbers 10 % pass as My Number, 5 % as a licence: a column that passes throughout is one.
    // Of six that all do, one list in a million is none.
    let isMyNumber = tally.share(CellShapes.myNumber) >= (enough ? 0.95 : 1)
    if tally.filled >= 6, isMyNumber { return found(.myNumber, tally.share(CellShapes.myNumber)) }
    if enough, tally.share(CellShapes.licence) >= 0.95 {
      return found(.driversLicense, tally.share(CellShapes.licence))
    }
    let isInsurer = tally.share(CellShapes.insurerNumber8) >= (enough ? 0.95 : 1)
    if tally.filled >= 6, isInsurer, enough || tally.differentValues > 1, tally.share(CellShapes.compactDate8) < 0.5 {
      return found(.insurerNumber, tally.share(CellShapes.insurerNumber8))
    }
    let date = tally.share(CellShapes.date)
    if date >= 0.8 {
      return found(tally.looksLikeBirthDates(asOf: asOf.year) ? .birthDate : .other, date)
    }
    let postal = tally.share(CellShapes.postal)
    if postal >= 0.9, tally.share(CellShapes.digitsOnly) < 0.5 || tally.variety > 0.2 && tally.filled >= 5 {
      if tally.share(CellShapes.digitsOnly) < 0.5 { return found(.postalCode, postal) }
    }
    let phone = tally.share(CellShapes.phone)
    if phone >= 0.8, tally.share(CellShapes.servicePhone) < 0.5 { return found(.phone, phone) }
    let address = max(tally.share(CellShapes.address), tally.share(CellShapes.foreignAddress))
    if address >= 0.6, tally.averageBytes > 15 { return found(.address, address) }
    let organisation = tally.share(NameShapes.organisationName)
    if tally.share(NameShapes.insurerName) >= 0.6 { return found(.insurer, tally.share(NameShapes.insurerName)) }
    if organisation >= 0.6 { return found(.employer, organisation) }
    let kana = max(tally.share(NameShapes.kanaName), tally.share(NameShapes.kanaScript))
    // はい and いいえ are readings of nobody.
    let mayDiffer = tally.differentValues > 2 || tally.filled <= 2
    if tally.share(NameShapes.kanaScript) >= 0.8, kana >= 0.8, mayDiffer, tally.variety > 0.3 || tally.filled < 20 {
      return found(.kana, kana)
    }
    // 山田様, 佐藤花子さん in the cells of a plan: the honorific says that it is somebody.
    // Firms are written with one as well, トヨタ様, so names must be among them.
    let names = [NameShapes.personName, .surnameOnly, .givenOnly, .kanaName].reduce(0) { $0 + tally.share($1) }
    if tally.honorific >= 0.8, names >= 0.4, tally.variety > 0.3 || tally.filled < 20 {
      return found(.name, tally.honorific)
    }
    // 祖母 山田花子: the word for a relative before it says that it is somebody.
    if tally.relatives >= 0.3, tally.relatives * Double(tally.filled) >= 2 { return found(.name, tally.relatives) }
    let person = tally.share(NameShapes.personName)
    if person >= 0.6, tally.share(NameShapes.productLike) < 0.2, tally.variety > 0.3 || tally.filled < 20 {
      return found(.name, person)
    }
    if tally.share(CellShapes.sexWord) >= 0.95, tally.share(CellShapes.digitsOnly) < 0.5, tally.differentValues <= 6 {
      return found(.sex, tally.share(CellShapes.sexWord))
    }
    if tally.averageBytes >= 45, tally.variety > 0.5 { return found(.remarks, 1) }
  }

  /// In a list of people without titles, two neighbouring columns of small whole numbers behind the personal ones are
  /// the insurance symbol and number; a column of 1 and 2 is the sex.
  func settleUntitledNumbers(_ findings: inout [ColumnFinding], _ tallies: [ColumnTally]) {
    guard let anchor = findings.firstIndex(where: { $0.role.isAnchor }),
      findings.contains(where: { $0.role == .birthDate })
    else { return }
    for column in findings.indices where findings[column].role == .none && column > anchor {
      let tally = tallies[column]
      if tally.share(CellShapes.sexCode) >= 0.98, tally.differentValues == 2,
        !findings.contains(where: { $0.role == .sex })
      {
        findings[column].role = .sex
        findings[column].evidence = .neighbours
      }
    }
    for column in findings.indices.dropLast()
    where column > anchor || column > 0 && findings[column - 1].role == .insurerNumber {
      guard findings[column].role == .none, findings[column + 1].role == .none else { continue }
      let symbol = tallies[column]
      let number = tallies[column + 1]
      guard symbol.allWholeNumbers, number.allWholeNumbers, !symbol.countsRows, !number.countsRows,
        symbol.largestNumber < 100_000_000, number.largestNumber < 100_000_000, number.variety > 0.3,
        symbol.filled >= 5
      else { continue }
      findings[column].role = .insuranceSymbol
      findings[column].evidence = .neighbours
      findings[column + 1].role = .insuranceNumber
      findings[column + 1].evidence = .neighbours
      if column + 2 < findings.count, findings[column + 2].role == .none,
        tallies[column + 2].share(CellShapes.branch2) >= 0.95
      {
        findings[column + 2].role = .branchNumber
        findings[column + 2].evidence = .neighbours
      }
      break
    }
    // Between the employer and the name stands the number of the employee.
    for column in findings.indices where column > 0 && column < anchor && findings[column].role == .none {
      let tally = tallies[column]
      guard findings[column - 1].role == .employer, tally.allWholeNumbers, !tally.countsRows, tally.variety > 0.9,
        tally.filled >= 5, tally.largestNumber >= 1000
      else { continue }
      findings[column].role = .employeeNumber
      findings[column].evidence = .neighbours
    }
  }

  /// In a list of people without titles: courses of check-ups, the clinics beside them, and the days beside those.
  func settleUntitledAppointments(_ findings: inout [ColumnFinding], _ tallies: [ColumnTally]) {
    guard findings.contains(where: { $0.role.isAnchor }) else { return }
    func isAppointment(_ column: Int) -> Bool {
      findings.indices.contains(column) && findings[column].role == .appointment
    }
    func found(_ column: Int) {
      findings[column].role = .appointment
      findings[column].evidence = .neighbours
    }
    for column in findings.indices {
      let tally = tallies[column]
      guard findings[column].role == .none || findings[column].role == .remarks, tally.filled >= 3,
        tally.appointmentCells * 10 >= tally.filled * 7, tally.differentValues <= 40, tally.averageBytes <= 60
      else { continue }
      findings[column].role = .appointment
      findings[column].evidence = .cells(Double(tally.appointmentCells) / Double(tally.filled))
    }
    for column in findings.indices where isAppointment(column - 1) || isAppointment(column + 1) {
      let tally = tallies[column]
      let isPlace = findings[column].role == .none || findings[column].role == .employer
      if isPlace, tally.filled >= 3, tally.clinicCells * 10 >= tally.filled * 4 { found(column) }
    }
    for column in findings.indices where findings[column].role == .other && isAppointment(column - 1) {
      if tallies[column].share(CellShapes.date) >= 0.8 { found(column) }
    }
  }

  /// The columns of times in a table of bookings.
  func settleBookings(_ findings: inout [ColumnFinding]) {
    guard findings.contains(where: { Self.isOfBooking($0.title) }) else { return }
    for column in findings.indices where findings[column].role == .none || findings[column].role == .other {
      guard Self.isOfStart(findings[column].title) else { continue }
      findings[column].role = .appointment
      findings[column].evidence = .neighbours
    }
  }

  /// `reservation_id`, `予約番号`: the rows are bookings of people.
  private static func isOfBooking(_ title: String) -> Bool {
    title.contains("予約")
      || !TitleTokens.words(of: title).isDisjoint(with: ["reservation", "booking", "appointment", "yoyaku"])
  }

  /// `starts_at`, `開始日時`: when a booking is for.
  private static func isOfStart(_ title: String) -> Bool {
    ["開始", "開始日時", "開始時刻", "来店日", "来店日時", "利用日", "利用日時"].contains(title)
      || ["starts_at", "start_at", "start_time", "starttime", "startsat", "scheduled_at", "scheduled_for"].contains(
        Folding.foldText(title))
  }
}
