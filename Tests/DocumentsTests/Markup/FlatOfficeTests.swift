import Contents
import Testing

@testable import Documents

/// Documents, workbooks and drawings that are one XML file.
@Suite struct FlatOfficeTests {
  private static func read(_ bytes: [UInt8], named name: String = "a.doc") -> Told {
    Told(bytes) { source, place, reading throws(UnreadReason) in
      try FileFormat.identify(source, named: name).read(source, named: name, at: place, in: reading)
    }
  }

  @Test func aDocumentOfWord2003IsRead() {
    let told = Self.read(Told.fixture("markup/roster_word2003.xml"))
    #expect(told.thrown == nil)
    #expect(told.headings == ["青葉健康保険組合\n"])
    #expect(told.tables == [[["氏名", "電話番号"], ["山田 太郎", "03-1234-5678"], ["鈴木 花子", "090-1111-2222"]]])
    #expect(
      told.bodies == [
        "高橋\t一郎 045-222-3333\n", "以上\n", "伊藤 五月 090-3333-4444\n", "小林 六実 052-111-2222\n",
      ])
  }

  @Test func aPackageInOneFileIsRead() {
    let told = Self.read(
      Array(
        #"""
        <?xml version="1.0"?><pkg:package xmlns:pkg="http://schemas.microsoft.com/office/2006/xmlPackage">
        <pkg:part pkg:name="/word/document.xml"><pkg:xmlData><w:document
        xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body><w:p><w:r><w:t>山田</w:t></w:r>
        <w:r><w:t> 太郎</w:t></w:r></w:p></w:body></w:document></pkg:xmlData></pkg:part>
        <pkg:part pkg:name="/word/media/a.png"><pkg:binaryData>QUJD</pkg:binaryData></pkg:part></pkg:package>
        """#.utf8))
    #expect(told.bodies == ["山田 太郎\n"])
  }

  @Test func aFlatOpenDocumentIsRead() {
    let told = Self.read(
      Array(
        #"""
        <?xml version="1.0"?><office:document xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"
        xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"
        xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"><office:body><office:text>
        <text:p>山田<text:s text:c="2"/><text:span>太郎</text:span><text:ruby><text:ruby-base>様</text:ruby-base><text:ruby-text>さま</text:ruby-text></text:ruby></text:p>
        <table:table><table:table-row><table:table-cell table:number-columns-repeated="2"><text:p>A</text:p></table:table-cell>
        <table:table-cell><text:p>B</text:p><text:p>C</text:p></table:table-cell></table:table-row>
        <table:table-row><table:table-cell><text:p>D</text:p></table:table-cell><table:covered-table-cell/>
        <table:table-cell><text:p>E</text:p></table:table-cell><table:table-cell table:number-columns-repeated="1000"/></table:table-row>
        </table:table></office:text></office:body></office:document>
        """#.utf8), named: "a.fodt")
    #expect(told.bodies == ["山田  太郎様\n"])
    #expect(told.tables == [[["A", "A", "B\nC"], ["D", "", "E"]]])
  }

  @Test func aWorkbookOfExcel2003KeepsItsColumns() {
    let told = Self.read(Told.fixture("markup/roster_excel2003.xml"), named: "a.xls")
    #expect(
      told.tables == [
        [
          ["氏名", "生年月日", "備考", "電話番号"], ["山田 太郎", "1980-04-01", "", "03-1234-5678"],
          ["鈴木 花子", "1990-11-30", "", "090-1111-2222"],
        ]
      ])
    #expect(told.bodies == ["某\n連絡は 伊藤 五月 090-3333-4444 へ\n"])
  }

  @Test func aDrawingTellsALineForEachText() {
    let told = Self.read(Told.fixture("markup/seats.svg"), named: "a.svg")
    #expect(
      told.bodies == [
        "座席表\n\n山田 太郎\n\n鈴木 花子\n\n佐々木 次郎\n内線 1234\n\n高橋一郎\n\n渡辺 三郎\n\n伊藤 五月\n090-3333-4444\n\n"
      ])
  }
}
