import CProcess

/// Splits delimited text into cells: RFC 4180 and the ways in which real files break it.
///
/// A quote opens a quoted cell only as its first byte, and only when a closing quote stands before a delimiter or a
/// line's end; any other quote is a character like others. So an inch mark or a quote that nobody closed costs nothing
/// but itself. Cell bounds go to buffers that are made once; the text is changed only inside cells with doubled quotes.
struct RecordSplitter: ~Copyable {
  /// Longer records are cut, and a quote that is still open there is taken as a character.
  static let longestRecord = 8 << 20
  /// More cells than a sheet of Excel has columns: the record is cut here.
  static let mostCells = 16_384
  private static let capacity = 64 << 10

  let delimiter: UInt8
  /// 0x0A, or 0x0D for files of the old Mac; before 0x0A a 0x0D belongs to the line's end.
  let newline: UInt8

  let starts = UnsafeMutablePointer<UInt32>.allocate(capacity: RecordSplitter.capacity)
  let ends = UnsafeMutablePointer<UInt32>.allocate(capacity: RecordSplitter.capacity)
  let rowEnds = UnsafeMutablePointer<UInt32>.allocate(capacity: RecordSplitter.capacity)
  private(set) var cells = 0
  private(set) var rows = 0

  /// Cells of the unfinished row that hold doubled quotes.
  private var doubled: [Int] = []
  /// Bytes looked at in vain for closing quotes. A file made to waste time ends quoting for the rest of it.
  private var wasted = 0
  private let padded = UnsafeMutablePointer<UInt8>.allocate(capacity: 64)

  init(delimiter: UInt8, newline: UInt8) {
    self.delimiter = delimiter
    self.newline = newline
  }

  deinit {
    starts.deallocate()
    ends.deallocate()
    rowEnds.deallocate()
    padded.deallocate()
  }

  private enum Quoted {
    /// The cell ends before `end`; `next` is what follows the closing quote and blanks.
    case closed(end: Int, next: Int, doubled: Bool)
    case literal
    case needsMore
  }

  /// Splits `text` from its beginning, which must be a record's beginning, into `starts`, `ends` and `rowEnds`.
  /// - Returns: the offset after the last whole record; what lies behind it must be given again with more text.
  mutating func split(_ text: UnsafeMutableBufferPointer<UInt8>, isLast: Bool) -> Int {
    cells = 0
    rows = 0
    doubled.removeAll(keepingCapacity: true)
    guard let base = text.baseAddress else { return 0 }
    let count = text.count
    var cellStart = 0
    var done = 0
    var rowStart = 0
    var position = 0
    blocks: while position < count {
      if cells + 65 > Self.capacity { return done }
      if cells - rowStart > Self.mostCells - 64 {
        endRow(base)
        rowStart = cells
        done = cellStart
      }
      var mask = structure(base, position, count)
      while mask != 0 {
        let at = position &+ mask.trailingZeroBitCount
        mask &= mask &- 1
        let byte = base[at]
        if byte == delimiter {
          append(cellStart, at)
          cellStart = at &+ 1
        } else if byte == newline {
          append(cellStart, at > cellStart && newline == 0x0A && base[at - 1] == 0x0D ? at - 1 : at)
          endRow(base)
          cellStart = at + 1
          rowStart = cells
          done = cellStart
        } else if at == cellStart || at == cellStart &+ 1 && base[cellStart] == UInt8(ascii: "=") {
          // `="007"` is how offices keep Excel from taking the zeros away: it means 007.
          switch quotedCell(base, open: at, count: count, record: done, isLast: isLast) {
          case .literal: break
          case .needsMore: return done
          case .closed(let end, let next, let hasDoubled):
            if hasDoubled { doubled.append(cells) }
            append(at + 1, end)
            cellStart = next + 1
            position = next + 1
            if next < count, base[next] == delimiter { continue blocks }
            if next < count, base[next] == 0x0D, newline == 0x0A { cellStart = next + 2 }
            endRow(base)
            rowStart = cells
            done = min(cellStart, count)
            position = done
            continue blocks
          }
        }
      }
      position += 64
    }
    if isLast {
      // After a quoted cell at the very end nothing is left; after a delimiter one empty cell is.
      if cellStart < count || cells > rowStart {
        append(cellStart, max(cellStart, count > cellStart && base[count - 1] == 0x0D ? count - 1 : count))
        endRow(base)
      }
      return count
    }
    if count - done > Self.longestRecord {
      append(cellStart, count)
      endRow(base)
      return count
    }
    return done
  }

  @inline(__always)
  private mutating func append(_ start: Int, _ end: Int) {
    starts[cells] = UInt32(truncatingIfNeeded: start)
    ends[cells] = UInt32(truncatingIfNeeded: end)
    cells &+= 1
  }

