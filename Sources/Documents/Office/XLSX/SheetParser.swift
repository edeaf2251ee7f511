import Contents
import Glibc

/// The rows of one sheet, straight out of the unpacked bytes: the tags inside `<sheetData>` are met a hundred times for
/// every row, so they are recognised in place instead of being handed out as tokens.
///
/// A cell is taken as a whole or not at all: where the window ends inside one, the parser goes back to its `<` and asks
/// for more bytes.
struct SheetParser: ~Copyable {
  enum Outcome {
    case needsMore
    case batchIsFull
    case finished
  }

  var batch = RowBatchBuilder()
  private let strings: SharedStrings
  private let styles: CellStyles
  private let date1904: Bool
  /// Column of the next cell that does not say its own.
  private var nextColumn = 0
  private var isInRow = false
  /// Number of the last row, from 1, as the sheet states it.
  private var rowNumber = 0
  /// Set when rows are left out between two rows far apart: number from 0 of the row that follows.
  private(set) var nextRow: Int?

  private static let lastColumn = 16_384
  /// Fewer empty rows than this are emitted one by one, so that the numbers of rows stay true.
  private static let shortGap = 64

  init(strings: SharedStrings, styles: CellStyles, date1904: Bool) {
    self.strings = strings
    self.styles = styles
    self.date1904 = date1904
  }

  /// Takes rows from `at` on; `at` ends where the next call has to go on.
  /// - Throws: `.damaged` when the tags do not follow each other as they must.
  mutating func consume(
    _ bytes: UnsafePointer<UInt8>, at position: inout Int, end: Int
  ) throws(UnreadReason) -> Outcome {
    var at = position
    while true {
      while at < end, bytes[at] != 0x3C { at &+= 1 }
      position = at
      // The longest tag that is told apart here, with a prefix, needs no more than this; `</c></row>` is about as long.
      guard at &+ 3 < end else { return .needsMore }
      let isEnd = bytes[at &+ 1] == 0x2F
      var name = isEnd ? at &+ 2 : at &+ 1
      var cursor = name
      while cursor < end, bytes[cursor] > 0x20, bytes[cursor] != 0x3E, bytes[cursor] != 0x2F {
        if bytes[cursor] == 0x3A { name = cursor &+ 1 }
        cursor &+= 1
      }
      guard cursor < end else { return .needsMore }
      let length = cursor &- name
      if length == 1, bytes[name] == 0x63, !isEnd {
        guard try cell(bytes, &cursor, end) else { return .needsMore }
        // Batches go out between rows: a row that repeats one long string for ever is a bomb.
        if batch.isBeyondOneRow { throw .tooLarge }
        at = cursor
        continue
      }
      guard let close = TagBytes.tagEnd(bytes, cursor, end) else { return .needsMore }
      if length == 3, bytes[name] == 0x72, bytes[name &+ 1] == 0x6F, bytes[name &+ 2] == 0x77 {
        if isEnd {
          endRow()
        } else {
          if beginRow(UnsafeBufferPointer(start: bytes + cursor, count: close &- 1 &- cursor)) {
            // The rows before the gap go out first; this tag is met again.
            return .batchIsFull
          }
          if bytes[close &- 2] == 0x2F { endRow() }
        }
        at = close
        if batch.isFull, !isInRow {
          position = at
          return .batchIsFull
        }
        continue
      }
      if isEnd, length == 9, bytes[name] == 0x73 {
        if isInRow { endRow() }
        position = at
        return .finished
      }
      at = close
    }
  }

  /// Takes what is complete when the part breaks off.
  mutating func breakOff() {
    if isInRow { endRow() }
  }

  mutating func takeBatch() -> RowBatch {
    let next = nextRow
    nextRow = nil
    return batch.take(nextRow: next)
  }

  // MARK: - Rows

  /// - Returns: true when the batch has to be taken before this row can begin.
  private mutating func beginRow(_ attributes: UnsafeBufferPointer<UInt8>) -> Bool {
    if isInRow { endRow() }
    var number = rowNumber &+ 1
    if let stated = MarkupAttributes(attributes).value(of: MarkupName("r")) {
      var value = 0
      for byte in stated where byte &- 0x30 <= 9 && value < 10_000_000 { value = value &* 10 &+ Int(byte &- 0x30) }
      if value > rowNumber, value <= 1_048_576 { number = value }
    }
    let missing = number &- rowNumber &- 1
    if missing > 0, missing < Self.shortGap {
      for _ in 0..<missing { batch.endRow() }
    } else if missing > 0 {
      // The gap stands as one empty row, and the numbers go on behind it.
      batch.endRow()
      rowNumber = number &- 1
      nextRow = rowNumber
      return true
    }
    rowNumber = number
    nextColumn = 0
    isInRow = true
    return false
  }

  @inline(__always)
  private mutating func endRow() {
    guard isInRow else { return }
    batch.endRow()
    isInRow = false
  }

  // MARK: - Cells

  private enum Kind: UInt8 {
    case number, shared, boolean, text, isoDate
  }

