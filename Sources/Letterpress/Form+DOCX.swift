import Archives

extension Form {
  /// As a word processor's file (Office Open XML, ECMA-376): one table, A4, the page's number at its foot.
  /// - Parameters:
  ///   - madeAt: ISO 8601, for the file's own data.
  ///   - day: of the members of the archive: the same form of the same day makes the same bytes.
  /// - Throws: `LetterpressFailure` with the code `missing_glyphs` for controls: XML has no place for them.
  package func docx(
    madeAt: String, day: (year: Int, month: Int, day: Int)
  ) throws(LetterpressFailure) -> [UInt8] {
    try requireSettable()
    var zip = ZipFile(names: .utf8, made: day)
    for (name, text) in [
      ("[Content_Types].xml", WordMarkup.types), ("_rels/.rels", WordMarkup.packageRelations),
      ("word/_rels/document.xml.rels", WordMarkup.documentRelations), ("word/styles.xml", WordMarkup.styles(language)),
      ("word/footer1.xml", WordMarkup.footer(foot)), ("docProps/core.xml", WordMarkup.core(title, language, madeAt)),
      ("word/document.xml", WordMarkup.document(self)),
    ] {
      zip.add(name, Array((WordMarkup.head + text).utf8))
    }
    return zip.finished()
  }
}

/// The parts of the file.
private enum WordMarkup {
  static let head = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n"
  private static let main = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
  private static let relations = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
  private static let packages = "http://schemas.openxmlformats.org/package/2006"
  private static let word = "application/vnd.openxmlformats-officedocument.wordprocessingml"

  static let types = """
    <Types xmlns="\(packages)/content-types">\
    <Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>\
    <Override PartName="/word/document.xml" ContentType="\(word).document.main+xml"/>\
    <Override PartName="/word/styles.xml" ContentType="\(word).styles+xml"/>\
    <Override PartName="/word/footer1.xml" ContentType="\(word).footer+xml"/>\
    <Override PartName="/docProps/core.xml" \
    ContentType="application/vnd.openxmlformats-package.core-properties+xml"/></Types>
    """

  static let packageRelations = """
    <Relationships xmlns="\(packages)/relationships">\
    <Relationship Id="rId1" Type="\(relations)/officeDocument" Target="word/document.xml"/>\
    <Relationship Id="rId2" Type="\(packages)/relationships/metadata/core-properties" Target="docProps/core.xml"/>\
    </Relationships>
    """

  static let documentRelations = """
    <Relationships xmlns="\(packages)/relationships">\
    <Relationship Id="rId1" Type="\(relations)/styles" Target="styles.xml"/>\
    <Relationship Id="rId2" Type="\(relations)/footer" Target="footer1.xml"/></Relationships>
    """

  static func core(_ title: String, _ language: String, _ madeAt: String) -> String {
    """
    <cp:coreProperties xmlns:cp="\(packages)/metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/" \
    xmlns:dcterms="http://purl.org/dc/terms/" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">\
    <dc:title>\(escaped(title))</dc:title><dc:language>\(escaped(language))</dc:language>\
    <dcterms:created xsi:type="dcterms:W3CDTF">\(escaped(madeAt))</dcterms:created></cp:coreProperties>
    """
  }

  /// Sizes are in half points, distances in twentieths of a point.
  static func styles(_ language: String) -> String {
    """
    <w:styles xmlns:w="\(main)"><w:docDefaults><w:rPrDefault><w:rPr>\
    <w:rFonts w:ascii="Times New Roman" w:hAnsi="Times New Roman" w:eastAsia="MS Mincho" w:cs="Times New Roman"/>\
    <w:sz w:val="21"/><w:lang w:val="en-GB" w:eastAsia="ja-JP"/></w:rPr></w:rPrDefault>\
    <w:pPrDefault><w:pPr><w:spacing w:before="20" w:after="20"/></w:pPr></w:pPrDefault></w:docDefaults>\
    <w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/></w:style>\
    <w:style w:type="paragraph" w:styleId="Title"><w:name w:val="Title"/><w:basedOn w:val="Normal"/>\
    <w:pPr><w:spacing w:after="240"/><w:jc w:val="center"/></w:pPr>\
    <w:rPr><w:rFonts w:ascii="Arial" w:hAnsi="Arial" w:eastAsia="MS Gothic"/><w:b/><w:sz w:val="28"/></w:rPr></w:style>\
    <w:style w:type="paragraph" w:styleId="Heading1"><w:name w:val="heading 1"/><w:basedOn w:val="Normal"/>\
    <w:pPr><w:keepNext/><w:outlineLvl w:val="0"/></w:pPr>\
    <w:rPr><w:rFonts w:ascii="Arial" w:hAnsi="Arial" w:eastAsia="MS Gothic"/><w:b/></w:rPr></w:style>\
    <w:style w:type="paragraph" w:styleId="Mark"><w:name w:val="Mark"/><w:basedOn w:val="Normal"/>\
    <w:rPr><w:sz w:val="18"/></w:rPr></w:style></w:styles>
    """
  }

