import Accounts
import CanonicalForms
import Console
import Custody
import TestDatabases
import Testing

/// A desk that many people called.
@Suite("Console: list of inquiries", .onEveryEngine) struct InquiryListTests {
  /// The oldest does not fall off the end of the list.
  @Test func everyInquiryIsOnSomePage() async throws {
    let house = try ConsoleHouse()
    let now = Moment.now.localMinute
    #expect(try await house.post("/lost", ["device": "PC-1", "last_seen": now], as: .staff).status == 200)
    #expect(
      try await house.post(
        "/incidents/I-1/desk",
        ["opens": "9:30", "closes": "17:00", "call_back": "8", "retention": "180", "telephone": "03-0000-0000"],
        as: .privacyOfficer
      ).status == 303)
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
    #expect(try await house.get("/incidents/I-1/inquiries?all=yes&page=2", as: .inquiryDesk).status == 200)
  }
}
