import Contents
import Testing

@testable import Documents

@Suite struct PDFReaderTests {
  private static func told(_ fixture: String, cut: Int? = nil) -> Told {
    let bytes = Told.fixture(fixture)
    return Told(Array(bytes.prefix(cut ?? bytes.count))) { source, place, reading throws(UnreadReason) in
      try PDFReader.read(source, at: place, in: reading)
    }
  }

  @Test func aPrintedListIsATable() {
    #expect(
      Self.told("pdf/list.pdf").tables == [
        [
          ["番号", "氏名", "フリガナ", "生年月日", "電話番号"], ["1", "青山 一郎", "アオヤマ イチロウ", "1975/01/02", "03-1234-0001"],
          ["2", "緑川 花子", "ミドリカワ ハナコ", "1980/03/04", ""], ["3", "赤坂 次郎", "アカサカ ジロウ", "1991/12/31", "090-1234-0003"],
          ["4", "白石 桃子", "シライシ モモコ", "1968/07/08", "080-1234-0004"],
        ]
      ])
  }

  @Test func aScannedPageIsAGapAndTheNextOneIsRead() {
    let told = Self.told("pdf/scan.pdf")
    #expect(told.unread == ["p. 1": .unknownType])
    #expect(told.bodies.map(\.trimmingBlanks) == ["二枚目 青山 一郎 様"])
  }

  @Test func reasons() {
    #expect(Self.told("pdf/locked.pdf").thrown == .password)
    #expect(Self.told("pdf/list.pdf", cut: 900).thrown == .damaged)
  }

  @Test(arguments: [
    ("a  b  c\nd  e  f\ng  h  i\n", 1), ("a  b\nc  d\ne  f\n", 0), ("a  b\nc  d\n", 0),
    ("plain text\nmore of it\nand more\n", 0), ("", 0),
  ])
  func layout(page: String, tables: Int) {
    let told = Told([]) { _, place, reading throws(UnreadReason) in
      var titles = PDFPageLayout.Titles()
      try PDFPageLayout.emit(Array(page.utf8), continuing: &titles, at: place, in: reading)
    }
    #expect(told.tables.count == tables)
  }

  /// Cells a blank apart are no columns: cut anywhere, names would be lost between them.
  @Test func crowdedRowsAreText() {
    let told = Told([]) { _, place, reading throws(UnreadReason) in
      var titles = PDFPageLayout.Titles()
      let page = """
        No   氏名     フリガナ     生年月日
         1 青山 一郎 アオヤマ イチロウ  1975/01/02
         2 緑川 花子 ミドリカワ ハナコ  1980/03/04
         3 林 一     ハヤシ ハジメ    1991/12/31
         4 森 桃子    モリ モモコ     1968/07/08
        """
      try PDFPageLayout.emit(Array(page.utf8), continuing: &titles, at: place, in: reading)
    }
    #expect(told.tables.isEmpty && told.bodies.joined().contains("森 桃子"))
  }

  /// A list of crowded rows does not take the table below it along, a caption between them or a blank line only.
  @Test(arguments: ["", "\n支払の一覧\n", "支払の一覧\n"])
  func aTableWithItsOwnTitlesFollowsCrowdedRows(between: String) {
    let page =
      "番号    氏名    フリガナ    生年月日    住所    備考\n" + """
        1 青山 一郎    アオヤマ イチロウ    1975/01/02    港区 なし
        2 緑川 花子    ミドリカワ ハナコ    1980/03/04    港区 なし
        3 赤坂 次郎    アカサカ ジロウ     1991/12/31    港区 なし

        """ + between + """

        番号    振込先     支払日         金額
        11    白石 桃子    2024/01/02    1000
        12    黒田 三郎    2024/01/03    2000
        13    青木 四郎    2024/01/04    3000
        """
    let told = Told([]) { _, place, reading throws(UnreadReason) in
      var titles = PDFPageLayout.Titles()
      try PDFPageLayout.emit(Array(page.utf8), continuing: &titles, at: place, in: reading)
    }
    #expect(told.tables.count == 1 && told.tables.first?.first == ["番号", "振込先", "支払日", "金額"])
    #expect(told.tables.first?.count == 4 && told.bodies.joined().contains("赤坂 次郎"))
  }

  @Test func titlesSpanTheHalvesOfNamesAndHoldForThePagesBehind() {
    let pages = [
      "番号  氏名         生年月日\n1   青山  一郎    1975/01/02\n2   緑川  花子    1980/03/04\n3   赤坂  次郎    1991/12/31\n",
      "4   白石  桃子    1968/07/08\n5   黒田  三郎    1950/05/05\n6   青木  四郎    1951/06/06\n",
    ]
    let told = Told([]) { _, place, reading throws(UnreadReason) in
      var titles = PDFPageLayout.Titles()
      for page in pages { try PDFPageLayout.emit(Array(page.utf8), continuing: &titles, at: place, in: reading) }
    }
    #expect(told.tables.map(\.first) == [["番号", "氏名", "生年月日"], ["番号", "氏名", "生年月日"]])
    #expect(told.tables.last?.last == ["6", "青木 四郎", "1951/06/06"])
  }
}
