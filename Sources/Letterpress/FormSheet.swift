import CPango

/// Where everything of a form stands on its pages: a table whose rows go on over the page where they have to.
struct FormSheet {
  private(set) var pages = [SheetPage()]

  private static let left = 20 * SheetPage.millimetre
  private static let textWidth = 170 * SheetPage.millimetre
  private static let titleWidth = 46 * SheetPage.millimetre
  private static let markWidth = 26 * SheetPage.millimetre
  private static let inset = 1.8 * SheetPage.millimetre
  private static let top = 18 * SheetPage.millimetre
  private static let bottom = 276 * SheetPage.millimetre
  private static let lineGap = 2.2
  /// A row up to this height is not cut.
  private static let shortRow = (bottom - top) / 3
  private var y = Self.top

  /// - Throws: `LetterpressFailure`: `missing_glyphs`, `unfit`.
  init(_ form: Form, setting: inout TypeSetting) throws(LetterpressFailure) {
    try form.requireSettable()
    let title = try setting.common(form.title, .title, width: Self.textWidth, alignment: PANGO_ALIGN_CENTER)
    run(title)
    y += 4 * SheetPage.millimetre
    for row in form.head { try place(row, under: nil, setting: &setting) }
    y += 3 * SheetPage.millimetre
    for note in form.notes.flatMap(Form.lines) where !note.isEmpty {
      run(try setting.common(note, .body, width: Self.textWidth))
      y += 1 * SheetPage.millimetre
    }
    y += 2 * SheetPage.millimetre
    for section in form.sections {
      // A heading never stands alone at the foot of a page: what is left has to take the beginning of its first row.
      let first = try section.rows.first.map { row throws(LetterpressFailure) in try cells(of: row, setting: setting) }
      let needed = min(Self.height(of: first ?? []), Self.shortRow)
      if y + 10 * SheetPage.millimetre + needed > Self.bottom { turn() }
      try head(section.title, mark: section.mark, setting: &setting)
      for row in section.rows { try place(row, under: section, setting: &setting) }
    }
    try placeFoot(form.foot, setting: &setting)
  }

  /// Lines over the whole width, over as many pages as they need.
  private mutating func run(_ block: TextBlock) {
    for (number, line) in block.lines.enumerated() {
      if y + line.height > Self.bottom { turn() }
      pages[pages.count - 1].lines.append(SheetPage.Line(block: block, number: number, x: Self.left, y: y))
      y += line.height + Self.lineGap
    }
  }

  private mutating func turn() {
    pages.append(SheetPage())
    y = Self.top
  }

  private mutating func head(_ title: String, mark: String, setting: inout TypeSetting) throws(LetterpressFailure) {
    let width = Self.textWidth - Self.markWidth
    let title = try setting.common(title, .heading, width: width - 2 * Self.inset)
    let height: Double
    if mark.isEmpty {
      height = title.height + 2 * Self.inset
    } else {
      let mark = try setting.common(mark, .small, width: Self.markWidth - 2 * Self.inset)
      height = max(title.height, mark.height) + 2 * Self.inset
      pages[pages.count - 1].put(mark, x: Self.left + width + Self.inset, y: y + Self.inset)
    }
    pages[pages.count - 1].put(title, x: Self.left + Self.inset, y: y + Self.inset)
    let box = SheetPage.Box(x: Self.left, y: y, width: Self.textWidth, height: height)
    pages[pages.count - 1].grounds.append(box)
    pages[pages.count - 1].boxes.append(box)
    y += height
  }

  /// The lines of one cell, taken from above as rows are cut.
  private struct Cell {
    let x: Double
    let width: Double
    var lines: [(block: TextBlock, number: Int)] = []

    private func height(_ line: (block: TextBlock, number: Int)) -> Double {
      line.block.lines[line.number].height + FormSheet.lineGap
    }

    var height: Double { lines.reduce(0) { $0 + height($1) } }

    /// How many lines stand in a height.
    func fitting(_ room: Double) -> Int {
      var left = room
      return lines.prefix { line in
        left -= height(line)
        return left >= 0
      }.count
    }
  }

