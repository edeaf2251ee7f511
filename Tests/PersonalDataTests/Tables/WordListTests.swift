import Testing

@testable import PersonalData

/// Dictionaries of analysers, and what else lies on a computer in rows and names nobody.
@Suite("Lists of words and places") struct WordListTests {
  private static let surnames = [("山田", "ヤマダ"), ("田中", "タナカ"), ("佐藤", "サトウ"), ("鈴木", "スズキ"), ("高橋", "タカハシ")]

  @Test func wordsWithTheirPartsOfSpeechAreNobody() {
    let words = Self.surnames.enumerated().map { number, word in
      "\(word.0)|1291|1291|\(5_000 + number * 37)|名詞|固有名詞|人名|姓|*|*|\(word.0)|\(word.1)|\(word.1)"
    }
    #expect(RowsRead(words.joined(separator: "\n")).people == 0)
    let unidic = Self.surnames.map { "\($0)|4789|名詞|固有名詞|人名|姓|\($1)|\($0)|\($1)" }
    #expect(RowsRead(unidic.joined(separator: "\n")).people == 0)
  }

  /// A translator's customers may deal in nouns; a list of people has them in few rows.
  @Test func aRemarkAboutAWordIsNone() {
    let rows = Self.surnames.map { "\($0)|\($1)|090-1234-5678|" }
    #expect(
      RowsRead((["氏名|フリガナ|電話|備考"] + rows.prefix(4) + ["高橋 一郎|タカハシ イチロウ|090-2222-3333|名詞"]).joined(separator: "\n"))
        .people == 5)
  }

  @Test(arguments: ["都道府県名カナ", "市区町村名カナ", "町域名カナ", "町名フリガナ", "住所フリガナ"])
  func readingsOfPlacesAreNoNames(title: String) { #expect(HeaderVocabulary.read(title)?.role == .other) }

  @Test(arguments: ["支店名カナ", "銀行名（カナ）", "部門名カナ", "店舗名フリガナ", "会社名カナ"])
  func readingsOfThingsAreNoNames(title: String) { #expect(HeaderVocabulary.read(title)?.role != .kana) }

  @Test(arguments: ["口座名義カナ", "氏名カナ", "患者カナ氏名", "お名前フリガナ"])
  func readingsOfNamesAreNames(title: String) { #expect(HeaderVocabulary.read(title)?.role == .kana) }

  private static let towns = [
    ("山口", "ヤマグチ"), ("青木", "アオキ"), ("森本", "モリモト"), ("高橋", "タカハシ"), ("三宅", "ミヤケ"), ("秋山", "アキヤマ"),
  ]

  @Test func branchesAndDivisionsAreNobody() {
    let named = Self.towns.enumerated().map { "00\($0)|\($1.0)|\($1.1)|03-1234-567\($0)" }.joined(separator: "\n")
    for titles in ["支店コード|支店名|支店名カナ|電話番号", "店舗コード|店舗名|店舗名カナ|電話番号"] {
      #expect(RowsRead(titles + "\n" + named).people == 0, "\(titles)")
    }
    let untitled = Self.towns.enumerated().map {
      "0001|00\($0)|\($1.1)|\($1.0)支店|東京都千代田区丸の内1-1-\($0 + 1)|03-1234-567\($0)"
    }
    #expect(RowsRead(untitled.joined(separator: "\n")).people == 0)
    // A list of salaries has them beside people.
    let wages = Self.towns.enumerated().map { "\($1.0) 太郎|みなと銀行|\($1.0)|\($1.1)|123456\($0)|\($1.1) タロウ" }
    let read = RowsRead("氏名|銀行名|支店名|支店名カナ|口座番号|口座名義カナ\n" + wages.joined(separator: "\n"))
    #expect(read.people == 6 && read.count(.bankAccount) == 6)
  }

  /// People who work at firms of their own, listed by their readings.
  @Test func peopleAtFirmsAreSomebody() {
    let rows = Self.towns.enumerated().map { "\($1.1) タロウ|株式会社\($1.0)商店|09012345\(670 + $0)" }
    #expect(RowsRead(rows.joined(separator: "\n")).people == 6)
  }

  @Test func postalCodesOfTownsAreNobody() {
    let rows = ["ダイカクチョウ|大角町", "タカハシ|高橋", "ヤマグチ|山口", "モリキタマチ|森北町", "アオキ|青木", "ナカムラ|中村"]
      .enumerated().map { "658000\($0)|ヒョウゴケン|コウベシヒガシナダク|\($1)" }
    #expect(RowsRead("郵便番号|都道府県名カナ|市区町村名カナ|町域名カナ|町域名\n" + rows.joined(separator: "\n")).people == 0)
  }

  @Test func prefecturesAreNobody() {
    let prefectures = ["福島", "山口", "大分", "宮崎", "石川", "宮城"].enumerated().map { ["\($0)", $1] }
    #expect(RowsRead([["id", "name"]] + prefectures, header: .firstRow).people == 0)
    #expect(
      RowsRead([["id", "name"]] + prefectures.dropLast(2) + [["8", "森本"], ["9", "西田"]], header: .firstRow).people == 6)
  }

  /// A title in two languages is a line of a catalogue.
  @Test func translatedTitlesAreNoTitles() {
    let rows = [
      ["1", "Name", "氏名"], ["2", "Fukushima", "福島 一"], ["3", "Yamaguchi", "山口 二郎"], ["4", "Aoyama", "青山 三郎"],
    ]
    #expect(RowsRead([["id", "source", "target"]] + rows, header: .firstRow).people == 0)
    // Read from a sheet without titles of its own.
    let sheet = [["1", "氏名", "電話"], ["2", "青山 一郎", "03-1234-5678"], ["3", "赤坂 次郎", "03-1234-5679"]]
    #expect(RowsRead([["F1", "F2", "F3"]] + sheet, header: .firstRow).people == 2)
  }

  // MARK: Answers

  @Test(arguments: [["TRUE", "FALSE"], ["true", "false"], ["○", "×"], ["あり", "なし"], ["はい", "いいえ"], ["可", "不可"]])
  func answersAreNoNames(answers: [String]) {
    for title in ["会員", "職員", "患者", "member", "owner"] {
      let rows = (0..<6).map { "画面\($0)|\(answers[$0 % 2])|\(answers[1 - $0 % 2])" }
      #expect(RowsRead("画面|\(title)|利用者\n" + rows.joined(separator: "\n")).people == 0, "\(title)")
    }
    let people = ["青山 一郎", "緑川 花子", "赤坂 次郎"].enumerated().map { "\($1)|\(answers[$0 % 2])|a\($0)@example.jp" }
    #expect(RowsRead("氏名|会員|メール\n" + people.joined(separator: "\n")).people == 3)
  }

  /// The word for mail in a domain makes no title of an address.
  @Test func addressesAtMailAreNoTitles() {
    #expect(HeaderVocabulary.read("aoyama.i@kanade-mail.jp") == nil)
    #expect(HeaderVocabulary.read("<aoyama@mail.example.jp>") == nil)
    let rows = ["aoyama.i", "hanako_m", "akasaka-j"].enumerated().map { "\($1)@kanade-mail.jp|2020-01-0\($0 + 1)" }
    #expect(RowsRead("メール|登録日\n" + rows.joined(separator: "\n")).people == 3)
  }
}
