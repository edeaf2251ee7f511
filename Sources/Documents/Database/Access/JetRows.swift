import Contents

/// The rows of one table, page by page.
struct JetRows {
  let table: JetTable
  private(set) var count = 0
  /// Rows are missing, or could not be read as a whole.
  private(set) var isDamaged = false

  private let file: JetFile
  private let values: JetValues
  private var row: JetRow
  private var pages: [Int]
  private var hasLookedEverywhere = false
  private var nextPage = 0
  private var page: [UInt8] = []
  private var rowsLeft = 0..<0

  /// A row that became too long for its page lies on another.
  private static let mostPointers = 4

  init(_ table: JetTable, of file: JetFile) {
    self.table = table
    self.file = file
    values = JetValues(file)
    row = JetRow(table, in: file)
    do throws(UnreadReason) { pages = try table.pages(of: file) } catch {
      pages = []
      isDamaged = true
    }
  }

  /// Goes to the next row.
  /// - Returns: false behind the last one.
  /// - Throws: `.inputOutput`.
  mutating func next() throws(UnreadReason) -> Bool {
    while true {
      while let number = rowsLeft.popFirst() {
        guard try find(number) else { continue }
        count += 1
        return true
      }
      if try !openPage() { return false }
    }
  }

  /// A cell of the row; empty for a memo that cannot be read.
  mutating func text(_ column: JetTable.Column) throws(UnreadReason) -> [UInt8] {
    do throws(UnreadReason) { return try values.text(of: column, in: row) } catch {
      if error != .damaged { throw error }
      isDamaged = true
      return []
    }
  }

  /// - Throws: `.damaged`, `.tooLarge` for more bytes than `most`, `.inputOutput`.
  func data(_ column: JetTable.Column, most: Int) throws(UnreadReason) -> [UInt8] {
    try values.data(of: column, in: row, most: most)
  }

  private mutating func openPage() throws(UnreadReason) -> Bool {
    if nextPage == pages.count, count < table.recordCount || isDamaged, !hasLookedEverywhere {
      // The map leaves pages out: they say themselves whose they are.
      hasLookedEverywhere = true
      let known = Set(pages)
      pages += try file.pages(ownedBy: table.page).filter { !known.contains($0) }
    }
    guard nextPage < pages.count else {
      if count < table.recordCount { isDamaged = true }
      return false
    }
    let number = pages[nextPage]
    nextPage += 1
    rowsLeft = 0..<0
    guard let bytes = try readable(number), isOwn(bytes), let rows = bytes.uint16(at: file.format.rowCount) else {
      return true
    }
    page = bytes
    rowsLeft = 0..<min(Int(rows), bytes.count / 2)
    return true
  }

  private func readable(_ number: Int) throws(UnreadReason) -> [UInt8]? {
    do throws(UnreadReason) { return try file.page(number) } catch {
      if error != .damaged { throw error }
      return nil
    }
  }

  private func isOwn(_ page: [UInt8]) -> Bool {
    page[0] == JetFormat.PageKind.data && page.uint32(at: 4).map { Int($0) } == table.page
  }

  /// Finds a row of the page, and follows it to where it has gone. What was deleted, and what others point to, is none.
  private mutating func find(_ number: Int) throws(UnreadReason) -> Bool {
    guard let first = file.range(ofRow: number, on: page), !first.isDeleted else { return false }
    var place = (page: page, range: first.range)
    var isPointer = first.isPointer
    for _ in 0..<Self.mostPointers where isPointer {
      guard place.range.count >= 4, let pointer = place.page.uint32(at: place.range.lowerBound),
        let bytes = try readable(Int(pointer >> 8)), isOwn(bytes),
        let row = file.range(ofRow: Int(pointer & 0xFF), on: bytes)
      else { return false }
      place = (bytes, row.range)
      isPointer = row.isPointer
    }
    return !isPointer && row.take(place.page, place.range)
  }
}
