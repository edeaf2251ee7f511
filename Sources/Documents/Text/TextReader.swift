import Contents
import Glibc

/// Reads plain text of any kind: delimited and fixed-width tables, lists, letters, logs; in any encoding that
/// `EncodingGuess` knows. Memory does not grow with the file.
package enum TextReader {
  /// Emits tables and passages in the order of the file and at last how the text was decoded.
  package static func read(
    _ source: any ByteSource, named name: String, at place: Place, in reading: Reading
  ) throws(UnreadReason) {
    guard source.size > 0 else { return }
    var stream = try TextStream(source)
    var text: [UInt8] = []
    try stream.fill(&text, upTo: TextStream.chunk)
    if TeXSource.isTeX(text[...], named: name) {
      try TeXSource.read(&text, &stream, at: place, in: reading)
      return try reading.emit(.decoded(stream.decoding(at: place)))
    }
    let newline = TextLayout.newline(of: text)
    let namedTable = ["csv", "tsv", "tab"].contains(FileFormat.lowercasedExtension(of: name))
    var mending = TextMending(of: text, isWhole: stream.atEnd, newline: newline, namedTable: namedTable)
    if mending.isNeeded {
      mending.mend(&text, from: 0, isLast: stream.atEnd)
      stream.mending = mending
    }
    let layout = TextLayout(
      of: text, isWhole: stream.atEnd, newline: newline, namedTable: namedTable, name: name)
    switch layout {
    case .delimited(let delimiter, let tableStart):
      if tableStart > 0 {
        try PassageCutter.emit(text[..<tableStart], at: place, in: reading)
        text.removeFirst(tableStart)
      }
      try reading.emit(.table(TableOrigin(place: place)))
      try readRecords(RecordSplitter(delimiter: delimiter, newline: newline), &stream, &text, in: reading)
    case .list:
      try reading.emit(.table(TableOrigin(place: place)))
      // No byte of UTF-8 is 0xFF: each line is one cell, or a quoted one.
      try readRecords(RecordSplitter(delimiter: 0xFF, newline: newline), &stream, &text, in: reading)
    case .fixedWidth(let columns):
      try reading.emit(.table(TableOrigin(place: place)))
      try readLines(columns, newline: newline, &stream, &text, in: reading)
    case .transfer(let records):
      try reading.emit(.table(TableOrigin(place: place, header: .firstRow)))
      try readTransfers(records, &stream, &text, in: reading)
    case .mixed:
      try readMixed(MixedText(newline: newline, place: place), &stream, &text, in: reading)
    case .conversation:
      try readMixed(MixedText(newline: newline, place: place, lines: .text), &stream, &text, in: reading)
    case .program:
      try readMixed(MixedText(newline: newline, place: place, lines: .program), &stream, &text, in: reading)
    case .words:
      try readMixed(MixedText(newline: newline, place: place, lines: .words), &stream, &text, in: reading)
    }
    try reading.emit(.decoded(stream.decoding(at: place)))
    if stream.isMostlyUnreadable { try reading.emit(.unread(place, .unknownType)) }
  }

  /// The hot path: chunk after chunk through the splitter; the chunk itself becomes the batch's text.
  private static func readRecords(
    _ splitter: consuming RecordSplitter, _ stream: inout TextStream, _ text: inout [UInt8], in reading: Reading
  ) throws(UnreadReason) {
    var firstRow = 0
    var batch = RowBatch()
    swap(&batch.text, &text)
    while true {
      let isLast = stream.atEnd
      let done = batch.text.withUnsafeMutableBufferPointer { splitter.split($0, isLast: isLast) }
      let rows = splitter.rows
      let rest = Array(batch.text[done...])
      if rows > 0 {
        batch.text.removeLast(rest.count)
        // Cells of a row that goes on in the next chunk come again with it.
        let cells = Int(splitter.rowEnds[rows - 1])
        batch.starts.replace(with: splitter.starts, count: cells)
        batch.ends.replace(with: splitter.ends, count: cells)
        batch.rowEnds.replace(with: splitter.rowEnds, count: rows)
        batch.firstRow = firstRow
        firstRow += rows
        try reading.emit(.rows(batch))
        batch.text.removeAll(keepingCapacity: true)
        batch.text.append(contentsOf: rest)
        // The splitter may have stopped because its buffers were full: empty the text before reading on.
        if rest.count >= TextStream.chunk { continue }
      }
      if isLast {
        if rows == 0 || rest.isEmpty { return }
        continue
      }
      // A record longer than a chunk: twice as much each time, so that none is looked at more than a few times.
      try stream.fill(&batch.text, upTo: max(TextStream.chunk, min(rest.count * 2, RecordSplitter.longestRecord + 1)))
    }
  }

  /// Lines of the cells that `columns` cut.
  private static func readLines(
    _ columns: FixedColumns, newline: UInt8, _ stream: inout TextStream, _ text: inout [UInt8], in reading: Reading
  ) throws(UnreadReason) {
    var firstRow = 0
    while true {
      var batch = RowBatch(firstRow: firstRow)
      var end = text.count
      if !stream.atEnd {
        if let last = text.lastIndex(of: newline) {
          end = last + 1
        } else if text.count < RecordSplitter.longestRecord {
          try stream.fill(&text, upTo: max(TextStream.chunk, text.count * 2))
          continue
        }
      }
      let rest = Array(text[end...])
      text.removeLast(rest.count)
      text.withUnsafeBufferPointer { bytes in
        forEachLine(of: bytes, newline: newline) { start, end in
          columns.cut(bytes, start, end, into: &batch)
        }
      }
      firstRow += batch.rowCount
      batch.text = text
      if !batch.isEmpty { try reading.emit(.rows(batch)) }
      text = rest
      if stream.atEnd { return }
      try stream.fill(&text, upTo: TextStream.chunk)
    }
  }

  private static func readTransfers(
    _ records: TransferRecords, _ stream: inout TextStream, _ text: inout [UInt8], in reading: Reading
  ) throws(UnreadReason) {
    var batch = records.titleRow
    var firstRow = 0
    while true {
      let used = records.cut(text, isLast: stream.atEnd, into: &batch)
      text.removeFirst(used)
      if !batch.isEmpty {
        try reading.emit(.rows(batch))
        firstRow += batch.rowCount
        batch = RowBatch(firstRow: firstRow)
      }
      if stream.atEnd { return }
      try stream.fill(&text, upTo: TextStream.chunk)
    }
  }

  private static func readMixed(
    _ beginning: MixedText, _ stream: inout TextStream, _ text: inout [UInt8], in reading: Reading
  ) throws(UnreadReason) {
    var mixed = beginning
    while true {
      let end = stream.atEnd ? text.count : mixed.goodEnd(of: text)
      let rest = Array(text[end...])
      text.removeLast(rest.count)
      try mixed.emit(text, in: reading)
      text = rest
      if stream.atEnd, text.isEmpty { return }
      try stream.fill(&text, upTo: max(TextStream.chunk, text.count + TextStream.chunk / 2))
    }
  }

  /// Calls `body` with the bounds of each line, blank ones too, without its end.
  static func forEachLine(
    of text: UnsafeBufferPointer<UInt8>, newline: UInt8, _ body: (_ start: Int, _ end: Int) -> Void
  ) {
    guard let base = text.baseAddress else { return }
    var start = 0
    while start < text.count {
      let found = memchr(base + start, Int32(newline), text.count - start)
      let stop = found.map { base.distance(to: $0.assumingMemoryBound(to: UInt8.self)) } ?? text.count
      body(start, stop > start && text[stop - 1] == 0x0D ? stop - 1 : stop)
      start = stop + 1
    }
  }
}

extension TextStream {
  /// Reads until `text` has `count` bytes at least, or the source ends.
  mutating func fill(_ text: inout [UInt8], upTo count: Int) throws(UnreadReason) {
    while text.count < count, !atEnd { try read(into: &text) }
  }
}

extension [UInt32] {
  fileprivate mutating func replace(with values: UnsafeMutablePointer<UInt32>, count: Int) {
    removeAll(keepingCapacity: true)
    append(contentsOf: UnsafeBufferPointer(start: values, count: count))
  }
}
