import Contents

/// Workbooks of Excel 5 to 2003: BIFF5 and BIFF8 in an OLE compound file. Every sheet is a table.
enum XLSReader {
  /// The stream is held whole; Excel 2003 could hardly write one as large.
  private static let largestStream: Int64 = 128 << 20

  static func read(_ source: any ByteSource, at place: Place, in reading: Reading) throws(UnreadReason) {
    let file = try OLECompoundFile(source)
    if file.streams.contains(where: { $0.name == "EncryptedPackage" }) { throw .password }
    let storage = file.storage(holding: streamNames)
    try read(storage, at: place, in: reading)
    try OLEEmbeddings.read(in: storage, at: place, reading)
  }

  static let streamNames = ["Workbook", "WORKBOOK", "Book", "BOOK"]

  /// Reads a workbook that is a storage of its own within a file.
  static func read(_ storage: OLEStorage, at place: Place, in reading: Reading) throws(UnreadReason) {
    guard let stream = streamNames.lazy.compactMap({ storage.stream(named: $0) }).first else { throw .damaged }
    let bytes = try storage.file.bytes(of: stream, limit: largestStream)
    let isCutOff = Int64(bytes.count) < stream.size
    try reading.charge(unpacked: bytes.count, memberSoFar: Int64(bytes.count), memberPacked: stream.size)
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