  /// - Parameter at: behind the `c` of the tag; moved behind the cell.
  /// - Returns: false when the window ends inside the cell.
  @inline(__always)
  private mutating func cell(
    _ bytes: UnsafePointer<UInt8>, _ at: inout Int, _ end: Int
  ) throws(UnreadReason) -> Bool {
    var cursor = at
    var column = nextColumn
    var kind = Kind.number
    var style = 0
    // Attributes: r, s, t; all others are passed over.
    while true {
      while cursor < end, bytes[cursor] <= 0x20 { cursor &+= 1 }
      guard cursor &+ 1 < end else { return false }
      if bytes[cursor] == 0x3E { break }
      if bytes[cursor] == 0x2F {
        guard bytes[cursor &+ 1] == 0x3E else { throw .damaged }
        at = cursor &+ 2
        nextColumn = min(column &+ 1, Self.lastColumn)
        return true
      }
      let name = bytes[cursor]
      let nameStart = cursor
      while cursor < end, bytes[cursor] != 0x22, bytes[cursor] != 0x27, bytes[cursor] != 0x3E { cursor &+= 1 }
      guard cursor < end else { return false }
      guard bytes[cursor] != 0x3E else { throw .damaged }
      let quote = bytes[cursor]
      let value = cursor &+ 1
      let isShort = value &- nameStart == 3
      cursor = value
      if isShort, name == 0x72 {
        var number = 0
        while cursor < end, (bytes[cursor] | 0x20) &- 0x61 < 26, number < 20_000 {
          number = number &* 26 &+ Int(bytes[cursor] | 0x20) &- 0x60
          cursor &+= 1
        }
        if number > 0, number <= Self.lastColumn, number > nextColumn { column = number &- 1 }
      } else if isShort, name == 0x73 {
        while cursor < end, bytes[cursor] &- 0x30 <= 9, style < 1 << 20 {
          style = style &* 10 &+ Int(bytes[cursor] &- 0x30)
          cursor &+= 1
        }
      } else if isShort, name == 0x74, cursor &+ 1 < end {
        kind = Self.kind(bytes[cursor], bytes[cursor &+ 1], quote)
      }
      while cursor < end, bytes[cursor] != quote { cursor &+= 1 }
      guard cursor < end else { return false }
      cursor &+= 1
    }
    cursor &+= 1
    return try content(bytes, &at, cursor, end, Head(column: column, kind: kind, style: style))
  }

  private struct Head {
    var column: Int
    var kind: Kind
    var style: Int
  }

  @inline(__always)
  private static func kind(_ first: UInt8, _ second: UInt8, _ quote: UInt8) -> Kind {
    switch first {
    case 0x73: second == quote ? .shared : .text
    case 0x62: .boolean
    case 0x64: .isoDate
    case 0x65, 0x69: .text
    default: .number
    }
  }

  /// Reads `<v>…</v></c>` and `<is><t>…</t></is></c>` written without anything else, as nearly all cells are.
  /// - Returns: false when the cell is of another form, or does not end within the window.
  @inline(__always)
  private mutating func plainContent(
    _ bytes: UnsafePointer<UInt8>, _ at: inout Int, _ start: Int, _ end: Int, _ head: Head
  ) throws(UnreadReason) -> Bool {
    guard start &+ 24 < end else { return false }
    let isInline: Bool
    let first = TagBytes.eight(bytes + start)
    if first & 0xFF_FFFF == 0x3E_763C {  // <v>
      isInline = false
    } else if first & 0xFF_FFFF_FFFF_FFFF == 0x3E_743C_3E73_693C {  // <is><t>
      isInline = true
    } else {
      return false
    }
    let text = start &+ (isInline ? 7 : 3)
    guard let stop = TagBytes.next(0x3C, bytes, text, end), stop &+ 13 <= end else { return false }
    if isInline {
      // </t></is></c>
      guard TagBytes.eight(bytes + stop) == 0x7369_2F3C_3E74_2F3C,
        TagBytes.eight(bytes + (stop &+ 5)) == 0x3E63_2F3C_3E73_692F
      else { return false }
      at = stop &+ 13
    } else {
      // </v></c>
      guard TagBytes.eight(bytes + stop) == 0x3E63_2F3C_3E76_2F3C else { return false }
      at = stop &+ 8
    }
    nextColumn = min(head.column &+ 1, Self.lastColumn)
    let count = stop &- text
    if count > 0 {
      if isInline {
        put(MarkupText.decode(bytes + text, count: count, into: batch.room(count &+ 8)), head.column)
      } else {
        value(bytes + text, count: count, head)
      }
    }
    return true
  }

