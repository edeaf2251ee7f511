import Testing

@testable import PersonalData

/// Forms: labels with what stands behind them.
@Suite("Forms")
struct FormTests {
  /// What is printed in a blank form is nobody's.
  @Test func blank() {
    let read = RowsRead(
      """
      住民異動届||||
      届出日|令和　　年　　月　　日|||
      フリガナ||||
      氏　名||||印
      生年月日|明・大・昭・平・令|　年　月　日||
      性別|男　・　女|||
      新しい住所|〒　　　－|||
      電話番号|（　　　）　　　－|||
      個人番号||||
      """)
    #expect(read.people == 0)
  }

  @Test func labelsAlone() {
    #expect(RowsRead("住所変更届\nフリガナ\n氏名\n生年月日\n新住所\n電話\n個人番号").people == 0)
    #expect(RowsRead("入 居 申 込 書\n\nフリガナ\nお名前\n生年月日\n携帯電話").people == 0)
  }

  /// Each character in a cell of its own; the emergency contact is somebody else.
  @Test func squaredPaper() {
    let read = RowsRead(
      """
      入 居 申 込 書||||||||||||||
      フリガナ||ｱ|ｵ|ﾔ|ﾏ||ｲ|ﾁ|ﾛ|ｳ||||
      お名前||青|山||一|郎||||||||
      生年月日||1|9|7|2|年|1|1|月|1|9|日||
      携帯電話||0|9|0|－|1|1|1|1|－|0|0|0|1
      現住所||東京都千代田区丸の内1丁目1番1号||||||||||||
      緊急連絡先||中|島||千|明||||||||
      電話||0|9|0|1|1|1|1|0|0|0|2|続柄|母
      """)
    #expect(read.layout == "form")
    #expect(read.people == 2)
    #expect(read.count(.birthDate) == 1 && read.count(.phone) == 2 && read.count(.kana) == 1)
  }

  /// Titles of a list are no characters of a name.
  @Test func marksAreNoName() {
    let read = RowsRead(
      "氏名|日|月|火|水|木|金|土\n青山 一郎|休|出|出|休|出|出|出\n緑川 花子|出|出|休|休|出|出|出\n赤坂 次郎|出|休|休|休|出|出|出")
    #expect(read.people == 3)
  }

  /// Officers below titles that are no labels of the form's own person, a row for each year.
  @Test func officers() {
    let read = RowsRead(
      """
      中学校生徒指導要録||||
      生徒|ふりがな|あおやま いちろう|性別|男
      |氏名|青山　一郎||
      |生年月日|平成23年3月16日生||
      保護者|ふりがな|あおやま りょうこ||
      |氏名|青山　良子||
      年度|校長氏名印|学級担任者氏名印||
      令和6年度|黒田　桃|森田　健||
      令和7年度|黒田　桃|木下　四郎||
      """)
    #expect(read.layout == "form")
    #expect(read.people == 5)
    #expect(RowsRead("申請書\n氏名|青山　一郎\n生年月日|昭和50年1月2日\n校長氏名印|学級担任者氏名印\n|").people == 1)
  }

  /// Relatives stand in rows of their own, some without a label.
  @Test func relatives() {
    let read = RowsRead(
      """
      （フリガナ）||ｱｵﾔﾏ ｲﾁﾛｳ|||
      あなたの氏名||青山　一郎|||
      生年月日||S49.4.20|||
      住所又は居所||東京都千代田区丸の内1丁目1番1号|||
      源泉控除対象配偶者||青山　花子|S50.1.28||
      控除対象扶養親族||青山　健|H18.4.24||子
      ||青山　桃|H20.3.24||子
      """)
    #expect(read.people == 4)
    #expect(read.count(.birthDate) == 4)
  }

