import Contents

/// What stands in a PDF beside the text of its pages: values of form fields and the texts of annotations (ISO 32000-1, 12.5
/// and 12.7), which are drawn only when a viewer makes a picture of them; and whether its fonts tell what they write.
struct PDFNotes {
  /// Text drawn with a font of these cannot be told: the numbers of its glyphs stand for nothing else.
  private(set) var hasMuteFonts = false
  /// A font in which only some glyphs are embedded, numbered by its maker, and nothing says what they are.
  private(set) var hasDoubtfulFonts = false
  private var fields: [(label: [UInt8], value: [UInt8])] = []
  private var annotations: [[UInt8]] = []
  private var authors = CommentAuthors()
  private let isEncrypted: Bool
  private static let most = 20_000

  init(_ objects: PDFObjects) {
    isEncrypted = objects.isEncrypted
    for number in objects.objects.keys.sorted() {
      guard let object = objects.objects[number] else { continue }
      takeField(object, objects)
      takeAnnotation(object, objects)
      takeFont(object, objects)
    }
  }

  func emit(at place: Place, in reading: Reading) throws(UnreadReason) {
    guard !fields.isEmpty || !annotations.isEmpty else { return }
    if isEncrypted { return try reading.emit(.unread(place, .password)) }
    var rows = TableOutlet(TableOrigin(place: place.appending(.table("form"))), reading)
    for field in fields {
      rows.append(cell: field.label)
      rows.append(cell: field.value)
      try rows.endRow()
    }
    try rows.finish()
    var text = PassageOutlet(place, reading)
    for annotation in annotations { try text.append(annotation + [0x0A, 0x0A]) }
    try text.finish()
    try authors.emit(at: place, in: reading)
  }

  /// A field with a value. Buttons and check boxes have names for values and say nothing.
  private mutating func takeField(_ object: PDFValue, _ objects: PDFObjects) {
    guard fields.count < Self.most, object["T"] != nil || object["FT"] != nil || object["Parent"] != nil,
      let value = objects.resolve(object["V"])
    else { return }
    var values: [[UInt8]] = []
    switch value {
    case .string(let string): values = [Self.text(string)]
    case .array(let items): for case .string(let string) in items.prefix(64) { values.append(Self.text(string)) }
    default: return
    }
    for value in values where value.contains(where: { $0 > 0x20 }) {
      fields.append((label(of: object, objects), value))
    }
  }

  /// The name that the field shows people, else its own and those of the fields around it.
  private func label(of object: PDFValue, _ objects: PDFObjects) -> [UInt8] {
    if case .string(let shown)? = objects.resolve(object["TU"]), !shown.isEmpty { return Self.text(shown) }
    var label: [UInt8] = []
    var field: PDFValue? = object
    for _ in 0..<8 {
      guard let current = field else { break }
      if case .string(let part)? = objects.resolve(current["T"]) {
        label = Self.text(part) + (label.isEmpty ? [] : [0x2E] + label)
      }
      field = objects.resolve(current["Parent"])
    }
    return label
  }

  private mutating func takeAnnotation(_ object: PDFValue, _ objects: PDFObjects) {
    guard annotations.count < Self.most, object["Rect"] != nil, let kind = object["Subtype"],
      case .string(let contents)? = objects.resolve(object["Contents"])
    else { return }
    let text = Self.text(contents)
    guard text.contains(where: { $0 > 0x20 }) else { return }
    annotations.append(text)
    // Of a field it is the name of the field.
    if !kind.isName("Widget"), case .string(let author)? = objects.resolve(object["T"]) {
      authors.add(String(decoding: Self.text(author), as: UTF8.self))
    }
  }

  private mutating func takeFont(_ object: PDFValue, _ objects: PDFObjects) {
    guard object["Type"]?.isName("Font") == true, object["ToUnicode"] == nil, let kind = object["Subtype"] else {
      return
    }
    if kind.isName("Type0") {
      guard let encoding = object["Encoding"], encoding.isName("Identity-H") || encoding.isName("Identity-V"),
        case .array(let descendants)? = objects.resolve(object["DescendantFonts"]),
        let system = objects.resolve(objects.resolve(descendants.first)?["CIDSystemInfo"]),
        case .string(let ordering)? = system["Ordering"]
      else { return }
      // Where strings are encrypted, nobody knows which order of glyphs it is.
      if !isEncrypted, ordering == Array("Identity".utf8) { hasMuteFonts = true }
    } else if kind.isName("Type3") {
      hasDoubtfulFonts = true
    } else if case .name(let name)? = object["BaseFont"], name.count > 7, name[6] == 0x2B {
      hasDoubtfulFonts = true
    }
  }

  /// A text string (7.9.2.2) as UTF-8: UTF-16 or UTF-8 with a mark, else PDFDocEncoding, of which Latin-1 is the most.
  static func text(_ string: [UInt8]) -> [UInt8] {
    func units(_ low: Int) -> [UInt8] {
      let units = stride(from: 2, to: string.count - 1, by: 2).map {
        UInt16(string[$0 + 1 - low]) << 8 | UInt16(string[$0 + low])
      }
      return Array(String(decoding: units, as: UTF16.self).utf8)
    }
    var text: [UInt8]
    if string.starts(with: [0xFE, 0xFF]) {
      text = units(1)
    } else if string.starts(with: [0xFF, 0xFE]) {
      text = units(0)
    } else if string.starts(with: [0xEF, 0xBB, 0xBF]) {
      text = Array(String(decoding: string.dropFirst(3), as: UTF8.self).utf8)
    } else if String(validating: string, as: UTF8.self) != nil {
      text = string
    } else {
      text = string.flatMap { byte -> [UInt8] in byte < 0x80 ? [byte] : [0xC0 | byte >> 6, 0x80 | byte & 0x3F] }
    }
    for index in text.indices where text[index] == 0x0D { text[index] = 0x0A }
    return text
  }
}
