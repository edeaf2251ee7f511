/// Which paragraphs stand in tables, and which of them end a row ([MS-DOC] 2.8.11, 2.9.178, 2.6.2).
struct WordParagraphs {
  struct InTable {
    /// Bytes of the stream that hold the paragraph.
    var offsets: Range<Int>
    /// Tables around it.
    var level = 1
    var endsRow = false
    /// The mark ends a cell of a table within a table; those of outer tables have a character of their own.
    var endsInnerCell = false
    /// For an end of a row: which cells go on merged cells above them.
    var continuing: [Bool] = []
  }

  private var paragraphs: [InTable] = []
  /// False where the file does not tell of its paragraphs.
  private(set) var isKnown = false
  private static let most = 4 << 20

  init() {}

  /// - Parameters:
  ///   - table: pages of the stream that list the paragraphs.
  ///   - data: the stream in which long lists of properties lie.
  init(_ table: ArraySlice<UInt8>, stream: [UInt8], data: [UInt8]) {
    let table = Array(table)
    guard table.count >= 12 else { return }
    let count = (table.count - 4) / 8
    for index in 0..<count {
      guard let page = table.uint32(at: (count + 1) * 4 + index * 4), paragraphs.count < Self.most else { continue }
      read(page: Int(page & 0x3F_FFFF) * 512, stream: stream, data: data)
    }
    paragraphs.sort { $0.offsets.lowerBound < $1.offsets.lowerBound }
  }

  private mutating func read(page: Int, stream: [UInt8], data: [UInt8]) {
    guard page + 512 <= stream.count else { return }
    isKnown = true
    let count = Int(stream[page + 511])
    guard (count + 1) * 4 + count * 13 <= 511 else { return }
    for index in 0..<count {
      guard let from = stream.uint32(at: page + index * 4), let to = stream.uint32(at: page + index * 4 + 4), from < to
      else { continue }
      let word = Int(stream[page + (count + 1) * 4 + index * 13]) * 2
      guard word > 0, word < 511 else { continue }
      var start = page + word + 1
      var length = Int(stream[page + word]) * 2 - 1
      if length < 0 {
        length = Int(stream[start]) * 2
        start += 1
      }
      // The first two bytes name the style.
      let end = min(start + length, page + 511)
      guard start + 2 < end else { continue }
      var paragraph = InTable(offsets: Int(from)..<Int(to))
      var isInTable = false
      Self.apply(Array(stream[start + 2..<end]), to: &paragraph, &isInTable, data: data)
      if isInTable || paragraph.endsRow { paragraphs.append(paragraph) }
    }
  }

  private static func apply(
    _ changes: [UInt8], to paragraph: inout InTable, _ isInTable: inout Bool, data: [UInt8], isInner: Bool = false
  ) {
    var at = 0
    while let code = changes.uint16(at: at), let first = at + 2 < changes.count ? changes[at + 2] : nil {
      at += 2
      switch code {
      case 0x2416: isInTable = first != 0
      case 0x2417, 0x244C: paragraph.endsRow = paragraph.endsRow || first != 0
      case 0x244B: paragraph.endsInnerCell = first != 0
      case 0x6649: paragraph.level = max(1, min(Int(changes.uint32(at: at) ?? 1), 64))
      case 0x6646, 0x6645:
        guard !isInner, let place = changes.uint32(at: at).map({ Int($0) }), let length = data.uint16(at: place),
          place + 2 + Int(length) <= data.count
        else { break }
        let more = Array(data[place + 2..<place + 2 + Int(length)])
        apply(more, to: &paragraph, &isInTable, data: data, isInner: true)
      case 0xD608: paragraph.continuing = continuing(changes, at: at + 2)
      default: break
      }
      // The length of the operand stands in the code ([MS-DOC] 2.6.1).
      switch code >> 13 {
      case 0, 1: at += 1
      case 2, 4, 5: at += 2
      case 3: at += 4
      case 7: at += 3
      default: at += code == 0xD608 ? 1 + Int(changes.uint16(at: at) ?? 1) : 1 + Int(first)
      }
    }
  }

  /// The cells of a row's definition ([MS-DOC] 2.9.315, 2.9.311).
  private static func continuing(_ bytes: [UInt8], at start: Int) -> [Bool] {
    guard start < bytes.count else { return [] }
    let count = Int(bytes[start])
    let cells = start + 1 + (count + 1) * 2
    let flags = (0..<count).map { bytes.uint16(at: cells + $0 * 20).map { $0 >> 5 & 3 == 1 } ?? false }
    return flags.contains(true) ? flags : []
  }

  /// The paragraph in a table that holds this byte of the stream; nil for one that stands in none.
  func paragraph(at offset: Int) -> InTable? {
    var low = 0
    var high = paragraphs.count
    while low < high {
      let middle = (low + high) / 2
      if paragraphs[middle].offsets.upperBound <= offset { low = middle + 1 } else { high = middle }
    }
    return low < paragraphs.count && paragraphs[low].offsets.contains(offset) ? paragraphs[low] : nil
  }
}
