import Testing

@testable import PersonalData

/// Numbers that forms and lists spread over cells, one digit each or in the groups that they are written in.
@Suite("Numbers in boxes")
struct BoxedNumbersTests {
  private func boxes(_ digits: String) -> String { digits.map(String.init).joined(separator: "|") }

  /// The label stands in a column of its own, which holds no other labels: a form as it is laid out on many narrow columns.
  @Test(arguments: ["個人番号", "（個人番号）", "あなたの個人番号", "マイナンバー", "個人番号又は法人番号"])
  func ownNumber(label: String) {
    let read = RowsRead(
      """
      給与所得の源泉徴収票
      住所|東京都千代田区丸の内1丁目1番1号||\(label)|1|2|3|4|5|6|7|8|9|0|1|8
      氏名|青山 一郎
      """)
    #expect(read.people == 1)
    #expect(read.count(.myNumber) == 1)
  }

  @Test func inGroupsOfFour() {
    let read = RowsRead("氏名|青山 一郎\n個人番号|1234|5678|9018\n住所|東京都千代田区丸の内1丁目1番1号")
    #expect(read.people == 1)
    #expect(read.fields.contains(.myNumber))
  }

  /// Spreadsheets drop the zeros that a group of digits begins with: 0123 4567 8903.
  @Test func groupsWithoutZero() {
    #expect(BoxedNumber(in: ["123", "4567", "8903"], at: 0)?.number(of: .myNumber) == "012345678903")
    #expect(BoxedNumber(in: ["123", "4567", "8904"], at: 0)?.number(of: .myNumber) == nil)
  }

  /// A wrong check digit, and the thirteen digits of a corporate number, are no My Number.
  @Test(arguments: ["123456789019", "7000012050002", "12345678901"])
  func others(digits: String) {
    for label in ["個人番号", "法人番号", "マイナンバー"] {
      let read = RowsRead("氏名|青山 一郎\n\(label)|\(boxes(digits))\n住所|東京都千代田区丸の内1丁目1番1号")
      #expect(read.people == 1)
      #expect(!read.fields.contains(.myNumber), "\(label) \(digits)")
    }
  }

  @Test func corporateNumberThatHoldsAnother() {
    // The last twelve digits pass the check of My Number.
    let read = RowsRead("氏名|青山 一郎\n法人番号|\(boxes("5123456789018"))\n住所|東京都千代田区丸の内1丁目1番1号")
    #expect(!read.fields.contains(.myNumber))
  }

  @Test func notGivenYet() {
    let read = RowsRead("氏名|青山 一郎\n個人番号|提出済\n住所|東京都千代田区丸の内1丁目1番1号")
    #expect(read.people == 1 && !read.fields.contains(.myNumber))
  }

  /// The wife's number stands below her name without a label of its own.
  @Test func dependants() {
    let read = RowsRead(
      """
      給与所得者の扶養控除等（異動）申告書||||||||||||||
      あなたの氏名||青山 一郎||||||||||||
      あなたの個人番号||\(boxes("123456789018"))|
      生年月日||昭和|47|年|11|月|19|日||||||
      住所又は居所||東京都千代田区丸の内1丁目1番1号||||||||||||
      源泉控除対象配偶者||青山 花子|||||||||S50.2.3|||
      ||\(boxes("112233445560"))|
      """)
    #expect(read.people == 2)
    #expect(read.count(.myNumber) == 2)
    #expect(read.count(.birthDate) >= 1)
  }

  /// A list of staff with a title over twelve columns.
  @Test func columnsOfAList() {
    let read = RowsRead(
      """
      氏名|個人番号||||||||||||住所
      青山 一郎|\(boxes("123456789018"))|東京都千代田区丸の内1丁目1番1号
      緑川 花子|\(boxes("112233445560"))|東京都千代田区丸の内2丁目2番2号
      赤坂 次郎|\(boxes("987654321093"))|東京都千代田区丸の内3丁目3番3号
      """)
    #expect(read.people == 3)
    #expect(read.count(.myNumber) == 3)
  }

  /// Points of a test, one a column, below titles of which one asks for the number.
  @Test func columnsOfMarks() {
    let read = RowsRead(
      """
      氏名|個人番号|||||||||||
      青山 一郎|1|2|3|4|5|6|7|8|9|0|1|9
      緑川 花子|5|5|4|3|5|4|4|3|5|5|4|3
      """)
    #expect(read.people == 2)
    #expect(!read.fields.contains(.myNumber))
  }

  @Test func otherNumbers() {
    let read = RowsRead(
      """
      雇用保険 資格取得届||||||||||||
      氏名||青山 一郎||||||||||
      基礎年金番号||\(boxes("1234567890"))|
      雇用保険被保険者番号||1234||567890||1||||||
      郵便番号||\(boxes("1000005"))||||
      電話番号||\(boxes("09011110001"))
      生年月日||昭|4|7|年|1|1|月|1|9|日|
      """)
    #expect(read.people == 1)
    for field in [Field.pensionNumber, .employmentInsurance, .postalCode, .phone, .birthDate] {
      #expect(read.count(field) == 1, "\(field)")
    }
    #expect(!read.fields.contains(.myNumber))
  }
}
