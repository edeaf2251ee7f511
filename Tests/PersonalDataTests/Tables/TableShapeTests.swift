import Testing

@testable import PersonalData

/// Layouts of tables, each read whole.
@Suite("Shapes of tables")
struct TableShapeTests {
  private static let three = """
    青山 一郎|アオヤマ イチロウ|1975/01/02|03-3333-0001
    緑川 花子|ミドリカワ ハナコ|1980/03/04|03-3333-0002
    赤坂 次郎|アカサカ ジロウ|1991/12/31|03-3333-0003
    """

  @Test func headingsAndSumsBetweenListsAreNobody() {
    let read = RowsRead(
      """
      【本社】
      氏名|フリガナ|生年月日
      山田 太郎|ヤマダ タロウ|1970/01/02
      佐藤 花子|サトウ ハナコ|1980/03/04
      合計|2名|
      【支店】
      社員番号|氏名|電話
      1001|鈴木 一郎|090-0000-0001
      1002|高橋 美咲|090-0000-0002
      ■再検査
      氏名|判定
      鈴木 一郎|A
      伊藤 健太|B
      総合計|5名
      """)
    #expect(read.people == 5)
  }

  @Test func twoStrongTitlesAmongManyOwnOnes() {
    let read = RowsRead(
      """
      subj|initials|name|dob|arm|BDI|HAM|PSQI
      S001|AR|Ana Reyes|1982-02-01|trt|8|3|2
      S002|JB|John Brown|1950-09-05|ctl|31|4|4
      S003|MS|Mary Smith|1988-10-04|trt|3|2|1
      """)
    #expect(read.people == 3)
  }

  @Test func preambleAndTotal() {
    let read = RowsRead("受診者名簿\nみどり健康保険組合 御中\n\n氏名|フリガナ|生年月日|電話番号\n\(Self.three)\n合計|3名||")
    #expect(read.people == 3)
    #expect(read.profile.records == 3)
    #expect(read.explanation.tables.first?.firstDataRow == 4)
    #expect(read.profile.hints.contains { $0.scope == .content && $0.value.contains("みどり健康保険組合") })
  }

  /// A cell that holds the name under its reading, over it, or in two lines, names the same person as a plain one.
  @Test func namesAndReadingsInOneCell() {
    let read = RowsRead([
      ["No", "（フリガナ）氏名", "生年月日"], ["1", "アオヤマ　イチロウ\n青山　一郎", "S50.1.2"], ["2", "青山 一郎", "1975/1/2"],
      ["3", "青山\n一郎", "1975-01-02"], ["4", "緑川　花子\nミドリカワ　ハナコ", "S51.2.3"], ["5", "緑川　花子", "S51.2.3"],
      ["6", "あかさか じろう\r\n赤坂 次郎", "S52.3.4"],
    ])
    #expect(read.people == 3)
    #expect(read.count(.kana) == 3)
  }

  /// Printed lists give everybody two lines, under two lines of titles; a heading stands where a page begins.
  @Test func twoLinesForEverybody() {
    let read = RowsRead(
      """
      No|フリガナ|生年月日|電話番号
      |氏名|性別|住所
      1|アオヤマ イチロウ|1975/01/02|03-3333-0001
      |青山 一郎|男|東京都千代田区丸の内1丁目1番1号
      |||
      2|ミドリカワ ハナコ|1980/03/04|03-3333-0002
      |緑川 花子|女|東京都千代田区丸の内2丁目2番2号
      受診者名簿 2ページ|||
      No|フリガナ|生年月日|電話番号
      |氏名|性別|住所
      3|アカサカ ジロウ|1991/12/31|03-3333-0003
      |赤坂 次郎|男|東京都千代田区丸の内3丁目3番3号
      4|キノシタ シロウ|1992/12/31|03-3333-0004
      """)
    #expect(read.people == 4)
    #expect(read.roles == [.other, .kana, .birthDate, .phone, .none, .name, .sex, .address])
    #expect(read.count(.kana) == 4 && read.count(.name) == 3 && read.count(.address) == 3)
  }

  /// A person of whom the second line, or all but the reading, is blank costs nobody else a name.
  @Test func linesThatAreBlankBreakNoPairs() {
    let read = RowsRead(
      """
      No|フリガナ|生年月日|電話番号
      |氏名|性別|住所
      1|アオヤマ イチロウ|1975/01/02|03-3333-0001
      |||
      |ミドリカワ ハナコ||
      |緑川 花子|女|東京都千代田区丸の内2丁目2番2号
      3|アカサカ ジロウ|1991/12/31|03-3333-0003
      |赤坂 次郎|男|東京都千代田区丸の内3丁目3番3号
      """)
    #expect(read.people == 3 && read.count(.name) == 2 && read.count(.kana) == 3)
  }

