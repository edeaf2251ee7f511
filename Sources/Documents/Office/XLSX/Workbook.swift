import Contents

/// The list of sheets of a workbook and what they share.
struct Workbook {
  /// How the parts of the package are written: their names end in it.
  enum Notation: String {
    case markup = ".xml"
    case binary = ".bin"
  }

  struct Sheet: Equatable {
    var name: String
    var part: String
  }

  private(set) var sheets: [Sheet] = []
  var date1904 = false
  private(set) var stylesPart: String?
  private(set) var stringsPart: String?

  /// - Throws: `.damaged` when there is no workbook and no sheet either.
  init(of package: OfficePackage) throws(UnreadReason) {
    try self.init(of: package, in: .markup) { workbook, part throws(UnreadReason) in
      try workbook.read(part, of: package)
    }
  }

  /// - Parameter read: reads the part that lists the sheets.
  init(
    of package: OfficePackage, in notation: Notation, read: (inout Workbook, String) throws(UnreadReason) -> Void
  ) throws(UnreadReason) {
    let ending = notation.rawValue
    do throws(UnreadReason) {
      try read(&self, try package.mainPart(otherwise: "xl/workbook" + ending))
    } catch {
      try package.reading.charge(unpacked: 0, memberSoFar: 0, memberPacked: 1)
    }
    // Sheets that the workbook does not name, or could not, are in the file all the same.
    let named = Set(sheets.map(\.part))
    for path in package.paths where path.hasPrefix("xl/worksheets/") && path.hasSuffix(ending) && !named.contains(path)
    {
      let file = path.dropFirst("xl/worksheets/".count)
      // Beside a sheet of records lies an index of its rows.
      if !file.contains("/"), notation == .markup || file.hasPrefix("sheet") {
        sheets.append(Sheet(name: String(file.dropLast(4)), part: path))
      }
    }
    if stylesPart == nil, package.holds("xl/styles" + ending) { stylesPart = "xl/styles" + ending }
    if stringsPart == nil, package.holds("xl/sharedStrings" + ending) { stringsPart = "xl/sharedStrings" + ending }
    if sheets.isEmpty { throw .damaged }
  }

  /// Finds the parts that all sheets share.
  /// - Returns: the parts that sheets may lie in, by relationship.
  mutating func relate(_ part: String, of package: OfficePackage) throws(UnreadReason) -> [String: String] {
    let relationships = try package.relationships(of: part)
    stylesPart = relationships.first { $0.type == "styles" }?.target
    stringsPart = relationships.first { $0.type == "sharedStrings" }?.target
    var parts: [String: String] = [:]
    for relationship in relationships where relationship.type != "chartsheet" {
      parts[relationship.id] = relationship.target
    }
    return parts
  }

  mutating func add(_ name: String, _ part: String?, of package: OfficePackage) {
    guard let part, package.holds(part), sheets.count < 10_000 else { return }
    sheets.append(Sheet(name: name, part: part))
  }

  private mutating func read(_ part: String, of package: OfficePackage) throws(UnreadReason) {
    let parts = try relate(part, of: package)
    var scanner = try package.scanner(part)
    while true {
      switch try scanner.next() {
      case .start where scanner.name == "sheet":
        if let id = scanner.attribute("id") { add(scanner.attribute("name") ?? "", parts[id], of: package) }
      case .start where scanner.name == "workbookPr": date1904 = scanner.flagAttribute("date1904") ?? false
      case .finish: return
      default: break
      }
    }
  }
}
