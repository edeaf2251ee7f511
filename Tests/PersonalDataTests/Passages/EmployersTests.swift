import Testing

@testable import PersonalData

/// Whom the people of a text work for.
@Suite("Employers in passages")
struct EmployersTests {
  private func employed(_ text: String) -> [String] {
    PassageRecogniser(asOf: RowsRead.today).recognise(text).people
      .filter { $0.facts.fields.contains(.employer) }.compactMap(\.facts.name)
  }

  @Test(arguments: [
    "氏名：青山 一郎\n勤務先：株式会社青空商会\n", "青山 一郎 様（株式会社青空商会勤務、昭和47年11月19日生）と面談。",
    "給与明細書　2025年3月分\n社員番号 1001　青山 一郎 殿\n青空商会㈱\n基本給 250,000\n",
    "給与所得の源泉徴収票\n氏名 青山 一郎\n生年月日 昭和47年11月19日\n支払者　東京都千代田区丸の内1-1-1　株式会社青空商会\n",
    "職 務 経 歴 書\n氏名　青山 一郎\n2010年4月～2015年3月　青空商会株式会社\n連絡先　090-1111-0001\n",
    "青山 一郎 様　青空電機の件\nお世話になっております。\n--\n株式会社青空商会\n青山 一郎\nTEL 03-1111-0001\n",
    "青空電機の青山課長から電話（090-1111-0001）。", "出席者：青山 一郎様（青空電機）", "健康診断結果報告書\n青山 一郎 様　生年月日 昭和47年11月19日\n事業所名　株式会社青空商会\n",
  ])
  func employers(text: String) {
    #expect(employed(text).count == 1, "\(text)")
  }

  @Test(arguments: [
    "請求書\n株式会社青空商会\n青山 一郎 様\n金額 1,000円\n電話 090-1111-0001", "青山 一郎 様\n株式会社青空商会の商品をお届けします。電話 090-1111-0001",
    "青山 花子 様（青空小学校）昭和47年11月19日生", "青空病院の青山さん（昭和47年11月19日生）", "定期健康診断のご案内\n青山 一郎 様　昭和47年11月19日生\n実施機関　株式会社青空健診",
    "お客様名：青山 一郎 様\n取引先 株式会社青空商会\n住所 東京都千代田区丸の内1丁目1番1号",
  ])
  func others(text: String) {
    #expect(employed(text).isEmpty, "\(text)")
  }

  /// The telephone of who pays is not that of who is paid.
  @Test func telephoneOfThePayer() {
    func phones(_ label: String) -> Int {
      let text = "給与所得の源泉徴収票\n氏名　青山 一郎　生年月日 昭和47年11月19日\n\(label)　東京都千代田区丸の内1-1-1　株式会社青空商会　03-1111-0001\n"
      return PassageRecogniser(asOf: RowsRead.today).recognise(text).people.count { $0.facts.fields.contains(.phone) }
    }
    #expect(phones("支払者") == 0)
    #expect(phones("連絡先") == 1)
  }
}
