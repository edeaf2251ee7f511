import JapaneseText
import Testing

@testable import PersonalData

@Suite("Lists without titles in running text") struct UntitledListTests {
  private func names(_ text: String) -> [String] {
    PassageRecogniser(asOf: CivilDate(packed: 2024_11_01) ?? CivilDate(dayNumber: 0)).recognise(text).people
      .filter { $0.certainty != .handler }.compactMap(\.facts.name)
  }

  @Test(arguments: [
    // Bookings with and without given names.
    """
    3日 18時 佐々木 4名 090-1234-5601
    4日 昼 高橋美穂 2名 ケーキ 080-1234-5602
    5日 19:30 西田 6名 070-1234-5603
    12) 夜 岡本 個室 090-1234-5604
    """,
    """
    1. 佐々木 恵 03-3333-0001
    2. 高橋 美穂 03-3333-0002
    3. 西田 修 03-3333-0003
    4. 岡本 健一 03-3333-0004
    """,
    """
    一、佐々木　恵
    　　電 ０３－３３３３－０００１
    二、高橋　美穂
    　　電 ０３－３３３３－０００２
    三、西田　修
    　　電 ０３－３３３３－０００３
    四、岡本　健一
    　　電 ０３－３３３３－０００４
    """,
    """
    501 佐々木　点滴
    502 高橋　食止め
    503 西田　退院
    505 岡本　転倒注意
    岡本さんのご家族に電話済み
    """,
    """
    2024/05/01  10:20    12,400 101_佐々木恵.pdf
    2024/05/01  10:21    12,401 102_高橋美穂.pdf
    2024/05/01  10:22    12,402 103_西田修一.pdf
    2024/05/01  10:23    12,403 104_岡本健一.pdf
    """,
    "演題1\t○佐々木恵1)\n演題2\t○高橋美穂2)\n演題3\t○西田修一1)\n演題4\t○岡本健一3)\n演題5\t○佐野恵子1)\n演題6\t○森田一郎1)\n演題7\t○林田美香1)\n演題8\t○石川直樹1)",
  ])
  func linesOfOneShapeNamePeople(text: String) {
    let found = names(text)
    #expect(found.count == (text.contains("演題") ? 8 : 4), "\(found)")
  }

