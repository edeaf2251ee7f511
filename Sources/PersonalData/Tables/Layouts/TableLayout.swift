import Contents
import JapaneseText

/// What the first rows of a table show: preamble, titles in one line or two, or a form.
struct TableLayout {
  enum Kind: Equatable {
    /// Rows are records; titles in `titles`, data from `firstDataRow`.
    case records
    /// Labels with their values beside them, block after block.
    case form
    /// Labels in the first column, one person a column.
    case transposed
  }

  var kind: Kind
  var titles: [HeaderReading?]
  var titleTexts: [String]
  var firstDataRow: Int
  /// Cells of the lines above the titles.
  var preamble: [String]
  /// How many lines stand above the titles, lines of groups among them.
  var headingRows = 0
  /// The records stand in a section of their own, below one that says who files them and for whom.
  var hasSections = false
  /// A record takes two rows, one under each line of titles (フリガナ over 氏名): these lines. The titles of the second row
  /// follow those of the first.
  var pairedTitles: (upper: [String], lower: [String])?

  /// How many rows are searched for titles.
  static let headRows = 40

  /// - Parameters:
  ///   - rows: the first rows, as strings.
  ///   - header: what the reader knows of the first row.
  ///   - dataRow: where records begin, when the titles stand elsewhere.
  init(rows: [[String]], header: TableOrigin.Header, firstDataRow dataRow: Int = 1) {
    titles = []
    titleTexts = []
    firstDataRow = 0
    preamble = []
    kind = .records
    if header == .firstRow, let first = rows.first {
      setTitles(upper: nil, lower: first)
      TitlePaths.group(titleTexts, &titles)
      firstDataRow = dataRow
      return
    }
    let readings = rows.prefix(TableLayout.headRows).map { $0.map(HeaderVocabulary.read) }
    let told = TitleContrast.titleRow(of: rows, readings)
    let titlesOfItems = TitleContrast.titlesOfItems(rows, readings, told: told)
    // What the pension service takes names its sections: the people stand below `[data]`, their firm above.
    let section = rows.firstIndex { $0.first == "[data]" && $0.dropFirst().allSatisfy(\.isEmpty) }
    hasSections = section != nil
    if section == nil, titlesOfItems == nil, let formKind = TableLayout.formKind(rows: rows, readings: readings) {
      kind = formKind
      return
    }
    let contrasting = told.map { TableLayout.hasLabelsBelow($0, readings, rows) } == false ? told : nil
    guard
      let titleRow = section ?? titlesOfItems ?? TableLayout.findTitles(rows: rows, readings: readings) ?? contrasting
    else {
      skipPreamble(rows)
      return
    }
    if section == nil, titlesOfItems == nil, TableLayout.hasLabelsBelow(titleRow, readings, rows) {
      kind = .form
      return
    }
    headingRows = titleRow
    var upper: [String]?
    var lowerRow = titleRow
    if titleRow + 1 < readings.count, TableLayout.isTitleRow(rows[titleRow + 1], readings[titleRow + 1], atLeast: 2) {
      // Two lines of titles: groups above, fields below.
      upper = rows[titleRow]
      lowerRow = titleRow + 1
      if TableLayout.areTitlesOfTwoRows(rows[titleRow], rows[lowerRow], readings[titleRow], readings[lowerRow]) {
        setPairedTitles(rows[titleRow], rows[lowerRow])
        firstDataRow = lowerRow + 1
        setPreamble(rows[..<titleRow])
        return
      }
    } else if titleRow > 0, TableLayout.isGroupRow(rows[titleRow - 1], below: rows[titleRow]) {
      upper = rows[titleRow - 1]
    }
    setTitles(upper: upper, lower: rows[lowerRow])
    firstDataRow = lowerRow + 1
    let above = upper != nil && lowerRow == titleRow ? titleRow - 1 : titleRow
    setPreamble(rows[..<max(0, above)])
    // 4年1組　担任：山田 花子 over the titles of a block names somebody, too.
    headingRows = titleRow
  }

  private mutating func setPreamble(_ rows: ArraySlice<[String]>) {
    preamble = rows.flatMap { $0 }.filter { !$0.isEmpty }
    headingRows = rows.count
  }

  /// Whether what stands below a title is labels again: a form with a label a line.
  private static func hasLabelsBelow(_ titles: Int, _ readings: [[HeaderReading?]], _ rows: [[String]]) -> Bool {
    guard let column = readings[titles].firstIndex(where: { $0?.strength == .strong }) else { return false }
    let below = rows.indices.filter { $0 > titles && column < rows[$0].count && !rows[$0][column].isEmpty }.prefix(4)
    func isLabel(_ row: Int) -> Bool {
      readings[row][column]?.strength == .strong && readings[row].count { $0?.strength == .strong } == 1
    }
    guard let first = below.first, isLabel(first) else { return false }
    let labels = below.filter(isLabel)
    // `Portable` again and again is what a column holds: a form has each of its labels once.
    return Set(labels.map { rows[$0][column] }).count >= 2 && labels.count * 2 >= below.count
  }

