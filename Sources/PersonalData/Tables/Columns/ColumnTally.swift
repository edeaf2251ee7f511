import JapaneseText

/// What a sample of a column's cells could be, counted.
struct ColumnTally {
  private(set) var filled = 0
  private(set) var sampled = 0
  private var shapeCounts = [Int](repeating: 0, count: 64)
  private var nameCounts = [Int](repeating: 0, count: 64)
  private var different = HashSet64(limit: 1 << 12)
  private(set) var longest = 0
  private(set) var totalBytes = 0
  /// Cells that are themselves column titles: a form rather than a table.
  private(set) var labels = 0
  /// Cells with at least six digits.
  private(set) var digitCells = 0
  /// Cells with a space between two parts.
  private(set) var spaced = 0
  /// Cells with a mark that parts several people: a line break, 、, ・, / or &.
  private(set) var parted = 0
  /// Cells that name a course of a check-up.
  private(set) var appointmentCells = 0
  /// Cells that name a hospital, a clinic or a check-up centre.
  private(set) var clinicCells = 0
  /// Cells that say what a check-up found.
  private(set) var resultCells = 0
  /// Cells that tell of an illness or of anything else that the law takes special care of.
  private(set) var sensitiveCells = 0
  /// Cells that say that there is nothing to tell: なし, 無, 0, ×.
  private(set) var nothingCells = 0
  /// Cells that name a department of a hospital: 内科, 整形外科.
  private(set) var departmentCells = 0
  /// Cells that end in an honorific for a person: 様, さん, 殿.
  private var honorificCells = 0
  /// Cells of a word for a relative and a name: 祖母 山田花子.
  private var relativeCells = 0
  /// Cells of two to five words in Latin letters that begin with capitals.
  private var capitalisedCells = 0
  /// Hashes of the words of those cells.
  private var words: [UInt64] = []
  /// Cells in Latin letters alone.
  private var latinCells = 0
  /// Cells that are words of a program: `GtkButton`, `text_view`, `std::string`.
  private var identifierCells = 0
  /// Cells that answer a question.
  private var answerCells = 0
  /// Cells of nothing but the name of a prefecture.
  private var prefectureCells = 0
  /// Packed dates, in the order of the rows.
  private var dates: [Int32] = []
  /// Whole numbers, in the order of the rows, up to 10 digits.
  private var numbers: [Int] = []

  /// - Parameter isHonoured: an honorific stood behind the cell, see `isHonoured`.
  mutating func add(_ cell: CellBytes, shapes: CellShapes, names: NameShapes, isHonoured: Bool = false) {
    sampled += 1
    if cell.isEmpty || shapes.contains(.empty) { return }
    filled += 1
    longest = max(longest, cell.count)
    totalBytes += cell.count
    // Full-width digits end in the bytes 0x90…0x99 of their three.
    if cell.count(where: { $0.isDigit || $0 &- 0x90 < 10 }) >= 6 { digitCells += 1 }
    var bits = shapes.rawValue
    while bits != 0 {
      shapeCounts[bits.trailingZeroBitCount] += 1
      bits &= bits - 1
    }
    var nameBits = UInt64(names.rawValue)
    while nameBits != 0 {
      nameCounts[nameBits.trailingZeroBitCount] += 1
      nameBits &= nameBits - 1
    }
    _ = different.insert(FastHash.value(of: cell))
    if shapes.contains(.date), let date = DateText.parse(cell) { dates.append(date.packed) }
    if shapes.contains(.digitsOnly) {
      if cell.count <= 10, cell.allSatisfy(\.isDigit) {
        numbers.append(cell.reduce(0) { $0 * 10 + Int($1 &- 0x30) })
      } else if let number = SmallNumber.parse(cell) {
        // Full width.
        numbers.append(number)
      }
    }
    if NameCell.firstSpace(in: cell) != nil { spaced += 1 }
    if NameCell.withoutRelation(cell).count < cell.count, cell.count <= 60 { relativeCells += 1 }
    if LatinNameWords.isOne(cell) { latinCells += 1 }
    if LatinNameWords.isCapitalised(cell), !names.contains(.organisationName) {
      capitalisedCells += 1
      LatinNameWords.eachWord(of: cell) { words.append(FastHash.value(of: $0)) }
    }
    if GridCellReader.firstPart(of: cell).count < cell.count { parted += 1 }
    if AppointmentWords.contains(cell) { appointmentCells += 1 }
    if AppointmentWords.containsPlace(cell) { clinicCells += 1 }
    if ResultWords.contains(cell) { resultCells += 1 }
    if NothingWords.contains(cell) { nothingCells += 1 }
    if HospitalDepartments.contains(cell) { departmentCells += 1 }
    if cell.count >= 6, cell.count <= 4_000, SensitiveWords.fields(in: cell).fields.contains(.otherSensitive) {
      sensitiveCells += 1
    }
    if AnswerWords.contains(cell) { answerCells += 1 }
    if Identifier.isOne(cell) { identifierCells += 1 }
    if cell.count <= 12, AddressRecogniser.isPrefecture(cell) { prefectureCells += 1 }
    if isHonoured, names.isDisjoint(with: [.organisationName, .insurerName]) { honorificCells += 1 }
  }

