import Contents

/// Binary workbooks of Excel 2007 and later ([MS-XLSB]): the package of a workbook in XML whose large parts are records.
enum XLSBReader {
  static func read(_ source: any ByteSource, at place: Place, in reading: Reading) throws(UnreadReason) {
    let package = try OfficePackage(source, in: reading)
    let workbook = try Workbook(binary: package)
    try DocumentProperties.emit(of: package, at: place)
    let strings = SharedStrings()
    if let part = workbook.stringsPart {
      try package.attempt(at: place) { () throws(UnreadReason) in try strings.read(binary: part, of: package) }
    }
    try strings.seal()
    var styles = CellStyles()
    if let part = workbook.stylesPart {
      try package.attempt(at: place) { () throws(UnreadReason) in styles = try CellStyles(binary: part, of: package) }
    }
    for sheet in workbook.sheets {
      let here = place.appending(.sheet(sheet.name))
      try package.attempt(at: here) { () throws(UnreadReason) in
        var reader = XLSBSheet(
          strings: strings, styles: styles, date1904: workbook.date1904, at: here, of: package)
        try reader.read(sheet.part)
      }
      try package.attempt(at: here) { () throws(UnreadReason) in
        try SheetNotes.emit(ofSheet: sheet.part, at: here, of: package)
      }
    }
    try SheetNotes.emitPersons(of: package, at: place)
    try DrawingParts.read(of: package, at: place)
    try XLSBPivotCache.read(of: package, at: place)
    try EmbeddedParts.read(of: package, at: place)
    if package.archive.isDamaged { try reading.emit(.unread(place, .damaged)) }
  }
}