  static func footer(_ foot: String) -> String {
    func field(_ code: String) -> String {
      "<w:r><w:fldChar w:fldCharType=\"begin\"/></w:r><w:r><w:instrText xml:space=\"preserve\"> \(code) </w:instrText></w:r>"
        + "<w:r><w:fldChar w:fldCharType=\"separate\"/></w:r><w:r><w:t>1</w:t></w:r>"
        + "<w:r><w:fldChar w:fldCharType=\"end\"/></w:r>"
    }
    return """
      <w:ftr xmlns:w="\(main)"><w:p><w:pPr><w:pStyle w:val="Mark"/><w:tabs><w:tab w:val="right" w:pos="9638"/></w:tabs></w:pPr>\
      \(run(foot))<w:r><w:tab/></w:r>\(field("PAGE"))\(run(" / "))\(field("NUMPAGES"))</w:p></w:ftr>
      """
  }

  static func document(_ form: Form) -> String {
    var body = paragraph(form.title, style: "Title")
    body += table(form.head.map(row))
    body += paragraph("")
    body += form.notes.map { paragraph($0) }.joined()
    body += table(form.sections.flatMap { section in [heading(section)] + section.rows.map(row) })
    return """
      <w:document xmlns:w="\(main)" xmlns:r="\(relations)"><w:body>\(body)<w:p/>\
      <w:sectPr><w:footerReference w:type="default" r:id="rId2"/><w:pgSz w:w="11906" w:h="16838"/>\
      <w:pgMar w:top="1134" w:right="1134" w:bottom="1134" w:left="1134" w:header="567" w:footer="567" w:gutter="0"/>\
      </w:sectPr></w:body></w:document>
      """
  }

  /// 46, 98 and 26 mm.
  private static let widths = [2_608, 5_556, 1_474]

  private static func table(_ rows: [String]) -> String {
    guard !rows.isEmpty else { return "" }
    let borders = ["top", "left", "bottom", "right", "insideH", "insideV"].map {
      "<w:\($0) w:val=\"single\" w:sz=\"4\" w:space=\"0\" w:color=\"auto\"/>"
    }.joined()
    return """
      <w:tbl><w:tblPr><w:tblW w:w="\(widths.reduce(0, +))" w:type="dxa"/><w:tblBorders>\(borders)</w:tblBorders>\
      <w:tblLayout w:type="fixed"/></w:tblPr><w:tblGrid>\(widths.map { "<w:gridCol w:w=\"\($0)\"/>" }.joined())</w:tblGrid>\
      \(rows.joined())</w:tbl>
      """
  }

  private static func heading(_ section: Form.Section) -> String {
    let ground = "<w:shd w:val=\"clear\" w:color=\"auto\" w:fill=\"EAEAEA\"/>"
    return """
      <w:tr><w:trPr><w:cantSplit/></w:trPr><w:tc><w:tcPr><w:tcW w:w="\(widths[0] + widths[1])" w:type="dxa"/>\
      <w:gridSpan w:val="2"/>\(ground)</w:tcPr>\(paragraph(section.title, style: "Heading1"))</w:tc>\
      <w:tc><w:tcPr><w:tcW w:w="\(widths[2])" w:type="dxa"/>\(ground)</w:tcPr>\
      \(paragraph(section.mark, style: "Mark"))</w:tc></w:tr>
      """
  }

  private static func row(_ row: Form.Row) -> String {
    let cells = zip([row.title, row.value, row.mark], widths).enumerated().map { place, cell in
      let paragraphs = Form.lines(of: cell.0).map { paragraph($0, style: place == 2 ? "Mark" : "") }.joined()
      return "<w:tc><w:tcPr><w:tcW w:w=\"\(cell.1)\" w:type=\"dxa\"/></w:tcPr>"
        + (paragraphs.isEmpty ? "<w:p/>" : paragraphs) + "</w:tc>"
    }
    return "<w:tr>\(cells.joined())</w:tr>"
  }

  private static func paragraph(_ text: String, style: String = "") -> String {
    let properties = style.isEmpty ? "" : "<w:pPr><w:pStyle w:val=\"\(style)\"/></w:pPr>"
    return "<w:p>\(properties)\(text.isEmpty ? "" : run(text))</w:p>"
  }

  private static func run(_ text: String) -> String { "<w:r><w:t xml:space=\"preserve\">\(escaped(text))</w:t></w:r>" }

  private static func escaped(_ text: String) -> String {
    var result = ""
    for character in text.unicodeScalars {
      switch character {
      case "&": result += "&amp;"
      case "<": result += "&lt;"
      case ">": result += "&gt;"
      case "\"": result += "&quot;"
      default: result.unicodeScalars.append(character)
      }
    }
    return result
  }
}
