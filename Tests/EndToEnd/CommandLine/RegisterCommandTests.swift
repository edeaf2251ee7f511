import CanonicalForms
import TestDatabases
import Testing

/// One agreement, one list that was received: by command as by import.
@Suite("Single agreements and deliveries", .onEveryEngine)
struct RegisterCommandTests {
  let workplace: Workplace

  init() throws {
    workplace = try Workplace()
    try workplace.register()
  }

  private func line(_ id: String, _ arguments: String...) throws -> JSON? {
    let finished = try workplace.run(arguments)
    try #require(finished.status == 0, "\(finished.errors)")
    return try finished.json().first { $0["id"] == .string(id) }
  }

  @Test func anAgreementIsRegisteredAndChanged() throws {
    let added = try workplace.run(
      "agreements", "add", "B-7", "--client", "1", "--purpose", "特定健診", "--from", "R5.4.1", "--until", "2024/3/31",
      "--retention", "9999-12-31")
    #expect(added.status == 0 && added.text.contains("B-7 registered"))
    let agreement = try #require(try line("B-7", "agreements", "--json"))
    #expect(agreement["client"] == "1" && agreement["purpose"] == "特定健診" && agreement["contractor"] == .null)
    #expect(agreement["from"] == "2023-04-01" && agreement["until"] == "2024-03-31")
    #expect(agreement["retention"] == "9999-12-31")
    // As it was imported.
    #expect(try line("A-1", "agreements", "--json")?["until"] == "2023-03-31")
    try workplace.run("agreements", "add", "B-7", "--client", "1", "--from", "2023-04-01", "--until", "2025-03-31")
    let changed = try #require(try line("B-7", "agreements", "list", "--client", "1", "--json"))
    #expect(changed["until"] == "2025-03-31" && changed["retention"] == .null)
    #expect(try line("B-7", "agreements", "list", "--client", "2", "--json") == nil)
    #expect(try workplace.run("agreements").lines.contains { $0.hasPrefix("B-7\t1\t2023-04-01\t2025-03-31") })
  }

  @Test func whatIsWrongIsSaid() throws {
    let nobody = try workplace.run("agreements", "add", "B-8", "--client", "99")
    #expect(nobody.status == 3 && nobody.errors.contains("99"))
    #expect(try workplace.run("agreements", "add", "B-8", "--client", "1", "--from", "someday").status == 2)
    let backwards = try workplace.run(
      "agreements", "add", "B-8", "--client", "1", "--from", "2024-04-01", "--until", "2023-03-31")
    #expect(backwards.status == 2)
    #expect(try line("B-8", "agreements", "--json") == nil)
    #expect(try workplace.run("deliveries", "add", "D-9", "--agreement", "Z").status == 3)
    #expect(try workplace.run("deliveries", "add", "D-9", "--agreement", "A-1", "--fingerprint", "12").status == 2)
    let missing = try workplace.run("deliveries", "add", "D-9", "--agreement", "A-1", "--file", "/nonexistent.csv")
    #expect(missing.status == 3 && missing.errors.contains("/nonexistent.csv"))
    #expect(try line("D-9", "deliveries", "--json") == nil)
  }

  /// The file that was received is known again wherever a copy of it lies, whatever it says itself.
  @Test func aDeliveryIsReadAndFoundAgain() throws {
    let list = try workplace.write("list.csv", Lists.csv(0..<20))
    let added = try workplace.run(
      "deliveries", "add", "D-1", "--agreement", "A-1", "--received", "令和4年5月6日", "--file", list)
    #expect(added.status == 0 && added.text.contains("20 people"))
    let delivery = try #require(try line("D-1", "deliveries", "--json"))
    #expect(delivery["people"] == 20 && delivery["client"] == "1" && delivery["received"] == "2022-05-06")
    #expect(delivery["fields"].strings.contains("birth_date") && delivery["fingerprint"].string?.count == 64)
    try workplace.run("scan", "--device", "PC-1", workplace.files)
    let clients = try workplace.answer("drill", "PC-1", "--json")["clients"].elements
    #expect(clients.map { $0["id"] } == ["1"])
    #expect(clients.first?["share"]["certain"]["people"] == 20)
  }

  @Test func aDeliveryThatNobodyKeptIsTakenDownAsTold() throws {
    let print = String(repeating: "ab", count: 32)
    try workplace.run("deliveries", "add", "D-2", "--agreement", "A-2", "--fingerprint", print, "--people", "1234")
    let delivery = try #require(try line("D-2", "deliveries", "list", "--client", "2", "--json"))
    #expect(delivery["people"] == 1234 && delivery["fingerprint"] == .string(print) && delivery["received"] == .null)
    let finished = try workplace.run("rebuild", "--json")
    #expect(try finished.json().first?["different_tables"] == .array([]))
  }
}
