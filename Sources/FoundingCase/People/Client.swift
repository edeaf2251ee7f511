/// A health insurance society that had its members' check-ups arranged, invented like everybody in it.
package struct Client: Sendable, Hashable {
  /// 1…124, the number that the office gives its clients.
  package var number: Int
  /// Such as 碧嶺電機健康保険組合.
  package var name: String
  /// Such as 碧嶺電機健保, as staff write it in names of folders.
  package var shortName: String
  /// 06, prefecture, three digits, check digit.
  package var insurerNumber: String
  package var mailDomain: String
  package var employers: [String]
  /// People whose data lies on the laptop.
  package var people: Int
  package var contractFrom: Day
  /// 2022-03-31 or 2023-03-31: two to three years before the loss.
  package var contractUntil: Day

  /// The lists of financial year 2021 alone, or those of 2021 and 2022.
  var hasSecondYear: Bool { contractUntil.year == 2023 }

  /// The names under which files know it.
  package var variants: [String] {
    let stem = String(name.dropLast("健康保険組合".count))
    return [shortName, stem + "けんぽ", stem + "健康保険組合様"]
  }
}

/// The 124 clients. Number 117 is the one with 780 people, at every scale.
enum ClientList {
  static let count = 124
  static let watchedNumber = 117
  static let watchedPeople = 780

  static func make(seed: UInt64, people: Int) -> [Client] {
    var random = SeededGenerator(seed: seed, subject: 21)
    var stems = first.flatMap { a in second.map { b in (a.0 + b.0, a.1 + b.1) } }
    random.shuffle(&stems)
    var used = Set<String>()
    let sizes = self.sizes(sum: people - watchedPeople, &random)
    return (1...count).map { number in
      let (stem, stemLetters) = stems[number % stems.count]
      let (trade, tradeLetters) = random.pick(trades)
      let until = number == watchedNumber || random.chance(perMille: 700) ? Day(2023, 3, 31) : Day(2022, 3, 31)
      return Client(
        number: number, name: stem + trade + "健康保険組合", shortName: stem + trade + "健保",
        insurerNumber: insurerNumber(&used, &random), mailDomain: "\(stemLetters)-\(tradeLetters).example.jp",
        employers: employers(stem, trade, &random),
        people: number == watchedNumber ? watchedPeople : sizes[number < watchedNumber ? number - 1 : number - 2],
        contractFrom: Day(random.int(in: 2016...2020), 4, 1), contractUntil: until)
    }
  }

  /// 123 sizes in the manner of such societies, a few large and many small, which add up to `sum`.
  private static func sizes(sum: Int, _ random: inout SeededGenerator) -> [Int] {
    var ranks = Array(1...(count - 1))
    random.shuffle(&ranks)
    // 1/(rank + 6): the largest has about twelve times the people of the middle one. No logarithms or powers, whose
    // last bits may differ between C libraries.
    let weights = ranks.map { 1 / Double($0 + 6) }
    let total = weights.reduce(0, +)
    let least = max(4, min(60, sum / (count * 4)))
    let free = max(0, sum - least * weights.count)
    var sizes = weights.map { least + Int(Double(free) * $0 / total) }
    var rest = sum - sizes.reduce(0, +)
    var i = 0
    while rest > 0 {
      sizes[i % sizes.count] += 1
      rest -= 1
      i += 1
    }
    return sizes
  }

  private static func employers(_ stem: String, _ trade: String, _ random: inout SeededGenerator) -> [String] {
    var names = [stem + trade + "株式会社", "株式会社" + stem + "ビジネスサービス", stem + "ロジスティクス株式会社"]
    names += ["㈱" + stem + "テクノ", stem + "エンジニアリング(株)", stem + "商事有限会社"]
    return Array(names.prefix(random.int(in: 1...names.count)))
  }

  private static func insurerNumber(_ used: inout Set<String>, _ random: inout SeededGenerator) -> String {
    while true {
      let body = "06" + two(random.int(in: 1...47)) + digits(random.int(in: 100...989), 3)
      let number = body + checkDigit(body)
      if used.insert(number).inserted { return number }
    }
  }

  /// Check digit of insurer numbers: weights 2, 1, 2, 1 … from the right, digits of the products added, to the next ten
  /// (保険者番号等の設定について, 厚生労働省).
  static func checkDigit(_ body: String) -> String {
    var sum = 0
    for (i, c) in body.utf8.reversed().enumerated() {
      let product = Int(c - 0x30) * (i % 2 == 0 ? 2 : 1)
      sum += product / 10 + product % 10
    }
    return String((10 - sum % 10) % 10)
  }

  private static let first: [(String, String)] = [
    ("碧", "heki"), ("蒼", "so"), ("暁", "gyo"), ("澄", "cho"), ("翠", "sui"), ("茜", "akane"), ("霧", "kiri"), ("凪", "nagi"),
    ("瑞", "zui"), ("朔", "saku"), ("玲", "rei"), ("燈", "to"), ("楓", "kaede"), ("榛", "hari"), ("櫂", "kai"), ("汐", "shio"),
    ("霞", "kasumi"), ("樫", "kashi"), ("栞", "shiori"), ("葵", "aoi"),
  ]
  private static let second: [(String, String)] = [
    ("嶺", "rei"), ("丘", "oka"), ("樹", "ju"), ("浜", "hama"), ("波", "nami"), ("峰", "mine"), ("泉", "izumi"), ("岬", "saki"),
    ("瀬", "se"), ("洋", "yo"), ("陵", "ryo"), ("帆", "ho"), ("稜", "kado"), ("苑", "en"), ("雲", "un"), ("渓", "kei"),
  ]
  private static let trades: [(String, String)] = [
    ("電機", "denki"), ("製薬", "seiyaku"), ("食品", "shokuhin"), ("化学", "kagaku"), ("精工", "seiko"), ("物流", "butsuryu"),
    ("建設", "kensetsu"), ("印刷", "insatsu"), ("紡績", "boseki"), ("鉄工", "tekko"), ("商事", "shoji"), ("運輸", "unyu"),
    ("百貨店", "hyakkaten"), ("情報", "joho"), ("証券", "shoken"), ("出版", "shuppan"), ("自動車部品", "jidosha"),
    ("製紙", "seishi"), ("光学", "kogaku"), ("海運", "kaiun"), ("ガラス", "garasu"), ("ゴム", "gomu"), ("製菓", "seika"),
  ]
}
