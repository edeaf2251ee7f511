import Contents

/// The list of sheets of a workbook and what they share.
struct Workbook {
  struct Sheet: Equatable {
    var name: String
    var part: String
  }

  private(set) var sheets: [Sheet] = []
  private(set) var date1904 = false
  private(set) var stylesPart: String?
  private(set) var stringsPart: String?

  /// - Throws: `.damaged` when there is no workbook and no sheet either.
  init(of package: OfficePackage) throws(UnreadReason) {
    do throws(UnreadReason) {
      try read(try package.mainPart(otherwise: "xl/workbook.xml"), of: package)
    } catch {
      try package.reading.charge(unpacked: 0, memberSoFar: 0, memberPacked: 1)
    }
    // Sheets that the workbook does not name, or could not, are in the file all the same.
    let named = Set(sheets.map(\.part))
    for path in package.paths where path.hasPrefix("xl/worksheets/") && path.hasSuffix(".xml") && !named.contains(path)
    {
      let file = path.dropFirst("xl/worksheets/".count)
      if !file.contains("/") { sheets.append(Sheet(name: String(file.dropLast(4)), part: path)) }
    }
    if stylesPart == nil, package.holds("xl/styles.xml") { stylesPart = "xl/styles.xml" }
    if stringsPart == nil, package.holds("xl/sharedStrings.xml") { stringsPart = "xl/sharedStrings.xml" }
    if sheets.isEmpty { throw .damaged }
  }

  private mutating func read(_ part: String, of package: OfficePackage) throws(UnreadReason) {
    let relationships = try package.relationships(of: part)
    stylesPart = relationships.first { $0.type == "styles" }?.target
    stringsPart = relationships.first { $0.type == "sharedStrings" }?.target
    var parts: [String: String] = [:]
    for relationship in relationships where relationship.type != "chartsheet" {
      parts[relationship.id] = relationship.target
    }
    var scanner = try package.scanner(part)
    while true {
      switch try scanner.next() {
      case .start where scanner.name == "sheet":
        if let id = scanner.attribute("id"), let target = parts[id], package.holds(target), sheets.count < 10_000 {
          sheets.append(Sheet(name: scanner.attribute("name") ?? "", part: target))
        }
      case .start where scanner.name == "workbookPr": date1904 = scanner.flagAttribute("date1904") ?? false
      case .finish: return
      default: break
      }
    }
  }
}
