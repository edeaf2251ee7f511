import Testing

@testable import PersonalData

@Suite struct NameClassifierTests {
  private let classifier = NameClassifier()

  private func read(_ text: String) -> NameReading { withCell(text, classifier.read) }

  @Test(arguments: [
    "山田 太郎", "山田太郎", "佐々木　花子", "髙橋結菜乃", "小野寺さくら", "鈴木 一郎 様", "林 一 郎", "東海林太郎", "本多 忠勝",
    "齋藤 眞", "勅使河原 碧", "綾小路 きみまろ", "森　　　進", "田中 花子（タナカ ハナコ）", "ヤマダ タロウ", "ﾔﾏﾀﾞ ﾀﾛｳ", "ヤマダタロウ",
    "やまだ たろう", "ジョン・スミス", "グエン・ティ・ラン", "TARO YAMADA", "Yamada Taro", "Hiroshi Ohno", "Ōno Hiroshi", "Smith, John",
    "Nguyễn Thị Lan", "김민준", "민준 김",
  ])
  func people(text: String) {
    let reading = read(text)
    #expect(reading.shapes.contains(.personName))
    #expect(reading.score > 0)
  }

  @Test(arguments: [
    "桜色タオル", "山田錦 純米酒", "中村屋カリー", "検査用手袋", "本田式ポンプ", "株式会社みどり精機", "みどり精機健康保険組合", "みどり薬局三浦店", "営業部",
    "総務部人事課", "代表取締役", "ハンガーラック", "ボール ペン", "タオル", "Sterile Gloves", "Acme Inc.", "東京都千代田区", "神奈川県横浜市", "高橋交差点",
    "森林公園", "人間ドック", "生活習慣病予防健診", "大和川", "南部鉄器", "国民 健康", "一般 会員", "判定", "男", "2024/06/01", "", " ", "090-1234-5678",
    "・",
    "（", "a", "㈱",
  ])
  func others(text: String) {
    let reading = read(text)
    #expect(!reading.shapes.contains(.personName))
    #expect(reading.score <= 0)
  }

  @Test(
    arguments: [
      ("株式会社みどり精機", [.organisationName]), ("㈱丸太", .organisationName), ("(株)丸太", .organisationName),
      ("みどり精機健康保険組合", [.organisationName, .insurerName]), ("全国健康保険協会東京支部", [.organisationName, .insurerName]),
      ("学校法人桜丘学園", .organisationName), ("ひかり薬局葉山町店", .organisationName), ("総務部人事課", .department), ("代表取締役", .roleWord),
      ("阿部", .surnameOnly), ("小野寺", .surnameOnly), ("林", [.surnameOnly]), ("美咲", .givenOnly),
      ("ヤマダ", [.surnameOnly, .kanaScript]),
      ("Acme GmbH", .organisationName),
    ] as [(String, NameShapes)])
  func shapes(text: String, expected: NameShapes) {
    #expect(read(text).shapes.isSuperset(of: expected))
  }

  /// A surname that ends like a temple or a division is none.
  @Test(arguments: ["小野寺", "阿部", "南部", "服部"])
  func surnamesAreNoOrganisations(text: String) {
    #expect(read(text).shapes.isDisjoint(with: [.organisationName, .department]))
  }

  /// Whatever bytes a cell holds, reading it ends and the score stays in its range.
  @Test(arguments: [1, 2, 3, 4, 5] as [UInt64])
  func anyBytes(seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    let leads: [UInt8] = [0xE5, 0xE3, 0xEF, 0xF0, 0x20, 0x41, 0x61, 0xBC, 0x80, 0xFF, 0x28, 0x29]
    for _ in 0..<400 {
      let bytes = (0..<Int.random(in: 0...260, using: &generator)).map { _ in
        Bool.random(using: &generator)
          ? UInt8.random(in: 0...255, using: &generator) : leads.randomElement(using: &generator) ?? 0
      }
      let reading = bytes.withUnsafeBufferPointer { classifier.read($0) }
      #expect((-2...2).contains(reading.score), "seed \(seed)")
    }
  }
}

@Suite struct NameLexiconTests {
  private let lexicon = NameLexicon.shared

  @Test func surnames() {
    #expect(withCell("佐藤", lexicon.surnameHeadCount) > 1_800_000)
    #expect(withCell("髙橋", lexicon.isSurname))
    #expect(withCell("渡邊", lexicon.surnameHeadCount) == withCell("渡辺", lexicon.surnameHeadCount))
    #expect(!withCell("検査", lexicon.isSurname))
    #expect(!withCell("", lexicon.isSurname))
  }

