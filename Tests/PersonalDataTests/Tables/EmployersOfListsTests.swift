import Testing

@testable import PersonalData

/// Whose staff the people of a list or a form are, where the heading says so, and where a firm is named for another reason.
@Suite("Employers of lists and forms")
struct EmployersOfListsTests {
  private static let people = """
    社員番号|氏名|フリガナ|生年月日
    1001|青山 一郎|アオヤマ イチロウ|1972/11/19
    1002|緑川 花子|ミドリカワ ハナコ|1975/2/3
    1003|赤坂 次郎|アカサカ ジロウ|1976/3/4
    """

  @Test(arguments: [
    "事業所名：株式会社青空商会|作成日：2025/3/1", "会社名　有限会社青空商会", "株式会社青空商会　御中\n2025年度 定期健康診断 結果一覧",
    "㈲青空商会様　定期健康診断 受診者名簿", "㈱青空商会　令和7年分 年末調整 入力表", "給 与 台 帳　2025年3月\n株式会社青空商会",
  ])
  func staff(heading: String) {
    let read = RowsRead(heading + "\n\n" + Self.people)
    #expect(read.people == 3)
    #expect(read.count(.employer) == 3)
    #expect(read.profile.hints.contains { $0.kind == .employer && $0.value.contains("青空商会") })
  }

  /// The agency that examines them, the shop that sends to them, whom the list was made for.
  @Test(arguments: [
    "2025年度 定期健康診断 結果一覧\n実施機関：株式会社青空健診", "株式会社青空商会　御中\nDM発送リスト", "定期健康診断 結果一覧\n医療法人青空会　青空クリニック",
    "株式会社青空商会\nお客様名簿", "給与明細 発送リスト　作成：株式会社青空商会",
  ])
  func others(heading: String) {
    let read = RowsRead(heading + "\n\n" + Self.people)
    #expect(read.people == 3)
    #expect(!read.fields.contains(.employer), "\(heading)")
  }

  @Test func paySlip() {
    let read = RowsRead(
      "給 与 支 給 明 細 書|2025年3月分\n株式会社青空商会\n社員番号|1001|氏名|青山 一郎\n支給額|250000\n住所|東京都千代田区丸の内1丁目1番1号")
    #expect(read.people == 1)
    #expect(read.count(.employer) == 1)
    let order = RowsRead("注文書|2025年3月分\n株式会社青空商会\n会員番号|1001|氏名|青山 一郎\n住所|東京都千代田区丸の内1丁目1番1号")
    #expect(order.people == 1)
    #expect(!order.fields.contains(.employer))
  }

  /// People across the columns.
  @Test func ledger() {
    let read = RowsRead(
      """
      賃金台帳　2025年3月分
      事業所名　有限会社青空商会
      氏名|青山 一郎|緑川 花子|赤坂 次郎
      社員番号|1001|1002|1003
      性別|男|女|男
      基本給|250000|240000|230000
      """)
    #expect(read.people == 3)
    #expect(read.count(.employer) == 3)
  }

  @Test func payer() {
    let read = RowsRead("給与の支払者の名称|株式会社青空商会\n氏名|青山 一郎\n住所|東京都千代田区丸の内1丁目1番1号")
    #expect(read.count(.employer) == 1)
  }

  @Test func history() {
    let read = RowsRead(
      """
      氏名|青山 一郎|
      生年月日|昭和47年11月19日|
      現住所|東京都千代田区丸の内1丁目1番1号|
      平成3|3|都立青空高等学校 卒業
      平成3|4|株式会社青空商会 入社
      """)
    #expect(read.people == 1)
    #expect(read.count(.employer) == 1)
  }

  /// A firm in a column of something else says nothing of whom the people work for; a hint of whose the list is remains.
  @Test(arguments: ["委託元", "第一志望", "納品先"])
  func columns(title: String) {
    let rows = "\(title)|受領者|生年月日\n株式会社青空商会|青山 一郎|1972/11/19\n株式会社夕空商事|緑川 花子|1975/2/3\n株式会社青空商会|赤坂 次郎|1976/3/4"
    let read = RowsRead(rows)
    #expect(read.people == 3)
    #expect(!read.fields.contains(.employer))
    #expect(RowsRead(rows.replacing(title, with: "勤務先")).count(.employer) == 3)
  }

  /// The firms that send their people to a check-up are no insurers.
  @Test func groups() {
    let read = RowsRead(
      "時間|氏名|団体名\n9:00|青山 一郎|株式会社青空商会\n9:30|緑川 花子|株式会社夕空商事\n10:00|赤坂 次郎|株式会社青空商会")
    #expect(read.count(.employer) == 3)
    #expect(!read.fields.contains(.insurer))
  }

  /// 単位 is what is measured in.
  @Test func units() {
    let read = RowsRead(
      "氏名|生年月日|項目|結果|単位\n青山 一郎|1972/11/19|身長|172|cm\n緑川 花子|1975/2/3|体重|55|kg\n赤坂 次郎|1976/3/4|身長|168|cm")
    #expect(!read.fields.contains(.employer))
  }

  /// The file that the pension service takes: the firm stands in the section above the people.
  @Test func filing() {
    let read = RowsRead(
      """
      22223|000|20250301|22223|01
      [kanri]
      社会保険労務士氏名|事業所情報数
      |001
      13|56|ｱｵｿﾞﾗ|160|0022|東京都千代田区丸の内１－１－１|有限会社青空商会|青葉　四郎
      [data]
      2225700|13|56|ｱｵｿﾞﾗ|1|ｱｵﾔﾏ ｲﾁﾛｳ|青山　一郎|5|471119|380
      2225700|13|56|ｱｵｿﾞﾗ|2|ﾐﾄﾞﾘｶﾜ ﾊﾅｺ|緑川　花子|5|500203|235
      2225700|13|56|ｱｵｿﾞﾗ|3|ｱｶｻｶ ｼﾞﾛｳ|赤坂　次郎|7|010304|306
      """)
    // The owner of the firm is somebody, too.
    #expect(read.people == 4)
    #expect(read.count(.employer) == 3)
    // 5 is 昭和 to the pension service, and 7 平成.
    #expect(read.count(.birthDate) == 3)
  }

  /// A history in a table of its own, below the form that names the person.
  @Test func historyApart() {
    let form = "氏名|青山 一郎\n生年月日|昭和47年11月19日\n現住所|東京都千代田区丸の内1丁目1番1号"
    #expect(
      RowsRead(tables: [form, "年|月|学歴・職歴\n平成3|3|都立青空高等学校 卒業\n平成3|4|株式会社青空商会 入社\n||以上"]).fields.contains(.employer))
    #expect(!RowsRead(tables: [form, "年|月|学歴\n平成3|3|都立青空高等学校 卒業\n||以上"]).fields.contains(.employer))
  }
}
