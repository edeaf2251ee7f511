import JapaneseText

/// Small lists of invented people, as an office would keep them.
enum Lists {
  private static let families = ["佐藤", "鈴木", "高橋", "田中", "伊藤", "渡辺", "山本", "中村", "小林", "加藤"]
  private static let familyKana = ["サトウ", "スズキ", "タカハシ", "タナカ", "イトウ", "ワタナベ", "ヤマモト", "ナカムラ", "コバヤシ", "カトウ"]
  private static let given = ["太郎", "花子", "健一", "美咲", "大輔", "陽子", "翔太", "直美", "和夫", "由美"]
  private static let givenKana = ["タロウ", "ハナコ", "ケンイチ", "ミサキ", "ダイスケ", "ヨウコ", "ショウタ", "ナオミ", "カズオ", "ユミ"]

  /// Title line and one line for each person; people of different numbers are different people.
  static func csv(_ people: Range<Int>, insurer: String? = nil) -> String {
    var text = "氏名,カナ,生年月日,電話番号" + (insurer == nil ? "" : ",保険者番号") + "\n"
    for person in people {
      let (family, name) = (person % 10, person / 10 % 10)
      text += "\(families[family]) \(given[name]),\(familyKana[family]) \(givenKana[name]),"
      text += "\(1950 + person / 100 % 50)-\(two(1 + person % 12))-\(two(1 + person % 28)),"
      text += "090-\(four(1000 + person / 7919 % 9000))-\(four(person * 7 % 10_000))"
      text += (insurer.map { "," + $0 } ?? "") + "\n"
    }
    return text
  }

  static func cp932(_ text: String) -> [UInt8] { TextEncoding.cp932.encode(text).bytes }

  private static func two(_ number: Int) -> String { String(String(100 + number).suffix(2)) }
  private static func four(_ number: Int) -> String { String(String(10_000 + number % 10_000).suffix(4)) }
}