  @Test func givenNames() {
    #expect(withCell("太郎", lexicon.isGivenName))
    #expect(withCell("さくら", lexicon.isGivenName))
    #expect(withCell("太郎", lexicon.sexes) == (true, false))
    #expect(withCell("花子", lexicon.sexes).female)
    #expect(!withCell("手袋", lexicon.isGivenName))
  }

  @Test(arguments: [
    ("山田太郎", 2), ("佐々木花子", 3), ("林健一", 1), ("小野寺さくら", 3), ("東海林太郎", 3), ("森進", 1), ("長谷川結菜", 3), ("勅使河原碧", 4),
    ("原口大輔", 2), ("三浦翔太", 2), ("金子美穂", 2),
  ])
  func splits(name: String, family: Int) {
    let split = withCell(name) { lexicon.split($0) }
    #expect(split?.family == 0..<family * 3)
    #expect(split?.given == family * 3..<name.utf8.count)
  }

  /// 41 in 100 spellings of given names are on no list: with every second one taken out, names are still told from
  /// words by their characters.
  @Test func unlistedGivenNames() {
    let half = NameLists { $0 & (1 << 40) == 0 }.lexicon
    let classifier = NameClassifier(lexicon: half)
    var generator = SeededGenerator(seed: 41)
    let families = ["山田", "佐々木", "林", "小野寺", "高橋", "五十嵐", "中村", "伊藤", "上條", "大久保"]
    let givens = [
      "結菜", "翔太", "美穂", "健太郎", "陽菜", "大輔", "涼子", "直樹", "真由美", "裕子", "悠斗", "蒼", "莉子", "優希", "颯太", "恵美子", "浩二", "政宗",
      "千尋", "琴音", "隆之", "康弘", "紗也香", "龍之介", "百合子", "光", "誠", "葵", "拓海", "明日香",
    ]
    var found = 0
    for _ in 0..<300 {
      let name = (families.randomElement(using: &generator) ?? "") + (givens.randomElement(using: &generator) ?? "")
      if withCell(name, classifier.shapes).contains(.personName) { found += 1 }
    }
    #expect(found >= 285)
  }

  /// The ways to write one name in Latin letters meet in one simplified form.
  @Test(arguments: [
    ["ono", "ohno", "oono", "Ōno"], ["shinichi", "sinichi", "shin'ichi"], ["honma", "homma"], ["tsuchiya", "tutiya"],
    ["joji", "zyozi", "jouji"],
  ])
  func romaji(spellings: [String]) {
    let hashes = spellings.map { spelling in
      withCell(spelling) { NameScalars.withFolded($0) { Romaji.hash(ofLatin: $0) } }
    }
    #expect(Set(hashes).count == 1)
  }

  @Test(arguments: [("きょうこ", "kyoko"), ("はっとり", "hattori"), ("しょうへい", "shohei"), ("じゅんじ", "junji"), ("おおつか", "otsuka")])
  func romajiOfReadings(reading: String, latin: String) {
    let fromKana = withCell(reading) { NameScalars.withFolded($0) { Romaji.hash(ofReading: $0) } }
    let fromLatin = withCell(latin) { NameScalars.withFolded($0) { Romaji.hash(ofLatin: $0) } }
    #expect(fromKana == fromLatin)
  }

  /// Names whose last letters are those of a company's form: only a word of its own makes a company.
  @Test(arguments: ["Marie Leroy", "Kevin McCoy", "Marco Franco", "Elena Bianco", "Thomas Raab"])
  func endingsOfCompaniesInsideOfNames(name: String) {
    #expect(!withCell(name) { NameClassifier().shapes(of: $0) }.contains(.organisationName), "\(name)")
  }

  @Test(arguments: [
    "Virtanen Oy", "Huber GmbH", "Nordic Trading AB", "Rossi S.p.A.", "Autohaus Huber KG", "Mairie de Sens",
    "Autohaus Huber GmbH & Co. KG", "Weber & Lang OHG", "Rossi & Figli", "Smith & Sons", "A. Durand & Cie",
    "Brown + Lee Ltd",
  ])
  func companies(name: String) {
    #expect(withCell(name) { NameClassifier().shapes(of: $0) }.contains(.organisationName), "\(name)")
  }

  @Test(arguments: ["Hans & Inge Weber", "Tom + Anna Brown", "山田 太郎 & 花子", "Mary Son", "Partner Huber"])
  func couplesAreNoFirms(name: String) {
    #expect(!withCell(name) { NameClassifier().shapes(of: $0) }.contains(.organisationName), "\(name)")
  }
}
