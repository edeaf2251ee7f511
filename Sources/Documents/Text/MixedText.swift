import CProcess
import Contents

/// Running text in which tables may stand: lines that the same delimiter divides into the same number of cells.
struct MixedText {
  private let newline: UInt8
  private let place: Place
  private let kind: Lines
  /// The table that the last piece ended in, which the next may go on with.
  private var open: (run: Run, nextRow: Int)?

  /// What the lines of the text are.
  enum Lines {
    /// Text and rows of tables.
    case any
    /// Text, however evenly it is divided: a conversation.
    case text
    /// Statements of a program, and rows of values between them.
    case program
    /// Entries of a dictionary, which are left out, and text.
    case words
  }

  private struct Line {
    var range: Range<Int>
    /// How often each of `TextLayout.delimiters` stands in the line outside quotes; all 0 for a blank line.
    var counts: SIMD4<UInt16> = .zero
    var isBlank: Bool
  }

  private struct Run: Equatable {
    var delimiter: Int
    var count: UInt16
  }

  init(newline: UInt8, place: Place, lines: Lines = .any) {
    self.newline = newline
    self.place = place
    kind = lines
  }

  /// Where to stop in a text that goes on: at a line's end, if there is any.
  func goodEnd(of text: [UInt8]) -> Int {
    guard text.count > PassageCutter.longest else { return text.count }
    return PassageCutter.goodCut(in: text[...])
  }

  /// Emits the passages and tables of one piece.
  mutating func emit(_ text: [UInt8], in reading: Reading) throws(UnreadReason) {
    switch kind {
    case .any, .program: break
    case .text: return try PassageCutter.emit(text[...], at: place, in: reading)
    case .words: return try PassageCutter.emit(withoutEntries(text)[...], at: place, in: reading)
    }
    let lines = lines(of: text)
    var passageStart = 0
    var refusedUntil = SIMD4<Int>.zero
    var index = 0
    while index < lines.count {
      guard let (run, length) = run(in: lines, from: index, text, &refusedUntil) else {
        open = nil
        index += 1
        continue
      }
      let start = lines[index].range.lowerBound
      let end = index + length < lines.count ? lines[index + length].range.lowerBound : text.count
      try PassageCutter.emit(text[passageStart..<start], at: place, in: reading)
      try emitTable(run, Array(text[start..<end]), continues: index == 0 && open?.run == run, in: reading)
      if index + length < lines.count { open = nil }
      passageStart = end
      index += length
    }
    try PassageCutter.emit(text[passageStart...], at: place, in: reading)
  }

  private func withoutEntries(_ text: [UInt8]) -> [UInt8] {
    var rest: [UInt8] = []
    text.withUnsafeBufferPointer { bytes in
      TextReader.forEachLine(of: bytes, newline: newline) { start, end in
        if !WordEntries.isOne(text[start..<end]) { rest += text[start..<end] + [newline] }
      }
    }
    return rest
  }

  private mutating func emitTable(
    _ run: Run, _ bytes: [UInt8], continues: Bool, in reading: Reading
  ) throws(UnreadReason) {
    if !continues {
      open = (run, 0)
      try reading.emit(.table(TableOrigin(place: place)))
    }
    var rest = bytes
    while !rest.isEmpty {
      var splitter = RecordSplitter(delimiter: TextLayout.delimiters[run.delimiter], newline: newline)
      let done = rest.withUnsafeMutableBufferPointer { splitter.split($0, isLast: true) }
      guard done > 0, splitter.rows > 0 else { return }
      let following = Array(rest[done...])
      rest.removeLast(following.count)
      // Cells of a row that the splitter had no room for come again with the rest.
      let cells = Int(splitter.rowEnds[splitter.rows - 1])
      let batch = RowBatch(
        text: rest, starts: Array(UnsafeBufferPointer(start: splitter.starts, count: cells)),
        ends: Array(UnsafeBufferPointer(start: splitter.ends, count: cells)),
        rowEnds: Array(UnsafeBufferPointer(start: splitter.rowEnds, count: splitter.rows)),
        firstRow: open?.nextRow ?? 0)
      open?.nextRow += splitter.rows
      try reading.emit(.rows(batch))
      rest = following
    }
  }

