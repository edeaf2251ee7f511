import Archives

/// A workbook (Office Open XML, ECMA-376): several sheets, hidden ones, shared strings, dates as serials under a style.
package enum WorkbookFile {
  package static func bytes(_ grids: [Grid], made: Day = Day(2022, 4, 1), usesSharedStrings: Bool = true) -> [UInt8] {
    var strings = SharedStrings()
    let sheets = grids.map { sheet($0, &strings, usesSharedStrings) }
    var zip = ZipFile(names: .utf8, made: made)
    zip.add("[Content_Types].xml", Array(contentTypes(sheets.count, usesSharedStrings).utf8))
    zip.add("_rels/.rels", Array(relations([("rId1", "officeDocument", "xl/workbook.xml")]).utf8))
    zip.add("xl/workbook.xml", Array(workbook(grids).utf8))
    var parts = grids.indices.map { ("rId\($0 + 1)", "worksheet", "worksheets/sheet\($0 + 1).xml") }
    parts.append(("rId\(grids.count + 1)", "styles", "styles.xml"))
    if usesSharedStrings { parts.append(("rId\(grids.count + 2)", "sharedStrings", "sharedStrings.xml")) }
    zip.add("xl/_rels/workbook.xml.rels", Array(relations(parts).utf8))
    zip.add("xl/styles.xml", Array(styles.utf8))
    for (i, sheet) in sheets.enumerated() { zip.add("xl/worksheets/sheet\(i + 1).xml", sheet) }
    if usesSharedStrings { zip.add("xl/sharedStrings.xml", strings.xml) }
    return zip.finished()
  }

  private static let head = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n"
  private static let main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
  private static let office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"

  static func relations(_ parts: [(id: String, kind: String, target: String)]) -> String {
    head + "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">"
      + parts.map { "<Relationship Id=\"\($0.id)\" Type=\"\(office)/\($0.kind)\" Target=\"\($0.target)\"/>" }.joined()
      + "</Relationships>"
  }

  private static func contentTypes(_ sheets: Int, _ shared: Bool) -> String {
    let prefix = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    var text = head + "<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\">"
    text += "<Default Extension=\"rels\" ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/>"
    text += "<Default Extension=\"xml\" ContentType=\"application/xml\"/>"
    text += "<Override PartName=\"/xl/workbook.xml\" ContentType=\"\(prefix).sheet.main+xml\"/>"
    for i in 1...max(1, sheets) {
      text += "<Override PartName=\"/xl/worksheets/sheet\(i).xml\" ContentType=\"\(prefix).worksheet+xml\"/>"
    }
    text += "<Override PartName=\"/xl/styles.xml\" ContentType=\"\(prefix).styles+xml\"/>"
    if shared { text += "<Override PartName=\"/xl/sharedStrings.xml\" ContentType=\"\(prefix).sharedStrings+xml\"/>" }
    return text + "</Types>"
  }

  private static func workbook(_ grids: [Grid]) -> String {
    var text = head + "<workbook xmlns=\"\(main)\" xmlns:r=\"\(office)\"><sheets>"
    for (i, grid) in grids.enumerated() {
      let state = grid.isHidden ? " state=\"hidden\"" : ""
      text += "<sheet name=\"\(escaped(grid.name))\" sheetId=\"\(i + 1)\"\(state) r:id=\"rId\(i + 1)\"/>"
    }
    return text + "</sheets></workbook>"
  }

  /// Style 1 is a date in slashes (built-in format 14), style 2 the Japanese era (built-in format 57 of ja-JP).
  private static let styles =
    head + """
      <styleSheet xmlns="\(main)"><fonts count="1"><font><sz val="11"/><name val="游ゴシック"/></font></fonts>\
      <fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills>\
      <borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="3"><xf numFmtId="0"/>\
      <xf numFmtId="14" applyNumberFormat="1"/><xf numFmtId="57" applyNumberFormat="1"/></cellXfs></styleSheet>
      """

  private static func sheet(_ grid: Grid, _ strings: inout SharedStrings, _ shared: Bool) -> [UInt8] {
    var xml = Array((head + "<worksheet xmlns=\"\(main)\"><sheetData>").utf8)
    for (r, row) in grid.rows.enumerated() {
      xml.append(text: "<row r=\"\(r + 1)\">")
      for (c, cell) in row.enumerated() {
        let reference = column(c) + String(r + 1)
        switch cell {
        case .text(""): continue
        case .number(let value): xml.append(text: "<c r=\"\(reference)\"><v>\(value)</v></c>")
        case .date(let day): xml.append(text: "<c r=\"\(reference)\" s=\"1\"><v>\(day.spreadsheetSerial)</v></c>")
        case .text(let value) where shared:
          xml.append(text: "<c r=\"\(reference)\" t=\"s\"><v>\(strings.index(of: value))</v></c>")
        case .text(let value):
          xml.append(
            text: "<c r=\"\(reference)\" t=\"inlineStr\"><is><t xml:space=\"preserve\">\(escaped(value))</t></is></c>")
        }
      }
      xml.append(text: "</row>")
    }
    xml.append(text: "</sheetData></worksheet>")
    return xml
  }

  static func column(_ index: Int) -> String {
    let letters = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
    return index < 26 ? String(letters[index]) : column(index / 26 - 1) + String(letters[index % 26])
  }

  static func escaped(_ text: String) -> String {
    guard text.utf8.contains(where: { $0 == 0x26 || $0 == 0x3C || $0 == 0x3E || $0 == 0x22 }) else { return text }
    return text.reduce(into: "") { result, character in
      switch character {
      case "&": result += "&amp;"
      case "<": result += "&lt;"
      case ">": result += "&gt;"
      case "\"": result += "&quot;"
      default: result.append(character)
      }
    }
  }

  private struct SharedStrings {
    private var indices: [String: Int] = [:]
    private var items: [UInt8] = []
    private var uses = 0

    mutating func index(of text: String) -> Int {
      uses += 1
      if let index = indices[text] { return index }
      let index = indices.count
      indices[text] = index
      items.append(text: "<si><t xml:space=\"preserve\">\(escaped(text))</t></si>")
      return index
    }

    var xml: [UInt8] {
      Array("\(head)<sst xmlns=\"\(main)\" count=\"\(uses)\" uniqueCount=\"\(indices.count)\">".utf8) + items
        + Array("</sst>".utf8)
    }
  }
}
