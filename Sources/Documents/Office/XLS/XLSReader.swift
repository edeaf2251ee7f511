import Contents

/// Workbooks of Excel 5 to 2003: BIFF5 and BIFF8 in an OLE compound file. Every sheet is a table.
enum XLSReader {
  /// The stream is held whole; Excel 2003 could hardly write one as large.
  private static let largestStream: Int64 = 128 << 20

  static func read(_ source: any ByteSource, at place: Place, in reading: Reading) throws(UnreadReason) {
    let file = try OLECompoundFile(source)
    guard let stream = file.stream(named: "Workbook") ?? file.stream(named: "WORKBOOK") ?? file.stream(named: "Book")
    else {
      if file.stream(named: "EncryptedPackage") != nil { throw .password }
      throw .damaged
    }
    let bytes = try file.bytes(of: stream, limit: largestStream)
    let isCutOff = Int64(bytes.count) < stream.size
    try reading.charge(unpacked: bytes.count, memberSoFar: Int64(bytes.count), memberPacked: source.size)
    let workbook = try XLSWorkbook(bytes)
    guard !workbook.sheets.isEmpty else { throw .damaged }
    // Sheets do not share records: a directory that names the same ones again and again is no workbook's.
    var budget = bytes.count * 2 + (1 << 20)
    for sheet in workbook.sheets {
      try reading.chargeEntry()
      let here = place.appending(.sheet(sheet.name))
      var parser = XLSSheet(workbook, at: here, in: reading)
      do throws(UnreadReason) {
        try parser.read(from: sheet.offset, budget: &budget)
      } catch {
        try reading.charge(unpacked: 0, memberSoFar: 0, memberPacked: 1)
        try reading.emit(.unread(here, error))
      }
    }
    if isCutOff { try reading.emit(.unread(place, .damaged)) }
  }
}