  /// A doctor with a telephone is somebody else than the child and the person who was named before.
  @Test(arguments: [
    ("かかりつけ医", "みどり小児科　白井　京子先生"), ("主治医", "白井 京子"), ("担任", "白井　京子先生"), ("担当医", "みどり病院／白井 京子 先生"),
  ])
  func advisors(label: String, value: String) {
    let read = RowsRead(
      """
      氏名|青山　桃|生年月日|平成28年4月6日
      \(label)|\(value)|電話|03-3333-0001
      住所|東京都千代田区丸の内1丁目1番1号|性別|女
      """)
    #expect(read.people == 2)
    #expect(read.count(.phone) == 1 && read.count(.birthDate) == 1 && read.count(.address) == 1)
  }

  /// Who keeps the form, and a clinic of which nobody is named.
  @Test(arguments: [("記入者", "白井 京子"), ("入力者", "白井　京子先生"), ("かかりつけ医", "みどり小児科"), ("主治医", "なし")])
  func noAdvisors(label: String, value: String) {
    let read = RowsRead("氏名|青山　桃|生年月日|平成28年4月6日\n\(label)|\(value)|性別|女\n住所|東京都千代田区丸の内1丁目1番1号||")
    #expect(read.people == 1)
  }

  /// Any labels, again and again: each block is a row.
  @Test func blocks() {
    let read = RowsRead(
      """
      Kand. Nr|Peter Schmidt
      * am|03.10.1980
      Postf.|peter.schmidt@example.de
      Vermerk A|nein
      |
      Kand. Nr|Anna Weber
      * am|12.05.1988
      Postf.|anna.weber@example.de
      Vermerk A|nein
      |
      Kand. Nr|Martin Fischer
      Postf.|martin.fischer@example.de
      """, batches: [4])
    #expect(read.layout == "blocks")
    #expect(read.people == 3)
  }

  /// Levels of a log, terms of a glossary: the same words in the first column are no labels.
  @Test(arguments: [
    "INFO|started\nINFO|connected to db@example.com\nWARN|slow\nINFO|stopped\nINFO|started\nWARN|slow",
    "Anna|Name\nPeter|Name\nMail|Wort\nAnna|Name\nMail|Wort",
  ])
  func noBlocks(lines: String) {
    #expect(RowsRead(lines).layout != "blocks")
  }

  /// An address with its postal code in one cell; and what a form tells under labels that no list of words has.
  @Test func whatFormsTellBesideTheirLabels() {
    let read = RowsRead(
      """
      ふりがな|あおやま いちろう
      氏　名|青山　一郎
      生年月日|1994年1月4日生（満30歳）　男
      現住所|〒100-0005 東京都千代田区丸の内1丁目1番1号
      家での様子|てんかん発作あり
      備考|要介護2、口座番号:7654321
      """)
    #expect(read.people == 1)
    #expect(read.count(.sex) == 1)
    #expect(read.count(.postalCode) == 1 && read.count(.otherSensitive) == 1 && read.count(.bankAccount) == 1)
  }

  /// A witness under a label that no list of titles has.
  @Test func witnesses() {
    let read = RowsRead(
      """
      労働者の氏名|緑川 京子（ミドリカワ キョウコ）
      生年月日|昭和44年1月22日
      住所|東京都千代田区丸の内1-1-1
      災害発生の事実を確認した者|製造部 課長 青山　一郎
      病院|高橋整形外科
      """)
    #expect(read.people == 2)
  }

  /// A card, typed into one column.
  @Test func cardsInOneColumn() {
    let read = RowsRead("健康保険被保険者証\n記号 12345　番号 678\n氏名　緑川 京子\nﾐﾄﾞﾘｶﾜ ｷｮｳｺ\n生年月日　昭和55年3月4日　性別　女\n保険者番号　06139999")
    #expect(read.people == 1)
    #expect(read.count(.birthDate) == 1 && read.count(.sex) == 1)
  }

  /// Whom to call, with the relation in brackets.
  @Test func emergencyContactsWithTheirRelation() {
    let read = RowsRead(
      """
      氏　名|緑川　京子|ふりがな|みどりかわ　きょうこ
      生年月日|平成15年1月9日|性別|女
      現住所|東京都千代田区丸の内1-1-1|電話|070-1234-5678
      緊急連絡先|緑川　一郎（夫）|電話|070-9012-3456
      """)
    #expect(read.people == 2)
  }
}
