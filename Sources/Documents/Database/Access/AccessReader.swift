import Contents

/// Databases of Access: Jet 3 and 4 (`.mdb`) and ACE (`.accdb`). Each table of the user's as a table whose first row holds
/// the titles of its columns. Attachments and objects put in are not read, nor what is linked from other files.
enum AccessReader {
  private static let mostTables = 10_000
  private static let catalogPage = 2

  /// - Throws: `.password` for an encrypted database, `.damaged`, `.unknownType` for a version to come.
  static func read(_ source: any ByteSource, at place: Place, in reading: Reading) throws(UnreadReason) {
    let file = try JetFile(source)
    let related = RelatedTables(reading)
    var failure: UnreadReason?
    do throws(UnreadReason) { try readTables(of: file, at: place, in: related.inlet, source.size) } catch {
      failure = error
    }
    try related.finish()
    if let failure { throw failure }
  }

  private static func readTables(
    of file: JetFile, at place: Place, in reading: Reading, _ size: Int64
  ) throws(UnreadReason) {
    let (tables, isWhole) = try userTables(of: file)
    if !isWhole {
      if tables.isEmpty { throw .damaged }
      try reading.emit(.unread(place, .damaged))
    }
    var seen: Set<Int> = []
    var told: Int64 = 0
    for (name, page) in tables where seen.insert(page).inserted {
      try reading.chargeEntry()
      let here = place.appending(.table(name))
      do throws(UnreadReason) {
        var rows = JetRows(try JetTable(page, of: file), of: file)
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
      while let cells = try rows.next() {
        var length = 0
        for cell in cells {
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

  // MARK: - Catalog

  /// Names of the user's tables and the pages of their definitions.
  /// - Returns: also whether all of them are known. Those that only their pages tell of have no name.
  private static func userTables(of file: JetFile) throws(UnreadReason) -> ([(name: String, page: Int)], Bool) {
    var tables: [(name: String, page: Int)] = []
    var isWhole = false
    do throws(UnreadReason) { isWhole = try readCatalog(of: file, into: &tables) } catch {
      if error != .damaged { throw error }
    }
    if isWhole { return (tables, true) }
    let known = Set(tables.map(\.page))
    for page in try file.definitions() where !known.contains(page) && tables.count < mostTables {
      tables.append(("\(page)", page))
    }
    return (tables, false)
  }

  /// - Returns: whether the catalog could be read to its end.
  private static func readCatalog(
    of file: JetFile, into tables: inout [(name: String, page: Int)]
  ) throws(UnreadReason) -> Bool {
    let catalog = try JetTable(catalogPage, of: file)
    let titles = catalog.columns.map { String(decoding: $0.name, as: UTF8.self) }
    guard let id = titles.firstIndex(of: "Id"), let name = titles.firstIndex(of: "Name"),
      let type = titles.firstIndex(of: "Type"), let flags = titles.firstIndex(of: "Flags")
    else { throw .damaged }
    var rows = JetRows(catalog, of: file)
    func number(_ cell: [UInt8]) -> Int { Int(String(decoding: cell, as: UTF8.self)) ?? 0 }
    while let cells = try rows.next() {
      // Tables of type 1; those that belong to the system say so, and pages are the lower three bytes of an identifier.
      guard number(cells[type]) == 1, number(cells[flags]) & 0x8000_0002 == 0 else { continue }
      guard tables.count < mostTables else { throw .tooLarge }
      tables.append((String(decoding: cells[name], as: UTF8.self), number(cells[id]) & 0xFF_FFFF))
    }
    return !rows.isDamaged && rows.count > 0
  }
}