  /// Whether a cell ends in an honorific for a person.
  static func isHonoured(_ cell: CellBytes) -> Bool {
    guard cell.count <= 48 else { return false }
    if LatinNameWords.isAddressed(cell) { return true }
    return honorifics.contains { word in
      let start = cell.count - word.utf8CodeUnitCount
      return start > 0 && cell.has(word, at: start)
    }
  }

  private static let honorifics: [StaticString] = ["様", "さん", "殿"]

  /// Share of the filled cells that begin with a word for a relative.
  var relatives: Double { filled == 0 ? 0 : Double(relativeCells) / Double(filled) }

  /// Whether nearly all cells are written as names in Latin letters are, and hardly two the same: for lists of names that no
  /// lexicon has.
  var looksLikeLatinNames: Bool { filled >= 3 && capitalisedCells * 10 >= filled * 9 && variety > 0.8 }

  /// Different words over words of the cells that are written as names in Latin letters: names of people share few, names of
  /// things many (`Noto Sans Thai`, `Noto Sans Lao`).
  var wordVariety: Double { words.isEmpty ? 0 : Double(Set(words).count) / Double(words.count) }

  /// Share of the filled cells that are written in Latin letters.
  var latin: Double { filled == 0 ? 0 : Double(latinCells) / Double(filled) }

  /// Share of the filled cells that are words of a program.
  var identifiers: Double { filled == 0 ? 0 : Double(identifierCells) / Double(filled) }

  /// Whether the column answers one question in each row: 会員 over TRUE and FALSE asks whether somebody is one.
  var areAnswers: Bool { filled > 0 && differentValues <= 4 && answerCells * 10 >= filled * 9 }

  /// Whether the column lists prefectures, of which many are surnames as well: 福島, 山口, 宮崎.
  var areOfPrefectures: Bool { differentValues >= 5 && prefectureCells * 20 >= filled * 19 }

  /// Share of the filled cells that end in an honorific.
  var honorific: Double { filled == 0 ? 0 : Double(honorificCells) / Double(filled) }

  /// Share of the filled cells that have the shape.
  func share(_ shape: CellShapes) -> Double {
    filled == 0 ? 0 : Double(shapeCounts[shape.rawValue.trailingZeroBitCount]) / Double(filled)
  }

  func share(_ shape: NameShapes) -> Double {
    filled == 0 ? 0 : Double(nameCounts[UInt64(shape.rawValue).trailingZeroBitCount]) / Double(filled)
  }

  /// Different values over filled cells: 1 where every cell differs.
  var variety: Double { filled == 0 ? 0 : Double(different.count) / Double(filled) }
  var differentValues: Int { different.count }
  var averageBytes: Double { filled == 0 ? 0 : Double(totalBytes) / Double(filled) }
  var fillRate: Double { sampled == 0 ? 0 : Double(filled) / Double(sampled) }

  private var birthYears: [Int] { dates.map { Int($0) / 10_000 } }