  /// Whether two lines of titles name different things one above the other, rather than groups and what is in them: 氏名
  /// over 姓 and 名, 住所 over 郵便番号 are groups, and so is whatever spans several titles.
  private static func areTitlesOfTwoRows(
    _ upper: [String], _ lower: [String], _ above: [HeaderReading?], _ below: [HeaderReading?]
  ) -> Bool {
    let spans = lower.indices.contains { column in
      !lower[column].isEmpty && (column >= upper.count || upper[column].isEmpty)
        && upper[..<min(column, upper.count)].contains { !$0.isEmpty }
    }
    if spans { return false }
    func field(_ reading: HeaderReading?) -> Field? {
      guard let reading, reading.strength == .strong, reading.group == .unnamed else { return nil }
      return reading.role.field == .postalCode ? .address : reading.role.field
    }
    let pairs = zip(above, below).count { above, below in
      guard let one = field(above), let other = field(below) else { return false }
      return one != other
    }
    return pairs >= 2 && pairs * 2 >= below.count { $0 != nil }
  }

  private mutating func setPairedTitles(_ upper: [String], _ lower: [String]) {
    let width = max(upper.count, lower.count)
    for line in [upper, lower] {
      let texts = line + Array(repeating: "", count: width - line.count)
      titles += texts.map { $0.isEmpty ? nil : HeaderVocabulary.read($0) }
      titleTexts += texts
    }
    pairedTitles = (upper, lower)
  }

  private mutating func setTitles(upper: [String]?, lower: [String]) {
    // The last title may span both lines: the lower one ends before it.
    let lower = lower + Array(repeating: "", count: max(0, (upper?.count ?? 0) - lower.count))
    var group = ""
    for column in lower.indices {
      if let upper, column < upper.count, !upper[column].isEmpty { group = upper[column] }
      var reading = HeaderVocabulary.read(lower[column])
      var text = lower[column]
      if upper != nil {
        if lower[column].isEmpty, let upper, column < upper.count {
          // Titles that span both lines stand in the upper one.
          reading = HeaderVocabulary.read(upper[column])
          text = upper[column]
        } else if !group.isEmpty {
          let joined = HeaderVocabulary.read(group + lower[column])
          if reading == nil || (reading?.strength == .weak && joined?.strength == .strong) { reading = joined }
          let relation = HeaderVocabulary.relation(over: group)
          if relation != .unnamed, reading?.group == .unnamed { reading?.group = relation }
          text = group + " / " + lower[column]
        }
      }
      titles.append(reading)
      titleTexts.append(text)
    }
  }

  /// Without titles: lines of fewer cells above the first full one are a preamble.
  private mutating func skipPreamble(_ rows: [[String]]) {
    let widths = rows.prefix(TableLayout.headRows).map { $0.count { !$0.isEmpty } }
    guard widths.count > 3 else { return }
    let usual = widths.sorted()[widths.count / 2]
    guard usual >= 3, let first = widths.firstIndex(where: { $0 * 2 > usual }), first > 0, first <= 8 else { return }
    firstDataRow = first
    setPreamble(rows[..<first])
  }

  // MARK: Titles

  private static func findTitles(rows: [[String]], readings: [[HeaderReading?]]) -> Int? {
    var best: (row: Int, score: Double)?
    for row in readings.indices {
      guard isTitleRow(rows[row], readings[row], atLeast: 1) else { continue }
      let score = titleScore(rows[row], readings[row])
      // The first good line wins; a later one must be much better (a preamble line that looks like titles).
      if let held = best, score < held.score * 1.8 { continue }
      best = (row, score)
      if score >= 4 { break }
    }
    return best?.row
  }

  /// A title that comes again tells nothing more: `日` in each cell of a plan of duties is no title.
  private static func titleScore(_ cells: [String], _ readings: [HeaderReading?]) -> Double {
    var seen: Set<String> = []
    return zip(cells, readings).reduce(0) { sum, cell in
      guard let reading = cell.1, seen.insert(cell.0).inserted else { return sum }
      return sum + (reading.strength == .strong ? 1 : 0.5)
    }
  }

  /// The days of a calendar behind the titles of who and what: `氏名,1,2,3,…`, `氏名,6/1(土),6/2(日),…`, `世帯主,4月,5月,…`.
  private static func isCalendarRow(_ cells: [String], _ readings: [HeaderReading?]) -> Bool {
    let names = readings.contains { reading in
      guard let reading, reading.role.isAnchor else { return false }
      return reading.strength == .strong || reading.group != .unnamed
    }
    guard names else { return false }
    let filled = cells.count { !$0.isEmpty }
    let days = zip(cells, readings).count { $0.1 == nil && isDay($0.0) }
    return days >= 5 && (filled - days) <= 6
  }

  private static func isDay(_ cell: String) -> Bool {
    let scalars = Folding.foldText(cell).unicodeScalars
    guard let first = scalars.first, ("1"..."9").contains(first), scalars.count <= 9 else { return false }
    return scalars.allSatisfy { ("0"..."9").contains($0) || "/()日月火水木金土".unicodeScalars.contains($0) }
  }

