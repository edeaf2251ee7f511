import JapaneseText

/// Values that labels tell in any language that titles are known in: `Geburtsdatum: 01.02.1960`, `Gender: female`.
extension PassageValues {
  mutating func takeLabelled(_ fields: LabelledFields) {
    for entry in fields.blocks.joined() where entry.reading.strength == .strong && !entry.value.isEmpty {
      guard let field = entry.reading.role.field, entry.value.count <= 200,
        !values.contains(where: { $0.field == field && !$0.isTentative && $0.range.overlaps(entry.value) })
      else { continue }
      take(field, entry.value)
    }
  }

  private mutating func take(_ field: Field, _ range: Range<Int>) {
    let cell = text.cell(range)
    switch field {
    case .birthDate:
      guard let date = DateText.parse(cell) else { return }
      takeBirthDate(date, range)
    case .phone:
      guard let digits = LooseDigits.parse(cell, count: 9...15) else { return }
      add(Value(field: .phone, range: range, number: digits))
    case .sex: if SexWord.parse(cell) != nil { add(Value(field: .sex, range: range)) }
    case .address:
      // Behind the postal code, which is a value of its own.
      let start = range.first { !text[$0].isDigit && !text[$0].isSpace && text[$0] != 0x3012 && text[$0] != 0x2D }
      guard let start, range.upperBound - start >= 6, hasDigit(start..<range.upperBound) else { return }
      add(Value(field: .address, range: start..<range.upperBound))
    case .postalCode, .insurerNumber, .insuranceSymbol, .insuranceNumber, .branchNumber, .employeeNumber,
      .driversLicense, .passport, .residenceCard, .pensionNumber, .employmentInsurance, .bankAccount, .nationalNumber:
      if range.count <= 24, hasDigit(range) { add(Value(field: field, range: range)) }
    case .employer, .insurer: if range.count >= 2 { add(Value(field: field, range: range)) }
    default: break
    }
  }

  private func hasDigit(_ range: Range<Int>) -> Bool { range.contains { text[$0].isDigit } }
}
