import Testing

@testable import PersonalData

/// Numbers one digit a box in the text of a page, and My Numbers below a title.
@Suite("Boxes in passages")
struct BoxedValuesTests {
  private func fields(_ text: String) -> FieldSet {
    let findings = PassageRecogniser(asOf: RowsRead.today).recognise(text)
    return findings.people.reduce(into: FieldSet(rawValue: 0)) { $0.formUnion($1.facts.fields) }
  }

  @Test(arguments: [
    "個人番号 1 2 3 4 5 6 7 8 9 0 1 8", "個人番号：1|2|3|4|5|6|7|8|9|0|1|8", "（個人番号）\n1 2 3 4  5 6 7 8  9 0 1 8",
    "マイナンバー（個人番号）　１　２　３　４　５　６　７　８　９　０　１　８", "個人番号│1│2│3│4│5│6│7│8│9│0│1│8│",
    "個人番号又は法人番号 | 1234 | 5678 | 9018 |",
  ])
  func ownNumber(line: String) {
    #expect(fields("氏名：青山 一郎 様\n\(line)\n").contains(.myNumber))
  }

  @Test(arguments: [
    "個人番号 1 2 3 4 5 6 7 8 9 0 1 9", "法人番号 1 2 3 4 5 6 7 8 9 0 1 8", "個人番号又は法人番号 5 1 2 3 4 5 6 7 8 9 0 1 8",
    "マイナンバーカードの交付 1 2 3", "個人番号",
  ])
  func others(line: String) {
    #expect(!fields("氏名：青山 一郎 様\n\(line)\n住所 東京都千代田区丸の内1丁目1番1号").contains(.myNumber))
  }

  @Test func otherNumbers() {
    let found = fields(
      """
      氏名：青山 一郎 様
      基礎年金番号 1 2 3 4 - 5 6 7 8 9 0
      雇用保険被保険者番号 1 2 3 4 - 5 6 7 8 9 0 - 1
      郵便番号 1 0 0 - 0 0 0 5
      電話番号 0 9 0 1 1 1 1 0 0 0 1
      """)
    for field in [Field.pensionNumber, .employmentInsurance, .postalCode, .phone] {
      #expect(found.contains(field), "\(field)")
    }
    #expect(!found.contains(.myNumber))
  }

  /// The title stands once, over the column.
  @Test func listed() {
    let list = """
      給与所得者一覧
      氏名　　　　個人番号　　　　生年月日
      青山 一郎 様　123456789018　昭和47年11月19日生
      緑川 花子 様　112233445560　昭和50年2月3日生
      赤坂 次郎 様　987654321093　昭和51年3月4日生
      """
    #expect(fields(list).contains(.myNumber))
    #expect(!fields(list.replacing("個人番号", with: "伝票番号")).contains(.myNumber))
    // One in eleven passes by chance.
    #expect(!fields(list.replacing("112233445560", with: "112233445561")).contains(.myNumber))
  }
}
