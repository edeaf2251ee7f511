import CPango

/// Where everything of a letter stands on its pages, before anything is drawn: what cannot be printed is found here.
struct LetterSheet {
  /// In points.
  static let width = 210 * millimetre
  static let height = 297 * millimetre
  static let millimetre = 72 / 25.4

  struct Line {
    let block: TextBlock
    let number: Int
    let x: Double
    let y: Double
  }

  struct Page {
    var lines: [Line] = []
    /// Rules of tables and boxes: x, y, width, height in points.
    var boxes: [(x: Double, y: Double, width: Double, height: Double)] = []
  }

  private(set) var pages = [Page()]
  let mark: QRMark
  let markPlace: (x: Double, y: Double)
  static let markWidth = 11 * millimetre

  private static let left = 25 * millimetre
  private static let textWidth = 160 * millimetre
  private static let bottom = 272 * millimetre
  private static let nextTop = 20 * millimetre
  private static let lineGap = 3.6
  private var y = 106 * millimetre

  /// - Throws: `LetterpressFailure`: `missing_glyphs`, `too_long`, `unfit`, `envelope`.
  init(_ letter: Letter, in envelope: EnvelopeProfile, setting: inout TypeSetting) throws(LetterpressFailure) {
    guard envelope.isUsable else { throw .envelope }
    guard letter.code.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }), let mark = QRMark(letter.code) else {
      throw .unfit(part: .code)
    }
    self.mark = mark
    let edge = envelope.slack * Self.millimetre
    markPlace = (
      (envelope.x + envelope.width) * Self.millimetre - edge - Self.markWidth, envelope.y * Self.millimetre + edge
    )
    try place(letter.addressee, in: envelope, setting: &setting)
    try placeSender(of: letter.form, beside: envelope, setting: &setting)
    try flow(letter, setting: &setting)
    try placeFoot(of: letter, setting: &setting)
  }

  // MARK: The window

  /// The whole address, and nothing else: who carries the letter need not know what it is about.
  private mutating func place(
    _ addressee: Letter.Addressee, in envelope: EnvelopeProfile, setting: inout TypeSetting
  ) throws(LetterpressFailure) {
    let edge = envelope.slack * Self.millimetre
    let x = envelope.x * Self.millimetre + edge
    let room = envelope.width * Self.millimetre - 2 * edge - Self.markWidth - 3 * Self.millimetre
    var y = envelope.y * Self.millimetre + edge
    let end = (envelope.y + envelope.height) * Self.millimetre - edge
    guard (1...3).contains(addressee.address.count) else { throw .unfit(part: .address) }
    var parts: [(text: String, part: LetterpressFailure.Part, style: TypeSetting.Style, gap: Double)] = []
    if !addressee.postcode.isEmpty { parts.append((addressee.postcode, .postcode, .address, 0)) }
    for line in addressee.address { parts.append((line, .address, .address, 0)) }
    parts.append((addressee.name, .name, .name, 4))
    for part in parts {
      let block = try setting.own(part.text, part.style, width: room, of: part.part)
      y += part.gap
      put(block, x: x, y: y)
      y += block.height
    }
    guard y <= end else { throw .tooLong(part: .address) }
  }

  private mutating func placeSender(
    of form: Letter.Form, beside envelope: EnvelopeProfile, setting: inout TypeSetting
  ) throws(LetterpressFailure) {
    let x = max(125, envelope.x + envelope.width + 5) * Self.millimetre
    let room = Self.left + Self.textWidth - x
    var y = 14 * Self.millimetre
    let date = try setting.common(form.date, .body, width: room, alignment: PANGO_ALIGN_RIGHT)
    put(date, x: x, y: y)
    y += date.height + 3 * Self.millimetre
    for line in form.sender {
      let block = try setting.common(line, .small, width: room)
      put(block, x: x, y: y)
      y += block.height + 1
    }
    guard y <= 96 * Self.millimetre else { throw .tooLong(part: .text) }
  }

  // MARK: The text

  private mutating func flow(_ letter: Letter, setting: inout TypeSetting) throws(LetterpressFailure) {
    let form = letter.form
    let title = try setting.common(form.title, .title, width: Self.textWidth, alignment: PANGO_ALIGN_CENTER)
    run(title, x: Self.left)
    y += 5 * Self.millimetre
    for paragraph in form.paragraphs {
      run(try setting.common(paragraph, .body, width: Self.textWidth), x: Self.left)
      y += 2.2 * Self.millimetre
    }
    if !letter.fields.isEmpty {
      y += 1 * Self.millimetre
      if !form.fieldsTitle.isEmpty {
        run(try setting.common(form.fieldsTitle, .heading, width: Self.textWidth), x: Self.left)
        y += 1 * Self.millimetre
      }
      for field in letter.fields { try row(field, setting: &setting) }
      y += 4 * Self.millimetre
    }
    if !form.contact.isEmpty { try box(form.contact, setting: &setting) }
  }

  /// Lines one after the other, over as many pages as they need.
  private mutating func run(_ block: TextBlock, x: Double) {
    for (number, line) in block.lines.enumerated() {
      if y + line.height > Self.bottom { turn() }
      pages[pages.count - 1].lines.append(Line(block: block, number: number, x: x, y: y))
      y += line.height + Self.lineGap
    }
  }

  private mutating func turn() {
    pages.append(Page())
    y = Self.nextTop
  }

  private mutating func row(_ field: Letter.Field, setting: inout TypeSetting) throws(LetterpressFailure) {
    let inset = 2 * Self.millimetre
    let titleWidth = 48 * Self.millimetre
    let title = try setting.common(field.title, .body, width: titleWidth - 2 * inset)
    let value = try setting.own(field.value, .value, width: Self.textWidth - titleWidth - 2 * inset, of: .fields)
    let height = max(title.height, value.height) + 2 * inset * 0.6
    guard height < Self.bottom - Self.nextTop else { throw .tooLong(part: .fields) }
    if y + height > Self.bottom { turn() }
    put(title, x: Self.left + inset, y: y + inset * 0.6)
    put(value, x: Self.left + titleWidth + inset, y: y + inset * 0.6)
    pages[pages.count - 1].boxes.append((Self.left, y, titleWidth, height))
    pages[pages.count - 1].boxes.append((Self.left + titleWidth, y, Self.textWidth - titleWidth, height))
    y += height
  }

  private mutating func box(_ texts: [String], setting: inout TypeSetting) throws(LetterpressFailure) {
    let inset = 3 * Self.millimetre
    var blocks: [TextBlock] = []
    for text in texts { blocks.append(try setting.common(text, .body, width: Self.textWidth - 2 * inset)) }
    let height = blocks.reduce(2 * inset - 2) { $0 + $1.height + 2 }
    guard height < Self.bottom - Self.nextTop else { throw .tooLong(part: .text) }
    if y + height > Self.bottom { turn() }
    pages[pages.count - 1].boxes.append((Self.left, y, Self.textWidth, height))
    var inner = y + inset
    for block in blocks {
      put(block, x: Self.left + inset, y: inner)
      inner += block.height + 2
    }
    y += height
  }

  private mutating func placeFoot(of letter: Letter, setting: inout TypeSetting) throws(LetterpressFailure) {
    let y = 281 * Self.millimetre
    let code = try setting.own(
      "\(letter.form.codeTitle)  \(letter.code)", .small, width: 130 * Self.millimetre, of: .code)
    for page in pages.indices {
      for line in code.lines.indices {
        pages[page].lines.append(Line(block: code, number: line, x: Self.left, y: y))
      }
      guard pages.count > 1 else { continue }
      let number = try setting.common(
        "\(page + 1) / \(pages.count)", .small, width: 25 * Self.millimetre, alignment: PANGO_ALIGN_RIGHT)
      pages[page].lines.append(Line(block: number, number: 0, x: Self.left + 135 * Self.millimetre, y: y))
    }
  }

  private mutating func put(_ block: TextBlock, x: Double, y: Double) {
    var y = y
    for (number, line) in block.lines.enumerated() {
      pages[pages.count - 1].lines.append(Line(block: block, number: number, x: x, y: y))
      y += line.height
    }
  }
}
