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
}
