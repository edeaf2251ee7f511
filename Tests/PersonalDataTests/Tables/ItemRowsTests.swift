import Testing

@testable import PersonalData

/// Lists in which each person takes several rows and is named in the first of them.
@Suite("Rows of items")
struct ItemRowsTests {
  private static let names = ["青山 一郎", "緑川 花子", "赤坂 次郎", "黒木 三郎", "白井 京子"]
  private static let measured = [("身長", "172"), ("体重", "60"), ("収縮期血圧", "120"), ("尿蛋白", "(-)")]
  private static let asked = [("年齢", "30"), ("アレルギー", "なし"), ("服薬", "あり"), ("喫煙", "なし")]

  /// - Parameter cells: of a row, by the name (empty in further rows), its number, the item and the value.
  private static func rows(
    _ items: [(String, String)], again: String = "", _ cells: (String, Int, String, String) -> String
  ) -> String {
    names.enumerated().flatMap { person, name in
      items.enumerated().map { cells($0 == 0 ? name : again, person, $1.0, $1.1) }
    }
    .joined(separator: "\n")
  }

  @Test func measuredItemsAreNoLabelsOfAForm() {
    let read = RowsRead(
      "㈲みどり製作所様　健診結果\n\n氏名|生年月日|項目|結果|判定\n"
        + Self.rows(Self.measured) { "\($0)|\($0.isEmpty ? "" : "S5\($1).1.2")|\($2)|\($3)|A" })
    #expect(read.people == 5)
    #expect(read.count(.birthDate) == 5 && read.count(.checkResult) == 5)
  }

  @Test func theNumberStandsBeforeAndMarksOfRepetitionBelow() {
    let read = RowsRead(
      "No|受診者番号|受診者名|検査項目|検査結果\n"
        + Self.rows(Self.measured, again: "〃") { "\($1 + 1)|90\($1)|\($0)|\($2)|\($3)" })
    #expect(read.people == 5)
  }

  @Test(arguments: ["氏名|質問|回答", "質問|回答|氏名"])
  func questionsAndAnswers(titles: String) {
    let isFirst = titles.hasPrefix("氏名")
    let read = RowsRead(
      titles + "\n"
        + Self.rows(Self.asked) { name, _, item, value in
          isFirst ? "\(name)|\(item)|\(value)" : "\(item)|\(value)|\(name)"
        })
    #expect(read.people == 5)
  }

  @Test func numbersWithoutNames() {
    let read = RowsRead(
      "社員番号|項目|結果\n" + Self.rows(Self.measured) { "\($0.isEmpty ? "" : "E10\($1)")|\($2)|\($3)" })
    #expect(read.people == 5)
  }

  @Test func aFormStaysOne() {
    let read = RowsRead("氏名|青山 一郎\nフリガナ|アオヤマ イチロウ\n生年月日|1980/1/2\n住所|東京都千代田区丸の内1-1\n電話|090-1234-5678")
    #expect(read.people == 1)
    #expect(read.layout == "form")
  }

  @Test func aTableOfRelativesInAFormStaysInIt() {
    let read = RowsRead("社員名|青山 一郎\n住所|東京都千代田区丸の内1-1\n電話|090-1234-5678\n氏名|続柄|生年月日\n青山 花子|妻|1980/1/2\n青山 次郎|子|2010/1/2")
    #expect(read.people == 3)
    #expect(read.count(.birthDate) == 2)
  }
}
