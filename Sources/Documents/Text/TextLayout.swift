import Contents

/// How a text is laid out, decided on its first part.
enum TextLayout: Equatable {
  /// Records of delimited cells from the byte `tableStart` of the sample on; what stands before is running text.
  case delimited(UInt8, tableStart: Int)
  /// Records in columns of fixed display width.
  case fixedWidth(FixedColumns)
  /// Records of a bank transfer.
  case transfer(TransferRecords)
  /// One value a line.
  case list
  /// Running text, in which tables may stand.
  case mixed
  /// What people wrote to each other, a message a line.
  case conversation
  /// The source of a program, in which rows of values may stand.
  case program
  /// A dictionary of words; whatever lines are no entries are running text.
  case words

  static let delimiters: [UInt8] = [
    UInt8(ascii: "\t"), UInt8(ascii: ","), UInt8(ascii: ";"), UInt8(ascii: "|"),
  ]

  /// - Parameters:
  ///   - sample: the beginning of the text, at most some 64 kB are looked at.
  ///   - isWhole: whether that is the whole text; otherwise its last line may be cut.
  ///   - name: of the file.
  init(of sample: [UInt8], isWhole: Bool, newline: UInt8, namedTable: Bool, name: String = "") {
    let lines = SampleLines(sample, isWhole: isWhole, newline: newline)
    guard !lines.isEmpty else {
      self = .mixed
      return
    }
    if let records = TransferRecords(of: sample, isWhole: isWhole) {
      self = .transfer(records)
      return
    }
    if let told = Self.toldDelimiter(lines) {
      self = told
      return
    }
    if !namedTable {
      let told: TextLayout? =
        if ConversationLook(lines).isConversation {
          .conversation
        } else if ProgramText.isOne(lines, named: name) {
          .program
        } else if WordEntries.fill(lines) {
          .words
        } else {
          nil
        }
      if let told {
        self = told
        return
      }
    }
    let votes = Self.delimiters.map { DelimiterVote($0, over: lines.records, newline: newline) }
    let best = votes.max { $0.strength < $1.strength }
    let rare = Self.rareVote(lines, newline: newline)
    if let best, best.isTable(namedTable: namedTable), !(rare.map { $0.outdoes(best) } ?? false) {
      self = .delimited(best.delimiter, tableStart: lines.endOfProse(before: best.firstRecord(in: lines, newline)))
    } else if let rare {
      self = .delimited(rare.delimiter, tableStart: lines.endOfProse(before: rare.firstRecord(in: lines, newline)))
    } else if let columns = FixedColumns(of: lines) {
      self = .fixedWidth(columns)
    } else if namedTable {
      // Delimiters may come later; until then each line is one cell.
      self = .delimited(best.map { $0.strength > 0 ? $0.delimiter : 0x2C } ?? 0x2C, tableStart: 0)
    } else if lines.looksLikeList {
      self = .list
    } else {
      self = .mixed
    }
  }

  /// Separators that hardly any text holds evenly, in the files of databases and of Unix.
  private static let rareDelimiters: [UInt8] = [
    TextMending.unitSeparator, 0x01, 0x1E, UInt8(ascii: "^"), UInt8(ascii: "~"), UInt8(ascii: ":"), UInt8(ascii: "#"),
    UInt8(ascii: "$"), UInt8(ascii: "!"), UInt8(ascii: "%"),
  ]

  private static func rareVote(_ lines: SampleLines, newline: UInt8) -> DelimiterVote? {
    let records = lines.records
    let votes = rareDelimiters.filter { records.contains($0) && !($0 == 0x3A && lines.tellsTimes) }
      .map { DelimiterVote($0, over: records, newline: newline) }.filter(\.isPlainTable)
    return votes.max { $0.strength < $1.strength }
  }

  /// `sep=;` in the first line, which tells Excel the delimiter.
  private static func toldDelimiter(_ lines: SampleLines) -> TextLayout? {
    guard let first = lines.ranges.first else { return nil }
    let line = lines.bytes[first].filter { $0 != UInt8(ascii: "\"") && $0 != 0x0D }
    guard line.count == 5, line[..<4].elementsEqual("sep=".utf8) || line[..<4].elementsEqual("SEP=".utf8),
      line[4] < 0x80
    else { return nil }
    return .delimited(line[4], tableStart: lines.ranges.count > 1 ? lines.ranges[1].lowerBound : first.upperBound)
  }

