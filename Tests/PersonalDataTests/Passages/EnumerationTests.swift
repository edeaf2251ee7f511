import JapaneseText
import Testing

@testable import PersonalData

/// Names that no label and no courtesy title tells: in a row, below the close of a letter.
@Suite("Names in a row and below letters")
struct EnumerationTests {
  private func names(_ text: String) -> [String] {
    PassageRecogniser(asOf: RowsRead.today).recognise(text).people.filter { $0.certainty > .handler }
      .compactMap(\.facts.name)
  }

  @Test(arguments: [
    "　Ａプラン：青山一郎、緑川京子、黒木三郎、白井花子、赤坂次郎", "青山一郎(49)、緑川京子(40)、黒木三郎(55)、白井花子(27)",
    "出席は青山 一郎様、緑川 京子様、黒木 三郎様、白井 花子様。",
  ])
  func peopleInARow(text: String) { #expect(names("令和8年度　加入者\n" + text).count >= 4) }

  @Test(arguments: [
    "取扱店：東京、大阪、名古屋、福岡、札幌、仙台", "品目：りんご、みかん、ぶどう、梨、桃", "対象：総務部、営業部、経理部、人事部、製造部",
    "神田神保町、日本橋本町、南青山、西新宿、東池袋、北千住",
  ])
  func thingsInARow(text: String) { #expect(names(text).isEmpty) }

  @Test(arguments: ["Yours sincerely,", "Kind regards", "Mit freundlichen Grüßen", "Atentamente,"])
  func whoSigns(closing: String) {
    #expect(
      names("The rent remains outstanding.\n\n\(closing)\n\nDr Donald Price MRCGP\nProperty Manager") == [
        "Donald Price"
      ])
    #expect(names("The rent remains outstanding.\n\n\(closing)\n\nProperty Management Team").isEmpty)
  }

  @Test func listsBehindLabels() {
    let text = "出席理事　青山一郎、緑川京子、黒木三郎\n出席監事　白井花子\n- 参加: 水野、川島（欠席: 石田）"
    #expect(Set(names(text)) == ["青山一郎", "緑川京子", "黒木三郎", "白井花子", "水野", "川島", "石田"])
  }

  /// A division before a family name and a rank.
  @Test(arguments: ["共立工業 総務 石田課長から。", "共立工業 総務部 横溝課長から。", "クロダ様　折返し 03-1234-5678", "黒田さん 再度TEL"])
  func familyNamesAlone(text: String) { #expect(names(text).count == 1) }

  /// A report of two pages for each person, the second without the reading.
  @Test func readingsOnTheFirstPage() {
    let pages = ["水越　暁雄", "石川　裕世"].enumerated().map { number, name in
      "結果報告書 頁 1/2\n氏　名：\(name) 様\nフリガナ：\(["ﾐｽﾞｺｼ ｱｹｵ", "ｲｼｶﾜ ﾋﾛﾂｸﾞ"][number])　生年月日：昭和39年9月24日\n"
        + "結果報告書（続き） 頁 2/2\n氏　名：\(name) 様\n総合判定：要精密検査\n"
    }
    #expect(names(pages.joined(separator: "\n")) == ["水越　暁雄", "石川　裕世"])
  }

  @Test func payersOnAStatement() {
    let lines = "2026/11/01\t振込 ﾐｽﾞｺｼ ｱｹｵ\t78000\n2026/11/02\t振込　イシカワ　ヒロツグ\t62000\n"
    #expect(
      names(lines + "2026/11/03\t振込 ｶ)ﾏﾙﾅｶ\t62000\n2026/11/04\t振込手数料\t330\n2026/11/05\t振込 ﾏﾙﾅｶ(ｶ\t330").count == 2)
  }

  @Test(arguments: ["大田労働基準監督署長　殿", "こちらは内見希望です。", "From: Website <wordpress@example.org>"])
  func nobody(text: String) { #expect(names(text).isEmpty) }

  /// The notes of a nursery.
  @Test func childrenByTheirGivenNames() {
    #expect(names("ゆいちゃん 37.8℃\nはるとくん 鼻水\nここなちゃん おむつ替え\nおばあちゃん 迎え").count == 3)
    #expect(names("ゆいちゃん 37.8℃\n明日は遠足").isEmpty)
  }

  /// A card that was typed: labels before a blank or a bracket, the reading on the line below.
  @Test(arguments: [
    "健康保険被保険者証\n記号 12345　番号 678　枝番 00\n氏名　緑川 京子\nﾐﾄﾞﾘｶﾜ ｷｮｳｺ\n生年月日　昭和55年3月4日　性別　女\n事業所名称　共立工業株式会社",
    "受診券\n整理番号 12345678901\n氏名（カナ）ミドリカワ キョウコ\n性別 女　生年月日 昭和55年3月4日\n有効期限 令和7年3月31日",
    "共立工業株式会社\n総務部 課長\n青山 一郎\nAoyama Ichiro\n〒100-0005 東京都千代田区丸の内1-1-1\nTEL 03-1234-5678",
  ])
  func onePersonOnACard(text: String) { #expect(names(text).count == 1) }

  /// A list in which a foreigner stands below a Japanese.
  @Test func namesOfTwoPeopleBelowEachOther() {
    #expect(names("出席者\n青山 一郎 様\nMary Brown 様\n").count == 2)
    #expect(names("氏名：青山 一郎\nMs. Mary Brown\nTEL 03-1234-5678").count == 2)
  }

  @Test func appointmentsOfADay() {
    #expect(names("5/10 予約\n9:00 青山一郎 胃カメラ\n9:30 緑川京子 人間ドック\n10:00 空き\n10:30 石田純一 婦人科").count == 3)
  }

  @Test(arguments: ["相手方：緑川 京子（52歳、会社員）", "5時間目　青山くんが鼻血", "発信元　ひかり健診センター　健診課　石田"])
  func somebodyBehindALabel(text: String) { #expect(names(text).count == 1) }

  /// The news of a school, the log of a clinic, a complaint.
  @Test func whatElseNamesSomebody() {
    #expect(names("・陸上 女子100m 1位 古賀弘将（3年）　1500m 3位 間瀬和郁（2-1）").count == 2)
    #expect(
      names(
        "03/06/2025  Torres, Stacy (01/03/1950)   County Health Dept\n03/07/2025  Luna, Karen (03/05/1968)  State Farm\n"
          + "03/08/2025  Wells, Chad (05/07/1986)  County Health Dept"
      ).sorted() == ["Chad Wells", "Karen Luna", "Stacy Torres"])
    #expect(names("原　　告　　　小野　卓治\n被　　告　　　堀　澄恵").count == 2)
    #expect(names("元同僚である青木冨美惠（以下「青木」という。）が立ち会った。") == ["青木冨美惠"])
    #expect(names("③離職者氏名　畑山　寿栄（フリガナ　ハタケヤマ　ヒサエ）").count == 1)
  }

  @Test(arguments: ["平成（3年）", "保証（3年）", "株式会社（以下「会社」という。）", "東京（5-2）"])
  func bracketsOfThings(text: String) { #expect(names(text).isEmpty) }

  /// Name plates: the name, and the same in Latin letters.
  @Test func platesInTwoScripts() {
    let plates = [("山本　貴成", "YAMAMOTO YOSHINARI"), ("前田　修功", "MAEDA NOBUYOSHI"), ("佐久間　司津子", "SAKUMA SHIZUKO")]
    let text = plates.map { "共立工業株式会社\n\($0.0)\n\($0.1)" }.joined(separator: "\n\n")
    #expect(PassageRecogniser(asOf: RowsRead.today).recognise(text, kind: .boxes).people.count == 3)
  }
}
