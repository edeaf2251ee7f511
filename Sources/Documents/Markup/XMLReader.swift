import Contents
import JapaneseText

/// Reads XML: repeated elements as tables, other text as passages, and the documents of the specific health check-up
/// archive (特定健診) as one row a person.
enum XMLReader {
  private static let declarationLength = 1 << 10

  static func read(_ source: any ByteSource, at place: Place, in reading: Reading) throws(UnreadReason) {
    let prefix = try source.bytes(at: 0, count: declarationLength)
    var charset = CharsetStream(declared: declaredEncoding(in: prefix))
    let document = XMLDocumentReader(at: place, in: reading)
    let receiver = ExpatParser.Receiver()
    receiver.open = { name, attributes throws(UnreadReason) in try document.open(name, attributes) }
    receiver.close = { () throws(UnreadReason) in try document.close() }
    receiver.text = { text throws(UnreadReason) in try document.text(text) }
    var parser = try ExpatParser(receiver)
    var failure: UnreadReason?
    var text: [UInt8] = []
    do throws(UnreadReason) {
      try source.eachChunk(of: source.whole) { chunk, isLast throws(UnreadReason) in
        text.removeAll(keepingCapacity: true)
        charset.push(chunk, isLast: isLast, into: &text)
        try parser.parse(text, isLast: isLast)
      }
    } catch {
      failure = error
    }
    // What stood before the damage is told all the same.
    if document.isEmpty, let failure { throw failure }
    try document.finish()
    try reading.emit(.decoded(charset.decoding(at: place)))
    if let failure { try reading.emit(.unread(place, failure)) }
  }

  /// The encoding of `<?xml … encoding="…"?>`.
  private static func declaredEncoding(in prefix: [UInt8]) -> TextEncoding? {
    let end = prefix.firstIndex(of: UInt8(ascii: ">")) ?? prefix.count
    return HTMLReader.declaredEncoding(in: Array(prefix[..<end]))
  }
}

/// Hands the elements of one document to whoever knows its kind.
final class XMLDocumentReader {
  private static let checkupNamespace = Array("urn:hl7-org:v3|".utf8)
  /// A document of one person is small; a larger one is read like any other.
  private static let largestCheckup = 8 << 20

  private let place: Place
  private let reading: Reading
  private var reader: TreeReader
  private(set) var isEmpty = true
  private var isCheckup = false
  /// A document, a workbook or a drawing, which are no trees of records.
  private var document: FlatDocument?
  private var workbook: FlatWorkbook?
  private var drawing: Drawing?
  private var program: ProgramMarkup?
  /// The root, until the first element in it has opened.
  private var root: [UInt8]?

  init(at place: Place, in reading: Reading) {
    self.place = place
    self.reading = reading
    reader = TreeReader(at: place, in: reading)
  }

  func open(_ name: [UInt8], _ attributes: [([UInt8], [UInt8])]) throws(UnreadReason) {
    let local = Self.local(name)
    if isEmpty {
      isCheckup = name.starts(with: Self.checkupNamespace) && local == Array("ClinicalDocument".utf8)
      document = FlatDocument(root: name, at: place, in: reading)
      workbook = FlatWorkbook(root: name, at: place, in: reading)
      drawing = Drawing(root: name, at: place, in: reading)
      program = ProgramMarkup(root: name, first: nil, at: place, in: reading)
      root = name
    } else if let root {
      if program == nil { program = ProgramMarkup(root: root, first: name, at: place, in: reading) }
      self.root = nil
    }
    isEmpty = false
    if program != nil { return }
    if document != nil { return try document?.open(local, attributes) ?? () }
    if workbook != nil { return try workbook?.open(local, attributes) ?? () }
    if drawing != nil { return try drawing?.open(local, attributes) ?? () }
    try reader.open(local)
    for (key, value) in attributes { reader.attribute(Self.local(key), value) }
  }

  func close() throws(UnreadReason) {
    if program != nil { return try program?.close() ?? () }
    if document != nil { return try document?.close() ?? () }
    if workbook != nil { return try workbook?.close() ?? () }
    if drawing != nil { return try drawing?.close() ?? () }
    if isCheckup, reader.tree.open.count == 2, reader.tree.size < Self.largestCheckup {
      // The root closes: the tree is whole, and told in `finish`.
      return
    }
    try reader.close()
  }

  func text(_ value: UnsafeBufferPointer<UInt8>) throws(UnreadReason) {
    if program != nil { return try program?.text(value) ?? () }
    if document != nil { return try document?.text(value) ?? () }
    if workbook != nil { return try workbook?.text(value) ?? () }
    if drawing != nil { return try drawing?.text(value) ?? () }
    try reader.text(value)
  }

  func finish() throws(UnreadReason) {
    if program != nil { return try program?.finish() ?? () }
    try document?.finish()
    try workbook?.finish()
    try drawing?.finish()
    if document != nil || workbook != nil || drawing != nil { return }
    if isCheckup, let record = CheckupDocument(reader.tree).record {
      var rows = TableOutlet(TableOrigin(place: place, header: .firstRow), reading)
      for field in record { rows.append(cell: field.column) }
      try rows.endRow()
      for field in record { rows.append(cell: field.value) }
      try rows.endRow()
      return try rows.finish()
    }
    try reader.finish()
  }

  /// A name without the namespace that expat puts before it.
  private static func local(_ name: [UInt8]) -> [UInt8] {
    guard let bar = name.lastIndex(of: UInt8(ascii: "|")) else { return name }
    return Array(name[(bar + 1)...])
  }
}
