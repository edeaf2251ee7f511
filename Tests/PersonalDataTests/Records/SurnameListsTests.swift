import Testing

@testable import PersonalData

/// Lists of the same people by their family names alone.
@Suite("Lists of family names")
struct SurnameListsTests {
  private static let staff = """
    社員番号|氏名|生年月日|住所
    1001|青山 一郎|1980/04/05|東京都千代田区丸の内1-1-1
    1002|緑川 京子|1975/01/02|東京都千代田区丸の内1-1-2
    1003|黒木 三郎|1970/02/03|東京都千代田区丸の内1-1-3
    1004|白井 花子|1988/02/03|東京都千代田区丸の内1-1-4
    1005|赤坂 次郎|1990/02/03|東京都千代田区丸の内1-1-5
    1006|青山 美咲|1991/02/03|東京都千代田区丸の内1-1-6
    """

  /// The list of extensions, whichever of the two comes first.
  @Test(arguments: [false, true])
  func extensionsOfTheStaff(isFirst: Bool) {
    let list = "内線|使用者\n356|青山\n113|緑川\n350|黒木\n386|白井\n199|赤坂"
    #expect(RowsRead(tables: isFirst ? [list, Self.staff] : [Self.staff, list]).people == 6)
  }

  @Test(arguments: [false, true])
  func namesUnderTheirTitle(isFirst: Bool) {
    let list = "姓|所属\n青山|総務課\n緑川|総務課\n黒木|営業課\n白井|営業課\n赤坂|営業課\n水野|営業課"
    #expect(RowsRead(tables: isFirst ? [list, Self.staff] : [Self.staff, list]).people == 7)
  }

  /// Others, of whom one bears a name of the staff.
  @Test func somebodyElse() {
    let list = "姓|所属\n青山|総務課\n水野|総務課\n川島|営業課\n石田|営業課\n中村|営業課"
    #expect(RowsRead(tables: [Self.staff, list]).people == 11)
    #expect(RowsRead(list).people == 5)
  }

  /// Three names may meet by chance.
  @Test func aShortList() {
    #expect(RowsRead(tables: [Self.staff, "姓|所属\n青山|総務課\n緑川|総務課\n黒木|営業課"]).people == 9)
  }
}
