import Contents
import Testing

@testable import Documents

/// Comments, text boxes, tracked changes, diagrams and charts of Office documents.
@Suite struct PartsBesideTests {
  private static func package(_ parts: [(String, String)], main: String) -> [UInt8] {
    var zip = ZipWriter()
    zip.add("[Content_Types].xml", Array("<Types/>".utf8))
    zip.add("_rels/.rels", Array("<Relationships>\(relationship("officeDocument", main))</Relationships>".utf8))
    for (name, text) in parts { zip.add(name, Array(text.utf8)) }
    return zip.finish()
  }

  private static func relationship(_ type: String, _ target: String) -> String {
    "<Relationship Id=\"r\(target.count)\" Type=\"http://x/\(type)\" Target=\"\(target)\"/>"
  }

  private static func relationships(_ list: [(String, String)]) -> String {
    "<Relationships>" + list.map { relationship($0.0, $0.1) }.joined() + "</Relationships>"
  }

  private static func letter(_ body: String, _ more: [(String, String)] = []) -> OfficeRecording {
    OfficeRecording(
      package([("word/document.xml", "<document><body>\(body)</body></document>")] + more, main: "word/document.xml"),
      named: "letter.docx")
  }

  @Test func aTextBoxIsReadOnceAndApart() {
    let box = "<txbxContent><p><r><t>品質管理室</t></r></p><p><r><t>青木 健一</t></r></p></txbxContent>"
    let read = Self.letter(
      """
      <p><r><t>お問い</t></r><r><AlternateContent><Choice><txbx>\(box)</txbx></Choice><Fallback><textbox>\(box)</textbox>\
      </Fallback></AlternateContent></r><r><t>合わせ</t></r></p>
      """)
    #expect(read.passages.map(\.text) == ["お問い合わせ", "品質管理室\n青木 健一\n\n"])
    #expect(read.passages.map(\.kind) == [.body, .boxes])
  }

  @Test func aTextBoxInACellLeavesTheTableWhole() {
    let box = "<txbxContent><p><r><t>内</t></r></p><tbl><tr><tc><p><r><t>小</t></r></p></tc></tr></tbl></txbxContent>"
    let read = Self.letter(
      "<tbl><tr><tc><p><r><t>左</t></r><r>\(box)</r></p></tc><tc><p><r><t>右</t></r></p></tc></tr></tbl>")
    #expect(read.tables.map(\.rows) == [[["小"]], [["左", "右"]]])
    #expect(read.passages.map(\.text) == ["内\n\n"])
  }

  @Test func changesAreToldAsTwoVersions() {
    let read = Self.letter(
      """
      <p><r><t>相談者 </t></r><del author="高橋 美紀"><r><delText>佐藤</delText></r></del><ins author="高橋 美紀"><r><t>中村</t></r></ins>\
      <r><t> 様</t></r></p><p><del author="user"><r><delText>小林 様</delText></r></del></p>\
      <p><ins><r><t>追記</t></r></ins></p>
      """)
    #expect(read.passages.map(\.text) == ["相談者 中村 様\n相談者 佐藤 様\n小林 様\n追記", "From: 高橋 美紀"])
    #expect(read.passages.last?.kind == .heading)
  }

  @Test func commentsStandApartAndNameTheirAuthors() {
    let read = Self.letter(
      "<p><r><t>本文</t></r></p>",
      [
        ("word/_rels/document.xml.rels", Self.relationships([("comments", "comments.xml")])),
        (
          "word/comments.xml",
          """
          <comments><comment author="青木 健一"><p><r><t>一</t></r></p></comment>\
          <comment author="青木 健一"><p><r><t>二</t></r></p></comment></comments>
          """
        ),
      ])
    #expect(read.passages.map(\.text) == ["本文", "一\n\n二", "From: 青木 健一"])
  }

  @Test func diagramsAndChartsAreBoxes() {
    let read = Self.letter(
      "<p><r><t>本文</t></r></p>",
      [
        (
          "word/diagrams/data1.xml",
          "<dataModel><pt><t><p><r><t>部長</t></r></p><p><r><t>青木 健一</t></r></p></t></pt><pt><t><p/></t></pt></dataModel>"
        ),
        (
          "word/charts/chart1.xml",
          """
          <chart><title><p><r><t>売上</t></r></p></title><ser><cat><strRef><strCache><pt><v>高橋 美紀</v></pt>\
          <pt><v>高橋 美紀</v></pt></strCache></strRef></cat><val><numCache><pt><v>12</v></pt></numCache></val></ser></chart>
          """
        ),
      ])
    #expect(read.passages.dropFirst().map(\.text) == ["部長\n青木 健一\n\n\n\n", "売上\n\n高橋 美紀\n\n"])
    #expect(read.passages.dropFirst().allSatisfy { $0.kind == .boxes })
  }

