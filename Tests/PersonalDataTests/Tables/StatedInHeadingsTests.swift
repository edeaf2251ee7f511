import Testing

@testable import PersonalData

/// Fields that a heading states of everybody, and titles that were taken for others.
@Suite("Fields of headings and titles")
struct StatedInHeadingsTests {
  private static let people = "氏名|生年月日\n青山 一郎|1972/11/19\n緑川 花子|1975/2/3\n赤坂 次郎|1976/3/4"

  @Test func insurer() {
    let read = RowsRead("受診者名簿\n健康保険組合：青空健康保険組合　保険者番号 06139994\n\n" + Self.people)
    #expect(read.people == 3)
    #expect(read.count(.insurer) == 3 && read.count(.insurerNumber) == 3)
    // Nobody's insurer: a blank of the form, and the number of an insured person.
    let blank = RowsRead("受診者名簿\n健康保険組合：\n被保険者番号 12345678\n\n" + Self.people)
    #expect(blank.people == 3)
    #expect(!blank.fields.contains(.insurer) && !blank.fields.contains(.insurerNumber))
  }

  @Test(arguments: [
    ("健康保険被保険者番号", ColumnRole.insuranceNumber), ("雇用保険被保険者番号", .employmentInsurance), ("保険者番号", .insurerNumber),
    ("健診実施日", .appointment), ("高ストレス", .checkResult), ("給与の支払者の名称", .employer), ("gender.type", .sex),
    ("member.insurance.number", .insuranceNumber), ("個人番号又は法人番号", .myNumber),
  ])
  func titles(title: String, role: ColumnRole) {
    #expect(HeaderVocabulary.read(title)?.role == role)
  }

  @Test func bookings() {
    let rows = "|starts_at|last_name|first_name\n1|2026-11-27T09:30:00+09:00|青山|一郎\n2|2026-11-28T10:00:00+09:00|緑川|花子"
    #expect(RowsRead("reservation_id" + rows, header: .firstRow).count(.appointment) == 2)
    #expect(!RowsRead("session_id" + rows, header: .firstRow).fields.contains(.appointment))
  }

  /// Whoever pays is named by the reading.
  @Test func payers() {
    let read = RowsRead(
      "取引日|摘要|お振込依頼人名|入金額\n9/1|振込|ｱｵﾔﾏ ｲﾁﾛｳ|79200\n9/2|振込|ﾐﾄﾞﾘｶﾜ ﾊﾅｺ|85800\n9/3|振込|ｱｶｻｶ ｼﾞﾛｳ|77000\n9/4|振込|ｱｵｷ ｻﾌﾞﾛｳ|60500"
    )
    #expect(read.people == 4)
    #expect(read.fields.contains(.kana))
  }
}
