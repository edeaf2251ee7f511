import Testing

@testable import PersonalData

/// Words of special-care data, and what takes their meaning away.
@Suite("Words of special-care data")
struct SensitiveWordsTests {
  private func tells(_ text: String) -> Bool {
    withCell(text) { SensitiveWords.fields(in: $0).fields.contains(.otherSensitive) }
  }

  @Test(arguments: [
    "インフルエンザA型と診断されました", "甲殻アレルギー", "卵アレルギーあり", "私傷病", "メンタル不調で面談済", "膝を手術しました", "入院中とのこと", "眠剤追加", "下剤２錠",
    "皮膚科受診 9:30出発", "アムロジピンOD錠5mg", "カロナール錠200", "要介護3", "療育手帳あり", "ＡＤＨＤの診断書あり", "胃癌術後", "DV被害により転居", "保護観察中",
    "asthma, carries an inhaler", "Coeliac", "allergic to nuts", "うつで休職歴あり", "発熱のため欠席",
  ])
  func tellsOfSomebody(text: String) { #expect(tells(text), "\(text)") }

  /// Places, courses, campaigns, blanks of forms, and what the law does not name.
  @Test(arguments: [
    "乳がん検診", "大腸がん検査キット", "糖尿病教室", "糖尿病内科", "認知症サポーター養成講座", "アレルギー：なし", "アレルギー表示", "アレルギーの有無", "インフルエンザ予防接種",
    "インフルエンサー", "入院給付金", "手術室", "処方箋受付", "がんセンター", "生活保護", "滞納2ヶ月", "就学援助", "奨学金について", "宗教法人みどり寺", "独居高齢者の服薬",
    "糖尿病患者における運動療法", "倉庫を施錠", "allergy information", "cancerous", "組合費", "外国籍",
  ])
  func tellsOfNobody(text: String) { #expect(!tells(text), "\(text)") }

  @Test(arguments: [
    ("傷病名　＃１ 高血圧症", Field.otherSensitive), ("■既往歴：胃潰瘍", .otherSensitive), ("処方　アムロジピン5mg 1T", .otherSensitive),
    ("Medication: metformin 500 mg", .otherSensitive), ("検査結果　Hb 9.8", .checkResult),
  ])
  func linesOfARecord(line: String, field: Field) {
    #expect(withCell(line) { SensitiveWords.recordField(ofLine: $0) } == field, "\(line)")
  }

  @Test(arguments: ["既往歴：", "既往歴：なし", "処方箋の受付時間", "アレルギー　（有・無）", "本日の処方については受付へ", "病名コード一覧", ""])
  func blanksOfARecord(line: String) {
    #expect(withCell(line) { SensitiveWords.recordField(ofLine: $0) } == nil, "\(line)")
  }

  /// Any bytes at all: cut characters, words at the very end.
  @Test func brokenText() {
    for length in 0...12 {
      let bytes = Array("糖尿病\u{8A3A}".utf8.prefix(length)) + [0xE7, 0xB3]
      bytes.withUnsafeBufferPointer { _ = SensitiveWords.fields(in: $0) }
      bytes.withUnsafeBufferPointer { _ = SensitiveWords.recordField(ofLine: $0) }
    }
  }
}
