import Contents

/// Workbooks of Office Open XML (ECMA-376): every sheet a table, in the order of the workbook, hidden ones too.
enum XLSXReader {
  static func read(_ source: any ByteSource, at place: Place, in reading: Reading) throws(UnreadReason) {
    let package = try OfficePackage(source, in: reading)
    let workbook = try Workbook(of: package)
    try DocumentProperties.emit(of: package, at: place)
    let strings = SharedStrings()
    if let part = workbook.stringsPart {
      try package.attempt(at: place) { () throws(UnreadReason) in try strings.read(part: part, of: package) }
    }
    try strings.seal()
    var styles = CellStyles()
    if let part = workbook.stylesPart {
      try package.attempt(at: place) { () throws(UnreadReason) in styles = try CellStyles(part: part, of: package) }
    }
    for sheet in workbook.sheets {
      let here = place.appending(.sheet(sheet.name))
      try package.attempt(at: here) { () throws(UnreadReason) in
        try read(sheet, at: here, strings: strings, styles: styles, date1904: workbook.date1904, of: package)
      }
      try package.attempt(at: here) { () throws(UnreadReason) in
        try SheetNotes.emit(ofSheet: sheet.part, at: here, of: package)
      }
    }
    try SheetNotes.emitPersons(of: package, at: place)
    try DrawingParts.read(of: package, at: place)
    try PivotCache.read(of: package, at: place)
    try EmbeddedParts.read(of: package, at: place)
    if package.archive.isDamaged { try reading.emit(.unread(place, .damaged)) }
  }

  private static func read(
    _ sheet: Workbook.Sheet, at place: Place, strings: SharedStrings, styles: CellStyles, date1904: Bool,
    of package: OfficePackage
  ) throws(UnreadReason) {
    let stream = try package.open(sheet.part)
    var scanner = MarkupScanner(stream, in: package.reading)
    while true {
      switch try scanner.next() {
      case .start where scanner.name == "sheetData" && !scanner.isEmptyElement:
        try package.reading.emit(.table(TableOrigin(place: place)))
        var parser = SheetParser(strings: strings, styles: styles, date1904: date1904)
        try readRows(&scanner, &parser, of: package)
      case .start where scanner.name == "headerFooter": try SheetNotes.emitHeaders(&scanner, at: place, of: package)
      case .finish:
        if !stream.matchesChecksum { throw .damaged }
        return
      default: break
      }
    }
  }

  private static func readRows(
    _ scanner: inout MarkupScanner, _ parser: inout SheetParser, of package: OfficePackage
  ) throws(UnreadReason) {
    var failure: UnreadReason?
    reading: while true {
      do throws(UnreadReason) {
        var at = scanner.buffer.start
        let outcome = try parser.consume(scanner.buffer.bytes, at: &at, end: scanner.buffer.end)
        scanner.buffer.start = at
        switch outcome {
        case .finished: break reading
        case .needsMore: if try !scanner.buffer.refill() { throw .damaged }
        case .batchIsFull: break
        }
        if case .batchIsFull = outcome {} else { continue }
      } catch {
        parser.breakOff()
        failure = error
        break
      }
      try package.reading.emit(.rows(parser.takeBatch()))
    }
    if !parser.batch.isEmpty { try package.reading.emit(.rows(parser.takeBatch())) }
    if let failure { throw failure }
  }
}
