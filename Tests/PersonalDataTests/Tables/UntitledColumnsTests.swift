import Testing

@testable import PersonalData

/// Columns without titles that only their neighbours explain.
@Suite("Columns without titles")
struct UntitledColumnsTests {
  private static let names = ["青山 一郎", "緑川 花子", "赤坂 次郎", "白石 和子", "黒田 正", "金子 恵", "山田 太郎", "佐藤 良子"]

  private func read(_ columns: (Int) -> String) -> RowsRead {
    RowsRead(Self.names.indices.map { "\(Self.names[$0])|" + columns($0) }.joined(separator: "\n"))
  }

  @Test func eraDatesInFourColumns() {
    let days = [
      "3|55|12|05", "3|47|12|09", "3|50|02|07", "4|01|04|11", "3|57|11|26", "3|56|07|21", "3|51|08|31", "4|03|06|12",
    ]
    let read = read { "7288000|0|\(days[$0])|1" }
    #expect(read.count(.birthDate) == 8)
    #expect(read.profile.persons.allSatisfy { $0.fields.contains(.birthDate) })
  }

  @Test func eraDatesBehindACode() {
    let days = ["4|040726", "3|290404", "4|081209", "3|580228", "3|561219", "3|250604", "3|480821", "4|100321"]
    let read = read { "\(days[$0])|0\(750 + $0)-89043\($0)|497" }
    #expect(read.count(.birthDate) == 8)
    #expect(read.count(.pensionNumber) == 8)
  }

  @Test func eraDatesUnderTitles() {
    let read = RowsRead(
      "氏名|元号|生年月日\n青山 一郎|3|500102\n緑川 花子|3|551131\n赤坂 次郎|4|020304\n白石 和子|3|630506\n黒田 正|3|450708")
    // 31 November is no day.
    #expect(read.people == 5)
    #expect(read.count(.birthDate) >= 4)
  }

  /// Counts and scores are no dates.
  @Test func smallNumbersAreNoDates() {
    let read = read { "\(1 + $0 % 5)|\(10 + $0)|\(1 + $0 % 3)|\(1 + $0 % 4)" }
    #expect(!read.fields.contains(.birthDate))
  }

  @Test func birthDatesOfOneClass() {
    let days = [
      "平成十八年四月五日", "平成十八年十一月二十七日", "平成十八年七月二日", "平成十九年一月三日", "平成十八年九月一日", "平成十八年五月五日",
      "平成十九年三月三十一日", "平成十八年十二月九日",
    ]
    #expect(read { "第\($0)号|\(days[$0])" }.count(.birthDate) == 8)
    // Days of orders stand in their order; and who ordered twice is listed twice.
    let orders = days.indices.map { "2024/\($0 + 1)/05" }
    #expect(!read { "A\($0)|\(orders[$0])" }.fields.contains(.birthDate))
  }

  /// Ten in a hundred numbers of twelve digits pass by chance; that eight of eight do is none.
  @Test func myNumbersOfAFewPeople() {
    let numbers = Self.names.indices.map { CheckDigits.withMyNumberDigit(12_345_678_901 + 1_111 * $0) }
    #expect(read { "給料|\(numbers[$0])" }.count(.myNumber) == 8)
    let wrong = read { "給料|\($0 == 3 ? "123456789010" : numbers[$0])" }
    #expect(!wrong.fields.contains(.myNumber))
  }

  /// The office that made the list stands in every row of it.
  @Test func whatIsTheSameInEveryRowIsTheOffices() {
    let read = read { "東京都千代田区神田1-1|03-3333-0177|東京都千代田区丸の内\($0 + 1)丁目2番3号" }
    #expect(!read.fields.contains(.phone))
    #expect(read.count(.address) == 8)
  }

  @Test func postalCodesBesideAddresses() {
    let read = read { "100000\($0 + 1)|東京都千代田区丸の内\($0 + 1)丁目2番3号" }
    #expect(read.count(.postalCode) == 8)
  }

  /// Where the insured were treated is no employer of theirs; what doctors work in is no illness.
  @Test func departmentsOfHospitals() {
    let claims = RowsRead(
      ["ｱｵﾔﾏ ｲﾁﾛｳ", "ﾐﾄﾞﾘｶﾜ ﾊﾅｺ", "ｱｶｻｶ ｼﾞﾛｳ", "ｼﾗｲｼ ｶｽﾞｺ", "ｸﾛﾀﾞ ﾀﾀﾞｼ", "ｶﾈｺ ﾒｸﾞﾐ"].enumerated().map { index, name in
        "\(index % 2 == 0 ? "33120015" : "06130017")|4726|4\(index)3|\(name)|2|H2\(index)0203|\(index % 2 == 0 ? "内科" : "整形外科")|24\(index * 7)3"
      }.joined(separator: "\n"))
    #expect(claims.people == 6)
    #expect(claims.count(.otherSensitive) == 6)
    #expect(!claims.fields.contains(.employer))
    let doctors = RowsRead("医師名|診療科|電話\n青山 一郎|内科|090-1111-0001\n緑川 花子|外科|090-1111-0002")
    #expect(!doctors.fields.contains(.otherSensitive))
    let patients = RowsRead("患者氏名|診療科|電話\n青山 一郎|内科|090-1111-0001\n緑川 花子|外科|090-1111-0002")
    #expect(patients.count(.otherSensitive) == 2)
  }

  /// Files of banks name people by their readings.
  @Test func readingsInPlaceOfNames() {
    let read = RowsRead("銀行コード|口座番号|受取人名\n0001|1234567|ｱｵﾔﾏ ｲﾁﾛｳ\n0001|1234568|ﾐﾄﾞﾘｶﾜ ﾊﾅｺ\n0005|1234569|ｱｶｻｶ ｼﾞﾛｳ")
    #expect(read.people == 3)
    #expect(read.count(.kana) == 3)
  }
}

extension CheckDigits {
  /// Eleven digits with the check digit of a My Number behind them.
  fileprivate static func withMyNumberDigit(_ number: Int) -> String {
    let digits = Array(String(number)).compactMap(\.wholeNumberValue)
    var sum = 0
    for n in 1...11 { sum += digits[11 - n] * (n <= 6 ? n + 1 : n - 5) }
    let rest = sum % 11
    return String(number) + String(rest <= 1 ? 0 : 11 - rest)
  }
}
