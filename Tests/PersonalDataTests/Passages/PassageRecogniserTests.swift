import JapaneseText
import Testing

@testable import PersonalData

@Suite struct PassageRecogniserTests {
  private let recogniser = PassageRecogniser(asOf: CivilDate(packed: 2024_11_01) ?? CivilDate(dayNumber: 0))

  private func people(_ text: String) -> [PersonMention] {
    recogniser.recognise(text).people.filter { $0.certainty != .handler }
  }

  private func names(_ text: String) -> [String] { people(text).compactMap(\.facts.name) }

  /// Keys are made of the name, so that it must end where the name does, whatever else on its line says that it is one.
  @Test(arguments: [
    ("斎藤　徹男様\nTEL 03-3333-0001", "斎藤　徹男"), ("〒100-0001\n\n馬場 智尚 様\n\nTEL 03-3333-0001", "馬場 智尚"),
    ("渉外担当は福田 亜紗香氏とする(sakura_89@hokuto.example.jp)。", "福田 亜紗香"),
    ("Dear Haruka Matsuda,\n\nplease call +81-70-9487-4454.", "Haruka Matsuda"),
    ("鵜殿 太郎\nTEL 03-3333-0001", "鵜殿 太郎"), ("佐藤 君え 03-3333-0001", "佐藤 君え"),
  ])
  func namesEndWhereTheyEnd(text: String, name: String) {
    #expect(names(text) == [name])
    let spans = people(text).flatMap(\.spans).filter { $0.field == .name }
    #expect(spans.map { String(decoding: Array(text.utf8)[$0.range], as: UTF8.self) } == [name])
  }

  @Test func mail() {
    let text = """
      件名: Re: 来週の打合せについて

      丸井商事の大久保様

      いつもお世話になっております。
      北斗システムの柏木です。

      下記の通りご案内いたします。
      日時：12月3日 14時

      --
      北斗システム株式会社 営業二課
      柏木 涼子
      TEL 03-3456-7890 / 携帯 090-1234-5678
      r.kashiwagi@hokuto-sys.example.jp
      """
    let found = people(text)
    #expect(found.compactMap(\.facts.name) == ["大久保", "柏木 涼子"])
    #expect(found.last?.facts.phones == [334_567_890, 90_1234_5678])
    #expect(found.last?.facts.email == "r.kashiwagi@hokuto-sys.example.jp")
    let organisations = recogniser.recognise(text).organisations
    #expect(organisations.contains { $0.kind == .mailDomain && $0.value == "hokuto-sys.example.jp" })
    #expect(organisations.contains { $0.kind == .letterhead && $0.value == "北斗システム株式会社" })
  }

