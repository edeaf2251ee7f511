import Contents
import Testing

@testable import Documents

/// What lies in Office documents beside their own text.
@Suite struct EmbeddedPartsTests {
  private static func document(_ parts: [(String, [UInt8])], main: String, type: String) -> [UInt8] {
    var zip = ZipWriter()
    zip.add(
      "_rels/.rels",
      Array(
        """
        <Relationships><Relationship Id="r1" Type="http://x/officeDocument" Target="\(main)"/></Relationships>
        """.utf8))
    zip.add(
      "[Content_Types].xml", Array("<Types><Override PartName=\"/\(main)\" ContentType=\"\(type)\"/></Types>".utf8))
    for (name, bytes) in parts { zip.add(name, bytes) }
    return zip.finish()
  }

  private static func letter(with parts: [(String, [UInt8])]) -> [UInt8] {
    document(
      [("word/document.xml", Array("<document><body><p><r><t>添付のとおり</t></r></p></body></document>".utf8))] + parts,
      main: "word/document.xml",
      type: "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml")
  }

  @Test func aWorkbookPutIntoALetterIsRead() throws {
    let workbook = try OfficeRecording.bytes(ofFixture: "roster.xlsx")
    let read = OfficeRecording(
      Self.letter(with: [("word/embeddings/Microsoft_Excel_Sheet1.xlsx", workbook)]), named: "letter.docx")
    #expect(read.failure == nil)
    #expect(read.unread.isEmpty)
    let places = read.tables.map(\.place)
    #expect(places.contains("word/embeddings/Microsoft_Excel_Sheet1.xlsx / [名簿]"), "\(places)")
  }

  @Test func aLargePictureIsNotReadAndASmallOneIsAnOrnament() {
    let header: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]
    let read = OfficeRecording(
      Self.letter(with: [
        ("word/media/image1.png", header + [UInt8](repeating: 7, count: 200_000)),
        ("word/media/image2.png", header + [UInt8](repeating: 7, count: 2_000)),
      ]), named: "letter.docx")
    #expect(read.unread == ["word/media/image1.png": .unknownType])
  }

  private static func workbook(records: String?) -> [UInt8] {
    let definition = """
      <pivotCacheDefinition><cacheFields count="3"><cacheField name="氏名"><sharedItems count="2">\
      <s v="試験　太郎"><tpls><tpl fld="1"/></tpls></s><s v="見本 &amp; 花子"/></sharedItems></cacheField>\
      <cacheField name="生年月日"><sharedItems/></cacheField><cacheField name="番号"><sharedItems/></cacheField>\
      </cacheFields></pivotCacheDefinition>
      """
    let workbook = """
      <workbook xmlns:r="r"><sheets><sheet name="集計" sheetId="1" r:id="s1"/></sheets></workbook>
      """
    var parts: [(String, [UInt8])] = [
      ("xl/workbook.xml", Array(workbook.utf8)),
      (
        "xl/_rels/workbook.xml.rels",
        Array(
          """
          <Relationships><Relationship Id="s1" Type="http://x/worksheet" Target="worksheets/sheet1.xml"/></Relationships>
          """.utf8)
      ),
      (
        "xl/worksheets/sheet1.xml",
        Array("<worksheet><sheetData><row><c t=\"inlineStr\"><is><t>計</t></is></c></row></sheetData></worksheet>".utf8)
      ),
      ("xl/pivotCache/pivotCacheDefinition1.xml", Array(definition.utf8)),
    ]
    if let records {
      parts.append(
        (
          "xl/pivotCache/_rels/pivotCacheDefinition1.xml.rels",
          Array(
            """
            <Relationships><Relationship Id="r1" Type="http://x/pivotCacheRecords" Target="pivotCacheRecords1.xml"/>\
            </Relationships>
            """.utf8)
        ))
      parts.append(("xl/pivotCache/pivotCacheRecords1.xml", Array(records.utf8)))
    }
    return document(
      parts, main: "xl/workbook.xml",
      type: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml")
  }

  @Test func aDeletedListLivesOnInThePivotCache() {
    let records = """
      <pivotCacheRecords><r><x v="0"/><d v="1975-01-02T00:00:00"/><n v="12"/></r>\
      <r><x v="1"/><m/><s v="013"/></r><r><x v="9"/></r></pivotCacheRecords>
      """
    let read = OfficeRecording(Self.workbook(records: records), named: "sum.xlsx")
    #expect(read.failure == nil)
    #expect(read.unread.isEmpty)
    #expect(
      read.tables.last?.rows == [
        ["氏名", "生年月日", "番号"], ["試験　太郎", "1975-01-02", "12"], ["見本 & 花子", "", "013"], [],
      ])
    #expect(read.tables.last?.place == "[pivotCache 1]")
  }

  @Test func withoutRecordsEachValueIsThereOnce() {
    let read = OfficeRecording(Self.workbook(records: nil), named: "sum.xlsx")
    #expect(read.tables.last?.rows == [["氏名"], ["試験　太郎"], ["見本 & 花子"]])
  }

  @Test(arguments: 0..<60) func brokenCachesAreNormalInput(seed: Int) {
    var random = SeededBytes(seed: UInt64(seed))
    let records = "<pivotCacheRecords><r><x v=\"0\"/><n v=\"12\"/></r></pivotCacheRecords>"
    var bytes = Array(records.utf8)
    for _ in 0..<4 {
      bytes[Int.random(in: bytes.indices, using: &random)] = UInt8.random(in: .min ... .max, using: &random)
    }
    let broken = String(decoding: bytes.prefix(Int.random(in: 1...bytes.count, using: &random)), as: UTF8.self)
    let read = OfficeRecording(Self.workbook(records: broken), named: "sum.xlsx")
    #expect(read.failure == nil, "what is wrong with the cache concerns the cache")
    #expect(read.tables.contains { $0.place == "[集計]" })
  }
}
