import Accounts
import CanonicalForms
import Console
import Custody
import TestDatabases
import Testing

/// A desk that many people called.
@Suite("Console: list of inquiries", .onEveryEngine) struct InquiryListTests {
  private static func desk() async throws -> ConsoleHouse {
    let house = try ConsoleHouse()
    let now = Moment.now.localMinute
    #expect(try await house.post("/lost", ["device": "PC-1", "last_seen": now], as: .staff).status == 200)
    #expect(
      try await house.post(
        "/incidents/I-1/desk",
        ["opens": "9:30", "closes": "17:00", "call_back": "8", "retention": "180", "telephone": "03-0000-0000"],
        as: .privacyOfficer
      ).status == 303)
    return house
  }

  /// Every choice stands in the address, and names nobody.
  @Test func theListIsFilteredAndSortedByItsAddress() async throws {
    let house = try await Self.desk()
    for (client, topic, channel, outcome) in [
      ("117", "misuse", "telephone", "call_back"), ("118", "risk", "mail", "call_back"),
      ("", "press", "telephone", "answered"),
    ] {
      let taken = try await house.post(
        "/incidents/I-1/inquiries",
        [
          "client": client, "channel": channel, "topic": topic, "check": "refused", "outcome": outcome,
          "name": "架空 \(topic)", "words": "words", "contact": "03-0000-0001",
        ], as: .inquiryDesk)
      try #require(taken.status == 303)
    }
    func numbers(_ query: String) async throws -> [Int] {
      let page = try await house.get("/incidents/I-1/inquiries" + query, as: .inquiryDesk)
      try #require(page.status == 200)
      return page.body.matches(of: /<th scope="row"><a href="\/incidents\/I-1\/inquiries\/([0-9]+)">/).compactMap {
        Int($0.1)
      }
    }
    #expect(try await numbers("") == [2, 1])
    #expect(try await numbers("?state=all") == [3, 2, 1])
    #expect(try await numbers("?all=yes") == [3, 2, 1])
    #expect(try await numbers("?state=late") == [])
    #expect(try await numbers("?sort=due&state=all").last == 3)
    #expect(try await numbers("?topic=risk") == [2])
    #expect(try await numbers("?channel=telephone&state=all") == [3, 1])
    #expect(try await numbers("?q=117") == [1])
    #expect(try await numbers("?q=%E3%82%88%E3%81%9D%E3%81%AE") == [2], "a client's name")
    #expect(try await numbers("?q=q-3&state=all") == [3])
    #expect(try await numbers("?q=nobody") == [])
    // Whoever asked does not stand in an address.
    #expect(try await numbers("?q=%E6%9E%B6%E7%A9%BA") == [])
  }

  /// Somebody calls again, and the desk finds what was said the first time: by a form that leaves nothing in the address.
  @Test func whoeverCallsAgainIsFound() async throws {
    let house = try await Self.desk()
    for (name, contact, words) in [("架空 太郎", "090-1234-5678", "いつ紛失しましたか"), ("架空 花子", "03-9999-0000", "手紙が来ない")] {
      _ = try await house.post(
        "/incidents/I-1/inquiries",
        [
          "channel": "telephone", "topic": "other", "check": "not_needed", "outcome": "call_back", "name": name,
          "words": words, "contact": contact,
        ], as: .inquiryDesk)
    }
    func found(_ saying: String) async throws -> String {
      let answer = try await house.post("/incidents/I-1/inquiries/find", ["saying": saying], as: .inquiryDesk)
      try #require(answer.status == 200)
      return answer.body
    }
    let byNumber = try await found("09012345678")
    #expect(byNumber.contains("架空 太郎") && !byNumber.contains("架空 花子"))
    #expect(byNumber.contains("1 件見つかりました"))
    #expect(try await found("花子 手紙").contains("架空 花子"))
    #expect(try await found("どこにもない").contains("0 件見つかりました"))
    #expect(try await house.post("/incidents/I-1/inquiries/find", as: .inquiryDesk).status == 303)
    #expect(try await house.post("/incidents/I-1/inquiries/find", ["saying": "x"], as: .auditor).status == 403)
  }

  /// The oldest does not fall off the end of the list.
  @Test func everyInquiryIsOnSomePage() async throws {
    let house = try await Self.desk()
    for number in 1...52 {
      let taken = try await house.post(
        "/incidents/I-1/inquiries",
        [
          "client": "117", "channel": "telephone", "topic": "misuse", "check": "refused", "outcome": "call_back",
          "words": "\(number) 件目", "contact": "03-0000-0001",
        ], as: .inquiryDesk)
      try #require(taken.location == "/incidents/I-1/inquiries/\(number)")
    }
    let first = try await house.get("/incidents/I-1/inquiries", as: .inquiryDesk).body
    #expect(first.contains("/incidents/I-1/inquiries/52\"") && !first.contains("/incidents/I-1/inquiries/2\""))
    let link = try #require(first.firstMatch(of: /href="([^"]*page=2[^"]*)" rel="next"/)).1
    let path = link.replacing("&amp;", with: "&").split(separator: "#")[0]
    let second = try await house.get(String(path), as: .inquiryDesk).body
    #expect(second.contains("/incidents/I-1/inquiries/1\"") && !second.contains("/incidents/I-1/inquiries/52\""))
    #expect(try await house.get("/incidents/I-1/inquiries?state=all&page=2", as: .inquiryDesk).status == 200)
    // More than a page of a search is said to be more, and what is shown is all where it says so.
    func found(_ saying: String) async throws -> String {
      try await house.post("/incidents/I-1/inquiries/find", ["saying": saying], as: .inquiryDesk).body
    }
    let cut = try await found("件目")
    #expect(cut.contains("新しい順に 50 件だけ表示しています") && !cut.contains("件見つかりました"))
    #expect(cut.contains("/incidents/I-1/inquiries/3\"") && !cut.contains("/incidents/I-1/inquiries/2\""))
    #expect(try await found("2 件目").contains("件見つかりました"))
  }
}
