import Contents

/// The tables of a database, by the catalog that it keeps of its objects (the table MSysObjects).
struct JetCatalog {
  struct Entry {
    var name: String
    /// Of its definition.
    var page: Int
  }

  /// The user's tables. What only its pages tell of has their number for a name.
  private(set) var tables: [Entry] = []
  /// Tables in which Access keeps the files that are attached to rows.
  private(set) var attachments: [Entry] = []
  /// Whether the catalog could be read to its end.
  private(set) var isWhole = false

  private static let page = 2
  private static let mostTables = 10_000
  /// Tables of the system, and those among them that hold the several values of one field.
  private static let system = 0x8000_0002
  private static let several = 0x000A_0000

  /// - Throws: `.damaged` when there is neither a catalog nor a table, `.tooLarge`, `.inputOutput`.
  init(of file: JetFile) throws(UnreadReason) {
    do throws(UnreadReason) { try read(file) } catch {
      if error != .damaged { throw error }
    }
    if isWhole { return }
    let known = Set((tables + attachments).map(\.page))
    for page in try file.definitions() where !known.contains(page) && tables.count < Self.mostTables {
      tables.append(Entry(name: "\(page)", page: page))
    }
    if tables.isEmpty { throw .damaged }
  }

  private mutating func read(_ file: JetFile) throws(UnreadReason) {
    let catalog = try JetTable(Self.page, of: file)
    guard let id = catalog.column("Id"), let name = catalog.column("Name"), let type = catalog.column("Type"),
      let flags = catalog.column("Flags")
    else { throw .damaged }
    var seen: Set<Int> = []
    var rows = JetRows(catalog, of: file)
    func number(_ cell: [UInt8]) -> Int { Int(String(decoding: cell, as: UTF8.self)) ?? 0 }
    while try rows.next() {
      // Tables of type 1; pages are the lower three bytes of an identifier.
      guard number(try rows.text(type)) == 1 else { continue }
      let entry = Entry(
        name: String(decoding: try rows.text(name), as: UTF8.self), page: number(try rows.text(id)) & 0xFF_FFFF)
      guard seen.insert(entry.page).inserted else { continue }
      guard seen.count < Self.mostTables else { throw .tooLarge }
      let flags = number(try rows.text(flags))
      if flags & Self.system == 0 {
        tables.append(entry)
      } else if flags & Self.several == Self.several, entry.name.hasPrefix("f_") {
        addSeveral(entry, of: file)
      }
    }
    isWhole = !rows.isDamaged && rows.count > 0
  }

  /// A field that has several values keeps them in a table of its own: files, choices, the earlier texts of a memo. A
  /// table's own name stands behind an identifier.
  private mutating func addSeveral(_ entry: Entry, of file: JetFile) {
    guard let table = try? JetTable(entry.page, of: file) else { return tables.append(entry) }
    // What belongs to the system are themes and pictures of forms.
    if table.columns.contains(where: { $0.name.starts(with: "MSys".utf8) }) { return }
    if table.column(JetAttachments.data) != nil {
      attachments.append(entry)
    } else {
      let own = entry.name.split(separator: "_", maxSplits: 2).last.map(String.init) ?? entry.name
      tables.append(Entry(name: own, page: entry.page))
    }
  }
}
