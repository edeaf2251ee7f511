import Testing

@testable import PersonalData

@Suite("People in the lines above a table")
struct HeadingPeopleTests {
  @Test(arguments: [
    ("4年1組　担任：細野　賢秀", ["細野 賢秀"]), ("オーナー：小林 文子", ["小林 文子"]), ("Coach: Anna Bergmann", ["Anna Bergmann"]),
    ("Klassenlehrerin: Karin Lindqvist", ["Karin Lindqvist"]), ("作成者：田中 誠", []), ("担当：総務課", []), ("氏名：", []),
    ("日時：6月1日　会場：青葉ホール", []), ("受診者名簿", []),
  ])
  func names(cell: String, names: [String]) { #expect(HeadingPeople.names(in: cell) == names, "\(cell)") }

  @Test func theTeacherOfAClass() {
    let read = RowsRead(
      """
      令和6年度 児童名簿||
      4年1組　担任：細野　賢秀||
      番|氏名|ふりがな
      1|青山 一郎|あおやま いちろう
      2|緑川 花子|みどりかわ はなこ
      3|赤坂 次郎|あかさか じろう
      """)
    #expect(read.people == 4)
  }

  /// A filing names above its records who files it, and for whom.
  @Test func whoFilesAList() {
    let read = RowsRead(
      """
      13|001|20261001|22223
      [kanri]
      社会保険労務士氏名|事業所情報数
      山口　守矢|001
      13|20|ア|13|東京都千代田区神田１－２－３|共立工業株式会社|茂木　義隆|03
      [data]
      2225700|13|20|ア|19|ﾄｵﾔﾏ ﾌﾐｴ|遠山　芙三恵|7|110302|308
      2225700|13|20|ア|55|ﾆｼﾔﾏ ﾄｼﾋﾛ|西山　敏祐|5|561015|225
      2225700|13|20|ア|37|ﾌｸﾀﾞ ﾅﾅｺ|福田　奈渚子|5|541012|391
      2225700|13|20|ア|38|ｱｵﾔﾏ ｲﾁﾛｳ|青山　一郎|5|541112|391
      """)
    #expect(read.people == 6)
  }
}
