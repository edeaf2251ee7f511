import Contents
import Testing

@testable import Documents

/// Texts, sheets and slides of OpenDocument.
@Suite struct ODFReaderTests {
  private static func package(_ content: String, _ more: [(String, String)] = []) -> [UInt8] {
    var zip = ZipWriter()
    zip.add("mimetype", Array("application/vnd.oasis.opendocument".utf8))
    zip.add("content.xml", Array("<document-content><body>\(content)</body></document-content>".utf8))
    for (name, text) in more { zip.add(name, Array(text.utf8)) }
    zip.add("META-INF/manifest.xml", Array("<manifest/>".utf8))
    return zip.finish()
  }

  private static func read(_ content: String, _ more: [(String, String)] = []) -> OfficeRecording {
    OfficeRecording(package(content, more), named: "a.ods")
  }

  private static let sheet = """
    <o:spreadsheet><t:table t:name="名簿"><t:table-column t:number-columns-repeated="9"/><t:table-row>\
    <t:table-cell><x:p>氏名</x:p></t:table-cell><t:table-cell t:number-columns-repeated="2"/>\
    <t:table-cell><x:p>生年月日</x:p></t:table-cell><t:table-cell t:number-columns-repeated="16000"/></t:table-row>\
    <t:table-row t:number-rows-repeated="2"><t:table-cell/></t:table-row>\
    <t:table-row t:visibility="collapse"><t:table-cell><o:annotation><d:creator>高橋 美紀</d:creator><x:p>要連絡</x:p>\
    </o:annotation><x:p>青木<x:s/>健一</x:p></t:table-cell><t:covered-table-cell/><t:covered-table-cell/>\
    <t:table-cell o:value-type="date" o:date-value="1951-05-13T00:00:00"><x:p>51.5.13</x:p></t:table-cell></t:table-row>\
    <t:table-row t:number-rows-repeated="1048000"><t:table-cell t:number-columns-repeated="1024"/></t:table-row>\
    <t:shapes><w:frame><w:text-box><x:p>班長</x:p><x:p>佐藤 翔太</x:p></w:text-box></w:frame></t:shapes></t:table>\
    <t:table t:name="二"><t:table-row><t:table-cell o:value-type="float" o:value="12"/></t:table-row></t:table></o:spreadsheet>
    """

  @Test func sheetsWithRepeatedCells() {
    let read = Self.read(Self.sheet)
    #expect(read.failure == nil)
    #expect(read.tables.map(\.place) == ["[名簿]", "[二]"])
    #expect(
      read.tables.map(\.rows) == [
        [["氏名", "", "", "生年月日"], [], [], ["青木 健一", "", "", "1951-05-13"]], [["12"]],
      ])
    #expect(read.passages.map(\.text) == ["班長\n佐藤 翔太", "要連絡", "From: 高橋 美紀"])
    #expect(read.passages.map(\.kind) == [.boxes, .body, .heading])
    #expect(read.passages.map(\.place.description) == ["[名簿]", "[名簿]", ""])
  }

  @Test func textsWithNotesChangesAndHeaders() {
    let read = Self.read(
      """
      <text><tracked-changes><changed-region><deletion><change-info><creator>中村 由美</creator></change-info><p>旧 小林 様</p>\
      </deletion></changed-region></tracked-changes><h>面談\n記録</h><p><span>青木</span><s c="2"/><span>健一</span>さん\
      <note><note-citation>1</note-citation><note-body><p>紹介元 高橋 美紀</p></note-body></note>と<ruby><ruby-base>会</ruby-base>\
      <ruby-text>あ</ruby-text></ruby>う</p><table name="表1"><table-row><table-cell><p>左</p><table><table-row><table-cell>\
      <p>内</p></table-cell></table-row></table></table-cell><table-cell><p>右</p></table-cell></table-row></table></text>
      """,
      [("styles.xml", "<styles><master-page><header><p>株式会社みどり精機</p></header></master-page></styles>")])
    #expect(
      read.passages.map(\.text) == [
        "株式会社みどり精機", "面談 記録\n青木  健一さんと会う", "旧 小林 様\n\n紹介元 高橋 美紀", "From: 中村 由美",
      ])
    #expect(read.passages.first?.kind == .heading)
    #expect(read.tables.map(\.rows) == [[["内"]], [["左", "右"]]])
  }

  @Test func slidesWithShapesAndNotes() {
    let read = Self.read(
      """
      <presentation><page><custom-shape><p>部長</p></custom-shape><g><frame><text-box><p>青木 健一</p></text-box></frame></g>\
      <notes><frame><text-box><p>司会は高橋さん</p></text-box></frame></notes></page><page><frame><text-box><p>二</p></text-box>\
      </frame></page></presentation>
      """)
    #expect(read.passages.map(\.text) == ["部長\n\n青木 健一", "司会は高橋さん", "二"])
    #expect(read.passages.map(\.kind) == [.boxes, .body, .boxes])
    #expect(read.passages.map(\.place.description) == ["p. 1", "p. 1", "p. 2"])
  }

  @Test func anEncryptedDocumentIsLocked() {
    var zip = ZipWriter()
    zip.add("mimetype", Array("application/vnd.oasis.opendocument.text".utf8))
    zip.add("content.xml", [1, 2, 3])
    zip.add(
      "META-INF/manifest.xml",
      Array("<manifest><file-entry full-path=\"content.xml\"><encryption-data/></file-entry></manifest>".utf8))
    #expect(OfficeRecording(zip.finish(), named: "a.odt").failure == .password)
  }

  @Test(arguments: 0..<120) func brokenPartsAreNormalInput(seed: Int) {
    var random = SeededBytes(seed: UInt64(seed))
    var content = Array(Self.sheet.utf8)
    if seed % 2 == 0 { content.removeLast(Int.random(in: 1..<content.count, using: &random)) }
    for _ in 0..<Int.random(in: 1...8, using: &random) {
      content[Int.random(in: content.indices, using: &random)] =
        Array("<>/\"9 tp".utf8).randomElement(using: &random) ?? 0
    }
    let read = Self.read(String(decoding: content, as: UTF8.self))
    #expect(read.failure != nil || !read.events.isEmpty)
  }
}
