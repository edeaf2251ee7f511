import Contents
import Cryptography
import JapaneseText
import PersonalData
import Testing

/// What is said in one part of a content is said of the people in it.
@Suite struct ContentSectionsTests {
  private static func profile(_ events: [ContentEvent]) throws -> ContentProfile {
    let reading = ContentReading(asOf: try #require(CivilDate(year: 2025, month: 3, day: 15)))
    for event in events { reading.consume(event) }
    return reading.finish(sha256: SHA256Digest(hashing: []), size: 0).profile
  }

  private static func letter(_ number: Int, _ text: String) -> [ContentEvent] {
    let place = Place([.message(number)])
    return [.member(place), .passage(Passage(text, kind: .body, place: place))]
  }

  /// What is said of each person, in the order of the persons.
  private static func said(_ profile: ContentProfile) -> [[String]] {
    profile.persons.map { person in
      person.hints.flatMap { profile.hints[Int($0)].saidOfPart.map(\.value) }
    }
  }

  @Test func lettersOfAMailboxSpeakForThemselves() throws {
    let profile = try Self.profile(
      Self.letter(1, "みどり精機健康保険組合 御中\n山田 太郎 様 生年月日 1975年1月2日\n")
        + Self.letter(2, "あおば電子健康保険組合 御中\n鈴木 花子 様 生年月日 1980年5月6日\n")
        + Self.letter(3, "佐藤 次郎 様 生年月日 1968年2月29日\n"))
    #expect(profile.people == 3)
    #expect(!profile.hints.contains { $0.scope == .content })
    #expect(Self.said(profile) == [["みどり精機健康保険組合"], ["あおば電子健康保険組合"], []])
  }

  /// One letter is no different from a file of its own.
  @Test func whereAllStandInOnePartItIsSaidOfTheWhole() throws {
    let profile = try Self.profile(
      Self.letter(1, "みどり精機健康保険組合 御中\n山田 太郎 様 生年月日 1975年1月2日\n鈴木 花子 様 生年月日 1980年5月6日\n"))
    #expect(profile.people == 2)
    #expect(profile.hints.map(\.scope) == [.content])
    #expect(profile.hints.first?.value == "みどり精機健康保険組合")
  }

  /// The same row in the lists of two clients is said of both.
  @Test func aRowThatComesAgainInAnotherPartIsOfBoth() throws {
    func sheet(_ name: String, _ rows: [[String]]) -> [ContentEvent] {
      var batch = RowBatch()
      for row in [["氏名", "フリガナ", "生年月日", "電話番号"]] + rows { batch.append(row: row) }
      return [.table(TableOrigin(place: Place([.sheet(name)]))), .rows(batch)]
    }
    let both = ["山田 太郎", "ヤマダ タロウ", "1975/01/02", "03-0000-0001"]
    let profile = try Self.profile(
      sheet("みどり精機", [both]) + sheet("あおば電子", [both])
        + sheet("さくら商事", [["鈴木 花子", "スズキ ハナコ", "1980/05/06", "03-0000-0002"]]))
    #expect(profile.people == 2)
    #expect(Self.said(profile) == [["みどり精機", "あおば電子"], ["さくら商事"]])
  }

  @Test func aSheetForEachClient() throws {
    func sheet(_ name: String, _ rows: [[String]]) -> [ContentEvent] {
      var batch = RowBatch()
      for row in rows { batch.append(row: row) }
      return [.table(TableOrigin(place: Place([.sheet(name)]))), .rows(batch)]
    }
    let title = ["氏名", "フリガナ", "生年月日", "電話番号"]
    let profile = try Self.profile(
      sheet("みどり精機", [title, ["試験 太郎", "シケン タロウ", "1975/01/02", "03-0000-0001"]])
        + sheet("あおば電子", [title, ["見本 花子", "ミホン ハナコ", "1980/05/06", "03-0000-0002"]])
        + sheet("あおば電子", [title, ["見本 花子", "ミホン ハナコ", "1980/05/06", "03-0000-0002"]]))
    #expect(Self.said(profile) == [["みどり精機"], ["あおば電子"]])
  }

  @Test func aProfileComesBackFromItsPieces() throws {
    let hint = OrganisationHint(ofPart: [
      .init(kind: .sheet, value: "a\u{1F}b\u{1E}c"), .init(kind: .letterhead, value: ""),
    ])
    #expect(hint.saidOfPart.map(\.value) == ["abc", ""])
    #expect(
      OrganisationHint.Scope.allCases.map { OrganisationHint.Scope(code: $0.code) } == OrganisationHint.Scope.allCases)
  }
}
