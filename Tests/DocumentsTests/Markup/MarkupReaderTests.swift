import Contents
import Testing

@testable import Documents

@Suite struct MarkupReaderTests {
  private static func told(_ text: String, _ fixture: String) -> Told { Told(Array(text.utf8), Told.reading(fixture)) }

  @Test func aPageWithATable() {
    let told = Told(Told.fixture("markup/list.html"), Told.reading("markup/list.html"))
    #expect(told.headings == ["受診者&一覧"])
    #expect(told.encodings == ["CP932"])
    #expect(told.tables == [[["氏名", "", "電話"], ["山田", "太郎", "03-1"], ["", "次郎", ""]]])
    #expect(told.bodies.map(\.trimmingBlanks) == ["対象は次のとおり。", "白石 桃子"])
  }

  @Test func aTableInsideACellDoesNotCutTheOuterOne() {
    let told = Self.told(
      "<table><tr><td>a<td>b<tr><td><table><tr><td>x<td>y</table><td>c<tr><td>d<td>e</table>", "markup/list.html")
    #expect(told.tables == [[["a", "b"], ["", "c"], ["d", "e"]], [["x", "y"]]])
  }

  /// Also with brackets, with end tags left out, and with the reading of each character.
  @Test(arguments: [
    "<p><ruby>架空<rt>かくう</rt></ruby> <ruby>一郎<rt>いちろう</rt></ruby></p>",
    "<p><ruby>架空<rp>(</rp><rt>かくう</rt><rp>)</rp></ruby> <ruby>一郎<rp>(<rt>いちろう<rp>)</ruby>",
    "<p><ruby>架<rt>か<rb>空<rt>くう</ruby> <ruby><rb>一</rb><rb>郎</rb><rtc><rt>いち<rt>ろう</rtc></ruby>",
    "<p><ruby>架空<rt>かくう</ruby> 一<ruby>郎<rt>ろう",
  ]) func readingsOverCharactersAreInNoName(page: String) {
    #expect(Self.told(page, "markup/list.html").bodies.map(\.trimmingBlanks) == ["架空 一郎"])
    let next = Self.told(page + "<p>電話 03-0000-0001", "markup/list.html")
    #expect(next.bodies.joined().contains("03-0000-0001"))
  }

  /// Pages that were saved with what somebody had filled in.
  @Test(arguments: [
    "<form><label>姓</label><input value=\"架空\"><label>名：</label><input value=\"一郎\"></form>",
    "<form><label>姓 <input type=text value=\"架空\"></label><label>名： <input value=\"一郎\"></label></form>",
    "<div><label>姓</label><span>架空</span> <label>名：</label><span>一郎</span></div>",
  ])
  func labelsOfFields(page: String) {
    let told = Self.told("<html><body>" + page + "</body></html>", "markup/list.html").bodies.map(\.trimmingBlanks)
    #expect(told == ["姓: 架空 名：: 一郎"])
  }

  @Test(arguments: [
    "<a<a<a", "<td", "<table><table><td>", "<!--", "<script>", "&#x110000;&#;&",
    "<td colspan=99999999999><td rowspan=-1>",
  ])
  func brokenPagesAreRead(text: String) {
    #expect(Self.told(String(repeating: text, count: 2_000), "markup/list.html").thrown == nil)
  }