  @Test(arguments: [
    "氏名||フリガナ||生年月日|住所||電話番号\n姓|名|セイ|メイ||郵便番号|住所|", "No|氏名||フリガナ||電話番号\n|姓|名|セイ|メイ|",
  ])
  func groupsOverTheirTitlesAreNoSecondLine(titles: String) {
    let rows =
      titles.hasPrefix("No")
      ? "1|青山|一郎|アオヤマ|イチロウ|03-3333-0001\n2|緑川|花子|ミドリカワ|ハナコ|03-3333-0002"
      : "青山|一郎|アオヤマ|イチロウ|1975/01/02|100-0001|東京都千代田区丸の内1-1-1|03-3333-0001\n"
        + "緑川|花子|ミドリカワ|ハナコ|1980/03/04|100-0002|東京都千代田区丸の内2-2-2|03-3333-0002"
    #expect(RowsRead(titles + "\n" + rows).people == 2)
  }

  /// Sheets are laid out over many narrow columns: a value stands some cells behind its label.
  @Test func formsWithGaps() {
    let read = RowsRead(
      """
      |健康診断申込書||
      |||
      |氏名||青山 一郎
      |フリガナ||アオヤマ イチロウ
      |生年月日||1975/01/02
      |電話番号||03-3333-0001
      |希望日||第1希望　7月1日
      """)
    #expect(read.people == 1 && read.layout == "form")
    #expect(read.fields.isSuperset(of: [.name, .kana, .birthDate, .phone]))
  }

  @Test func plansOfDuties() {
    let names = ["青山 一郎", "緑川 花子", "赤坂 次郎"]
    let duties = Array(repeating: ["日", "早", "遅", "休"], count: 7).flatMap(\.self)
    let rows = [["6月シフト表"], ["氏名"] + (1...28).map { "\($0)" }] + names.map { [$0] + duties }
    let read = RowsRead(rows)
    #expect(read.people == 3 && read.explanation.tables.first?.firstDataRow == 2)
  }

  @Test func plansOfAppointments() {
    let rows = (0..<4).map { row in
      ["\(9 + row):00"] + (0..<3).map { "\(["青山", "緑川", "赤坂", "木下"][row])\(["凛", "一郎", "花子"][$0])様" }
    }
    #expect(RowsRead([["時間", "6/3(月)", "6/4(火)", "6/5(水)"]] + rows).people == 12)
  }

  @Test func twoLinesOfTitles() {
    let read = RowsRead(
      """
      受診者||||保険
      氏名|カナ|生年月日|電話番号|記号|番号
      青山 一郎|アオヤマ イチロウ|1975/01/02|03-3333-0001|12|101
      緑川 花子|ミドリカワ ハナコ|1980/03/04|03-3333-0002|12|102
      """)
    #expect(read.people == 2)
    #expect(read.roles == [.name, .kana, .birthDate, .phone, .insuranceSymbol, .insuranceNumber])
  }

