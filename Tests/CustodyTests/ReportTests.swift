import CanonicalForms
import Contents
import Custody
import PersonalData
import Storage
import TestDatabases
import Testing
import Wording

@Suite(.onEveryEngine) struct ReportTests {
  let scope: Scope

  init() throws {
    let installation = try Installation()
    let custody = installation.custody
    try custody.register(Organisation(id: .init("117"), name: "みどり精機<健康保険組合>", variants: ["緑精機"]), at: day(0))
    try custody.register(Agreement(id: "A", client: .init("117"), ends: day(1)), at: day(0))
    try custody.register(Device(id: "PC-1", label: "業務用", kind: .laptop, holder: "試験 <太郎>"), at: day(0))
    let content = profile(
      "a", (0..<1234).map { person($0) }, unreadParts: [UnreadPart(place: "x", reason: .tooDeep)])
    let locked = ObservedFile(path: "/data/<b>.zip", size: 1, modified: nil, unread: .password)
    try custody.scan(at: day(1), [file("/data/緑精機/a", content), locked])
    try custody.scan(at: day(2), [locked])
    scope = try custody.scope(of: "PC-1", at: day(3), answeredAt: day(4))
  }

  @Test(arguments: Language.allCases) func textLinesUp(language: Language) throws {
    let lines = scope.text(in: language).split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    #expect(lines.contains { $0.contains("1,234") && $0.contains("117") })
    // The figures of the total stand one under another, whatever the width of the words before them.
    let start = try #require(lines.firstIndex { $0.hasPrefix("  " + language.text(.total)) })
    let ends = lines[start...start + 3].map { DisplayWidth.of($0) }
    #expect(Set(ends).count == 1)
    #expect(lines.allSatisfy { $0.last != " " })
  }

  @Test(arguments: Language.allCases) func thePageIsWholeAndSafe(language: Language) {
    let page = scope.page(in: language)
    #expect(page.hasPrefix("<!DOCTYPE html>"))
    #expect(page.contains("みどり精機&lt;健康保険組合&gt;"))
    #expect(page.contains("試験 &lt;太郎&gt;"))
    #expect(page.contains("/data/&lt;b&gt;.zip"))
    for foreign in ["<script", "http://", "https://", "url(", "<img", "<b>"] { #expect(!page.contains(foreign)) }
  }

  @Test(arguments: Language.allCases) func manyClientsFollowOverleaf(language: Language) throws {
    let page = scope.page(in: language)
    #expect(!page.contains("class=\"overleaf\""), "one client stays on the first page")
    var many = scope
    let client = try #require(scope.clients.first)
    many.clients = (0..<124).map { number in
      var copy = client
      copy.organisation = Organisation(id: .init("\(number)"), name: "試験健康保険組合")
      return copy
    }
    let long = many.page(in: language)
    #expect(long.contains("class=\"overleaf\""))
    #expect(long.contains("counter(pages)"))
    // The summary stands before the list of all, which has every client.
    let list = try #require(long.range(of: "class=\"overleaf\""))
    let figures = try #require(long.range(of: "class=\"figures\""))
    #expect(figures.lowerBound < list.lowerBound)
    #expect(long[list.upperBound...].split(separator: "<tr>").count == 124 + 2)
  }

  @Test func jsonHasThePromisedShape() throws {
    let json = try JSON(parsing: scope.json.canonicalBytes)
    #expect(json["total"]["certain"]["people"] == 0)
    #expect(json["total"]["possible"]["people"] == 1234)
    #expect(json["total"]["possible"]["fields"]["birth_date"] == 1234)
    #expect(
      json["doubtful"]
        == .array([
          [
            "reason": "deleted_not_wiped", "files": 1, "people_in_these_alone": 1234,
            "noticed_from": .string(day(2).utc), "noticed_to": .string(day(2).utc),
          ]
        ]))
    guard case .array(let clients) = json["clients"], let client = clients.first else {
      Issue.record("no clients")
      return
    }
    #expect(client["id"] == "117")
    #expect(client["past_agreements"] == true)
    #expect(client["evidence"]["path"] == 1)
    #expect(json["method"] == "hikae-people/1")
  }

  /// Every code that an answer may hold has its words.
  @Test func everyCodeHasAPhrase() {
    let codes =
      Field.allCases.map { "field." + $0.rawValue } + UnreadReason.allCases.map { "unread." + $0.rawValue }
      + Attribution.Basis.allCases.map { "basis." + $0.rawValue }
      + Presence.Doubt.allCases.map { "doubt." + $0.rawValue }
      + Device.Kind.allCases.map { "device_kind." + $0.rawValue }
    for code in codes { #expect(Phrase(rawValue: code) != nil, "\(code)") }
  }

  @Test(arguments: [("abc", 3), ("控え", 4), ("ｶﾅ", 2), ("（株）", 6), ("が", 2), ("か\u{3099}", 2), ("葛󠄀", 2), ("é", 1)])
  func width(text: String, cells: Int) {
    #expect(DisplayWidth.of(text) == cells)
  }
}
