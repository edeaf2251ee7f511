import Contents
import Glibc

/// The rows of a sheet whose cells come as binary records, old or new: places cells by their row and column, and shows
/// numbers as their styles do.
struct BinarySheetRows: ~Copyable {
  private var batch = RowBatchBuilder()
  private let shows: [CellStyles.Show]
  private let date1904: Bool
  private let reading: Reading
  private var row = -1

  /// Fewer empty rows than this are emitted one by one, so that the numbers of rows stay true.
  private static let shortGap = 64
  private static let lastColumn = 16_383

  init(shows: [CellStyles.Show], date1904: Bool, in reading: Reading) {
    self.shows = shows
    self.date1904 = date1904
    self.reading = reading
  }

  /// Goes to the cell that comes next; one of `append`, `number` and `truth` follows.
  /// - Throws: `.tooLarge` for a row without end, and what the sink throws.
  mutating func begin(row: Int, column: Int) throws(UnreadReason) {
    if row != self.row {
      if self.row >= 0 { batch.endRow() }
      let missing = row - self.row - 1
      if missing > 0, missing < Self.shortGap {
        for _ in 0..<missing { batch.endRow() }
      } else if missing >= Self.shortGap {
        batch.endRow()
        try reading.emit(.rows(batch.take(nextRow: row)))
      }
      if batch.isFull { try reading.emit(.rows(batch.take())) }
      self.row = row
    }
    if batch.isBeyondOneRow { throw .tooLarge }
    batch.fill(to: min(column, Self.lastColumn))
  }

  /// Emits what is left.
  mutating func finish() throws(UnreadReason) {
    if batch.column > 0 { batch.endRow() }
    if !batch.isEmpty { try reading.emit(.rows(batch.take())) }
  }

  // MARK: - Cells

  mutating func append(_ text: [UInt8]) { batch.append(text) }

  mutating func append(_ index: Int, of strings: SharedStrings) { strings.append(index, to: &batch) }

  /// A text of `units` UTF-16 code units, in the order of the file.
  mutating func append(utf16 text: UnsafeRawPointer, units: Int) {
    let room = batch.room(units * WideText.mostBytesOfUnit)
    batch.endCell(WideText.write(text, units: units, into: room))
  }

  /// A truth value, or the number of an error ([MS-XLS] 2.5.10, [MS-XLSB] 2.5.97.2).
  mutating func truth(_ value: UInt8, isError: Bool) {
    guard isError else { return batch.append(value == 0 ? "FALSE" : "TRUE") }
    let errors: [UInt8: String] = [
      0x00: "#NULL!", 0x07: "#DIV/0!", 0x0F: "#VALUE!", 0x17: "#REF!", 0x1D: "#NAME?", 0x24: "#NUM!", 0x2A: "#N/A",
      0x2B: "#GETTING_DATA",
    ]
    batch.append(errors[value] ?? "#N/A")
  }

  /// - Parameter style: index of the cell's style.
  mutating func number(_ value: Double, style: Int) {
    let show = style < shows.count ? shows[style] : .plain
    let room = batch.room(DigitMask.room + CellNumber.longest)
    let plain = room + DigitMask.room
    let count = CellNumber.write(value, into: plain)
    var written = 0
    switch show {
    case .plain: break
    case .date(let style):
      if let serial = SerialDate.split(plain, count: count) {
        written = SerialDate.write(
          days: serial.days, secondOfDay: serial.second, style: style, date1904: date1904, into: room)
      }
    case .mask(let mask): written = mask.write(plain, count: count, into: room)
    }
    if written == 0 {
      memmove(room, plain, count)
      written = count
    }
    batch.endCell(written)
  }
}
