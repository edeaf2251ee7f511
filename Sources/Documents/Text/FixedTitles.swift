/// What titles above columns of fixed width say of the borders between them.
enum FixedTitles {
  /// Borders that are blanks inside of a number, as in `0955 385 5125` under `CONTACT NO`: digits stand on both sides,
  /// one blank apart, and the titles above begin nothing there.
  ///
  /// - Parameters:
  ///   - borders: what the records alone show.
  ///   - records: the lines of the usual width.
  ///   - head: the first lines, titles among them; without titles, nothing is known.
  static func insideNumbers(
    _ borders: Set<Int>, in records: [FixedColumns.Row], under head: ArraySlice<FixedColumns.Row>
  ) -> Set<Int> {
    let sorted = borders.sorted()
    let candidates = Set(sorted.filter { isBetweenDigits($0, records) })
    guard !candidates.isEmpty, let titles = titles(over: sorted.filter { !candidates.contains($0) }, in: head) else {
      return []
    }
    var inside: Set<Int> = []
    var chain: [Int] = []
    /// A number of several parts is one where the titles name but some of them: `TEL NO` over `090 1234 5678`.
    func settle() {
      let untitled = chain.filter { claim(on: $0, titles, end: end(of: $0, sorted, records)) == .none }
      guard !untitled.isEmpty else { return chain.removeAll() }
      for border in chain where claim(on: border, titles, end: end(of: border, sorted, records)) != .sure {
        inside.insert(border)
      }
      chain.removeAll()
    }
    for border in sorted {
      if candidates.contains(border) { chain.append(border) } else { settle() }
    }
    settle()
    return inside
  }

  private static func isBlank(_ row: FixedColumns.Row, _ position: Int) -> Bool {
    position < 0 || position >= row.kinds.count || row.kinds[position] == FixedColumns.blank
  }

  private static func isDigit(_ row: FixedColumns.Row, _ position: Int) -> Bool {
    position >= 0 && position < row.ascii.count && row.ascii[position] &- 0x30 < 10
  }

  private static func isBetweenDigits(_ border: Int, _ records: [FixedColumns.Row]) -> Bool {
    var filled = 0
    var between = 0
    for row in records where !isBlank(row, border) {
      filled += 1
      if isDigit(row, border), isBlank(row, border - 1), isDigit(row, border - 2) { between += 1 }
    }
    return filled >= 5 && between * 10 >= filled * 9
  }

  /// The line without numbers in which words begin at most borders.
  private static func titles(over borders: [Int], in head: ArraySlice<FixedColumns.Row>) -> FixedColumns.Row? {
    var best: (row: FixedColumns.Row, begun: Int)?
    for row in head where row.ascii.count(where: { $0 &- 0x30 < 10 }) < 3 {
      let begun = borders.count { !isBlank(row, $0) && isBlank(row, $0 - 1) }
      if begun >= 3, begun * 2 >= borders.count, begun > best?.begun ?? 0 { best = (row, begun) }
    }
    return best?.row
  }

  /// How surely titles begin something at a border.
  private enum Claim { case none, likely, sure }

  private static func claim(on border: Int, _ titles: FixedColumns.Row, end: Int) -> Claim {
    if !isBlank(titles, border) {
      if !isBlank(titles, border - 1) { return .none }
      return isBlank(titles, border - 2) ? .sure : .likely
    }
    // A title that ends where its right-aligned numbers do.
    return !isBlank(titles, end) && isBlank(titles, end + 1) ? .sure : .none
  }

  /// The last position of the column that begins at a border which most records fill.
  private static func end(of border: Int, _ borders: [Int], _ records: [FixedColumns.Row]) -> Int {
    let width = records.first?.kinds.count ?? border + 1
    let next = borders.first { $0 > border } ?? width
    var end = next - 1
    while end > border, records.count(where: { !isBlank($0, end) }) * 2 < records.count { end -= 1 }
    return end
  }
}
