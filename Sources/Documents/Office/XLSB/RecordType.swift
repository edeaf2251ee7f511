/// Types of records in binary workbooks that are read ([MS-XLSB] 2.3.2).
enum RecordType {
  static let rowHeader = 0
  static let blank = 1
  static let rk = 2
  static let error = 3
  static let bool = 4
  static let real = 5
  static let shared = 7
  static let formulaNumber = 9
  static let formulaBool = 10
  static let formulaError = 11
  static let shortBlank = 12
  static let shortShared = 18
  static let stringItem = 19
  static let itemMissing = 20
  static let itemNumber = 21
  static let itemBool = 22
  static let itemError = 23
  static let itemText = 24
  static let itemDate = 25
  static let itemIndex = 26
  /// The same six kinds, for items with more to say of themselves.
  static let itemMissingWithMore = 27
  static let cacheRecord = 33
  static let cacheRecordOfItems = 34
  static let format = 44
  static let cellFormat = 47
  static let richString = 62
  static let beginSheetData = 145
  static let workbookProperties = 153
  static let bundledSheet = 156
  static let beginCacheField = 183
  static let beginSharedItems = 189
  static let endSharedItems = 190
  static let beginRun = 191
  static let beginHeaderFooter = 479
  static let beginCellFormats = 617
  static let endCellFormats = 618
  static let commentAuthor = 632
  static let beginComment = 635
  static let commentText = 637
}