  @Test func namesAndDatesInParts() {
    let read = RowsRead(
      """
      受診者情報||||||||連絡先
      姓（漢字）|名（漢字）|姓（カナ）|名（カナ）|年|月|日|性|電話番号
      青山|一郎|アオヤマ|イチロウ|1975|1|2|男|03-3333-0001
      緑川|花子|ミドリカワ|ハナコ|1980|3|4|女|03-3333-0002
      赤坂|次郎|アカサカ|ジロウ|1991|12|31|男|03-3333-0003
      """)
    #expect(read.people == 3)
    #expect(
      read.roles == [
        .familyName, .givenName, .kanaFamily, .kanaGiven, .birthYear, .birthMonth, .birthDay, .sex, .phone,
      ])
    #expect(read.count(.birthDate) == 3)
    let whole = RowsRead("氏名|カナ|生年月日\n青山 一郎|アオヤマ イチロウ|昭和50年1月2日")
    let keys = Set(read.profile.persons[0].keys)
    #expect(whole.profile.persons[0].keys.contains { $0.kind == .nameBirth && keys.contains($0) })
    #expect(whole.profile.persons[0].keys.contains { $0.kind == .kanaBirth && keys.contains($0) })
  }

  @Test func yearsOfAccountsAreNoBirthYears() {
    let read = RowsRead(
      "氏名|年|月|日|電話番号\n青山 一郎|2024|4|1|03-3333-0001\n緑川 花子|2024|4|2|03-3333-0002\n赤坂 次郎|2025|4|3|03-3333-0003")
    #expect(read.people == 3)
    #expect(read.count(.birthDate) == 0)
  }

  @Test func form() {
    let read = RowsRead(
      """
      健診申込書|みどり健康保険組合
      氏名|青山 一郎
      生年月日|昭和50年1月2日
      電話番号|03-3333-0001

      健診申込書|あおば健康保険組合
      氏名|緑川 花子
      生年月日|昭和55年3月4日
      電話番号|03-3333-0002
      """)
    #expect(read.layout == "form")
    #expect(read.people == 2)
    #expect(read.fields == [.name, .birthDate, .phone, .insurer])
    #expect(
      read.profile.hints.filter { $0.scope == .person }.map { "\($0.value) \($0.people)" } == [
        "みどり健康保険組合 1", "あおば健康保険組合 1",
      ])
  }

  @Test func transposed() {
    let read = RowsRead(
      """
      氏名|青山 一郎|緑川 花子|赤坂 次郎
      フリガナ|アオヤマ イチロウ|ミドリカワ ハナコ|アカサカ ジロウ
      生年月日|1975/01/02|1980/03/04|1991/12/31
      """)
    #expect(read.layout == "transposed")
    #expect(read.people == 3)
  }

  /// A ledger of wages: people side by side, few labels that a vocabulary knows, a column of totals.
  @Test func peopleSideBySideOverAmounts() {
    let read = RowsRead(
      """
      賃金台帳　2025年6月分|||||
      事業所名　有限会社みどり商店|||||
      氏名|青山　一郎|緑川　花子|赤坂　次郎|合計
      社員番号|001|002|003|
      性別|男|女|男|
      労働日数|20|19|21|60
      基本給|300000|280000|310000|890000
      残業手当|12000|8000|0|20000
      通勤手当|9000|12000|4000|25000
      所得税|7000|6500|7200|20700
      差引支給額|314000|293500|306800|914300
      """)
    #expect(read.layout == "transposed")
    #expect(read.people == 3)
    #expect(read.profile.fieldCounts[.employeeNumber] == 3)
  }

  /// `Portable` is a telephone's title and a computer.
  @Test func whatAColumnHoldsAgainAndAgainIsNoLabel() {
    let read = RowsRead(
      """
      N° inventaire|Désignation|Marque|Modèle|Date achat|Emplacement
      INV-0000|Portable|Dell|Latitude 5530|2021-10-20|Salle Marie Curie
      INV-0001|Portable|Dell|Latitude 5530|2025-01-16|Salle Marie Curie
      INV-0002|Portable|Martin Professional|HL-L2350DW|2021-01-02|Bâtiment Victor Hugo
      INV-0003|Portable|Brother|EliteBook 840|2025-02-06|Salle Marie Curie
      """)
    #expect(read.people == 0)
  }

  @Test func twoPeopleInARow() {
    let read = RowsRead(
      """
      氏名|生年月日|電話番号|配偶者氏名|配偶者生年月日
      青山 一郎|1975/01/02|03-3333-0001|青山 桃子|1976/05/06
      緑川 花子|1980/03/04|03-3333-0002||
      """)
    #expect(read.people == 3)
  }

  @Test func blocksThatRepeat() {
    let read = RowsRead(
      """
      氏名|電話番号|氏名|電話番号
      青山 一郎|03-3333-0001|緑川 花子|03-3333-0002
      赤坂 次郎|03-3333-0003|白石 桃子|03-3333-0004
      """)
    #expect(read.people == 4)
  }

  @Test func titlesThatRepeatAndSections() {
    let read = RowsRead(
      """
      氏名|生年月日|電話番号
      株式会社みどり||
      青山 一郎|1975/01/02|03-3333-0001
      氏名|生年月日|電話番号
      あおば商事株式会社||
      緑川 花子|1980/03/04|03-3333-0002
      """)
    #expect(read.people == 2)
    #expect(
      read.profile.hints.filter { $0.kind == .employer }.map { "\($0.value) \($0.people)" } == [
        "株式会社みどり 1", "あおば商事株式会社 1",
      ])
  }

  /// Insurance numbers, and numbers of which no key is made, are people without a name.
  @Test(arguments: [
    "保険者番号|記号|番号|枝番|HbA1c\n06139463|12|101|00|5.6\n06139463|12|102|00|6.1\n06139463|12|102|01|5.2",
    "記号番号|生年月日|HbA1c\n12-101|1975/01/02|5.6\n12-102|1980/03/04|6.1\n13-102|1991/12/31|5.2",
    "保険証記号|保険証番号\n12|101\n12|102\n13|102",
    "患者番号|HbA1c|血圧\n1001|5.6|120/70\n1002|6.1|131/80\n1003|5.2|118/72\n合計|3|",
    "在留カード番号|有効期限\nAB12345678CD|2026/01/02\nCD23456789EF|2027/03/04\nEF34567890GH|2028/05/06",
    "旅券番号|発行日\nTR1234567|2020/01/02\nTR2345678|2021/03/04\nTZ3456789|2022/05/06",
    "基礎年金番号|資格取得日\n1234-567890|2001/04/01\n2345-678901|2002/04/01\n3456-789012|2003/04/01",
    "雇用保険番号|資格取得日\n1234-567890-1|2001/04/01\n2345-678901-2|2002/04/01\n3456-789012-3|2003/04/01",
    "個人番号|提出日\n123456789018|2016/01/02\n112233445560|2016/01/03\n987654321093|2016/01/04",
    "運転免許証番号|有効期限\n309812345680|2026/01/02\n309812345760|2026/01/02\n309812345840|2026/01/03",
  ])
  func peopleByTheirNumbers(rows: String) {
    #expect(RowsRead(rows).people == 3, "\(rows)")
  }

  /// Symbols and numbers of parts, orders and assets are nobody's.
  @Test(arguments: [
    "記号|番号|品名|数量\nA|101|ボルト|4\nA|102|ナット|4\nB|101|座金|8",
    "記号|番号|検査結果|判定\nA|101|異常なし|合格\nA|102|異常なし|合格\nB|101|傷あり|不合格",
    "記号|番号|数量\nA|101|4\nA|102|4\nB|101|8", "記号番号|単価\nA-101|40\nA-102|41\nB-101|80",
    "注文番号|枝番|金額\n123456789018|1|400\n112233445566|1|410\n987654321098|2|800",
    "番号|項目\n1|総則\n2|定義\n3|適用範囲", "免許番号|製品\nXK-2024-A|文書作成\nXK-2024-B|表計算\nXK-2024-C|発表",
  ])
  func numbersOfThings(rows: String) { #expect(RowsRead(rows).people == 0, "\(rows)") }

  @Test func formOfNumbersAlone() {
    let read = RowsRead("個人番号|123456789018\n登録日|2016年1月2日\n\n個人番号|112233445560\n登録日|2016年1月3日")
    #expect(read.layout == "form")
    #expect(read.people == 2)
    #expect(read.fields.contains(.myNumber))
    #expect(RowsRead("個人番号|未提出\n登録日|2016年1月2日").people == 0)
  }

  @Test func homonymsByTheirInsuranceNumbers() {
    #expect(RowsRead("氏名|記号|番号\n佐藤 誠|12|101\n佐藤 誠|12|995\n佐藤　誠|１２|０１０１\n緑川 花子|12|102").people == 3)
    #expect(RowsRead("氏名|患者番号|住所\n佐藤 誠|1001|\n佐藤 誠|1002|\n緑川 花子|1003|").people == 3)
  }

  @Test func aListBelowASummary() {
    let summary = """
      団体名|件数|金額|合計
      みどり健康保険組合|12|1000|12000
      あおば健康保険組合|10|1000|10000
      """
    let read = RowsRead(summary + "\n|||\n氏名|フリガナ|生年月日|電話番号\n" + Self.three)
    #expect(read.people == 3)
    #expect(read.count(.birthDate) == 3)
    #expect(RowsRead(summary + "\n項目|名前|型\n氏名|name|varchar\n電話番号|phone|varchar\n住所|address|text").people == 0)
  }

  @Test(arguments: [
    "商品名|単価|発売日|電話\n小林 小梅|120|1999/04/01|03-3333-0001\n林 檎|130|1999/04/02|03-3333-0002\n林 檎|140|1999/04/03|03-3333-0003",
    "郵便番号|都道府県|市町村名|町名\n0580014|北海道|様似郡様似町|大通\n9493449|新潟県|上越市|吉川区杜氏の郷\n3480005|埼玉県|羽生市|上村君\n5770822|大阪府|東大阪市|源氏ケ丘",
    "0580014|北海道|様似郡様似町|大通\n9493449|新潟県|上越市|吉川区杜氏の郷\n3480005|埼玉県|羽生市|上村君\n5770822|大阪府|東大阪市|源氏ケ丘",
    "",
    "日付|気温|湿度\n2024/01/01|3.5|40\n2024/01/02|4.5|41\n2024/01/03|5.5|42",
  ])
  func nobody(rows: String) { #expect(RowsRead(rows).people == 0, "\(rows)") }
}
