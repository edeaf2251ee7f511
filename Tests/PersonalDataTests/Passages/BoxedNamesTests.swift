import Contents
import JapaneseText
import Testing

@testable import PersonalData

/// Names that stand in boxes, beside roles and beside their readings.
@Suite struct BoxedNamesTests {
  private let recogniser: PassageRecogniser

  init() throws { recogniser = PassageRecogniser(asOf: try #require(CivilDate(year: 2026, month: 4, day: 1))) }

  private func names(_ text: String, kind: Passage.Kind = .boxes) -> [String] {
    recogniser.recognise(text, kind: kind).people.filter { $0.certainty != .handler }.compactMap(\.facts.name)
  }

  @Test(arguments: [
    // An organisation chart: the role in the box, above the name, or none.
    ("組織図\n\n代表取締役社長\n青木　健一\n\n営業部\n部長 高橋 美紀\n\n課長 佐藤 翔太\n（兼）安全管理者\n\n中村 由美\n\n小林 大輔", 5),
    // Offices of a society, whose names are no titles that a list knows.
    ("会長\n山田 太郎\n\n校外\n鈴木 花子\n\n学級\n伊藤 健\n\nベルマーク\n渡辺 恵子", 4),
    // The role in a box of its own.
    ("部長\n\n高橋 美紀", 1),
    ("【異動案】\n佐藤 翔太 → 製造部課長\n新任：中村 由美、小林 大輔\n退職予定：高橋 美紀（家庭の都合）", 4),
    // Name plates with every character spaced out.
    ("定期演奏会\n藤　井　　健　一\nテノール\n\n定期演奏会\n山　本　　り　か　こ\nアルト\n\n定期演奏会\n中　村　　翔\nバス\n\n定期演奏会\n小　林　　由　美\nソプラノ", 4),
    ("・青木 健一\n・高橋 美紀\n・佐藤 翔太様", 3),
  ])
  func areOfPeople(boxes: String, people: Int) { #expect(names(boxes).count == people, "\(names(boxes))") }

  @Test(arguments: [
    "商品構成\n\n緑茶\n\n紅茶\n\nコーヒー\n\n炭酸水", "本社\n\n東京支店\n\n大阪支店\n\n福岡支店\n\n高松営業所", "受付\n\n検査\n\n診察\n\n会計\n\n薬局",
    "企画\n↓\n設計\n↓\n製造\n↓\n出荷", "部長\n\n課長\n\n係長", "山口\n\n福島\n\n千葉\n\n宮城", "会議室A\n\n会議室B\n\n給湯室", "",
    // One name among many other things is no list.
    "健康づくり\n\n森 林浴\n\n野菜から食べる\n\nよく眠る\n\n毎日歩く",
  ])
  func areOfNobody(boxes: String) { #expect(names(boxes).isEmpty, "\(names(boxes))") }

  /// What makes a list in boxes is no cue in running text.
  @Test func namesAloneInRunningTextStayNobody() {
    #expect(names("青木 健一\n高橋 美紀\n佐藤 翔太", kind: .body).isEmpty)
  }

  @Test(arguments: [
    ("株式会社みどり精機\n代表取締役　青木　健一", ["青木　健一"]), ("紹介元　きたはまクリニック　医師　高橋　美紀　㊞", ["高橋　美紀"]),
    ("紹介元：中村 由美 医師", ["中村 由美"]), ("産業医 佐藤　翔太", ["佐藤　翔太"]), ("教育係：小林　大輔", ["小林　大輔"]),
    ("10月から中村翔太顧問が週2で入る", ["中村翔太"]), ("県土木事務所 山田昌司係長より電話で回答", ["山田昌司"]), ("同席者 鈴木　直美", ["鈴木　直美"]),
    ("品質管理室 渡辺 恵子", ["渡辺 恵子"]),
  ])
  func besideARole(text: String, found: [String]) { #expect(names(text, kind: .body) == found) }

  @Test(arguments: [
    "記録者：青木　健一", "作成者 高橋 美紀", "部長 会議", "会長 挨拶", "営業部長より連絡", "総務課 受付 窓口", "担当者　未定", "委員 募集 要項", "医師 不足 対策",
  ])
  func noRoleOfSomebodyNamed(text: String) { #expect(names(text, kind: .body).isEmpty) }

  @Test func readingsBehindNames() {
    let found = recogniser.recognise("732002 山本\t昭佑美 ヤマモト\tアユミ\n039335 外山   茉祐 トヤマ   マヒロ").people
    #expect(found.map(\.facts.kana) == ["ヤマモト\tアユミ", "トヤマ   マヒロ"])
    #expect(names("東京 支店 トウキョウ シテン", kind: .body).isEmpty)
  }

  @Test func aListGoesOnBelow() {
    #expect(names("出席者：青木健一、高橋美紀\n　　　　佐藤翔太（商工会）、中村由美（北浜製作所）\n欠席：なし", kind: .body).count == 4)
    #expect(names("出席者：青木健一、\n高橋美紀", kind: .body).count == 2)
  }

  @Test func whoCommentsIsASender() {
    #expect(names("From: 青木 健一\nFrom: Jane Miller", kind: .body) == ["青木 健一", "Jane Miller"])
    for nobody in ["作成者", "ユーザー", "管理者", "Microsoft Office User", "Windows ユーザー", "総務課", "Unknown Author", "PC 01"] {
      #expect(names("From: " + nobody, kind: .body).isEmpty, "\(nobody)")
    }
  }
}