  /// Whether the dates look like birth dates of many people: spread over decades, not all of late years.
  func looksLikeBirthDates(asOf year: Int) -> Bool {
    guard birthYears.count >= 3 else { return share(.birthPlausible) >= 0.9 && birthYears.allSatisfy { $0 < year - 5 } }
    let sorted = birthYears.sorted()
    let spread = sorted[sorted.count * 9 / 10] - sorted[sorted.count / 10]
    return spread >= 8 && sorted[sorted.count / 2] <= year - 8
  }

  /// Whether the numbers are years that people of all ages are born in, western or of an era.
  func looksLikeBirthYears(asOf year: Int) -> Bool {
    // 昭和50, S50: no plain numbers.
    guard numbers.count * 2 >= filled else { return filled > 0 }
    let sorted = numbers.sorted()
    guard let first = sorted.first, let last = sorted.last, first >= 1, last <= year else { return false }
    if last <= 64 { return numbers.count < 3 || last - first >= 3 }
    let spread = sorted[sorted.count * 9 / 10] - sorted[sorted.count / 10]
    return first >= 1850 && (numbers.count < 3 || spread >= 8 && sorted[sorted.count / 2] <= year - 8)
  }

  /// Whether the dates are the birth dates of one class: within a school year, from 2 April to 1 April, of pupils, and in no
  /// order, as days of orders and of visits are.
  /// - Parameter inAnyYear: any twelve months will do.
  func looksLikeOneClass(asOf year: Int, inAnyYear: Bool) -> Bool {
    guard dates.count >= 5, dates.count == filled, let first = dates.min(), let last = dates.max() else { return false }
    let april = (first % 10_000 < 402 ? first / 10_000 - 1 : first / 10_000) * 10_000 + 402
    let start = inAnyYear ? first : april
    guard last < start + 10_000, (4...21).contains(year - Int(start / 10_000)) else { return false }
    let months = Set(dates.map { $0 % 10_000 / 100 })
    return months.count >= 4 && dates != dates.sorted() && dates != dates.sorted(by: >)
  }

  /// Whether the numbers are days within an era, `550412`, as they stand behind its code.
  var looksLikeDaysOfEra: Bool {
    filled >= 3 && numbers.count == filled && averageBytes == 6
      && numbers.allSatisfy { number in
        (1...64).contains(number / 10_000) && (1...12).contains(number / 100 % 100) && (1...31).contains(number % 100)
      }
  }

  /// Whether the numbers are codes of eras, 1 for 明治 to 5 for 令和, or as the pension service has them 5 for 昭和, 7 for 平成
  /// and 9 for 令和; and not of all at once.
  var looksLikeEraCodes: Bool {
    guard numbers.count == filled, differentValues <= 4 else { return false }
    return numbersWithin(1...5) || numbers.allSatisfy { [1, 3, 5, 7, 9].contains($0) }
  }

  /// Whether the numbers run through a range as the months of the year or the days of a month do: `largest` or more comes.
  func runsThrough(_ range: ClosedRange<Int>, to largest: Int) -> Bool {
    numbers.count == filled && numbers.allSatisfy(range.contains) && largestNumber >= largest
  }

  var medianYear: Int? { birthYears.isEmpty ? nil : birthYears.sorted()[birthYears.count / 2] }

  /// Whether the numbers are days since 1900 as spreadsheets count them, of people aged 0 to 110.
  var looksLikeSerialBirthDates: Bool {
    guard numbers.count >= 3, numbers.count * 10 >= filled * 9 else { return false }
    let fitting = numbers.count { (5_000...46_500).contains($0) }
    return fitting * 20 >= numbers.count * 19 && (numbers.max() ?? 0) - (numbers.min() ?? 0) > 3_000
  }

  /// Whether the numbers count the rows: 1, 2, 3, …
  var countsRows: Bool {
    guard numbers.count >= 3, numbers.count == filled else { return false }
    return zip(numbers, numbers.dropFirst()).allSatisfy { $1 == $0 + 1 }
  }

  func numbersWithin(_ range: ClosedRange<Int>) -> Bool {
    !numbers.isEmpty && numbers.count * 20 >= filled * 19 && numbers.allSatisfy(range.contains)
  }

  var largestNumber: Int { numbers.max() ?? 0 }
  var allWholeNumbers: Bool { filled > 0 && numbers.count * 20 >= filled * 19 }
}
