import Contents
import Testing

@testable import PersonalData

/// Where the rows of a table are cut into batches is no property of the table.
@Suite struct BatchBorderTests {
  private static let summary = """
    団体名|件数|金額|合計
    みどり健康保険組合|12|1000|12000
    あおば健康保険組合|10|1000|10000
    """
  private static let numbers = (0..<60).map { "\($0)|\($0 * 7 % 90)|\($0 * 13 % 50)|" }.joined(separator: "\n")
  private static let list = """
    氏名|フリガナ|生年月日|電話番号
    青山 一郎|アオヤマ イチロウ|1975/01/02|03-3333-0001
    緑川 花子|ミドリカワ ハナコ|1980/03/04|03-3333-0002
    赤坂 次郎|アカサカ ジロウ|1991/12/31|03-3333-0003
    """

  /// A list below a summary, its titles being the last row of a batch, the row before it, and so on.
  @Test(arguments: 60...68)
  func aListBelowASummary(border: Int) {
    let lines = Self.summary + "\n" + Self.numbers + "\n" + Self.list
    let read = RowsRead(lines, batches: [border, 4])
    #expect(read.people == 3)
    #expect(read.count(.birthDate) == 3)
    #expect(read.count(.phone) == 3)
  }

  /// Other titles within a list of people. By its title alone the last column would be nobody's number.
  @Test(arguments: 58...66)
  func otherTitlesWithinAList(border: Int) {
    let people = (0..<60).map { "青山 一郎|アオヤマ イチロウ|03-3333-\(1000 + $0)" }.joined(separator: "\n")
    let more = (0..<20).map { "199\($0 % 10)/01/0\($0 % 9 + 1)|緑川 花子|3333\(1000 + $0)" }.joined(separator: "\n")
    let lines = "氏名|フリガナ|電話番号\n" + people + "\n生年月日|氏名|連絡先\n" + more
    let whole = RowsRead(lines)
    let cut = RowsRead(lines, batches: [border, 3, 5])
    #expect(cut.profile.people == whole.profile.people)
    #expect(cut.profile.records == whole.profile.records)
    #expect(cut.profile.fieldCounts == whole.profile.fieldCounts)
    #expect(cut.count(.birthDate) == 20)
  }

  /// Titles, rows, other titles, rows, and the first titles once more.
  @Test func titlesThatComeBack() {
    let first = "氏名|フリガナ|電話番号"
    let second = "フリガナ|氏名|電話番号"
    let read = RowsRead(
      """
      \(first)
      青山 一郎|アオヤマ イチロウ|03-3333-0001
      \(second)
      ミドリカワ ハナコ|緑川 花子|03-3333-0002
      \(first)
      赤坂 次郎|アカサカ ジロウ|03-3333-0003
      \(second)
      シライシ モモコ|白石 桃子|03-3333-0004
      """)
    #expect(read.people == 4)
    #expect(read.count(.kana) == 4)
    #expect(read.profile.persons.allSatisfy { $0.keys.contains { $0.kind == .kanaPhone } })
  }

  /// One row at a time, as a slow reader may send them.
  @Test func rowByRow() {
    for lines in [Self.list, Self.summary + "\n|||\n" + Self.list, Self.summary + "\n" + Self.numbers] {
      let (whole, cut) = (RowsRead(lines), RowsRead(lines, batches: [1]))
      #expect(cut.profile.people == whole.profile.people)
      #expect(cut.profile.fieldCounts == whole.profile.fieldCounts)
      #expect(cut.layout == whole.layout)
      #expect(cut.roles == whole.roles)
    }
  }
}
