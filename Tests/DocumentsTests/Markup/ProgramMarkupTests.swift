import Contents
import Testing

@testable import Documents

/// XML of programs, which has elements and attributes like those of records.
@Suite struct ProgramMarkupTests {
  private static func read(_ text: String) -> Told {
    Told(Array(text.utf8)) { source, place, reading throws(UnreadReason) in
      try FileFormat.identify(source, named: "a.xml").read(source, named: "a.xml", at: place, in: reading)
    }
  }

  private static func catalogue(_ root: String, _ item: (String, String) -> String) -> String {
    let texts = [("Fukushima", "福島"), ("Yamaguchi", "山口"), ("Miyazaki", "宮崎"), ("Members", "会員")]
    return "<?xml version=\"1.0\"?>" + root.replacing("…", with: texts.map(item).joined(separator: "\n"))
  }

  @Test(arguments: [
    catalogue(#"<TS version="2.1"><context><name>Main</name>…</context></TS>"#) {
      "<message><source>\($0)</source><translation>\($1)</translation></message>"
    },
    catalogue(#"<xliff xmlns="urn:oasis:names:tc:xliff:document:1.2"><file><body>…</body></file></xliff>"#) {
      "<trans-unit><source>\($0)</source><target>\($1)</target></trans-unit>"
    },
    catalogue(#"<root><resheader name="v"><value>2.0</value></resheader>…</root>"#) {
      #"<data name="\#($0)"><value>\#($1)</value></data>"#
    },
    catalogue(#"<interface><requires lib="gtk+"/>…</interface>"#) {
      #"<object class="GtkLabel"><property name="\#($0)">\#($1)</property></object>"#
    },
    catalogue(#"<x:stylesheet xmlns:x="http://www.w3.org/1999/XSL/Transform">…</x:stylesheet>"#) {
      #"<x:template name="\#($0)"><b>\#($1)</b></x:template>"#
    },
  ])
  func textsAreReadAndNoRecords(document: String) {
    let told = Self.read(document)
    #expect(told.thrown == nil)
    #expect(told.tables.isEmpty)
    #expect(told.bodies.joined().contains("福島"))
  }

  @Test func dictionariesOfWordsTellNothing() {
    let told = Self.read(
      "<?xml version=\"1.0\"?><JMnedict><entry><k_ele><keb>中村健吾</keb></k_ele><r_ele><reb>なかむらけんご</reb></r_ele></entry></JMnedict>"
    )
    #expect(told.thrown == nil)
    #expect(told.tables.isEmpty && told.bodies.isEmpty)
  }

  /// Others call the root of their records so as well.
  @Test(arguments: ["interface", "root", "ui", "schema", "data"]) func recordsStayRecords(root: String) {
    let rows = [("森本 悠斗", "1984-03-12"), ("西田 彩花", "1979-11-02")]
    let people = rows.map { "<person><name>\($0)</name><birth>\($1)</birth></person>" }.joined()
    let told = Self.read("<?xml version=\"1.0\"?><\(root)>\(people)</\(root)>")
    #expect(told.tables == [[["name", "birth"]] + rows.map { [$0, $1] }])
  }

  /// Parts of a document of OpenOffice that lie in an archive of texts.
  @Test func partsOfDocumentsAreDocuments() {
    let told = Self.read(
      """
      <?xml version="1.0"?><o:document-content xmlns:o="http://openoffice.org/2000/office"
      xmlns:t="http://openoffice.org/2000/text" xmlns:s="http://openoffice.org/2000/style">
      <o:automatic-styles><s:style s:name="P1" s:family="paragraph"/><s:style s:name="P2" s:family="text"/></o:automatic-styles>
      <o:body><t:p>森本 悠斗様</t:p></o:body></o:document-content>
      """)
    #expect(told.tables.isEmpty)
    #expect(told.bodies == ["森本 悠斗様\n"])
  }
}
