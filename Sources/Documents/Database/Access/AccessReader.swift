import Contents

/// Databases of Access: Jet 3 and 4 (`.mdb`) and ACE (`.accdb`). Each table of the user's as a table whose first row holds
/// the titles of its columns, and files that are attached to rows as members. Objects put in are not read, nor what is
/// linked from other files.
enum AccessReader {
  /// - Throws: `.password` for an encrypted database, `.damaged`, `.unknownType` for a version to come.
  static func read(_ source: any ByteSource, at place: Place, in reading: Reading) throws(UnreadReason) {
    let file = try JetFile(source)
    let catalog = try JetCatalog(of: file)
    let related = RelatedTables(reading)
    var failure: UnreadReason?
    do throws(UnreadReason) {
      try readTables(catalog.tables, of: file, at: place, in: related.inlet, source.size)
    } catch {
      failure = error
    }
    try related.finish()
    if let failure { throw failure }
    for table in catalog.attachments { try JetAttachments.read(table, of: file, at: place, in: reading) }
    if !catalog.isWhole { try reading.emit(.unread(place, .damaged)) }
  }

  private static func readTables(
    _ tables: [JetCatalog.Entry], of file: JetFile, at place: Place, in reading: Reading, _ size: Int64
  ) throws(UnreadReason) {
    var told: Int64 = 0
    for table in tables {
      try reading.chargeEntry()
      let here = place.appending(.table(table.name))
      do throws(UnreadReason) {
        var rows = JetRows(try JetTable(table.page, of: file), of: file)
        try emit(&rows, at: here, in: reading, size, &told)
        if rows.isDamaged { try reading.emit(.unread(here, .damaged)) }
      } catch  where error == .damaged || error == .tooLarge {
        // A limit on the whole file shows itself again and goes on up.
        try reading.charge(unpacked: 0, memberSoFar: 0, memberPacked: 1)
        try reading.emit(.unread(here, error))
      }
    }
  }

  private static func emit(
    _ rows: inout JetRows, at place: Place, in reading: Reading, _ size: Int64, _ told: inout Int64
  ) throws(UnreadReason) {
    var outlet = TableOutlet(TableOrigin(place: place, header: .firstRow), reading)
    for column in rows.table.columns { outlet.append(cell: column.name) }
    try outlet.endRow()
    var failure: UnreadReason?
    do throws(UnreadReason) {
      let columns = rows.table.columns
      while try rows.next() {
        var length = 0
        for column in columns {
          let cell = try rows.text(column)
          outlet.append(cell: cell)
          length += cell.count
        }
        try outlet.endRow()
        // Rows may all point to the same memo.
        told += Int64(length)
        try reading.charge(unpacked: length, memberSoFar: told, memberPacked: size)
      }
    } catch {
      failure = error
    }
    try outlet.finish()
    if let failure { throw failure }
  }
}
