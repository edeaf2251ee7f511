import Testing

@testable import PersonalData

/// What the remarks of a list tell of its people.
@Suite("Remarks in lists")
struct RemarkTests {
  private func read(_ remark: String, _ second: String = "") -> RowsRead {
    RowsRead("氏名|生年月日|備考\n青山 一郎|1975/01/02|\(remark)\n緑川 花子|1980/03/04|\(second)")
  }

  @Test func illnessesAndLabelledNumbersAreTheRowsPersons() {
    let read = read("糖尿病で通院中、個人番号 123456789018", "午前希望")
    #expect(read.people == 2)
    #expect(read.count(.otherSensitive) == 1)
    #expect(read.count(.myNumber) == 1)
    #expect(read.profile.persons.first { $0.fields.contains(.otherSensitive) }?.fields.contains(.myNumber) == true)
  }

  @Test(arguments: [
    ("HbA1c 7.2 のため再受診", Field.checkResult), ("要精密検査", .checkResult), ("妊娠中", .otherSensitive),
    ("連絡先は taro@example.com", .email), ("みどり銀行 本店 普通 1234567", .bankAccount), ("口座番号:7654321", .bankAccount),
    ("免許証の写しあり 在留カード AB12345678CD", .residenceCard),
  ])
  func tells(remark: String, field: Field) { #expect(read(remark).count(field) == 1, "\(remark)") }

  @Test(arguments: ["午前希望", "ChatGPT で作成", "受付番号 123456789018", "普通車で来院 1234567", "担当：田村", "03-3333-0001 に電話"])
  func tellsNothing(remark: String) {
    #expect(read(remark).fields == [.name, .birthDate], "\(remark)")
  }

  /// The same person again with another remark is one person, who has what both tell.
  @Test func remarksOfSeveralRows() {
    let read = RowsRead("氏名|生年月日|備考\n青山 一郎|1975/01/02|糖尿病\n青山 一郎|1975/01/02|HbA1c 7.2\n青山 一郎|1975/01/02|")
    #expect(read.people == 1)
    #expect(read.profile.records == 3)
    #expect(read.fields == [.name, .birthDate, .otherSensitive, .checkResult])
  }

  /// Whatever the column is called, its cells tell of the person of their row.
  @Test(arguments: ["近況", "退職理由", "家庭状況", "状態", "内容"])
  func columnsOfAnyTitle(title: String) {
    let read = RowsRead("社員番号|氏名|\(title)\n1001|青山 一郎|私傷病\n1002|緑川 花子|自己都合\n1003|赤坂 次郎|")
    #expect(read.people == 3, "\(title)")
    #expect(read.count(.otherSensitive) == 1, "\(title)")
  }

  /// What people bought, and what they came to hear, tells nothing of them.
  @Test(arguments: [("商品名", "妊娠検査薬"), ("受講講座", "糖尿病の食事療法"), ("研修名", "認知症の人への対応"), ("オプション", "乳がん")])
  func columnsOfGoods(title: String, cell: String) {
    let read = RowsRead("会員番号|氏名|電話番号|\(title)\n1|青山 一郎|090-1111-0001|\(cell)\n2|緑川 花子|090-1111-0002|\(cell)")
    #expect(!read.fields.contains(.otherSensitive), "\(title)")
  }

  /// Every payroll has a column of the disabled: who has nothing in it is none of them.
  @Test func nothingToTell() {
    let nobody = RowsRead("社員番号|氏名|障害者\n1001|青山 一郎|0\n1002|緑川 花子|0\n1003|赤坂 次郎|0")
    #expect(nobody.people == 3 && !nobody.fields.contains(.otherSensitive))
    let some = RowsRead("番号|氏名|障がいの有無|アレルギー|備考\n1|青山 一郎|有|なし|\n2|緑川 花子|無|なし|\n3|赤坂 次郎|無|そば|\n4|白石 和子|無||糖尿病")
    #expect(some.people == 4)
    #expect(some.count(.otherSensitive) == 3)
    #expect(!RowsRead("氏名|青山 一郎\n生年月日|1994年1月4日\nアレルギー|なし").fields.contains(.otherSensitive))
    #expect(RowsRead("氏名|青山 一郎\n生年月日|1994年1月4日\nアレルギー|そば").fields.contains(.otherSensitive))
  }

  /// A table about no people tells of nobody.
  @Test func priceListOfMedicines() {
    #expect(RowsRead("薬品コード|薬品名|薬価\n1|アムロジピンOD錠5mg|10.1\n2|カロナール錠200|5.9\n3|メトホルミン錠|9.8").fields.isEmpty)
  }
}