  private func lines(of text: [UInt8]) -> [Line] {
    var lines: [Line] = []
    text.withUnsafeBufferPointer { bytes in
      TextReader.forEachLine(of: bytes, newline: newline) { start, end in
        var line = Line(range: start..<end, isBlank: true)
        line.isBlank = !bytes[start..<end].contains { $0 > 0x20 }
        if !line.isBlank { line.counts = Self.delimiters(in: bytes, start, end) }
        lines.append(line)
      }
    }
    return lines
  }

  /// Counts of `TextLayout.delimiters` outside quotes, 64 bytes at a time.
  private static func delimiters(in bytes: UnsafeBufferPointer<UInt8>, _ start: Int, _ end: Int) -> SIMD4<UInt16> {
    var counts = SIMD4<UInt16>.zero
    guard let base = bytes.baseAddress else { return counts }
    var quoted = false
    func count(_ byte: UInt8) {
      switch byte {
      case 0x22: quoted.toggle()
      case 0x09 where !quoted: counts[0] &+= 1
      case 0x2C where !quoted: counts[1] &+= 1
      case 0x3B where !quoted: counts[2] &+= 1
      case 0x7C where !quoted: counts[3] &+= 1
      default: break
      }
    }
    var position = start
    while position < end {
      if bytes.count - position < 64 {
        count(base[position])
        position += 1
        continue
      }
      var mask =
        scan_mask_of_three(base + position, 0x09, 0x2C, 0x3B)
        | scan_mask_of_three(base + position, 0x7C, 0x22, 0x22)
      if end - position < 64 { mask &= 1 << UInt64(end - position) &- 1 }
      while mask != 0 {
        count(base[position + mask.trailingZeroBitCount])
        mask &= mask &- 1
      }
      position += 64
    }
    return counts
  }

  /// The longest table that begins with this line; nil when none does.
  private func run(
    in lines: [Line], from index: Int, _ text: [UInt8], _ refusedUntil: inout SIMD4<Int>
  ) -> (Run, length: Int)? {
    var best: (Run, length: Int)?
    for delimiter in TextLayout.delimiters.indices where index >= refusedUntil[delimiter] {
      let count = lines[index].counts[delimiter]
      guard count > 0 else { continue }
      let run = Run(delimiter: delimiter, count: count)
      var end = index
      while end < lines.count, lines[end].counts[delimiter] == count { end += 1 }
      let length = end - index
      let continues = index == 0 && open?.run == run
      guard continues || isTable(run, lines[index..<end], text) else {
        // A long run that is no table is not looked at again from each of its lines.
        if length > 64 { refusedUntil[delimiter] = index + length / 2 }
        continue
      }
      if length > best?.length ?? 0 { best = (run, length) }
    }
    return best
  }

  private func isTable(_ run: Run, _ lines: ArraySlice<Line>, _ text: [UInt8]) -> Bool {
    let isTab = run.delimiter == 0
    guard lines.count >= (isTab || run.count >= 2 ? 3 : 6) else { return false }
    if kind == .program, lines.count(where: { isStatement(text[$0.range], isTab) }) * 4 >= lines.count { return false }
    if isTab { return true }
    var spaced = 0
    var bytes = 0
    for line in lines {
      if SampleLines.holdsFullStop(text[line.range]) { return false }
      bytes += line.range.count
      let delimiter = TextLayout.delimiters[run.delimiter]
      let slice = text[line.range]
      if let at = slice.firstIndex(of: delimiter), at + 1 < line.range.upperBound, text[at + 1] == 0x20 { spaced += 1 }
    }
    // Sentences have a blank after the comma, and long stretches between commas.
    let cellLength = bytes / lines.count / (Int(run.count) + 1)
    if delimiterIsBar(run) { return cellLength < 120 }
    return spaced * 3 <= lines.count && cellLength < (run.count == 1 ? 30 : 60)
  }

  /// Indents of a program are tabs as well.
  private func isStatement(_ line: ArraySlice<UInt8>, _ isTab: Bool) -> Bool {
    isTab && line.first == 0x09 || ProgramText.isStatement(line)
  }

  private func delimiterIsBar(_ run: Run) -> Bool { TextLayout.delimiters[run.delimiter] == UInt8(ascii: "|") }
}