  /// 0x0D where lines end in it alone, else 0x0A.
  static func newline(of sample: [UInt8]) -> UInt8 {
    !sample.contains(0x0A) && sample.contains(0x0D) ? 0x0D : 0x0A
  }
}

/// How evenly one delimiter divides the records of a sample.
struct DelimiterVote {
  let delimiter: UInt8
  /// Records that are not blank.
  private(set) var records = 0
  /// The most frequent number of cells, and how many records have it or nearly.
  private(set) var usualCells = 1
  private(set) var usualRecords = 0.0
  private(set) var cellBytes = 0
  /// Cells that begin with a blank: after a comma in prose, seldom in a table.
  private var blankStarts = 0
  private var laterCells = 0

  init(_ delimiter: UInt8, over sample: ArraySlice<UInt8>, newline: UInt8) {
    self.delimiter = delimiter
    guard sample.contains(delimiter) else { return }
    var histogram: [Int: Int] = [:]
    var copy = Array(sample)
    var splitter = RecordSplitter(delimiter: delimiter, newline: newline)
    copy.withUnsafeMutableBufferPointer { text in
      _ = splitter.split(text, isLast: true)
      var cell = 0
      for row in 0..<splitter.rows {
        let end = Int(splitter.rowEnds[row])
        let width = end - cell
        if width > 1 || splitter.ends[cell] > splitter.starts[cell] {
          records += 1
          histogram[width, default: 0] += 1
          for index in cell..<end {
            cellBytes += Int(splitter.ends[index] - splitter.starts[index])
            guard index > cell else { continue }
            laterCells += 1
            if splitter.ends[index] > splitter.starts[index], text[Int(splitter.starts[index])] == 0x20 {
              blankStarts += 1
            }
          }
        }
        cell = end
      }
    }
    guard let usual = histogram.max(by: { ($0.value, $0.key) < ($1.value, $1.key) }) else { return }
    usualCells = usual.key
    // Rows that lost their last cells, or have a comma too many in a note, count half.
    usualRecords = histogram.reduce(0) { sum, entry in
      if entry.key == usual.key { return sum + Double(entry.value) }
      let near = entry.key > 1 && abs(entry.key - usual.key) <= max(1, usual.key / 3)
      return near ? sum + Double(entry.value) / 2 : sum
    }
  }

  var share: Double { records == 0 ? 0 : usualRecords / Double(records) }
  /// Bars are drawn with blanks on both sides.
  private var isSpaced: Bool { delimiter != UInt8(ascii: "|") && blankStarts * 2 > laterCells }

  /// To compare the delimiters of one sample: evenness first, then the number of columns.
  var strength: Double { usualCells < 2 ? 0 : share + 0.02 * Double(min(usualCells, 10)) }

  func isTable(namedTable: Bool) -> Bool {
    guard usualCells >= 2 else { return namedTable && laterCells > 0 && laterCells * 2 >= records }
    if namedTable { return share >= 0.3 }
    if records == 1 { return usualCells >= 3 && !isSpaced && cellBytes < usualCells * 60 }
    // A comma and a blank is how sentences are written: ask for more evenness and more columns.
    if isSpaced { return share >= 0.9 && usualCells >= 3 && records >= 3 }
    return share >= (usualCells == 2 ? 0.8 : 0.6)
  }

  /// For separators that prose has, too, or that hardly anybody uses: nearly all records must be alike.
  var isPlainTable: Bool {
    let least = delimiter == UInt8(ascii: ":") ? 4 : 3
    return share >= 0.9 && usualCells >= least && records >= 3 && cellBytes < records * usualCells * 60
      && (delimiter == TextMending.unitSeparator || !isSpaced)
  }

  /// Whether this is the separator although the other one divides the records as well: in an address, in a note.
  func outdoes(_ other: DelimiterVote) -> Bool {
    delimiter != UInt8(ascii: ":") && share >= other.share && usualCells >= other.usualCells * 2
  }

  /// Offset of the line in which the first record of the usual width begins.
  func firstRecord(in lines: SampleLines, _ newline: UInt8) -> Int {
    for line in lines.ranges {
      var copy = Array(lines.bytes[line])
      var splitter = RecordSplitter(delimiter: delimiter, newline: newline)
      let cells = copy.withUnsafeMutableBufferPointer { text in
        _ = splitter.split(text, isLast: true)
        return splitter.cells
      }
      // `# id⇥name` may be titles; a comment with fewer cells is none.
      if cells < usualCells, SampleLines.isComment(lines.bytes[line]) { continue }
      if cells > 1, cells * 2 >= usualCells { return line.lowerBound }
    }
    return 0
  }
}
