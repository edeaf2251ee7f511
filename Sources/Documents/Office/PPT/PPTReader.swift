import Contents

/// Presentations of PowerPoint 97 to 2003 ([MS-PPT]): the slides, the tables on them, notes and comments.
///
/// Slides that an earlier saving left behind are still in the file, and so are told like the others.
enum PPTReader {
  private static let largestStream: Int64 = 256 << 20
  private static let streamName = "PowerPoint Document"

  static func read(_ source: any ByteSource, at place: Place, in reading: Reading) throws(UnreadReason) {
    let storage = try OLECompoundFile(source).storage(holding: [streamName])
    try OLEProperties.emit(of: storage, at: place, in: reading)
    try read(storage, at: place, in: reading)
    try OLEEmbeddings.read(in: storage, at: place, reading)
  }

  /// Reads a presentation that is a storage of its own within a file.
  static func read(_ storage: OLEStorage, at place: Place, in reading: Reading) throws(UnreadReason) {
    guard let entry = storage.stream(named: streamName) else { throw .damaged }
    let currentUser = try storage.bytes(named: "Current User", limit: 4_096)
    if storage.stream(named: "EncryptedSummary") != nil || isEncrypted(currentUser) { throw .password }
    let stream = try storage.file.bytes(of: entry, limit: largestStream)
    try reading.charge(unpacked: stream.count, memberSoFar: Int64(stream.count), memberPacked: entry.size)
    var presentation = PPTPresentation(PPTRecords(bytes: stream), at: place, in: reading)
    try presentation.tell()
    let pictures = try storage.bytes(named: "Pictures", limit: largestStream) ?? []
    for picture in OfficeArtPictures.large(in: pictures) {
      try reading.emit(.unread(place.appending(.member("picture \(picture)")), .unknownType))
    }
    if Int64(stream.count) < entry.size || presentation.isEmpty { throw .damaged }
  }

  /// The token of an encrypted document ([MS-PPT] 2.3.2).
  private static func isEncrypted(_ currentUser: [UInt8]?) -> Bool { currentUser?.uint32(at: 12) == 0xF3D1_C4DF }
}

/// The records of a presentation while they are told.
struct PPTPresentation {
  private let records: PPTRecords
  private let place: Place
  private let reading: Reading
  private var slideCount = 0
  private(set) var isEmpty = true
  private static let deepest = 32

  init(_ records: PPTRecords, at place: Place, in reading: Reading) {
    self.records = records
    self.place = place
    self.reading = reading
  }

  mutating func tell() throws(UnreadReason) {
    for record in records.records(in: 0..<records.bytes.count) where record.isContainer {
      isEmpty = false
      switch record.type {
      case 0x03EE, 0x03F0:
        if record.type == 0x03EE { slideCount += 1 }
        try tell(record, at: place.appending(.page(max(1, slideCount))), kind: .boxes)
      // What stands on the master stands on every slide.
      case 0x03F8: try tell(record, at: place, kind: .heading)
      default: try tellDocument(record)
      }
    }
  }

  /// The document's own container keeps the text of titles and outlines, slide by slide.
  private func tellDocument(_ container: PPTRecords.Record) throws(UnreadReason) {
    for record in records.records(in: container.content) where record.isContainer {
      guard record.type == 0x0FF0 else {
        try tell(record, at: place, kind: .heading)
        continue
      }
      var slide = 0
      var passage = PassageOutlet(place, reading)
      for item in records.records(in: record.content) {
        if item.type == 0x03F3 {
          try passage.finish()
          slide += 1
          passage = PassageOutlet(
            record.instance == 0 ? place.appending(.page(slide)) : place,
            kind: record.instance == 1 ? .heading : .boxes, reading)
        } else if item.type != 0x0FBA, let text = records.text(item) {
          try passage.append(text + [0x0A, 0x0A])
        }
      }
      try passage.finish()
    }
  }

  private func tell(_ record: PPTRecords.Record, at here: Place, kind: Passage.Kind) throws(UnreadReason) {
    var passage = PassageOutlet(here, kind: kind, reading)
    try visit(record, level: 0, &passage, at: here)
    try passage.finish()
  }

  private func visit(
    _ container: PPTRecords.Record, level: Int, _ passage: inout PassageOutlet, at here: Place
  ) throws(UnreadReason) {
    guard level < Self.deepest else { return }
    if container.type == 0xF003, let rows = PPTTable.rows(of: container, in: records) {
      try passage.finish()
      var table = TableOutlet(TableOrigin(place: here), reading)
      for row in rows {
        for cell in row { table.append(cell: cell) }
        try table.endRow()
      }
      return try table.finish()
    }
    for record in records.records(in: container.content) {
      if record.isContainer {
        try visit(record, level: level + 1, &passage, at: here)
      } else if let text = records.text(record) {
        // Short strings by themselves are names of styles and fonts, but for those of comments and footers.
        guard record.type != 0x0FBA || container.type == 0x2EE0 || container.type == 0x0FD9 else { continue }
        try passage.append(text + [0x0A, 0x0A])
      }
    }
  }
}
