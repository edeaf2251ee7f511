/// The invented agency that lost the laptop.
enum Office {
  static let name = "一般財団法人みどり丘健診事務センター"
  static let domain = "midorioka-kenshin.example.jp"
}
