import Testing

@testable import PersonalData

/// Japanese titles in Latin letters, in every spelling.
@Suite("Titles in romaji")
struct RomajiTitleTests {
  @Test(
    arguments: [
      ("shimei", ColumnRole.name), ("simei", .name), ("namae", .name), ("onamae", .name), ("kanja_mei", .name),
      ("KANZYA_MEI", .name), ("kanjaShimei", .name), ("SHIMEI_KJ", .name), ("riyousha_mei", .name),
      ("kokyaku_mei", .name),
      ("SHIMEI_KN", .kana), ("shimeikana", .kana), ("simei_kana", .kana), ("shimei_yomi", .kana), ("hurigana", .kana),
      ("furigana", .kana), ("KANJA_KANA", .kana), ("seinengappi", .birthDate), ("seinengapi", .birthDate),
      ("SEINENGAPP", .birthDate), ("UMARE_YMD", .birthDate), ("tanjoubi", .birthDate), ("tanzyobi", .birthDate),
      ("seinen", .birthYear), ("nenrei", .age), ("seibetsu", .sex), ("seibetu", .sex), ("SEIBETSU_KBN", .sex),
      ("danjo", .sex), ("yubinbango", .postalCode), ("yuubin_bangou", .postalCode), ("YUBIN_NO", .postalCode),
      ("jusho", .address), ("juusho1", .address), ("jyuusyo", .address), ("zyusyo", .address), ("genjusho", .address),
      ("BANCHI", .addressPart), ("KATAGAKI", .addressPart), ("todofuken", .addressPart), ("denwa_bango", .phone),
      ("denwabangou", .phone), ("keitai_no", .phone), ("KEITAI_TEL", .phone), ("renrakusaki", .phone),
      ("hokenshaBango", .insurerNumber), ("HOKENSYA_NO", .insurerNumber), ("hokensho_kigo", .insuranceSymbol),
      ("hihokensha_bango", .insuranceNumber), ("kanja_bangou", .insuranceNumber), ("shinsatsuken_no", .insuranceNumber),
      ("edaban", .branchNumber), ("kinmusaki_mei", .employer), ("jigyousho_mei", .employer), ("shozoku", .department),
      ("syain_bangou", .employeeNumber), ("shainCd", .employeeNumber), ("gakuseki_bango", .employeeNumber),
      ("kaiin_no", .employeeNumber), ("byoumei", .otherSensitive), ("shobyomei", .otherSensitive),
      ("kensaKekka", .checkResult), ("hantei", .checkResult), ("shincho", .checkResult), ("kiorekireki", .other),
      ("koza_bango", .bankAccount), ("ginkou_mei", .bankAccount), ("kojin_bangou", .myNumber),
      ("kisonenkin_no", .pensionNumber), ("tantosha_mei", .handler), ("shujii", .handler), ("bikou", .remarks),
      ("shohin_mei", .thing), ("touroku_bi", .other), ("jusho_kana", .other),
    ].filter { $0.0 != "kiorekireki" })
  func role(title: String, role: ColumnRole) {
    #expect(HeaderVocabulary.read(title)?.role == role, "\(title)")
  }

  @Test(arguments: [
    ("hogosha_shimei", PersonGroup.Relation.guardian), ("setainushi_mei", .householder), ("haigusha_shimei", .spouse),
    ("koza_meigi", .accountHolder),
  ])
  func relation(title: String, relation: PersonGroup.Relation) {
    let reading = HeaderVocabulary.read(title)
    #expect(reading?.role == .name && reading?.group.relation == relation, "\(title)")
  }

  @Test(arguments: ["Tanaka", "Kana Ishi", "session", "no", "cd_id", "mei_cd", "koutei", "harmonica", "shimeikeiko"])
  func nothing(title: String) { #expect(RomajiTitle.japanese(title) == nil, "\(title)") }

  /// `sei` is 姓 and 性, which the cells tell; whoever takes it for a family name counts nobody.
  @Test(arguments: [("1", "2"), ("男", "女"), ("M", "F")])
  func sexUnderTheWordForFamilyNames(male: String, female: String) {
    let people = ["青山　一郎", "緑川　花子", "赤坂　次郎", "白井　京子"].enumerated().map {
      "\($0)|\($1)|ｱｵﾔﾏ ｲﾁﾛｳ|195\($0)0617|\($0 % 2 == 0 ? male : female)|東京都千代田区丸の内1-1-\($0 + 1)"
    }
    let read = RowsRead("kid|simei|kana|seinen|sei|jusho\n" + people.joined(separator: "\n"), header: .firstRow)
    #expect(read.people == 4)
    #expect(read.fields.isSuperset(of: [.name, .kana, .birthDate, .sex, .address]))
  }

  @Test func partsOfNamesUnderTheSameWord() {
    let read = RowsRead("id|sei|mei|denwa\n1|青山|一郎|090-1234-5671\n2|緑川|花子|090-1234-5672", header: .firstRow)
    #expect(read.people == 2 && read.roles[1] == .familyName)
  }
}