  @Test(arguments: [
    "12:00:11 INFO 予約登録 氏名=勅使河原碧 生年月日=19640517 status=OK", "name=柏木 涼子\ttel=090-1234-5678",
    "time:2024-06-01\tname:柏木涼子\tmail:a@b.example.jp", "patient_nm: 柏木 涼子", "UPDATE customers SET name='柏木 涼子'",
  ])
  func programsWriteKeysBeforeNames(line: String) { #expect(people(line).count == 1, "\(line)") }

  /// Lines of a printed list whose cells stand a blank apart.
  @Test func readingsBehindNamesOfAList() {
    let found = people(
      """
      No   氏名     フリガナ     生年月日
      1 青山 マリア アオヤマ マリア  1975/01/02
      2 金 正 キム タダシ 1980/03/04
      """)
    #expect(found.compactMap(\.facts.name) == ["青山 マリア", "金 正"])
  }

  @Test func theHonorificBeforeAnAddressIsNoPartOfTheName() {
    #expect(names("To: 柏木 涼子 様 <r.kashiwagi@example.jp>") == ["柏木 涼子"])
  }

  @Test(arguments: [
    "name=会議室", "user_name=柏木涼子 action=login", "title: 柏木涼子", "class=東京本店", "name=東京支店", "name=日次 集計", "name: 定期 健診",
  ])
  func otherKeysNameNobody(line: String) { #expect(people(line).isEmpty, "\(line)") }

  @Test func referralForm() {
    let text = """
      紹介先医療機関: 緑山病院 内科 外来担当医 先生
      患者氏名　勅使河原　碧　様　　性別 女
      生年月日　昭和39年5月17日（60歳）
      住所　長野県松本市大手3丁目8番13号
      電話番号　0263-34-1234
      傷病名　2型糖尿病、高血圧症
      """
    let found = people(text)
    #expect(found.compactMap(\.facts.name) == ["勅使河原　碧"])
    #expect(found.first?.facts.birthDate?.packed == 1964_05_17)
    #expect(found.first?.facts.phones == [263_341_234])
    #expect(found.first?.facts.address == "長野県松本市大手3丁目8番13号")
    #expect(found.first?.facts.fields.contains(.sex) == true)
    #expect(recogniser.recognise(text).fields.contains(.otherSensitive))
  }

  @Test func postalCodesInFrontOfAddresses() {
    let found = people("患者氏名　渡辺　倫子　殿\n生年月日　昭和21年3月16日\n住所　〒861-0132 熊本県熊本市北区植木町植木2249番地")
    #expect(found.first?.facts.address == "熊本県熊本市北区植木町植木2249番地")
    #expect(found.first?.facts.fields.contains(.postalCode) == true)
  }

  @Test(arguments: [
    ("青山 一郎 様\n昭和五十三年四月五日生", 1978_04_05), ("氏名 青山 一郎\n生年月日 令和元年十二月三十一日", 2019_12_31),
    ("Sehr geehrter Herr Baldur Weller,\ngeb. am 14.09.1984", 1984_09_14),
  ])
  func birthDatesAsWritten(text: String, date: Int32) {
    #expect(people(text).first?.facts.birthDate?.packed == date, "\(text)")
  }

  @Test func whatIsNoBirthDate() {
    #expect(people("青山 一郎 様\n版 2.10.2024.1、令和五年十月一日の約定").first?.facts.birthDate == nil)
  }

  @Test(arguments: ["普通預金 1234567", "口座：みどり銀行本店（普）1234567", "口座種別 普通 1234567", "当座預金 No.1234567"])
  func accountsAsWritten(line: String) {
    #expect(people("青山 一郎 様\n\(line)").first?.facts.fields.contains(.bankAccount) == true, "\(line)")
  }

  @Test(arguments: ["普通車 1234567", "申請（普）1234567", "普通郵便 1234567"])
  func noAccounts(line: String) {
    #expect(people("青山 一郎 様\n\(line)").first?.facts.fields.contains(.bankAccount) != true, "\(line)")
  }

  /// 住所又は居所 is a longer label; the sex stands behind the age; a name in half-width kana is a reading.
  @Test func slipsAndReports() {
    let slip = people("支払を受ける者\n住所又は居所　東京都千代田区丸の内1丁目2番3号\n氏名　青山　一郎").first
    #expect(slip?.facts.address == "東京都千代田区丸の内1丁目2番3号")
    let summary = people("氏名：青山　一郎　様\n昭和39年5月17日生（60歳）　男").first
    #expect(summary?.facts.fields.contains(.sex) == true)
    let report = people("氏名 : ｱｵﾔﾏ ｲﾁﾛｳ 様   生年月日 : S30.12.20").first
    #expect(report?.facts.fields.contains(.kana) == true)
  }

  /// Whose results they are decides what a loss means for whom: a field of the passage alone reaches nobody.
  @Test func resultsBelongToThePeopleToldOf() {
    let letter = people("山田 太郎 様\n青葉健診センターの佐藤です。\n結果をお送りします。HbA1c 7.2")
    #expect(letter.count == 2)
    #expect(letter.allSatisfy { $0.facts.fields.contains(.checkResult) })
    let named = people("山田 太郎 様\n鈴木 花子様の検査結果は要精密検査でした。")
    #expect(named.map { $0.facts.fields.contains(.checkResult) } == [false, true])
    let desk = recogniser.recognise("氏名: 山田 太郎\n傷病名: 糖尿病\n受付: 田村").people
    #expect(desk.filter { $0.certainty == .handler }.allSatisfy { !$0.facts.fields.isSensitive })
    #expect(desk.filter { $0.certainty != .handler }.map(\.facts.fields.isSensitive) == [true])
    #expect(people("佐藤 様\n\n次回の打合せの件です。").allSatisfy { !$0.facts.fields.isSensitive })
  }

  @Test(arguments: [
    "山田 太郎 様\n振込先: みどり銀行 本店営業部\n普通 1234567", "山田 太郎 様\n口座番号：７６５４３２１", "山田 太郎 様\nあおば信用金庫 当座預金 No.1234567",
    "山田 太郎 様\nゆうちょ銀行 記号 10120 番号 12345671",
  ])
  func accounts(text: String) {
    #expect(people(text).map { $0.facts.fields.contains(.bankAccount) } == [true], "\(text)")
  }

  @Test(arguments: [
    "山田 太郎 様\n普通 1234567", "山田 太郎 様\n銀行の普通預金は 1000000円です。", "山田 太郎 様\n記号 10120 番号 12345671", "山田 太郎 様\n銀行の電話 12345",
  ])
  func noAccounts(text: String) {
    #expect(people(text).allSatisfy { !$0.facts.fields.contains(.bankAccount) }, "\(text)")
  }

  /// A word that a sentence defines, and one in the same marks that labels a name.
  @Test(arguments: [
    ("当職は、緑川太一氏（以下「通知人」といいます。）の代理人です。", ["緑川太一"]),
    ("以下「契約者」という。「本人」欄に記入し、「患者」には説明すること。", []),
    ("ご意見は「保護者」として、「利用者」の立場で書いてください。", []),
    ("「患者」青山 一郎\n「保護者」青山 恵子\n", ["青山 一郎", "青山 恵子"]),
  ])
  func quotedLabels(text: String, names: [String]) {
    let found = PassageRecogniser(asOf: RowsRead.today).recognise(text).people.compactMap(\.facts.name)
    #expect(found == names)
  }

  @Test func minutes() {
    let text = """
      第3回 安全衛生委員会 議事録
      出席者: 総務部 宮下部長、人事課 江口、産業医 緒方先生、組合 野呂
      議題1 ストレスチェックについて
      緒方先生より説明があった。江口から質問。
      作成: 野呂
      """
    #expect(names(text) == ["宮下", "江口", "緒方", "野呂"])
  }

  @Test func addressLabels() {
    let text = """
      〒390-0874
      長野県松本市大手3-8-13
      コーポ大手201
      上條 正樹 様

      〒380-0803
      長野県長野市三輪8-1-2
      百瀬 優子 様

      〒392-0004
      長野県諏訪市諏訪1-2-3
      五味 さおり 様
      """
    #expect(names(text) == ["上條 正樹", "百瀬 優子", "五味 さおり"])
  }

  /// What pdftotext makes of a printed list.
  @Test func printedList() {
    let text = """
      No  氏名        カナ            生年月日    電話
      1   上條 正樹   カミジョウ マサキ   1975/04/03  090-1111-2222
      2   百瀬 優子   モモセ ユウコ      1982/11/23  080-2222-3333
      3   五味 さおり  ゴミ サオリ        1990/01/30  0266-52-1111
      4   勅使河原 碧  テシガワラ アオイ    1964/05/17  0263-34-1234
      """
    let found = people(text)
    #expect(found.compactMap(\.facts.name) == ["上條 正樹", "百瀬 優子", "五味 さおり", "勅使河原 碧"])
    #expect(found.compactMap(\.facts.kana) == ["カミジョウ マサキ", "モモセ ユウコ", "ゴミ サオリ", "テシガワラ アオイ"])
    #expect(found.compactMap { $0.facts.birthDate?.packed } == [1975_04_03, 1982_11_23, 1990_01_30, 1964_05_17])
    #expect(found.map(\.facts.phones.count) == [1, 1, 1, 1])
  }

  @Test func mailAboutSomebodyElse() {
    let text = """
      From: "井上 真由美" <mayumi.inoue@example.org>
      To: 健診予約センター <yoyaku@example.or.jp>
      Cc: 大谷 剛 <otani@example.org>

      予約センター御中
      人間ドックの予約を取り消したくご連絡しました。
      予約者は夫の井上 誠（昭和48年8月8日生）です。
      """
    #expect(names(text) == ["井上 真由美", "大谷 剛", "井上 誠"])
    #expect(people(text).last?.facts.birthDate?.packed == 1973_08_08)
  }

  /// The desk that took the call is the handler; the caller is the person.
  @Test func telephoneMemo() {
    let text = """
      電話受付票
      受付日: 2024/6/3 受付: 中島
      お名前: 鶴田 麻衣(ツルタ マイ)様
      ご連絡先: 070-5555-6666
      """
    let all = recogniser.recognise(text).people
    #expect(all.map(\.facts.name) == ["中島", "鶴田 麻衣"])
    #expect(all.map { $0.certainty == .handler } == [true, false])
    #expect(all.last?.facts.kana == "ツルタ マイ")
  }

  /// The reading stands above the name in most forms.
  @Test func formWithReadingAbove() {
    let found = people("申込書\nフリガナ　カミジョウ　マサキ\n氏名　　上條　正樹\n生年月日 昭和50年4月3日　性別 男\n電話 0263-34-1234")
    #expect(found.map(\.facts.name) == ["上條　正樹"])
    #expect(found.first?.facts.kana == "カミジョウ　マサキ")
    #expect(found.first?.facts.birthDate?.packed == 1975_04_03)
  }

  /// A page of a list: everybody once, with their own numbers.
  @Test func longList() {
    let families = ["上條", "百瀬", "五味", "丸山", "小松", "宮澤", "降旗", "古畑", "赤羽", "中澤"]
    let givens = ["正樹", "優子", "健一", "恵", "大輔", "涼子", "直樹", "真由美", "裕子", "浩二"]
    let lines = families.enumerated().flatMap { row, family in
      givens.enumerated().map { "\(family) \($1) 様  090-12\(row)\($0)-00\(row)\($0)" }
    }
    let found = people(lines.joined(separator: "\n"))
    #expect(found.count == 100)
    #expect(found.allSatisfy { $0.facts.phones.count == 1 })
  }

  @Test func english() {
    let text = """
      Dear Ms. Tanaka,

      Thank you for your visit. Mr. John Miller (john.miller@acme.example) will contact you.

      Best regards,
      Emily Clark
      +44 20 7946 0958
      """
    #expect(names(text) == ["Tanaka", "John Miller", "Emily Clark"])
  }

  @Test(arguments: [
    "高橋交差点付近で工事があり、森公園の駐車場は閉鎖される。大和川の水位は平年並み。東芝のエアコンを設置した山田製作所は、三菱電機と提携する。",
    "お客様各位にはご迷惑をおかけします。皆様のご協力をお願いします。たくさんのご来場ありがとうございました。",
    "同氏は会議で仕様の変更を説明した。患者さんの多くは高齢である。お子様連れの方は保護者様とご一緒に。業者さんへ連絡。",
    "氏名は正しく記入してください。担当部署: 総務課\n受付: 9時から17時",
    "Dear Customer,\nDear Sir or Madam, Dear All,\nplease call our office.",
    "ひかり薬局 三浦店　〒240-0112　神奈川県三浦郡葉山町堀内1-2　046-875-1111",
    "長野県木曽郡大桑村殿5-1 053-348-8380", "北海道様似郡様似町大通1-21", "", "\n\n", "様", "氏名:", "(カナ)",
    "山本の農園では桃が採れる。中村の駅前に店がある。",
  ])
  func nobody(text: String) {
    #expect(names(text).isEmpty)
    #expect(recogniser.recognise(text).fields.rawValue == 0)
  }

  @Test func surnameJoinsTheFullName() {
    #expect(names("木下 恵子 様\n木下様のご予約を承りました。木下さんへ折り返し。") == ["木下 恵子"])
    // Two people of one surname: the surname alone is nobody new.
    #expect(names("木下 恵子 様\n木下 正 様\n木下様ご一家") == ["木下 恵子", "木下 正"])
  }

  @Test func rareNamesInAListOfBirthDates() {
    let list = "受診者：山田太郎（昭和47年7月13日生、03-3333-0001）；穴蔵道信（平成13年9月23日生、03-3333-0002）；凛城彩（昭和48年11月24日生）"
    #expect(people(list).count == 3)
    #expect(people("会場：中央公民館（昭和47年7月13日生まれの方）；健康講座（平成13年9月23日生）").isEmpty)
  }

  @Test func peopleFromEverywhere() {
    #expect(names("李 小龍 様\nキム・ミンス様、Maria Garcia様も同日です。") == ["李 小龍", "キム・ミンス", "Maria Garcia"])
    #expect(names("新人は石田 美咲さんと江本 隆さんです。") == ["石田 美咲", "江本 隆"])
  }

  @Test func results() {
    let findings = recogniser.recognise("石黒 亘様(男性・S50.1.2生)\n保険者番号 06139463\n判定: B2 要経過観察\nHbA1c 5.8%")
    #expect(findings.people.count == 1)
    #expect(findings.fields.contains(.checkResult))
    #expect(findings.fields.contains(.birthDate))
  }

  /// Spans lie inside the passage and hold what they name; cutting a letter anywhere never traps.
  @Test(arguments: [11, 12, 13] as [UInt64])
  func anyCut(seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    let letter = [UInt8](
      """
      From: "井上 真由美" <m.inoue@example.org>\n氏名　山田 太郎(ヤマダ タロウ)　生年月日 昭和50年1月2日\n出席者: 田中、佐藤
      株式会社つばめの早川です。TEL 090-1234-5678 記号 12 番号 34 住所：長野県松本市大手3-8-13\nDear Mr. John Smith,
      """.utf8)
    for _ in 0..<150 {
      var bytes = letter
      let start = Int.random(in: 0..<bytes.count, using: &generator)
      bytes.removeSubrange(start..<Int.random(in: start...bytes.count, using: &generator))
      for _ in 0..<Int.random(in: 0...3, using: &generator) where !bytes.isEmpty {
        bytes[Int.random(in: 0..<bytes.count, using: &generator)] = UInt8.random(in: 0...255, using: &generator)
      }
      let findings = bytes.withUnsafeBufferPointer { recogniser.recognise($0) }
      for person in findings.people {
        #expect(person.facts.name?.isEmpty == false, "seed \(seed)")
        #expect(
          person.spans.allSatisfy { 0 <= $0.range.lowerBound && $0.range.upperBound <= bytes.count }, "seed \(seed)")
      }
    }
  }
}
