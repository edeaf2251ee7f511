import JapaneseText

/// Those who belong to the person of a form, on lines of their own.
extension FormReading {
  /// A line without labels that are known, of somebody who belongs to the form's own person: a name with a birth date or a
  /// relation beside it, 山田 花子, H18.4.24, 子.
  /// - Returns: whether there was one.
  func takeRelative(_ cells: [String]) -> Bool {
    let filled = cells.filter { !$0.isEmpty }
    guard (2...12).contains(filled.count) else { return false }
    let names = filled.compactMap(name)
    guard names.count == 1, let name = names.first else { return false }
    let read = filled.map(cellReader.read)
    let born = read.first { $0.kind == .birthDate }
    guard born != nil || filled.contains(where: GridWords.relations.contains) else { return false }
    var facts = PersonFacts()
    facts.name = name
    facts.fields.insert(.name)
    if var date = born?.text {
      facts.birthDate = date.withUTF8 { DateText.parse($0) }
      if facts.birthDate != nil { facts.fields.insert(.birthDate) }
    }
    if filled.contains(where: isNumber) { facts.fields.insert(.myNumber) }
    closeRelative()
    relative = (facts, row)
    return true
  }

  /// A line with a My Number and no label: that of the relative above, or else of the form's own person.
  func takeNumber(_ cells: [String]) -> Bool {
    guard cells.contains(where: isNumber) else { return false }
    if relative != nil {
      relative?.facts.fields.insert(.myNumber)
    } else if blocks[0] != nil {
      blocks[0]?.facts.fields.insert(.myNumber)
      blocks[0]?.isNumbered = true
    } else {
      collector.strayFields.insert(.myNumber)
    }
    return true
  }

  private func isNumber(_ cell: String) -> Bool { asksForNumbers && holdsNumber(cell) }

  /// Whether a cell holds a My Number and nothing else.
  func holdsNumber(_ cell: String) -> Bool {
    guard cell.utf8.count >= 12, cell.utf8.count <= 48 else { return false }
    var cell = cell
    return cell.withUTF8 { CellClassifier(asOf: asOf).shapes(of: $0).contains(.myNumber) }
  }

  func closeRelative() {
    guard let (facts, row) = relative else { return }
    relative = nil
    if recorder.record(facts, hints: [], row: row) { collector.recordCount += 1 }
  }
}
