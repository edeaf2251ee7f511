import Wording

/// A prefecture by its JIS X 0401 code, 1 to 47: each police publishes found property on its own.
package struct Prefecture: Sendable, Hashable, Comparable, Identifiable {
  package let id: Int

  package init?(_ id: Int) {
    guard (1...Self.names.count).contains(id) else { return nil }
    self.id = id
  }

  /// By the Japanese name, with or without 都道府県, by the romanised one, or by the code.
  package init?(named text: String) {
    if let code = Int(text) {
      self.init(code)
      return
    }
    let lower = text.lowercased()
    let index =
      Self.names.firstIndex(where: { $0 == text || ($0.count > 2 && $0.dropLast() == text) })
      ?? Self.romanised.firstIndex(where: { $0.lowercased() == lower })
    guard let index else { return nil }
    self.init(index + 1)
  }

  package var name: String { Self.names[id - 1] }

  package func name(in language: Language) -> String { language == .ja ? name : Self.romanised[id - 1] }

  package static func < (a: Prefecture, b: Prefecture) -> Bool { a.id < b.id }

  private static let names = [
    "北海道", "青森県", "岩手県", "宮城県", "秋田県", "山形県", "福島県", "茨城県", "栃木県", "群馬県", "埼玉県", "千葉県", "東京都",
    "神奈川県", "新潟県", "富山県", "石川県", "福井県", "山梨県", "長野県", "岐阜県", "静岡県", "愛知県", "三重県", "滋賀県", "京都府",
    "大阪府", "兵庫県", "奈良県", "和歌山県", "鳥取県", "島根県", "岡山県", "広島県", "山口県", "徳島県", "香川県", "愛媛県", "高知県",
    "福岡県", "佐賀県", "長崎県", "熊本県", "大分県", "宮崎県", "鹿児島県", "沖縄県",
  ]

  /// As the prefectures write themselves, without macrons.
  private static let romanised = [
    "Hokkaido", "Aomori", "Iwate", "Miyagi", "Akita", "Yamagata", "Fukushima", "Ibaraki", "Tochigi", "Gunma", "Saitama",
    "Chiba", "Tokyo", "Kanagawa", "Niigata", "Toyama", "Ishikawa", "Fukui", "Yamanashi", "Nagano", "Gifu", "Shizuoka",
    "Aichi", "Mie", "Shiga", "Kyoto", "Osaka", "Hyogo", "Nara", "Wakayama", "Tottori", "Shimane", "Okayama",
    "Hiroshima",
    "Yamaguchi", "Tokushima", "Kagawa", "Ehime", "Kochi", "Fukuoka", "Saga", "Nagasaki", "Kumamoto", "Oita", "Miyazaki",
    "Kagoshima", "Okinawa",
  ]
}