  @Test(arguments: [
    // A timetable, branches with telephones of offices, rooms, dishes, one name among other things.
    "7:05 大宮\n7:21 熊谷\n7:40 高崎\n8:02 小山\n8:20 宇都宮",
    "1 大宮 048-641-0001\n2 川口 048-641-0002\n3 熊谷 048-641-0003\n4 深谷 048-641-0004\n5 秩父 048-641-0005",
    "101 会議室\n102 倉庫\n103 休憩室\n104 事務室",
    "10:00 開会\n10:10 挨拶\n10:30 山田\n11:00 休憩\n12:00 昼食",
    "1. りんご 3個\n2. みかん 5個\n3. 牛乳 2本\n4. 卵 10個",
    "2024/05/01  10:20    12,400 2024_売上.xlsx\n2024/05/01  10:21    12,400 2024_経費.xlsx\n"
      + "2024/05/01  10:22    12,400 2024_見積.xlsx\n2024/05/01  10:23    12,400 2024_請求.xlsx",
  ])
  func otherLinesDoNot(text: String) { #expect(names(text).isEmpty, "\(names(text))") }

  @Test(arguments: [
    "[LINE] 山のトーク履歴\n2024/06/01(土)\n10:01\t佐々木恵\tあす何時？\n10:02\t美穂\t8時\n10:05\t佐々木恵\t了解\n10:07\t美穂\t[写真]",
    "[12/06/2024, 10:02:11] Mary Brown: hello\n[12/06/2024, 10:03:11] John Miller: hi\n"
      + "[12/06/2024, 10:04:00] Mary Brown: lunch?\n[12/06/2024, 10:05:00] John Miller: yes",
    "6/12/24, 10:02 AM - Mary Brown: hello\n6/12/24, 10:03 AM - John Miller: hi\n6/12/24, 10:04 AM - Mary Brown: ok\n"
      + "6/12/24, 10:05 AM - John Miller: fine",
    "[6/12 10:02 AM] Mary Brown\nhello\n[6/12 10:03 AM] John Miller\nhi\n[6/12 10:04 AM] Mary Brown\nok\n"
      + "[6/12 10:05 AM] John Miller\nyes",
    "Mary Brown  10:02 AM\nhello\nJohn Miller  10:03 AM\nhi\nMary Brown  10:04 AM\nlunch?\nJohn Miller  10:05 AM\nyes",
    "10:02 <Mary> hello\n10:03 <John> hi\n10:04 <Mary> lunch?\n10:05 <John> yes",
  ])
  func chatsNameTheirWriters(text: String) { #expect(names(text).count == 2, "\(names(text))") }

  @Test(arguments: [
    "10:02:11 ERROR: disk full\n10:02:12 INFO: retry\n10:02:13 ERROR: disk full\n10:02:14 INFO: retry",
    "2024-06-12 10:02:11 worker: started\n2024-06-12 10:02:12 worker: done\n2024-06-12 10:02:13 queue: empty\n"
      + "2024-06-12 10:02:14 queue: empty",
  ])
  func logsDoNot(text: String) { #expect(names(text).isEmpty, "\(names(text))") }
}

@Suite("Names that are written otherwise") struct SpelledNameTests {
  private func names(_ text: String) -> Set<String> {
    let found = PassageRecogniser(asOf: CivilDate(packed: 2024_11_01) ?? CivilDate(dayNumber: 0)).recognise(text).people
    return Set(found.filter { $0.certainty != .handler }.compactMap(\.facts.name))
  }

  @Test(arguments: [
    ("Author: Mary Brown <mary.brown@example.org>", ["Mary Brown"]),
    ("    Signed-off-by: Zvonko Vrbat <zvonkovrbat@example.org>", ["Zvonko Vrbat"]),
    (
      "From: \"Brown, Mary\" <mb@example.org>\nTo: John Miller <jm@example.org>, Ann Lee <al@example.org>",
      ["Mary Brown", "John Miller", "Ann Lee"]
    ),
    ("please write to Mary Brown (mary@example.org) today", ["Mary Brown"]),
    ("From: Mary Brown [mailto:mary@example.org]", ["Mary Brown"]),
    ("1BROWN/MARYMRS .L/ABCDEF\n1MILLER/JOHN PAUL MR", ["MARY BROWN", "JOHN PAUL MILLER"]),
    ("加藤 豪（妻 公子）様\n", ["加藤 豪", "加藤 公子"]),
    ("氏名：加藤 豪\n妻 悠加\n長男 大輔\n", ["加藤 豪", "加藤 悠加", "加藤 大輔"]),
    (
      "氏　名　　加藤　豪\n【名】豪　【配偶者区分】夫\n【父】加藤正志　【母】坂本和子\n【名】美香　【配偶者区分】妻",
      ["加藤　豪", "加藤正志", "坂本和子", "加藤 美香"]
    ),
    ("令和6年6月1日 紹介元　みどり内科　医師　石川　健一", ["石川　健一"]),
    ("座長：石川健一（県立大学）", ["石川健一"]),
    ("Appointment: 2024-06-01\nSummary: Hearing - Mary Brown\n", ["Mary Brown"]),
  ])
  func areFound(text: String, expected: [String]) { #expect(names(text) == Set(expected)) }

  @Test(arguments: [
    "dependabot[bot] <support@example.com>", "From: Example Support Team <team7@example.com>",
    "氏名：加藤 豪\n既往歴 母 脳梗塞、父 健在\n", "HTTP/HTML and TCP/IP", "Summary: Return to work meeting\n",
    "医師 募集中です。看護師 急募",
  ])
  func othersAreNot(text: String) { #expect(names(text).isSubset(of: ["加藤 豪"]), "\(names(text))") }

  @Test(arguments: [
    ("Objet 1\n\nMadame Lucie Wagner\n3 rue Haute\n82755 Pasquier\n", ["Lucie Wagner"]),
    ("Brief 1\n\nHerrn\nSiegbert Zwyrtek\nPostfach 11\n", ["Siegbert Zwyrtek"]),
    ("Order 1\n\nMary Brown\n3 High Street\nLeeds LS1 4AB\n", ["Mary Brown"]),
    ("Order 1\n\nMary Brown\n3 High Street\nSpringfield, IL 62704\n", ["Mary Brown"]),
    ("Rechnung 1\n\nBrown Systems GmbH\nHauptstr. 3\n44273 Crailsheim\n", []),
    ("Table 1\n\nQuarterly Results\nTotal Sales\n12345 Units\n", []),
  ])
  func addressees(text: String, expected: [String]) { #expect(names(text) == Set(expected)) }

  @Test func documentsOfTravellers() throws {
    let people = PassageRecogniser(asOf: CivilDate(packed: 2024_11_01) ?? CivilDate(dayNumber: 0))
      .recognise("1BROWN/MARYMRS .L/ABCDEF .R/DOCS HK1/P/USA/D12345678/USA/01APR89/F\n").people
    let person = try #require(people.first)
    #expect(person.facts.birthDate == CivilDate(year: 1989, month: 4, day: 1))
    #expect(person.facts.fields.contains(.passport) && person.facts.fields.contains(.sex))
  }

  @Test func aNameThatTheWidthBroke() {
    let text = """
      冠省　当職は、根本道明氏の代理人として貴殿に
      通知いたします。貴殿は令和五年六月一日、魚住
      健一氏から金八十万円を借り受けましたが、返済
      がありません。つきましては、本書到達後七日に
      お支払いください。
      """
    let recogniser = PassageRecogniser(asOf: CivilDate(packed: 2024_11_01) ?? CivilDate(dayNumber: 0))
    let people = recogniser.recognise(text).people
    #expect(people.compactMap(\.facts.name) == ["根本道明", "魚住健一"])
    let bytes = Array(text.utf8)
    let spans = people.flatMap(\.spans).filter { $0.field == .name }
    #expect(spans.map { String(decoding: bytes[$0.range], as: UTF8.self) } == ["根本道明", "魚住\n健一"])
  }

  @Test func linesOfAListAreNotJoined() {
    #expect(Array("山田太郎\n佐藤花子\n鈴木一郎\n".utf8).withUnsafeBufferPointer { HardWrap($0) == nil })
  }
}