  static func isTitleRow(_ cells: [String], _ readings: [HeaderReading?], atLeast: Int) -> Bool {
    let filled = cells.count { !$0.isEmpty }
    let matched = readings.count { $0 != nil }
    guard filled > 0, matched >= atLeast else { return false }
    if isCalendarRow(cells, readings) { return true }
    let score = titleScore(cells, readings)
    // 長男, 妻, 母: relatives in a family tree are titles only beside another one.
    let areRelatives = readings.allSatisfy { reading in
      guard let reading else { return true }
      let relation = reading.group.relation
      return reading.role == .name && reading.strength == .weak
        && (relation.sharesFamilyName && relation != .member || relation == .decedent)
    }
    if areRelatives { return false }
    if cells.contains(where: looksLikeData) { return false }
    if filled == 1 { return cells.count == 1 ? score >= 0.5 : false }
    if filled <= 3 { return score >= 1 && Double(matched) >= Double(filled) * 0.5 }
    // A name and a birth date are titles however many columns of results stand beside them.
    let known = readings.compactMap { $0 }
    let tellsWho =
      known.contains { $0.role.isAnchor } && known.contains { $0.role == .birthDate && $0.strength == .strong }
    return matched >= 2 && score >= 1.5 && (tellsWho || Double(matched) >= Double(filled) * 0.35)
  }

  /// Dates, long numbers, addresses and mail addresses are never titles.
  static func looksLikeData(_ cell: String) -> Bool {
    let digits = cell.utf8.count { $0 &- 0x30 < 10 }
    // 2023出, 2024年度: a column of a year.
    if digits == 4, cell.hasPrefix("19") || cell.hasPrefix("20"), (5...24).contains(cell.utf8.count),
      cell.utf8.dropFirst(4).allSatisfy({ $0 >= 0x80 })
    {
      return false
    }
    return digits >= 4 && !isPeriod(cell) && !HeaderVocabulary.isOfResult(cell) || cell.utf8.contains(0x40)
      || cell.utf8.count > 90
  }

  /// 10-12月, 第12回: what a column of payments or meetings is called.
  static func isPeriod(_ cell: String) -> Bool {
    guard let last = cell.unicodeScalars.last, "月期回".unicodeScalars.contains(last), cell.utf8.count <= 24 else {
      return false
    }
    return cell.utf8.count { $0 &- 0x30 < 10 } <= 4
  }

  private static func isGroupRow(_ cells: [String], below: [String]) -> Bool {
    let filled = cells.count { !$0.isEmpty }
    guard filled >= 2, filled < below.count, cells.count <= below.count + 1 else { return false }
    if cells.contains(where: looksLikeData) { return false }
    return cells.allSatisfy { $0.count <= 20 }
  }

  // MARK: Forms

  /// Columns between a label and its value.
  private static let farthestValue = 12

  private static func formKind(rows: [[String]], readings: [[HeaderReading?]]) -> Kind? {
    var filledRows = 0
    var labelRows = 0
    var labelledValues = 0
    var firstColumnLabels: [String] = []
    var wide = 0
    for row in readings.indices {
      let filled = rows[row].indices.filter { !rows[row][$0].isEmpty }
      guard !filled.isEmpty else { continue }
      filledRows += 1
      let labels = filled.filter { readings[row][$0]?.strength == .strong }
      guard !labels.isEmpty, labels[0] == filled[0] else { continue }
      // The value may stand some cells away: sheets are laid out over many narrow columns, and merged.
      let pairs = labels.filter { label in
        guard let next = filled.first(where: { $0 > label }) else { return false }
        return next - label <= Self.farthestValue && readings[row][next]?.strength != .strong
      }
      if pairs.count == labels.count || pairs.count >= 2 {
        labelRows += 1
        labelledValues += pairs.count
        firstColumnLabels.append(rows[row][filled[0]])
        if filled.count >= 4, labels.count == 1 { wide += 1 }
      } else if labels.count == 1, filled.count == 1 {
        labelRows += 1
        firstColumnLabels.append(rows[row][filled[0]])
      }
    }
    // Labels one below the other, and nothing else: a form that nobody filled in.
    if labelledValues == 0, labelRows >= 3, labelRows * 10 >= filledRows * 8, Set(firstColumnLabels).count >= 3 {
      return .form
    }
    // People side by side, and below them more lines than a vocabulary knows: a ledger of wages.
    if wide >= 2, Set(firstColumnLabels).count == firstColumnLabels.count,
      TitleContrast.namesStandAbreast(rows, readings)
    {
      return .transposed
    }
    guard labelRows >= 2, labelledValues >= 2, labelRows * 2 >= filledRows else { return nil }
    guard Set(firstColumnLabels).count >= 2 else { return nil }
    if wide * 3 >= labelRows * 2, Set(firstColumnLabels).count == firstColumnLabels.count { return .transposed }
    return .form
  }
}