  @Test(arguments: ["markup/roster.xml", "markup/roster_cp932.xml"]) func repeatedElementsAreRows(fixture: String) {
    let told = Told(Told.fixture(fixture), Told.reading("markup/roster.xml"))
    #expect(
      told.tables.first == [
        ["id", "氏名.姓", "氏名.名", "電話", "電話 2"], ["1", "山田", "太郎", "03-1", "090-1"], ["2", "佐藤", "花子", "03-2", ""],
      ])
    #expect(told.bodies == ["作成: みどり健保\n備考: 持ち出し禁止です\n"])
    #expect(told.encodings == [fixture.contains("cp932") ? "CP932" : "UTF-8"])
  }

  @Test func aCheckupDocumentIsOnePerson() {
    let told = Told(Told.fixture("markup/checkup.xml"), Told.reading("markup/checkup.xml"))
    #expect(
      told.tables == [
        [
          ["保険者番号", "記号", "番号", "枝番", "受診券整理番号", "氏名カナ", "生年月日", "性別", "郵便番号", "住所", "健診実施日", "検査結果 身長"],
          [
            "06132013", "１３１", "４５６", "01", "12345678901", "ヤマダ　タロウ", "19750102", "男", "100-0001", "東京都千代田区１－２－３",
            "20220601", "170.1 cm",
          ],
        ]
      ])
  }

  @Test func aLargeDocumentIsStreamedAsOneTable() {
    let row = "<r><name>山田</name><tel>03</tel><tel>04</tel></r>"
    let xml = "<all><rows>" + String(repeating: row, count: 60_000) + "</rows><end>z</end></all>"
    let told = Self.told(xml, "markup/roster.xml")
    #expect(told.tables.map(\.count) == [60_001])
    #expect(told.rowsWithoutTable == 0)
    let json =
      "{\"rows\":[" + String(repeating: "{\"name\":\"a\",\"tel\":[1,2]},", count: 60_000) + "{\"name\":\"b\"}]}"
    #expect(Self.told(json, "markup/people.json").tables.map(\.count) == [60_002])
  }

  /// What stands between the last record and the end of its list, be it one line end, went with the records and was
  /// looked for later.
  @Test func aLargeDocumentWithLineEnds() {
    let row = "<r><name>山田</name><tel>03</tel><tel>04</tel></r>\n"
    let xml = "<all>\n<rows>\n" + String(repeating: row, count: 60_000) + "</rows>\n<end>z</end>\n</all>\n"
    let told = Self.told(xml, "markup/roster.xml")
    #expect(told.tables.map(\.count) == [60_001])
    #expect(told.bodies.contains { $0.contains("z") })
    #expect(told.thrown == nil && told.unread.isEmpty)
  }

  @Test func entitiesThatMultiplyAreStopped() {
    var text = "<?xml version=\"1.0\"?><!DOCTYPE a [<!ENTITY e0 \"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\">"
    for level in 1...9 { text += "<!ENTITY e\(level) \"" + String(repeating: "&e\(level - 1);", count: 10) + "\">" }
    let told = Self.told(text + "]><a>&e9;</a>", "markup/roster.xml")
    #expect(told.unread[""] == .damaged || told.unread[""] == .tooLarge)
    #expect(told.bodies.reduce(0) { $0 + $1.utf8.count } < 64 << 20)
  }

  @Test func externalEntitiesAreNotOpened() {
    let told = Self.told("<!DOCTYPE a [<!ENTITY x SYSTEM \"file:///etc/passwd\">]><a>b &x; c</a>", "markup/roster.xml")
    #expect(!told.bodies.contains { $0.contains("root:") })
  }

  @Test func depthIsLimited() {
    #expect(Self.told(String(repeating: "<a>", count: 5_000), "markup/roster.xml").unread[""] == .tooDeep)
    #expect(Self.told(String(repeating: "[", count: 5_000), "markup/people.json").thrown == .tooDeep)
    #expect(Self.told(String(repeating: "{\"a\":", count: 5_000), "markup/people.json").thrown == .tooDeep)
  }

  @Test func arraysOfObjectsAreTables() {
    let told = Told(Told.fixture("markup/people.json"), Told.reading("markup/people.json"))
    #expect(
      told.tables == [
        [
          ["氏名", "birth", "tel", "tel 2", "address.zip", "address.pref", "extra"],
          ["山田 太郎", "1975-01-02", "03-1234-5678", "090-1111-2222", "100-0001", "東京都", ""],
          ["佐藤 花子", "1980-03-04", "", "", "", "大阪府", "1"],
        ]
      ])
    #expect(told.bodies == ["exported: 2024-06-01\nnote: 秘密\n"])
  }

  /// An object that holds nothing but its kind says by its own name whose that is.
  @Test func kindsOfObjects() {
    let told = Self.told("{\"gender\":{\"type\":\"female\"},\"kind\":{\"name\":\"x\"}}", "markup/people.json")
    #expect(told.bodies == ["gender.type: female\nname: x\n"])
  }

  @Test func linesOfJSON() {
    let told = Self.told(
      "{\"a\":\"x\",\"b\":1}\n{\"a\":\"\\u5c71\\ud83d\\ude00\",\"b\":2}\n{\"a\":\"", "markup/people.json")
    #expect(told.tables == [[["a", "b"], ["x", "1"], ["山😀", "2"]]])
    #expect(told.unread[""] == .damaged)
  }

  @Test func aLaterKeyOpensAWiderTable() {
    let first = String(repeating: "{\"a\":1,\"b\":2}\n", count: 300)
    let told = Self.told(first + "{\"a\":1,\"c\":3}\n", "markup/people.json")
    #expect(told.tables.map { $0.first ?? [] } == [["a", "b"], ["a", "b", "c"]])
    #expect(told.tables.map(\.count) == [301, 2])
  }

  @Test func rowsOfPlainValuesHaveNoTitles() {
    let told = Self.told("[[\"氏名\",\"電話\"],[\"山田\",\"03\"]]", "markup/people.json")
    #expect(told.headers == [.unknown])
    #expect(told.tables == [[["氏名", "電話"], ["山田", "03"]]])
  }

  /// Truncation, flipped bytes and doubled stretches over every fixture: an answer each time, and never rows without
  /// their table.
  @Test(arguments: 0..<8) func damagedFilesAreRead(number: Int) {
    let (fixture, read) = Told.readers[number]
    let whole = Told.fixture(fixture)
    #expect(!whole.isEmpty)
    for seed in UInt64(1)...60 {
      var random = SeededBytes(seed: seed)
      var bytes = whole
      if seed % 3 == 0 { bytes.removeLast(Int.random(in: 0..<bytes.count, using: &random)) }
      for _ in 0..<Int.random(in: 1...12, using: &random) where !bytes.isEmpty {
        bytes[Int.random(in: 0..<bytes.count, using: &random)] = UInt8.random(in: 0...255, using: &random)
      }
      if seed % 5 == 0, bytes.count > 10 {
        let start = Int.random(in: 0..<bytes.count - 1, using: &random)
        bytes.insert(contentsOf: bytes[start...], at: start)
      }
      #expect(Told(bytes, read).rowsWithoutTable == 0, "\(fixture), seed \(seed)")
    }
  }
}