  @inline(__always)
  private mutating func endRow(_ base: UnsafeMutablePointer<UInt8>) {
    if !doubled.isEmpty { undouble(base) }
    rowEnds[rows] = UInt32(truncatingIfNeeded: cells)
    rows &+= 1
  }

  @inline(__always)
  private func structure(_ base: UnsafeMutablePointer<UInt8>, _ position: Int, _ count: Int) -> UInt64 {
    if count - position >= 64 {
      return scan_mask_of_three(base + position, delimiter, newline, UInt8(ascii: "\""))
    }
    padded.update(repeating: 0, count: 64)
    padded.update(from: base + position, count: count - position)
    return scan_mask_of_three(padded, delimiter, newline, UInt8(ascii: "\""))
  }

  /// Takes one of each two quotes away, once the row is whole and will not be split again.
  private mutating func undouble(_ base: UnsafeMutablePointer<UInt8>) {
    for cell in doubled {
      var from = Int(starts[cell])
      var to = from
      let end = Int(ends[cell])
      while from < end {
        base[to] = base[from]
        if base[from] == UInt8(ascii: "\""), from + 1 < end, base[from + 1] == UInt8(ascii: "\"") { from += 1 }
        from += 1
        to += 1
      }
      // What is left behind may be the second half of a character: the whole text must stay UTF-8.
      (base + to).update(repeating: 0x20, count: end - to)
      // `"=""007"""`, the same written by Excel itself.
      let start = Int(starts[cell])
      if to - start >= 3, base[start] == UInt8(ascii: "="), base[start + 1] == UInt8(ascii: "\""),
        base[to - 1] == UInt8(ascii: "\"")
      {
        starts[cell] += 2
        to -= 1
      }
      ends[cell] = UInt32(truncatingIfNeeded: to)
    }
    doubled.removeAll(keepingCapacity: true)
  }

  private func nextQuote(_ base: UnsafeMutablePointer<UInt8>, _ from: Int, _ count: Int) -> Int? {
    let quote = UInt8(ascii: "\"")
    var at = from
    while count - at >= 64 {
      let mask = scan_mask_of_three(base + at, quote, quote, quote)
      if mask != 0 { return at + mask.trailingZeroBitCount }
      at += 64
    }
    while at < count {
      if base[at] == quote { return at }
      at += 1
    }
    return nil
  }

  private mutating func quotedCell(
    _ base: UnsafeMutablePointer<UInt8>, open: Int, count: Int, record: Int, isLast: Bool
  ) -> Quoted {
    guard wasted < 64 << 20 else { return .literal }
    var from = open + 1
    var hasDoubled = false
    while let quote = nextQuote(base, from, count) {
      let after = quote + 1
      if after == count {
        return isLast ? .closed(end: quote, next: count, doubled: hasDoubled) : notClosed(count - record)
      }
      if base[after] == UInt8(ascii: "\"") {
        hasDoubled = true
        from = after + 1
        continue
      }
      // Blanks between the closing quote and the delimiter are padding.
      var next = after
      while next < count, base[next] == 0x20 { next += 1 }
      if endsCell(base, next, count) { return .closed(end: quote, next: next, doubled: hasDoubled) }
      if next == count || base[next] == 0x0D && next + 1 == count {
        return isLast ? .closed(end: quote, next: count, doubled: hasDoubled) : notClosed(count - record)
      }
      return strayQuote(base, open: open, after: after, count: count)
    }
    if isLast || count - record > Self.longestRecord {
      wasted += count - open
      return .literal
    }
    return .needsMore
  }

  private func notClosed(_ length: Int) -> Quoted { length > Self.longestRecord ? .literal : .needsMore }

  @inline(__always)
  private func endsCell(_ base: UnsafeMutablePointer<UInt8>, _ at: Int, _ count: Int) -> Bool {
    guard at < count else { return false }
    if base[at] == delimiter || base[at] == newline { return true }
    return base[at] == 0x0D && newline == 0x0A && at + 1 < count && base[at + 1] == 0x0A
  }

  /// A quote inside a quoted cell that was not doubled, as in `"the "new" list",5`: the cell goes on to a quote before
  /// a delimiter, if one stands in the same line before another cell opens. Otherwise the first quote is a character.
  private mutating func strayQuote(_ base: UnsafeMutablePointer<UInt8>, open: Int, after: Int, count: Int) -> Quoted {
    wasted += after - open
    for inside in stride(from: open + 1, to: after, by: 1) where base[inside] == newline { return .literal }
    var at = after
    while at < count, base[at] != newline {
      if base[at] == UInt8(ascii: "\"") {
        if base[at - 1] == delimiter { return .literal }
        if endsCell(base, at + 1, count) { return .closed(end: at, next: at + 1, doubled: false) }
      }
      at += 1
    }
    wasted += at - after
    return .literal
  }
}