  @Test func slidesHaveShapesNotesAndBothKindsOfComments() {
    let shape = "<sp><txBody><p><r><t>部長</t></r></p><p><r><t>青木 健一</t></r></p></txBody></sp>"
    let read = OfficeRecording(
      Self.package(
        [
          ("ppt/presentation.xml", "<presentation/>"),
          ("ppt/slides/slide1.xml", "<sld show=\"0\"><spTree><grpSp>\(shape)\(shape)</grpSp></spTree></sld>"),
          (
            "ppt/slides/_rels/slide1.xml.rels",
            Self.relationships([
              ("notesSlide", "/ppt/notes/n.xml"), ("comments", "/ppt/old.xml"), ("comments", "/ppt/threads.xml"),
            ])
          ), ("ppt/notes/n.xml", "<notes><sp><txBody><p><r><t>メモ</t></r></p></txBody></sp></notes>"),
          ("ppt/old.xml", "<cmLst><cm authorId=\"0\"><pos/><text>旧</text></cm></cmLst>"),
          ("ppt/threads.xml", "<cmLst><cm><txBody><p><r><t>新</t></r></p></txBody></cm></cmLst>"),
          ("ppt/commentAuthors.xml", "<cmAuthorLst><cmAuthor name=\"高橋 美紀\"/></cmAuthorLst>"),
        ], main: "ppt/presentation.xml"), named: "a.pptx")
    #expect(
      read.passages.map(\.text.trimmedLines) == [
        "部長\n青木 健一\n\n部長\n青木 健一", "メモ", "旧", "新", "From: 高橋 美紀",
      ])
    #expect(read.passages.first?.kind == .boxes)
  }

  @Test func sheetsHaveCommentsThreadsAndShapes() {
    let read = OfficeRecording(
      Self.package(
        [
          ("xl/workbook.xml", "<workbook><sheets><sheet name=\"表\" id=\"r20\"/></sheets></workbook>"),
          ("xl/_rels/workbook.xml.rels", Self.relationships([("worksheet", "worksheets/sheet.xml")])),
          (
            "xl/worksheets/sheet.xml",
            "<worksheet><sheetData><row><c t=\"str\"><v>済</v></c></row></sheetData></worksheet>"
          ),
          (
            "xl/worksheets/_rels/sheet.xml.rels",
            Self.relationships([("comments", "c.xml"), ("threadedComment", "th.xml"), ("drawing", "drw.xml")])
          ),
          (
            "xl/worksheets/c.xml",
            """
            <comments><authors><author>青木 健一</author><author>tc={1}</author></authors><commentList><comment authorId="0">\
            <text><r><t>祖母が</t></r><r><t>送迎</t></r></text></comment><comment authorId="1"><text><t>写し</t></text></comment>\
            </commentList></comments>
            """
          ),
          (
            "xl/worksheets/th.xml",
            "<ThreadedComments><threadedComment><text>@高橋 確認を</text></threadedComment></ThreadedComments>"
          ),
          (
            "xl/worksheets/drw.xml",
            "<wsDr><grpSp><sp><txBody><p><r><t>主任</t></r></p></txBody></sp><sp><txBody><p><r><t>中村 翔</t></r></p></txBody></sp></grpSp></wsDr>"
          ), ("xl/persons/person.xml", "<personList><person displayName=\"高橋 美紀\"/></personList>"),
        ], main: "xl/workbook.xml"), named: "a.xlsx")
    #expect(
      read.passages.map(\.text.trimmedLines) == [
        "祖母が送迎\n@高橋 確認を", "From: 青木 健一", "主任\n\n中村 翔", "From: 高橋 美紀",
      ])
    #expect(read.passages[2].kind == .boxes)
  }
}

extension String {
  fileprivate var trimmedLines: String {
    var text = self[...]
    while text.last == "\n" { text.removeLast() }
    return String(text)
  }
}
