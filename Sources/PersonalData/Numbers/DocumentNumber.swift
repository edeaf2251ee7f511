/// Japanese numbers without a published check: only their shape can be told, so a label or a column's title must speak
/// for them. All take a cell in ASCII writing (see `NumberFolding`).
enum DocumentNumber {
  /// Basic pension number (基礎年金番号), 1234-567890.
  static func isPension(_ cell: CellBytes) -> Bool {
    (cell.count == 11 && cell[4] == 0x2D && cell.digitRun(at: 0) == 4 && cell.digitRun(at: 5) == 6)
      || (cell.count == 10 && cell.digitRun(at: 0) == 10)
  }

  /// Employment insurance number (雇用保険被保険者番号), 1234-567890-1. Its check digit is not published.
  static func isEmploymentInsurance(_ cell: CellBytes) -> Bool {
    (cell.count == 13 && cell[4] == 0x2D && cell[11] == 0x2D && cell.digitRun(at: 0) == 4 && cell.digitRun(at: 5) == 6
      && cell.digitRun(at: 12) == 1) || (cell.count == 11 && cell.digitRun(at: 0) == 11)
  }

  /// Residence card (在留カード), AB12345678CD.
  static func isResidenceCard(_ cell: CellBytes) -> Bool {
    cell.count == 12 && cell[0].isLetter && cell[1].isLetter && cell.digitRun(at: 2) == 8 && cell[10].isLetter
      && cell[11].isLetter
  }

  /// Japanese passport (旅券), TR1234567.
  static func isPassport(_ cell: CellBytes) -> Bool {
    cell.count == 9 && cell[0].isLetter && cell[1].isLetter && cell.digitRun(at: 2) == 7
  }

  /// Branch 3 and account 7 digits, with or without the bank's 4 before; Japan Post's symbol 5 (begins with 1 or 0) and
  /// number up to 8; an account number alone.
  static func isBankAccount(_ cell: CellBytes) -> Bool {
    let first = cell.digitRun(at: 0)
    if first == cell.count { return first == 7 }
    guard first >= 3, first <= 5, cell[first] == 0x2D || cell[first] == 0x20 else { return false }
    let second = cell.digitRun(at: first + 1)
    let end = first + 1 + second
    if end == cell.count {
      if first == 3 { return second == 7 }
      return first == 5 && cell[0] <= 0x31 && second >= 6 && second <= 8
    }
    guard cell[end] == 0x2D || cell[end] == 0x20 else { return false }
    let third = cell.digitRun(at: end + 1)
    guard end + 1 + third == cell.count else { return false }
    return (first == 4 && second == 3 && third == 7) || (first == 5 && cell[0] <= 0x31 && second == 1 && third <= 8)
  }
}
