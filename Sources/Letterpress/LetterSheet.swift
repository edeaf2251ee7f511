import CPango

/// Where everything of a letter stands on its pages, before anything is drawn: what cannot be printed is found here.
struct LetterSheet {
  private(set) var pages = [SheetPage()]
  let mark: QRMark
  let markPlace: (x: Double, y: Double)
  static let markWidth = 11 * SheetPage.millimetre

  private static let left = 25 * SheetPage.millimetre
  private static let textWidth = 160 * SheetPage.millimetre
  private static let bottom = 272 * SheetPage.millimetre
  private static let nextTop = 20 * SheetPage.millimetre
  private static let lineGap = 3.6
  private var y = 106 * SheetPage.millimetre

  /// - Throws: `LetterpressFailure`: `missing_glyphs`, `too_long`, `unfit`, `envelope`.
  init(_ letter: Letter, in envelope: EnvelopeProfile, setting: inout TypeSetting) throws(LetterpressFailure) {
    guard envelope.isUsable else { throw .envelope }
    guard letter.code.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }), let mark = QRMark(letter.code) else {
      throw .unfit(part: .code)
    }
    self.mark = mark
    let edge = envelope.slack * SheetPage.millimetre
    markPlace = (
      (envelope.x + envelope.width) * SheetPage.millimetre - edge - Self.markWidth,
      envelope.y * SheetPage.millimetre + edge
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
    let edge = envelope.slack * SheetPage.millimetre
    let x = envelope.x * SheetPage.millimetre + edge
    let room = envelope.width * SheetPage.millimetre - 2 * edge - Self.markWidth - 3 * SheetPage.millimetre
    var y = envelope.y * SheetPage.millimetre + edge
    let end = (envelope.y + envelope.height) * SheetPage.millimetre - edge
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
    let x = max(125, envelope.x + envelope.width + 5) * SheetPage.millimetre
    let room = Self.left + Self.textWidth - x
    var y = 14 * SheetPage.millimetre
    let date = try setting.common(form.date, .body, width: room, alignment: PANGO_ALIGN_RIGHT)
    put(date, x: x, y: y)
    y += date.height + 3 * SheetPage.millimetre
    for line in form.sender {
      let block = try setting.common(line, .small, width: room)
      put(block, x: x, y: y)
      y += block.height + 1
    }
    guard y <= 96 * SheetPage.millimetre else { throw .tooLong(part: .text) }
  }

  // MARK: The text

  private mutating func flow(_ letter: Letter, setting: inout TypeSetting) throws(LetterpressFailure) {
    let form = letter.form
    let title = try setting.common(form.title, .title, width: Self.textWidth, alignment: PANGO_ALIGN_CENTER)
    run(title, x: Self.left)
    y += 5 * SheetPage.millimetre
    for paragraph in form.paragraphs {
      run(try setting.common(paragraph, .body, width: Self.textWidth), x: Self.left)
      y += 2.2 * SheetPage.millimetre
    }
    if !letter.fields.isEmpty {
      y += 1 * SheetPage.millimetre
      if !form.fieldsTitle.isEmpty {
        run(try setting.common(form.fieldsTitle, .heading, width: Self.textWidth), x: Self.left)
        y += 1 * SheetPage.millimetre
      }
      for field in letter.fields { try row(field, setting: &setting) }
      y += 4 * SheetPage.millimetre
    }
    if !form.contact.isEmpty { try box(form.contact, setting: &setting) }
  }

  /// Lines one after the other, over as many pages as they need.
  private mutating func run(_ block: TextBlock, x: Double) {
    for (number, line) in block.lines.enumerated() {
      if y + line.height > Self.bottom { turn() }
      pages[pages.count - 1].lines.append(SheetPage.Line(block: block, number: number, x: x, y: y))
      y += line.height + Self.lineGap
    }
  }

  private mutating func turn() {
    pages.append(SheetPage())
    y = Self.nextTop
  }

  private mutating func row(_ field: Letter.Field, setting: inout TypeSetting) throws(LetterpressFailure) {
    let inset = 2 * SheetPage.millimetre
    let titleWidth = 48 * SheetPage.millimetre
    let title = try setting.common(field.title, .body, width: titleWidth - 2 * inset)
    let value = try setting.own(field.value, .value, width: Self.textWidth - titleWidth - 2 * inset, of: .fields)
    let height = max(title.height, value.height) + 2 * inset * 0.6
    guard height < Self.bottom - Self.nextTop else { throw .tooLong(part: .fields) }
    if y + height > Self.bottom { turn() }
    put(title, x: Self.left + inset, y: y + inset * 0.6)
    put(value, x: Self.left + titleWidth + inset, y: y + inset * 0.6)
    pages[pages.count - 1].boxes.append(SheetPage.Box(x: Self.left, y: y, width: titleWidth, height: height))
    pages[pages.count - 1].boxes.append(
      SheetPage.Box(x: Self.left + titleWidth, y: y, width: Self.textWidth - titleWidth, height: height))
    y += height
  }

  private mutating func box(_ texts: [String], setting: inout TypeSetting) throws(LetterpressFailure) {
    let inset = 3 * SheetPage.millimetre
    var blocks: [TextBlock] = []
    for text in texts { blocks.append(try setting.common(text, .body, width: Self.textWidth - 2 * inset)) }
    let height = blocks.reduce(2 * inset - 2) { $0 + $1.height + 2 }
    guard height < Self.bottom - Self.nextTop else { throw .tooLong(part: .text) }
    if y + height > Self.bottom { turn() }
    pages[pages.count - 1].boxes.append(SheetPage.Box(x: Self.left, y: y, width: Self.textWidth, height: height))
    var inner = y + inset
    for block in blocks {
      put(block, x: Self.left + inset, y: inner)
      inner += block.height + 2
    }
    y += height
  }

  private mutating func placeFoot(of letter: Letter, setting: inout TypeSetting) throws(LetterpressFailure) {
    let y = 281 * SheetPage.millimetre
    let code = try setting.own(
      "\(letter.form.codeTitle)  \(letter.code)", .small, width: 130 * SheetPage.millimetre, of: .code)
    for page in pages.indices {
      for line in code.lines.indices {
        pages[page].lines.append(SheetPage.Line(block: code, number: line, x: Self.left, y: y))
      }
      guard pages.count > 1 else { continue }
      let number = try setting.common(
        "\(page + 1) / \(pages.count)", .small, width: 25 * SheetPage.millimetre, alignment: PANGO_ALIGN_RIGHT)
      pages[page].lines.append(
        SheetPage.Line(block: number, number: 0, x: Self.left + 135 * SheetPage.millimetre, y: y))
    }
  }

  private mutating func put(_ block: TextBlock, x: Double, y: Double) {
    pages[pages.count - 1].put(block, x: x, y: y)
  }
}
