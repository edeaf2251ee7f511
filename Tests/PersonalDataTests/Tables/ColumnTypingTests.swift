import Testing

@testable import PersonalData

@Suite("Typing of columns")
struct ColumnTypingTests {
  /// Rows without titles, with family and given name, or their readings, in columns of their own.
  @Test func splitNamesWithoutTitles() {
    let read = RowsRead(
      """
      1|佐藤|太郎|サトウ|タロウ|1984/04/24|男|121|4
      2|鈴木|花子|スズキ|ハナコ|1999/05/13|女|114|7
      3|高橋|一郎|タカハシ|イチロウ|1988/12/27|男|114|13
      4|田中|桃子|タナカ|モモコ|1992/08/09|女|116|16
      5|伊藤|健|イトウ|ケン|1954/11/24|男|100|22
      6|渡辺|恵子|ワタナベ|ケイコ|1954/06/03|女|121|25
      """)
    #expect(read.people == 6)
    #expect(
      read.roles == [
        .none, .familyName, .givenName, .kanaFamily, .kanaGiven, .birthDate, .sex, .insuranceSymbol, .insuranceNumber,
      ])
  }

  @Test func insuranceNumbersInFullWidthAndCoursesWithoutTitles() {
    let read = RowsRead(
      """
      K1|佐藤 太郎|サトウ タロウ|1984/04/24|１２１|４０|定期健康診断B|みなと総合健診クリニック|2021/10/19
      K2|鈴木 花子|スズキ ハナコ|1999/05/13|１００|４３|定期健康診断A|県央メディカルプラザ|2021/12/11
      K3|高橋 一郎|タカハシ イチロウ|1988/12/27|１２１|４９|人間ドック|青葉台健診センター|2021/08/25
      K4|田中 桃子|タナカ モモコ|1992/08/09|１１４|５２|婦人科健診|青葉台健診センター|2021/11/08
      K5|伊藤 健|イトウ ケン|1954/11/24|１１４|５８|人間ドック|みなと総合健診クリニック|2021/09/01
      """)
    #expect(
      read.roles == [
        .none, .name, .kana, .birthDate, .insuranceSymbol, .insuranceNumber, .appointment, .appointment, .appointment,
      ])
  }

  @Test func serialNumbersOfSpreadsheetsAreBirthDates() {
    let read = RowsRead("氏名|生年月日\n佐藤 太郎|27345\n鈴木 花子|32001\n高橋 一郎|18000\n田中 桃子|40000")
    #expect(read.roles == [.name, .birthDate])
    #expect(read.explanation.tables.first?.columns.last?.isSerialDate == true)
    #expect(read.count(.birthDate) == 4)
  }

  @Test func sentencesUnderANumbersTitleAreNoNumbers() {
    let read = RowsRead("マイナンバー提出状況\n未提出の方には再度依頼する\n提出済みの方は記録する")
    #expect(read.people == 0)
    #expect(!read.fields.contains(.myNumber))
  }

  @Test func ofTwoUntitledDatesTheEarlierIsTheBirthDate() {
    let read = RowsRead(
      """
      佐藤 太郎|2024/06/01|1984/04/24
      鈴木 花子|2024/06/02|1999/05/13
      高橋 一郎|2024/06/03|1958/12/27
      田中 桃子|2024/06/04|1972/08/09
      """)
    #expect(read.roles == [.name, .other, .birthDate])
  }

  @Test func organisationsUnderANameTitleAreNoPeople() {
    let read = RowsRead("名称|電話番号\n株式会社みどり|03-3333-0001\n有限会社あおば|03-3333-0002\nあかね商事株式会社|03-3333-0003")
    #expect(read.people == 0)
  }

  @Test func whatHasABirthDateIsNoOrganisation() {
    let rows = "氏名|生年月日\n横内 博堂|1985/12/16\n佐藤 太郎|1984/04/24\n鈴木 花子|1999/05/13\n株式会社みどり|"
    #expect(RowsRead(rows).people == 3)
  }

  /// The specific health check-up archive names results by numbers.
  @Test func resultsNamedByNumbers() {
    let read = RowsRead(
      "氏名|生年月日|検査結果 9N001000000000001|検査結果 9N006000000000001\n青山 一郎|1975/01/02|172.1 cm|64.2 kg", header: .firstRow)
    #expect(read.roles == [.name, .birthDate, .checkResult, .checkResult])
    #expect(read.profile.persons[0].fields.contains(.checkResult))
    let unsaid = RowsRead("氏名|生年月日|検査結果 9N001000000000001\n青山 一郎|1975/01/02|172.1")
    #expect(unsaid.roles == [.name, .birthDate, .checkResult])
  }

  @Test func verdictsUnderATitleThatSaysNothing() {
    let rows = "青山 一郎|1975/01/02|異常なし\n緑川 花子|1980/03/04|要精密検査\n赤坂 次郎|1991/12/31|要経過観察"
    #expect(RowsRead("氏名|生年月日|胃部\n" + rows).roles.last == .checkResult)
    #expect(RowsRead("氏名|生年月日|備考\n" + rows).roles.last == .remarks)
    let plain = "青山 一郎|1975/01/02|済\n緑川 花子|1980/03/04|未\n赤坂 次郎|1991/12/31|済"
    #expect(RowsRead("氏名|生年月日|胃部\n" + plain).count(.checkResult) == 0)
  }

  @Test func theReasonIsKept() {
    let read = RowsRead("氏名|メールアドレス\n佐藤 太郎|taro@example.com\n鈴木 花子|hanako@example.com")
    #expect(read.explanation.tables.first?.columns.map(\.evidence) == [.titleAndCells(1), .titleAndCells(1)])
  }
}
