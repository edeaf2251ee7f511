/// The words of a name in Latin letters, without courtesy titles, as ranges of the cells that hold them.
struct LatinNameWords {
  /// A few ranges without an allocation: what comes beyond the eighth belongs to the eighth.
  struct Ranges {
    static let most = 8
    private var ranges:
      (
        Range<Int>, Range<Int>, Range<Int>, Range<Int>, Range<Int>, Range<Int>, Range<Int>, Range<Int>
      ) = (0..<0, 0..<0, 0..<0, 0..<0, 0..<0, 0..<0, 0..<0, 0..<0)
    private(set) var count = 0

    subscript(index: Int) -> Range<Int> {
      get {
        switch index {
        case 0: ranges.0
        case 1: ranges.1
        case 2: ranges.2
        case 3: ranges.3
        case 4: ranges.4
        case 5: ranges.5
        case 6: ranges.6
        default: ranges.7
        }
      }
      set {
        switch index {
        case 0: ranges.0 = newValue
        case 1: ranges.1 = newValue
        case 2: ranges.2 = newValue
        case 3: ranges.3 = newValue
        case 4: ranges.4 = newValue
        case 5: ranges.5 = newValue
        case 6: ranges.6 = newValue
        default: ranges.7 = newValue
        }
      }
    }

    mutating func append(_ range: Range<Int>) {
      if count < Self.most {
        self[count] = range
        count += 1
      } else {
        self[count - 1] = self[count - 1].lowerBound..<range.upperBound
      }
    }

    /// By the bytes that they stand for.
    mutating func sort(by text: CellBytes) {
      guard count > 1 else { return }
      for index in 1..<count {
        var place = index
        while place > 0, text.part(self[place]).lexicographicallyPrecedes(text.part(self[place - 1])) {
          (self[place], self[place - 1]) = (self[place - 1], self[place])
          place -= 1
        }
      }
    }
  }

  private var ranges = Ranges()
  /// Words of the first cell; the others are of the second.
  private var ofFirst = 0
  private var cells = 0

  var count: Int { ranges.count }

  /// Whether all letters of a cell are Latin ones, and there is one.
  static func isOne(_ cell: CellBytes) -> Bool {
    var hasLetter = false
    var index = 0
    while index < cell.count {
      let byte = cell[index]
      if byte < 0x80 {
        hasLetter = hasLetter || byte.isLetter
        index += 1
      } else if byte <= 0xC9 || byte == 0xCC || byte == 0xCD {
        hasLetter = true
        index += 2
      } else if byte == 0xE1, index + 1 < cell.count, (0xB8...0xBB).contains(cell[index + 1]) {
        hasLetter = true
        index += 3
      } else if byte == 0xE2, index + 1 < cell.count, cell[index + 1] == 0x80 {
        // Typographic apostrophes and dashes.
        index += 3
      } else {
        return false
      }
    }
    return hasLetter
  }

  /// Two to five words without digits, of which the first and another one begin with a capital: `Löchel Isabella`, `von Heß
  /// Ursel` but no sentence.
  static func isCapitalised(_ cell: CellBytes) -> Bool {
    guard cell.count >= 4, cell.count <= 60, isOne(cell) else { return false }
    var words = 0
    var capitals = 0
    var isStart = true
    for byte in cell {
      if byte.isDigit || byte == 0x3A || byte == 0x26 { return false }
      if byte == 0x20 || byte == 0x2C {
        isStart = true
      } else if isStart {
        isStart = false
        words += 1
        if byte.isUpper || byte >= 0xC3 { capitals += 1 }
      }
    }
    return (2...5).contains(words) && capitals >= 2 && words - capitals <= 2
  }

  /// The words of a cell, parted by blanks and commas.
  static func eachWord(of cell: CellBytes, _ body: (CellBytes) -> Void) {
    var start = 0
    for index in 0...cell.count {
      if index < cell.count, cell[index] != 0x20, cell[index] != 0x2C { continue }
      if index > start { body(cell.part(start..<index)) }
      start = index + 1
    }
  }

  /// The words of the next of at most two cells.
  mutating func take(_ cell: CellBytes) {
    var start = 0
    var titles = 0
    let before = count
    for index in 0...cell.count {
      if index < cell.count, !isBorder(cell, index) { continue }
      if index > start {
        if isTitle(cell.part(start..<index)) {
          titles += 1
        } else if count < Ranges.most {
          ranges.append(start..<index)
        }
      }
      start = index + 1
    }
    // `Dr` alone in a cell: better than no word at all.
    if count == before, titles > 0, cells == 0 { ranges.append(0..<cell.count) }
    if cells == 0 { ofFirst = count }
    cells += 1
  }

  func word(_ index: Int, of first: CellBytes, _ second: CellBytes) -> CellBytes {
    (index < ofFirst ? first : second).part(ranges[index])
  }

  private func isBorder(_ cell: CellBytes, _ index: Int) -> Bool {
    let byte = cell[index]
    return byte == 0x20 || byte == 0x2C || byte == 0x09 || byte == 0x0A || byte == 0x0D || byte == 0x2F || byte == 0x3B
      || byte == 0xA0 && index > 0 && cell[index - 1] == 0xC2
  }

  /// `Dr. Kuipers`, `Frau Lang`: a courtesy title and a word behind it.
  static func isAddressed(_ cell: CellBytes) -> Bool {
    guard let space = cell.firstIndex(of: 0x20), (2...6).contains(space), cell.count > space + 2, cell[0].isUpper else {
      return false
    }
    return Self().isTitle(cell.part(0..<space))
  }

  private func isTitle(_ word: CellBytes) -> Bool {
    let word = word.last == 0x2E ? word.part(0..<(word.count - 1)) : word
    return Self.titles.contains { $0.utf8CodeUnitCount == word.count && word.hasLetters($0, at: 0) }
  }

  private static let titles: [StaticString] = [
    "mr", "mrs", "ms", "miss", "mx", "dr", "prof", "sir", "dame", "rev", "herr", "frau", "mme", "mlle", "sr", "sra",
    "srta",
    "dott", "ing", "mgr", "smt", "shri", "sri", "kum", "md", "phd", "esq", "m",
  ]
}