  private func cell(
    _ text: String, _ style: TypeSetting.Style, x: Double, width: Double, setting: TypeSetting
  ) throws(LetterpressFailure) -> Cell {
    var cell = Cell(x: x, width: width)
    for line in Form.lines(of: text) where !line.allSatisfy(\.isWhitespace) {
      let block = try setting.own(line, style, width: width - 2 * Self.inset, of: .fields)
      cell.lines += block.lines.indices.map { (block, $0) }
    }
    return cell
  }

  private func cells(of row: Form.Row, setting: TypeSetting) throws(LetterpressFailure) -> [Cell] {
    let valueWidth = Self.textWidth - Self.titleWidth - Self.markWidth
    return [
      try cell(row.title, .body, x: Self.left, width: Self.titleWidth, setting: setting),
      try cell(row.value, .body, x: Self.left + Self.titleWidth, width: valueWidth, setting: setting),
      try cell(row.mark, .small, x: Self.left + Self.titleWidth + valueWidth, width: Self.markWidth, setting: setting),
    ]
  }

  private static func height(of cells: [Cell]) -> Double { (cells.map(\.height).max() ?? 0) + 2 * inset }

  private mutating func place(
    _ row: Form.Row, under section: Form.Section?, setting: inout TypeSetting
  ) throws(LetterpressFailure) {
    var cells = try cells(of: row, setting: setting)
    guard cells.contains(where: { !$0.lines.isEmpty }) else { return }
    var isFirst = true
    repeat {
      let height = Self.height(of: cells)
      // A short row stays whole; a long one is cut where the page ends.
      let room = Self.bottom - y - 2 * Self.inset
      let isWhole = height <= Self.bottom - y
      if !isWhole, height < Self.shortRow || cells.contains(where: { !$0.lines.isEmpty && $0.fitting(room) == 0 }),
        isFirst
      {
        try turn(under: section, setting: &setting)
        isFirst = false
        continue
      }
      isFirst = false
      y += try draw(&cells, room: isWhole ? .infinity : room)
      if cells.contains(where: { !$0.lines.isEmpty }) { try turn(under: section, setting: &setting) }
    } while cells.contains { !$0.lines.isEmpty }
  }

  private mutating func turn(under section: Form.Section?, setting: inout TypeSetting) throws(LetterpressFailure) {
    turn()
    if let section { try head(section.continued, mark: "", setting: &setting) }
  }

  /// Puts down what stands in the room, and takes it out of the cells.
  /// - Returns: the height that it took.
  private mutating func draw(_ cells: inout [Cell], room: Double) throws(LetterpressFailure) -> Double {
    var height = 0.0
    for index in cells.indices {
      let count = cells[index].fitting(room)
      var inner = y + Self.inset
      for line in cells[index].lines.prefix(count) {
        pages[pages.count - 1].lines.append(
          SheetPage.Line(block: line.block, number: line.number, x: cells[index].x + Self.inset, y: inner))
        inner += line.block.lines[line.number].height + Self.lineGap
      }
      height = max(height, inner - y + Self.inset)
      cells[index].lines.removeFirst(count)
    }
    // Higher than a page of its own: no text is, but a font may be.
    guard height > 2 * Self.inset + Self.lineGap else { throw .tooLong(part: .fields) }
    for cell in cells {
      pages[pages.count - 1].boxes.append(SheetPage.Box(x: cell.x, y: y, width: cell.width, height: height))
    }
    return height
  }

  private mutating func placeFoot(_ foot: String, setting: inout TypeSetting) throws(LetterpressFailure) {
    let y = 283 * SheetPage.millimetre
    let text = try setting.own(foot, .small, width: 145 * SheetPage.millimetre, of: .text)
    for page in pages.indices {
      pages[page].put(text, x: Self.left, y: y)
      let number = try setting.common(
        "\(page + 1) / \(pages.count)", .small, width: 25 * SheetPage.millimetre, alignment: PANGO_ALIGN_RIGHT)
      pages[page].lines.append(
        SheetPage.Line(block: number, number: 0, x: Self.left + 145 * SheetPage.millimetre, y: y))
    }
  }
}
