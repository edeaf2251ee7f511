import JapaneseText
import Testing

@testable import PersonalData

/// Names with wide gaps within, surnames before a rank, and firms before names.
@Suite("Names as forms and notes print them") struct SpacedNamesTests {
  private func found(_ text: String) throws -> [PersonMention] {
    let day = try #require(CivilDate(year: 2026, month: 11, day: 1))
    return PassageRecogniser(asOf: day).recognise(text).people.filter { $0.certainty != .handler }
  }

  private func names(_ text: String) throws -> Set<String> {
    Set(try found(text).compactMap { $0.facts.name?.split { $0.isWhitespace }.joined() })
  }

  @Test(arguments: [
    ("社員番号 455065   所属 総務課          青山      花子     殿", ["青山花子"]),
    ("氏名   青山      一郎        生年月日  昭和53年4月9日", ["青山一郎"]),
    ("控除対象扶養親族    青山      一郎                   青山    花子", ["青山一郎", "青山花子"]),
    // The next column is no given name.
    ("氏名   青山一郎     総務課", ["青山一郎"]), ("総務課          青山 殿", ["青山"]), ("氏名     住所     電話", []),
  ]) func gaps(text: String, expected: [String]) throws { #expect(try names(text) == Set(expected)) }

  @Test func readingBehindALabelInBrackets() throws {
    let person = try #require(try found("（フリガナ）アオヤマ         イチロウ\n氏名   青山      一郎").first)
    #expect(person.facts.kana?.hasPrefix("アオヤマ") == true)
    #expect(person.facts.kana?.hasSuffix("イチロウ") == true)
  }

  @Test(arguments: [
    ("・オリオン電機の佐々木課長、名簿の差替え依頼あり。", ["佐々木"]), ("佐々木部長より説明があった。", ["佐々木"]), ("営業部長へ連絡", []),
    ("渋谷店長に確認", []), ("総務課長、経理部長", []), ("佐々木課長補佐研修", []), ("担当：佐々木課長", []),
  ]) func ranks(text: String, expected: [String]) throws { #expect(try names(text) == Set(expected)) }

  @Test func firmsBeforeNames() throws {
    let signed = "甲　東京都港区芝公園9-9-9　株式会社オリオン電機　代表取締役　青山　一郎　㊞\n"
    #expect(try found(signed).first?.facts.fields.contains(.employer) == true)
    let customer = "青山 一郎 様\n\nご請求書\n株式会社オリオン電機\n"
    #expect(try found(customer).first?.facts.fields.contains(.employer) == false)
  }

  @Test func addressBehindAnAddressee() throws {
    let moved = try #require(try found("・青山 一郎 様　東京都港区芝公園9-9-9　に転居とのこと。").first)
    #expect(moved.facts.fields.contains(.address))
  }

  /// Slips printed several on a page: what stands some lines below a name is that person's, room between them or not.
  @Test func slipsBelowEachOther() throws {
    let slip = { (name: String, number: Int) in
      "社員番号 \(number)  \(name)  殿\n\n\n基本給  手当\n249,000  4,200\n\n\n\n\n振込先 みどり銀行 本店 普通 \(number)\n\n\n\n\n\n"
    }
    let people = try found(slip("青山 一郎", 1_234_567) + slip("佐藤 花子", 1_234_568))
    #expect(people.count == 2)
    #expect(people.allSatisfy { $0.facts.fields.contains(.bankAccount) })
  }

  @Test func whenATextWasSavedIsNoAppointment() throws {
    #expect(try found("保存日時：2026/11/01 18:22\n青山 一郎様").allSatisfy { !$0.facts.fields.contains(.appointment) })
  }
}
