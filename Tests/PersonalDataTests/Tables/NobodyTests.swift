import Testing

@testable import PersonalData

/// What stands in columns of names and names nobody, and names that come again in other columns.
@Suite("Nobody in columns of names")
struct NobodyTests {
  private static let names = ["青山 一郎", "緑川 花子", "赤坂 次郎", "黒木 三郎"]
  private static let readings = ["アオヤマ イチロウ", "ミドリカワ ハナコ", "アカサカ ジロウ", "クロキ サブロウ"]

  @Test(arguments: [
    "平均", "平　均", "最高点", "最低点", "標準偏差", "学年平均", "中央値", "満点", "順位", "基準値", "前年比", "得点率", "男子平均", "受験者数", "受診者数　35名", "4名",
    "他2名",
    "外１名", "〃", "同上", "会議室A", "第2会議室", "iPhone", "iPad (2)", "Galaxy S21", "議事録AI", "Otter.ai", "実家", "添乗員未定",
    "TOUR CONDUCTOR TBA", "TBA", "Speaker (tbd)", "Average", "Std Dev", "Class Average", "Durchschnitt", "Moyenne",
    "合计", "평균",
  ])
  func isNobody(cell: String) {
    let rows = Self.names.map { "\($0)|70|60" } + ["\(cell)|1|2"]
    #expect(RowsRead("氏名|国語|数学\n" + rows.joined(separator: "\n"), header: .firstRow).people == 4)
  }

  @Test(
    arguments: ["平田 均", "最上 高志", "基 順子", "満田 点子", "Max Mean", "Anna Tbaji", "Ida Maximum", "平 均", "会田 議"].filter {
      $0 != "平 均"
    })
  func isSomebody(cell: String) {
    let rows = Self.names.map { "\($0)|70|60" } + ["\(cell)|1|2"]
    #expect(RowsRead("氏名|国語|数学\n" + rows.joined(separator: "\n"), header: .firstRow).people == 5)
  }

  @Test(arguments: ["株式会社|高見澤商店 御中", "(有)|みどり商店", "みどり精機|御中", "みどり精機|株式会社", "医療法人|緑会"])
  func firmsInTheTwoColumnsOfAName(firm: String) {
    let people = Self.names.enumerated().map {
      $1.split(separator: " ").joined(separator: "|") + "|東京都千代田区丸の内1-1-\($0)|090-1234-567\($0)"
    }
    let read = RowsRead("姓|名|住所|電話番号\n" + (people + ["\(firm)|東京都港区芝1-1-1|03-1234-5678"]).joined(separator: "\n"))
    #expect(read.people == 4)
  }

  /// Whose account it is: mostly the person of the row once more.
  @Test func holdersOfAccounts() {
    let kana = zip(Self.names, Self.readings).map { "\($0)|\($1)|みどり銀行|1234567|\($1)" }
    #expect(RowsRead("氏名|フリガナ|銀行名|口座番号|口座名義カナ\n" + kana.joined(separator: "\n")).people == 4)
    let alone = zip(Self.names, Self.readings).map { "\($0)|みどり銀行|1234567|\($1)" }
    #expect(RowsRead("氏名|銀行名|口座番号|口座名義\n" + alone.joined(separator: "\n")).people == 4)
    let parents = zip(Self.names, Self.readings).map { "\($0)|\($1)|1234567|\($0.prefix(2)) 恒夫" }
    #expect(RowsRead("生徒氏名|フリガナ|口座番号|口座名義人\n" + parents.joined(separator: "\n")).people == 8)
    let transfers = Self.readings.enumerated().map { "みどり銀行|123456\($0)|\($1)|1000" }
    #expect(RowsRead("銀行名|口座番号|口座名義|金額\n" + transfers.joined(separator: "\n")).people == 4)
  }

  @Test func holdersOfAccountsInRecords() {
    let rows = zip(Self.names, Self.readings).enumerated().map { index, name in
      name.0.split(separator: " ").joined(separator: "|") + "|" + name.1.split(separator: " ").joined(separator: "|")
        + "|1980-01-0\(index + 1)|123456\(index)|\(name.1)"
    }
    let read = RowsRead(
      "last_name|first_name|last_name_yomi|first_name_yomi|birth_at|bank_accounts.number|bank_accounts.account_holder_name\n"
        + rows.joined(separator: "\n"), header: .firstRow)
    #expect(read.people == 4)
    #expect(read.count(.bankAccount) == 4)
  }

  /// Records of accounts say a name twice, once of them in another script.
  @Test func oneNameInAnObjectAndItsProfile() {
    let rows = Self.names.enumerated().map {
      "u\($0)|Taro Mori\("abcd".dropFirst($0).prefix(1))|\($1)|x\($0)|u\($0)@example.com"
    }
    let read = RowsRead(
      "name|real_name|profile.real_name|profile.display_name|profile.email\n" + rows.joined(separator: "\n"),
      header: .firstRow)
    #expect(read.people == 4)
  }

  /// A book of telephones has the whole name, and for some its parts.
  @Test func partsOfTheNameAreEmpty() {
    let read = RowsRead(
      "Name|Given Name|Family Name|Phone 1 - Value\n青山 一郎|一郎|青山|090-1234-5671\n緑川 花子|||090-1234-5672\nみどり薬局|||03-1234-5678",
      header: .firstRow)
    #expect(read.people == 2)
  }

  /// The titles of a printed list come again on each page, and a sum stands below.
  @Test func titlesAndSumsInTwoColumns() {
    let read = RowsRead(
      """
      Employee ID|Last Name|First Name|DOB
      4098|Davis|Cindy|06/25/1997
      2498|Jensen|Teresa|12/10/1980
      Employee ID|Last Name|First Name|DOB
      6175|Melendez|Heidi|05/15/1975
      |TOTAL|3 employees|
      """)
    #expect(read.people == 3)
  }

  /// A table of characters and how they are read.
  @Test func readingsOfCharacters() {
    #expect(RowsRead("コード|字形|代替文字|読み|画数\nF040|髙|高|たか|19\nF041|﨑|崎|さき|15\nF042|濵|浜|はま|17").people == 0)
  }

  /// A bar of links.
  @Test func linksOfAPage() { #expect(RowsRead("メニュー|適用|給付|ログアウト").people == 0) }

  /// Parcels of one shop, whose name is on each of them.
  @Test func theShopThatSends() {
    let read = RowsRead(
      """
      管理番号|お届け先住所|お届け先名|敬称|ご依頼主名|品名
      1|東京都千代田区丸の内1-1-1|青山 一郎|様|手づくり工房ひなた|雑貨
      2|東京都千代田区丸の内1-1-2|緑川 京子|様|手づくり工房ひなた|雑貨
      3|東京都千代田区丸の内1-1-3|総務部 ご担当者|御中|手づくり工房ひなた|雑貨
      4|東京都千代田区丸の内1-1-4|黒木 三郎|様|手づくり工房ひなた|雑貨
      """)
    #expect(read.people == 3)
  }
}
