import Accounts
import CanonicalForms
import Console
import Custody
import TestDatabases
import Testing

/// Finding in the journal who did what, about which thing, and when.
@Suite("Console: journal", .onEveryEngine) struct JournalPageTests {
  private static func subjects(_ answer: ConsoleHouse.Answer) -> [String] {
    answer.body.matches(of: /<tr><th scope="row" class="number">.*<td>([^<]*)<\/td><\/tr>/).map { String($0.1) }
  }

  @Test func entriesAreFoundByWhoWhatAndWhen() async throws {
    let house = try ConsoleHouse()
    let made: KeyValuePairs = ["id": "PC-10", "label": "新", "kind": "usb", "holder": "", "status": "stored"]
    #expect(try await house.post("/devices/new", made, as: .administrator).status == 303)
    _ = try await house.get("/clients/117", as: .auditor)
    // By the name of whoever did it, which stands nowhere in the journal.
    let by = try await house.get("/journal?who=%E5%90%8D+administrator&kind=device.registered", as: .auditor)
    #expect(Self.subjects(by) == ["PC-10"])
    let login = try await house.get("/journal?who=administrator&kind=device.registered", as: .auditor)
    #expect(Self.subjects(login) == ["PC-10"])
    let looks = try await house.get("/journal?who=auditor&kind=data.read&about=117", as: .privacyOfficer)
    #expect(Self.subjects(looks).count == 1)
    #expect(try await Self.subjects(house.get("/journal?who=nobody", as: .auditor)).isEmpty)
    // About one device, not about those whose numbers begin like its own.
    #expect(try await Self.subjects(house.get("/journal?about=PC-1&kind=device.registered", as: .auditor)) == ["PC-1"])
    // Between two days; what is no day finds nothing, and says so.
    let today = Moment.now.localDate
    let all = Self.subjects(try await house.get("/journal?about=PC-10&from=\(today)&until=\(today)", as: .auditor))
    #expect(all.contains("PC-10"))
    #expect(try await Self.subjects(house.get("/journal?until=2020-01-01", as: .auditor)).isEmpty)
    #expect(try await Self.subjects(house.get("/journal?from=2099-01-01", as: .auditor)).isEmpty)
    #expect(try await house.get("/journal?from=soon", as: .auditor).status == 422)
  }

  @Test func aSearchGoesOnByLink() async throws {
    let house = try ConsoleHouse()
    try house.custody.register((0..<120).map { Device(id: "N-\($0)") })
    let first = try await house.get("/journal?kind=device.registered&who=test", as: .auditor)
    #expect(Self.subjects(first).count == 50 && Self.subjects(first)[0] == "N-119")
    let link = try #require(first.body.firstMatch(of: /href="(\/journal\?[^"]*before=[^"]*)" rel="next"/)).1
    #expect(link.contains("who=test"))
    let second = try await house.get(String(link.replacing("&amp;", with: "&")), as: .auditor)
    #expect(Self.subjects(second).first == "N-69")
  }

  @Test func whatWasFoundCanBeTakenOut() async throws {
    let house = try ConsoleHouse()
    let csv = try await house.get("/journal.csv?kind=device.registered", as: .auditor).body
    #expect(csv.contains("device.registered") && csv.contains("PC-2") && !csv.contains("agreement.registered"))
    #expect(!csv.contains(ConsoleHouse.holder))
    #expect(try await house.get("/journal.csv", as: .administrator).status == 403)
  }
}
