/// Numbers with letters in running text: residence cards, passports, IBAN, VAT, NINO, DNI, codice fiscale.
enum LetteredNumber {
  typealias Finding = NumberScanner.Finding

  /// - Parameters:
  ///   - from: the first of two or six letters; `start`: the first digit behind them.
  /// - Returns: the end of the finding, or `start`.
  static func find(_ t: CellBytes, _ from: Int, _ start: Int, _ run: Int, _ found: (Finding) -> Void) -> Int {
    let end = start + run
    let isClear = end == t.count || !isAlphanumeric(t[end])
    if start - from == 2 {
      if run == 7, isClear { return report(.passport, from..<end, found) }
      if run == 8, end + 2 <= t.count, DocumentNumber.isResidenceCard(t.part(from..<end + 2)),
        end + 2 == t.count || !isAlphanumeric(t[end + 2])
      {
        return report(.residenceCard, from..<end + 2, found)
      }
      if t[from].isUpper, t[from + 1].isUpper { return spaced(t, from, start, found) }
      return start
    }
    return compact(t, from, start, found)
  }

  /// A token of letters and digits without separators.
  static func compact(_ t: CellBytes, _ from: Int, _ start: Int, _ found: (Finding) -> Void) -> Int {
    var end = start
    while end < t.count, end - from < 40, isAlphanumeric(t[end]) { end += 1 }
    let token = t.part(from..<end)
    guard token.count <= 34 else { return start }
    guard let number = CompactNumber.with(token, letters: true, { NationalNumber.first(in: $0, folded: token) }) else {
      return start
    }
    return report(kind(of: number), from..<end, found)
  }

  /// Groups between single spaces or hyphens (GB29 NWBK 6016 …, AB 12 34 56 C): the longest that holds.
  private static func spaced(_ t: CellBytes, _ from: Int, _ start: Int, _ found: (Finding) -> Void) -> Int {
    var end = from
    var best = start
    var bestKind = Finding.Kind.iban
    while end < t.count, end - from <= 44 {
      let groupStart = end
      while end < t.count, end - from <= 44, isAlphanumeric(t[end]) { end += 1 }
      guard end > groupStart else { break }
      if end - from >= 9 {
        let token = t.part(from..<end)
        if let number = CompactNumber.with(token, letters: true, { NationalNumber.first(in: $0, folded: token) }) {
          best = end
          bestKind = kind(of: number)
        }
      }
      guard end + 1 < t.count, t[end] == 0x20 || t[end] == 0x2D, isAlphanumeric(t[end + 1]) else { break }
      end += 1
    }
    return best > start ? report(bestKind, from..<best, found) : start
  }

  /// 12345678Z (DNI), 11010519491231002X (China): digits with one letter behind.
  static func endingInLetter(_ t: CellBytes, _ start: Int, _ run: Int, _ found: (Finding) -> Void) -> Int {
    let end = start + run + 1
    guard run == 8 || run == 17, end == t.count || !isAlphanumeric(t[end]) else { return start }
    let holds = CompactNumber.with(t.part(start..<end), letters: true) {
      run == 8 ? NationalNumber.isDNI($0) : NationalNumber.isChineseResident($0)
    }
    return holds ? report(.nationalNumber, start..<end, found) : start
  }

  private static func kind(of number: NationalNumber) -> Finding.Kind {
    switch number.field {
    case .iban: .iban
    case .taxNumber: .taxNumber
    default: .nationalNumber
    }
  }

  private static func report(_ kind: Finding.Kind, _ range: Range<Int>, _ found: (Finding) -> Void) -> Int {
    found(Finding(kind: kind, range: range, value: 0))
    return range.upperBound
  }

  @inline(__always) private static func isAlphanumeric(_ byte: UInt8) -> Bool { byte.isDigit || byte.isLetter }
}
