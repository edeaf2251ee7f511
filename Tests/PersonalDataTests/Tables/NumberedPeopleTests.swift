import Contents
import Cryptography
import Testing

@testable import PersonalData

/// Lists that tell of people by a number only.
@Suite("People by number")
struct NumberedPeopleTests {
  private static func list(_ titles: String, _ row: (Int) -> String) -> String {
    titles + "\n" + (0..<12).map(row).joined(separator: "\n")
  }

  @Test(arguments: [
    ("社員番号|所属|得点|ストレスチェック結果", "営業|40|高ストレス"), ("学籍番号|国語|数学|判定", "40|30|A"),
    ("employee_id|score|test_result", "40|30"), ("患者番号|病名|受診日", "高血圧症|2024/1/2"), ("職員番号|性別|年齢|残業時間", "男|33|12"),
  ])
  func numberAndWhatIsToldOfPeople(titles: String, rest: String) {
    #expect(RowsRead(Self.list(titles) { "E01\(10 + $0)|\(rest)" }).people == 12)
  }

  @Test func numberAndMailAddress() {
    let read = RowsRead(
      Self.list("社員番号|メールアドレス|A得点|B得点|高ストレス|面談希望") { "E01\(10 + $0)|\($0 == 3 ? "" : "u\($0).x@example.com")|40|30|1|" }
    )
    #expect(read.people == 12)
    #expect(read.fields.isSuperset(of: [.employeeNumber, .email]))
  }

  @Test(arguments: [
    ("管理番号|機種名|社員番号|設置場所", "LATITUDE|E001|本社"), ("商品番号|商品名|判定|在庫", "タオル|A|3"), ("会員番号|金額|結果", "1200|OK"),
    ("機器名|社員番号|判定", "E001|A"),
  ])
  func thingsAndDealingsAreNobody(titles: String, rest: String) {
    #expect(RowsRead(Self.list(titles) { "PC\(10 + $0)|\(rest)" }).people == 0)
  }

  /// Several rows of one number are one person.
  @Test func aNumberThatComesAgain() {
    #expect(RowsRead(Self.list("社員番号|検査項目|検査結果") { "E0\(10 + $0 / 4)|項目\($0 % 4)|\($0)" }).people == 3)
  }

  /// Who is named by the same number in another table of the content is nobody further, whichever comes first.
  @Test(arguments: [false, true])
  func namedInAnotherList(isNamedFirst: Bool) {
    let named = "社員番号|氏名|生年月日\nE0110|青山 一郎|1980/1/2\nE0111|緑川 花子|1981/1/2\nE0112|赤坂 次郎|1982/1/2"
    let results = Self.list("社員番号|検査項目|検査結果") { "E01\(10 + $0)|血圧|\($0)" }
    #expect(RowsRead(tables: isNamedFirst ? [named, results] : [results, named]).people == 12)
  }
}
