/// Where things stand in the pages of a database: Jet 3 (Access 97) and Jet 4 differ. Jet 4 is that of Access 2000 and
/// later, and of `.accdb` as well. All offsets are bytes from the start of a page, a definition or an entry.
///
/// Microsoft never published the layout. Source: HACKING.md of mdbtools, and the format classes of Jackcess.
struct JetFormat {
  let isJet3: Bool
  let pageSize: Int
  /// Of a data page: rows on it, followed by where each begins.
  let rowCount: Int

  /// Of a table's definition.
  let recordCount: Int
  let tableKind: Int
  let variableCount: Int
  let columnCount: Int
  let indexCount: Int
  let usageMap: Int
  let columns: Int
  let indexEntry: Int

  /// Of a column's entry.
  let columnEntry: Int
  let number: Int
  let variableIndex: Int
  let flags: Int
  let fixedOffset: Int
  let length: Int

  /// Bytes that the number of columns takes in a row and in its counts.
  var countBytes: Int { isJet3 ? 1 : 2 }

  static let jet3 = JetFormat(
    isJet3: true, pageSize: 2_048, rowCount: 8, recordCount: 12, tableKind: 20, variableCount: 23, columnCount: 25,
    indexCount: 31, usageMap: 35, columns: 43, indexEntry: 8, columnEntry: 18, number: 1, variableIndex: 3, flags: 13,
    fixedOffset: 14, length: 16)

  static let jet4 = JetFormat(
    isJet3: false, pageSize: 4_096, rowCount: 12, recordCount: 16, tableKind: 40, variableCount: 43, columnCount: 45,
    indexCount: 51, usageMap: 55, columns: 63, indexEntry: 12, columnEntry: 25, number: 5, variableIndex: 7, flags: 15,
    fixedOffset: 21, length: 23)

  /// What the first byte of a page says of it.
  enum PageKind {
    static let data: UInt8 = 1
    static let definition: UInt8 = 2
    static let usage: UInt8 = 5
  }
}
