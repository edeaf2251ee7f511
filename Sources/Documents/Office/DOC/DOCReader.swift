import Contents
import JapaneseText

/// Documents of Word 6 to 2003 ([MS-DOC]): letterhead, text and tables, notes, comments and text boxes.
///
/// Text that was deleted with tracking on, and hidden text, is still in the file, and so is text like any other.
enum DOCReader {
  private static let largestStream: Int64 = 256 << 20
  private static let streamName = "WordDocument"

  static func read(_ source: any ByteSource, at place: Place, in reading: Reading) throws(UnreadReason) {
    let storage = try OLECompoundFile(source).storage(holding: [streamName])
    try OLEProperties.emit(of: storage, at: place, in: reading)
    try read(storage, at: place, in: reading)
    try OLEEmbeddings.read(in: storage, at: place, reading)
  }

  /// Reads a document that is a storage of its own within a file.
  static func read(_ storage: OLEStorage, at place: Place, in reading: Reading) throws(UnreadReason) {
    guard let entry = storage.stream(named: streamName) else { throw .damaged }
    let stream = try storage.file.bytes(of: entry, limit: largestStream)
    try reading.charge(unpacked: stream.count, memberSoFar: Int64(stream.count), memberPacked: entry.size)
    let header = try WordHeader(stream)
    if !header.isUnicode { return try readBefore97(stream, header, at: place, in: reading) }
    let table = try storage.bytes(named: header.usesSecondTable ? "1Table" : "0Table", limit: largestStream) ?? []
    let data = try storage.bytes(named: "Data", limit: largestStream) ?? []
    func part(_ number: Int) -> ArraySlice<UInt8> {
      header.location(number).map { table[$0.clamped(to: 0..<table.count)] } ?? []
    }
    var document = WordDocument(
      stream: stream, header: header, pieces: WordPieces(part(WordHeader.pieces)).pieces,
      paragraphs: WordParagraphs(part(WordHeader.paragraphs), stream: stream, data: data), place: place,
      reading: reading)
    if document.pieces.isEmpty {
      // Without its table the text lies in one piece, of which nobody knows how wide it is.
      guard let piece = WordDocument.onePiece(of: stream, header) else { throw .damaged }
      document.pieces = [piece]
      document.lacksTable = true
    }
    try document.tell(authors: authors(part(WordHeader.commentAuthors)))
    for picture in OfficeArtPictures.large(in: data) {
      try reading.emit(.unread(place.appending(.member("picture \(picture)")), .unknownType))
    }
    if document.lacksTable || Int64(stream.count) < entry.size { throw .damaged }
  }

  /// Who wrote the comments ([MS-DOC] 2.9.352): names, each behind its length.
  private static func authors(_ table: ArraySlice<UInt8>) -> [String] {
    let bytes = Array(table)
    var names: [String] = []
    var at = 0
    while let length = bytes.uint16(at: at), length > 0, names.count < 1_000 {
      let units = (0..<Int(length)).compactMap { bytes.uint16(at: at + 2 + $0 * 2) }
      guard units.count == Int(length) else { break }
      names.append(String(decoding: units, as: UTF16.self))
      at += 2 + Int(length) * 2
    }
    return names
  }

  /// Word 6 and 95 wrote their text in the code page of the language, all in one piece unless it was saved in haste.
  private static func readBefore97(
    _ stream: [UInt8], _ header: WordHeader, at place: Place, in reading: Reading
  ) throws(UnreadReason) {
    let isComplex = (stream.uint16(at: 0x0A) ?? 0) & 0x0004 != 0
    let isWide = (stream.uint16(at: 0x0A) ?? 0) & 0x1000 != 0
    let encoding: TextEncoding = isWide ? .utf16LE : header.language == 0x0411 ? .cp932 : .windows1252
    var decoder = TextDecoder(encoding)
    var text: [UInt8] = []
    stream[header.text].withUnsafeBytes { decoder.decode($0, isLast: true, into: &text) }
    var flow = WordText(WordParagraphs(), at: place, kind: .body, in: reading)
    for unit in String(decoding: text, as: UTF8.self).utf16 { try flow.take(unit, at: 0) }
    try flow.finish()
    if decoder.unreadableBytes > 0 {
      try reading.emit(
        .decoded(
          TextDecoding(
            place: place, encoding: encoding.rawValue, hasByteOrderMark: false, confidence: 0.9,
            unreadableBytes: decoder.unreadableBytes)))
    }
    // What was changed in haste stands elsewhere in the stream: not all of it was read in its order.
    if isComplex { throw .damaged }
  }
}

/// A document of Word 97 or later while it is told.
struct WordDocument {
  let stream: [UInt8]
  let header: WordHeader
  var pieces: [WordPieces.Piece]
  let paragraphs: WordParagraphs
  let place: Place
  let reading: Reading
  var lacksTable = false

  func tell(authors: [String]) throws(UnreadReason) {
    // Letterhead says whose the document is, and so comes before what it tells.
    for part in [WordHeader.Part.headers, .headerTextBoxes] { try tell(part, as: .heading) }
    for part in [WordHeader.Part.body, .footnotes, .endnotes, .comments] { try tell(part, as: .body) }
    try tell(.textBoxes, as: .boxes)
    guard !authors.isEmpty else { return }
    try reading.emit(.passage(Passage(authors.joined(separator: "\n"), place: place)))
  }

  private func tell(_ part: WordHeader.Part, as kind: Passage.Kind) throws(UnreadReason) {
    let start = header.lengths[..<part.rawValue].reduce(0, +)
    let wanted = start..<start + header.lengths[part.rawValue]
    guard !wanted.isEmpty else { return }
    var text = WordText(paragraphs, at: place, kind: kind, in: reading)
    var budget = stream.count
    for piece in pieces {
      let here = piece.characters.clamped(to: wanted)
      guard !here.isEmpty else { continue }
      // Pieces do not share bytes: a table that names the same ones again and again is no document's.
      budget -= here.count
      guard budget >= 0 else { throw .damaged }
      for character in here {
        let index = character - piece.characters.lowerBound
        let offset = piece.offset + (piece.isNarrow ? index : index * 2)
        guard offset < stream.count else { break }
        if piece.isNarrow {
          try text.take(Self.wide(stream[offset]), at: offset)
        } else if let unit = stream.uint16(at: offset) {
          try text.take(unit, at: offset)
        }
      }
    }
    try text.finish()
  }

  /// The text of a document whose piece table is lost: two bytes a character when every other one is 0 or Japanese.
  static func onePiece(of stream: [UInt8], _ header: WordHeader) -> WordPieces.Piece? {
    let total = header.lengths.reduce(0, +)
    let start = header.text.lowerBound
    guard total > 0, start >= 0x200 || !header.text.isEmpty, start < stream.count else { return nil }
    let isNarrow = header.text.count < total * 2
    let room = (stream.count - start) / (isNarrow ? 1 : 2)
    return WordPieces.Piece(characters: 0..<min(total, room), offset: start, isNarrow: isNarrow)
  }

  /// A character of a narrow piece ([MS-DOC] 2.9.73): windows-1252.
  private static func wide(_ byte: UInt8) -> UInt16 {
    guard (0x80...0x9F).contains(byte) else { return UInt16(byte) }
    var decoder = TextDecoder(.windows1252)
    var text: [UInt8] = []
    withUnsafeBytes(of: byte) { decoder.decode($0, isLast: true, into: &text) }
    return String(decoding: text, as: UTF8.self).utf16.first ?? 0xFFFD
  }
}