  /// Reads `<v>`, `<is>`, and whatever else stands in a cell, up to `</c>`.
  @inline(__always)
  private mutating func content(
    _ bytes: UnsafePointer<UInt8>, _ at: inout Int, _ start: Int, _ end: Int, _ head: Head
  ) throws(UnreadReason) -> Bool {
    if try plainContent(bytes, &at, start, end, head) { return true }
    var cursor = start
    var valueStart = 0
    var valueEnd = -1
    // Bytes of inline text written behind the batch's text so far, not yet closed as a cell.
    var inline = 0
    var isPhonetic = false
    while true {
      while cursor < end, bytes[cursor] != 0x3C { cursor &+= 1 }
      guard cursor &+ 3 < end else { return false }
      let isEnd = bytes[cursor &+ 1] == 0x2F
      var name = isEnd ? cursor &+ 2 : cursor &+ 1
      cursor = name
      while cursor < end, bytes[cursor] > 0x20, bytes[cursor] != 0x3E, bytes[cursor] != 0x2F {
        if bytes[cursor] == 0x3A { name = cursor &+ 1 }
        cursor &+= 1
      }
      guard cursor < end else { return false }
      let length = cursor &- name
      let first = bytes[name]
      if bytes[cursor] != 0x3E {
        guard let close = TagBytes.tagEnd(bytes, cursor, end) else { return false }
        cursor = close
      } else {
        cursor &+= 1
      }
      let isEmptyTag = bytes[cursor &- 2] == 0x2F
      if length == 1, isEnd, first == 0x63 { break }
      if length == 1, !isEnd, !isEmptyTag, first == 0x76 || first == 0x74 {
        guard let stop = TagBytes.next(0x3C, bytes, cursor, end) else { return false }
        if first == 0x76 {
          valueStart = cursor
          valueEnd = stop
        } else if !isPhonetic {
          let room = batch.room(inline &+ (stop &- cursor) &+ 8)
          inline &+= MarkupText.decode(bytes + cursor, count: stop &- cursor, into: room + inline)
        }
        cursor = stop
      } else if length == 3, first == 0x72, bytes[name &+ 1] == 0x50, bytes[name &+ 2] == 0x68 {
        isPhonetic = !isEnd && !isEmptyTag
      } else if length == 3, first == 0x72, bytes[name &+ 1] == 0x6F {
        // A row cannot lie in a cell: the cell was never closed.
        throw .damaged
      }
    }
    at = cursor
    nextColumn = min(head.column &+ 1, Self.lastColumn)
    if inline > 0 {
      put(inline, head.column)
    } else if valueEnd > valueStart {
      value(bytes + valueStart, count: valueEnd &- valueStart, head)
    }
    return true
  }

  /// Closes a cell whose text stands behind the batch's text already. Gaps before it have no text, so it stays put.
  @inline(__always)
  private mutating func put(_ count: Int, _ column: Int) {
    guard isInRow, count > 0 else { return }
    var count = count
    if count > 6 { count = EscapedCharacters.resolve(batch.room(count), count: count) }
    batch.fill(to: column)
    batch.endCell(count)
  }

  @inline(__always)
  private mutating func value(_ bytes: UnsafePointer<UInt8>, count: Int, _ head: Head) {
    guard isInRow else { return }
    switch head.kind {
    case .shared:
      var index = 0
      for offset in 0..<min(count, 9) { index = index &* 10 &+ Int(bytes[offset] &- 0x30) }
      batch.fill(to: head.column)
      strings.append(index, to: &batch)
    case .number: number(bytes, count: count, head)
    case .boolean:
      batch.fill(to: head.column)
      batch.append(bytes[0] == 0x31 ? "TRUE" : "FALSE")
    case .text:
      put(MarkupText.decode(bytes, count: count, into: batch.room(count &+ 8)), head.column)
    case .isoDate: isoDate(bytes, count: count, head.column)
    }
  }

  @inline(__always)
  private mutating func number(_ bytes: UnsafePointer<UInt8>, count: Int, _ head: Head) {
    batch.fill(to: head.column)
    let room = batch.room(count &+ CellNumber.room &+ DigitMask.room)
    if head.style > 0, head.style < styles.shows.count {
      switch styles.shows[head.style] {
      case .plain: break
      case .date(let style):
        if let serial = SerialDate.split(bytes, count: count) {
          let written = SerialDate.write(
            days: serial.days, secondOfDay: serial.second, style: style, date1904: date1904, into: room)
          if written > 0 { return batch.endCell(written) }
        }
      case .mask(let mask):
        let written = mask.write(bytes, count: count, into: room)
        if written > 0 { return batch.endCell(written) }
      }
    }
    batch.endCell(CellNumber.write(bytes, count: count, into: room))
  }

  /// `2024-06-01T09:30:00` as other dates are written; midnight is no time.
  private mutating func isoDate(_ bytes: UnsafePointer<UInt8>, count: Int, _ column: Int) {
    var text = Array(UnsafeBufferPointer(start: bytes, count: min(count, 19)))
    if text.count >= 19, text[10] == 0x54 {
      text[10] = 0x20
      if text[17] == 0x30, text[18] == 0x30 { text.removeLast(3) }
      if text.count == 16, text[11...].elementsEqual("00:00".utf8) { text.removeLast(6) }
    }
    batch.fill(to: column)
    batch.append(text)
  }
}
