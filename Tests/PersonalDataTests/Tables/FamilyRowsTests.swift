import Testing

@testable import PersonalData

/// Sheets on which the head of a family stands in its first line only, and below relatives and sums.
@Suite("Families line by line")
struct FamilyRowsTests {
  @Test(arguments: ["親族", "扶養親族", "家族"])
  func relativesBelowTheirHead(relation: String) {
    let read = RowsRead(
      """
      社員番号|本人氏名|フリガナ|生年月日|住所|区分|続柄|\(relation)氏名|\(relation)フリガナ|\(relation)生年月日
      1001|青山 一郎|アオヤマ イチロウ|1980/04/05|東京都千代田区丸の内1-1-1|配偶者|妻|青山 花子|アオヤマ ハナコ|1982/05/06
      |||||扶養|子|青山 次郎|アオヤマ ジロウ|2010/06/07
      1002|緑川 京子|ミドリカワ キョウコ|1975/01/02|東京都千代田区丸の内1-1-2|扶養なし||||
      1003|黒木 三郎|クロキ サブロウ|1970/02/03|東京都千代田区丸の内1-1-3|16歳未満|子|黒木 桃子|クロキ モモコ|2015/08/09
      """)
    #expect(read.people == 6)
    #expect(read.count(.kana) == 6 && read.count(.birthDate) == 6)
  }

  /// 花子 of one family is not 花子 of the next, though neither line names the head.
  @Test func givenNamesBelowTheirHead() {
    let read = RowsRead(
      """
      社員番号|氏名|生年月日|扶養1|扶養2
      1001|青山 一郎|1980/04/05|次郎|
      |||花子|
      1002|緑川 京子|1975/01/02|三郎|
      |||花子|
      1003|黒木 三郎|1970/02/03|美咲|
      """)
    let same = RowsRead(
      """
      社員番号|氏名|生年月日|扶養1|扶養2
      1001|青山 一郎|1980/04/05|次郎|花子
      1002|緑川 京子|1975/01/02|三郎|花子
      1003|黒木 三郎|1970/02/03|美咲|
      """)
    #expect(same.people == 8)
    #expect(read.people == 8)
  }

  /// 第1区 計 stands where a name stands; 計 is the end of given names as well.
  @Test func sumsOfPartsAreNobody() {
    let read = RowsRead(
      """
      世帯番号|氏名|性別|生年月日|電話
      10|青山 一郎|男|1950/04/05|03-1234-5001
      11|緑川 花子|女|1951/05/06|03-1234-5002
      |第1区 計|2||
      世帯番号|氏名|性別|生年月日|電話
      20|赤坂 次郎|男|1952/06/07|03-1234-5003
      21|黒木 計|男|1953/07/08|03-1234-5004
      |営業部計|2||
      """)
    #expect(read.people == 4)
  }
}
