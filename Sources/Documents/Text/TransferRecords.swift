import Contents

/// Files for bank transfers and direct debits in the form of the Japanese Bankers Association: records of 120
/// half-width characters, 1 the header of the one who pays or collects, 2 a receiver or payer, 8 the sum, 9 the end,
/// with or without line ends. Only records of kind 2 are about people.
///
/// Source: 全国銀行協会「全銀協規定フォーマット」, transfers (総合振込, 給与・賞与振込) and debits (口座振替); the fields used here
/// stand at the same places in all of them.
struct TransferRecords: Equatable {
  static let width = 120

  /// Transfers of wages (11, 12, 71, 72) name the employee by a number.
  private let isOfWages: Bool

  private static let titles = ["銀行コード", "銀行名", "支店コード", "支店名", "預金種目", "口座番号", "受取人名", "金額"]
  /// Positions of those fields.
  private static let fields = [1..<5, 5..<20, 20..<23, 23..<38, 42..<43, 43..<50, 50..<80, 80..<90]

  /// Nil when the text is none of these files.
  init?(of sample: [UInt8], isWhole: Bool) {
    guard sample.first == UInt8(ascii: "1"), Self.digits(sample[...], 0..<13) else { return nil }
    let records = Self.records(in: sample[...], isLast: isWhole).ranges
    guard let first = records.first, records.count >= 3 else { return nil }
    var people = 0
    for record in records.dropFirst() {
      switch sample[record.lowerBound] {
      case UInt8(ascii: "2"):
        guard Self.digits(sample[record], 0..<5), let account = Self.field(43..<50, of: sample, record),
          sample[account].allSatisfy({ $0 &- 0x30 < 10 || $0 == 0x20 }), !account.isEmpty
        else { return nil }
        people += 1
      case UInt8(ascii: "1"), UInt8(ascii: "8"), UInt8(ascii: "9"): break
      default: return nil
      }
    }
    guard people > 0 else { return nil }
    let kind = sample[first].dropFirst().prefix(2)
    isOfWages =
      (kind.first == UInt8(ascii: "1") || kind.first == UInt8(ascii: "7")) && kind.last ?? 0 <= UInt8(ascii: "2")
  }

  private static func digits(_ record: ArraySlice<UInt8>, _ positions: Range<Int>) -> Bool {
    record.count >= positions.upperBound
      && record.dropFirst(positions.lowerBound).prefix(positions.count).allSatisfy { $0 &- 0x30 < 10 }
  }

  /// The records at the beginning of `text` and where the rest begins, which is no whole record yet.
  private static func records(in text: ArraySlice<UInt8>, isLast: Bool) -> (ranges: [Range<Int>], rest: Int) {
    var ranges: [Range<Int>] = []
    var start = text.startIndex
    var characters = 0
    var index = text.startIndex
    while index < text.endIndex {
      let byte = text[index]
      let isBreak = byte == 0x0A || byte == 0x0D || byte == 0x1A
      if isBreak || characters == width {
        if index > start { ranges.append(start..<index) }
        characters = 0
        if isBreak { index += 1 }
        start = index
        continue
      }
      index = min(index + FixedColumns.characterLength(byte), text.endIndex)
      characters += 1
    }
    if start < text.endIndex, isLast || characters == width {
      ranges.append(start..<text.endIndex)
      start = text.endIndex
    }
    return (ranges, start)
  }

  /// The bytes of the characters at these positions, without the blanks around them.
  private static func field(_ positions: Range<Int>, of text: [UInt8], _ record: Range<Int>) -> Range<Int>? {
    var index = record.lowerBound
    var position = 0
    while position < positions.lowerBound, index < record.upperBound {
      index += FixedColumns.characterLength(text[index])
      position += 1
    }
    var start = index
    while position < positions.upperBound, index < record.upperBound {
      index += FixedColumns.characterLength(text[index])
      position += 1
    }
    var end = min(index, record.upperBound)
    while start < end, text[start] == 0x20 { start += 1 }
    while start < end, text[end - 1] == 0x20 { end -= 1 }
    return start <= end ? start..<end : nil
  }

  /// A row of titles, which the first batch begins with.
  var titleRow: RowBatch {
    var batch = RowBatch()
    batch.append(row: Self.titles + (isOfWages ? ["社員番号"] : []))
    return batch
  }

  /// Appends a row for each record of a person, and gives the offset of the first byte that was not used.
  func cut(_ text: [UInt8], isLast: Bool, into batch: inout RowBatch) -> Int {
    let (records, rest) = Self.records(in: text[...], isLast: isLast)
    for record in records where text[record.lowerBound] == UInt8(ascii: "2") {
      for positions in Self.fields + (isOfWages ? [91..<101] : []) {
        batch.append(cell: Self.field(positions, of: text, record).map { text[$0] } ?? [])
      }
      batch.endRow()
    }
    return rest
  }
}
