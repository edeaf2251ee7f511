import Contents

/// What the sheets of a binary workbook share, in the same types as that of a workbook in XML.
extension Workbook {
  /// - Throws: `.damaged` when there is no workbook and no sheet either.
  init(binary package: OfficePackage) throws(UnreadReason) {
    try self.init(of: package, in: .binary) { workbook, part throws(UnreadReason) in
      try workbook.readBinary(part, of: package)
    }
  }

  private mutating func readBinary(_ part: String, of package: OfficePackage) throws(UnreadReason) {
    let parts = try relate(part, of: package)
    var records = try BinaryRecords(part, of: package)
    while try records.next() {
      switch records.type {
      case RecordType.workbookProperties: date1904 = (records.byte(at: 0) ?? 0) & 1 == 1
      case RecordType.bundledSheet:
        var offset = 8
        let id = String(decoding: records.text(at: &offset), as: UTF8.self)
        let name = String(decoding: records.text(at: offset), as: UTF8.self)
        add(name, parts[id], of: package)
      default: break
      }
    }
  }
}

extension CellStyles {
  /// - Throws: `.damaged`, `.tooLarge`.
  init(binary part: String, of package: OfficePackage) throws(UnreadReason) {
    var records = try BinaryRecords(part, of: package)
    var codes: [Int: Show] = [:]
    var isInCellFormats = false
    while try records.next() {
      switch records.type {
      case RecordType.format:
        guard let id = records.data.uint16(at: 0) else { continue }
        codes[Int(id)] = Self.show(of: String(decoding: records.text(at: 2), as: UTF8.self))
      case RecordType.beginCellFormats: isInCellFormats = true
      case RecordType.endCellFormats: isInCellFormats = false
      case RecordType.cellFormat where isInCellFormats:
        guard let id = records.data.uint16(at: 2) else { continue }
        add(codes[Int(id)] ?? Self.show(ofBuiltIn: Int(id)))
      default: break
      }
    }
  }
}

extension SharedStrings {
  /// Reads `xl/sharedStrings.bin`.
  /// - Throws: `.damaged` (the strings before the break stay), `.tooLarge`.
  func read(binary part: String, of package: OfficePackage) throws(UnreadReason) {
    var records = try BinaryRecords(part, of: package)
    while try records.next() {
      guard records.type == RecordType.stringItem else { continue }
      guard let (text, units) = records.wideText(at: 1) else {
        try end(0)
        continue
      }
      let room = try room(units * WideText.mostBytesOfUnit)
      try end(WideText.write(text, units: units, into: room))
    }
  }
}

extension CommentAuthors {
  /// Reads the comments of one sheet: the author of each, and its text as a line. One that stands for a thread, which is
  /// told beside it, is by `tc={…}`.
  mutating func read(binary part: String, of package: OfficePackage, into text: inout [UInt8]) throws(UnreadReason) {
    var records = try BinaryRecords(part, of: package)
    var names: [[UInt8]] = []
    var isOfThread = false
    while text.count < SheetNotes.largest, try records.next() {
      switch records.type {
      case RecordType.commentAuthor: if names.count < 10_000 { names.append(records.text(at: 0)) }
      case RecordType.beginComment:
        let author = records.data.uint32(at: 0).map { Int($0) } ?? -1
        isOfThread = names.indices.contains(author) && names[author].starts(with: "tc=".utf8)
      case RecordType.commentText where !isOfThread: text += records.richText + [0x0A]
      default: break
      }
    }
    for name in names { add(String(decoding: name, as: UTF8.self)) }
  }
}
