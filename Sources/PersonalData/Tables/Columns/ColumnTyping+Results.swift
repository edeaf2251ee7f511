import JapaneseText

/// Results are named in more ways than a vocabulary holds; what stands in the cells is not.
extension ColumnTyping {
  /// A column of which neither title nor cells told anything yet, and half of whose cells are verdicts of a check-up.
  func settleResults(_ findings: inout [ColumnFinding], _ tallies: [ColumnTally]) {
    for column in findings.indices where findings[column].role == .none {
      let tally = tallies[column]
      guard tally.filled >= 3, tally.resultCells * 2 >= tally.filled else { continue }
      findings[column].role = .checkResult
      findings[column].evidence = .cells(Double(tally.resultCells) / Double(tally.filled))
    }
  }
}

/// What check-ups say of a person in a word: 要精密検査, 異常なし, 陰性.
enum ResultWords {
  private static let words: [StaticString] = [
    "要精密検査", "要精検", "要再検", "要経過観察", "経過観察", "要治療", "要医療", "要受診", "治療中", "異常なし", "異常あり", "異常認めず", "異常を認めず", "軽度異常",
    "所見なし", "所見あり", "陽性", "陰性",
  ]

  static func contains(_ cell: CellBytes) -> Bool {
    guard cell.count >= 6, cell.count <= 60, cell[0] >= 0xE3 || cell.contains(where: { $0 >= 0xE3 }) else {
      return false
    }
    var index = 0
    while index + 6 <= cell.count {
      if cell[index] >= 0xE3, words.contains(where: { cell.has($0, at: index) }) { return true }
      index += 1
    }
    return false
  }
}
