import CanonicalForms
import Cryptography
import Custody
import PersonalData
import Storage
import TestDatabases
import Testing

@Suite(.onEveryEngine) struct ImportTests {
  let installation: Installation
  var custody: Custody { installation.custody }

  init() throws { installation = try Installation() }

  private func registers(_ table: [[String]], profile: ContentProfile? = nil) -> RegisterImport {
    RegisterImport(custody, readTable: { _ in table }, readProfile: { _ in try #require(profile) })
  }

  private func importClients() throws {
    _ = try registers([
      ["番号", "団体名", "別名", "保険者番号"], ["117", "みどり精機健康保険組合", "みどり精機健保；緑精機", "6139463"],
      ["", "", "", ""], ["9", "あおば電子健康保険組合", "", "０６１３９４７１"],
    ]).organisations(from: "clients.csv")
  }

  @Test func organisationsWithJapaneseTitles() throws {
    try importClients()
    #expect(
      try custody.organisations() == [
        Organisation(id: .init("9"), name: "あおば電子健康保険組合", insurerNumbers: ["06139471"]),
        Organisation(
          id: .init("117"), name: "みどり精機健康保険組合", variants: ["みどり精機健保", "緑精機"], insurerNumbers: ["06139463"]),
      ])
  }

  @Test func agreementsFindTheClientByNameToo() throws {
    try importClients()
    let count = try registers([
      ["委託契約一覧"], ["団体名", "目的", "開始日", "終了日", "保存期限"],
      ["みどり精機健保", "健診予約", "平成31年4月1日", "2023/03/31", "R5.6.30"],
    ]).agreements(from: "agreements.csv")
    #expect(count == 1)
    let agreement = try #require(try custody.agreements().first)
    #expect(agreement.client == .init("117"))
    #expect(agreement.starts == Moment(startOfYear: 2019, month: 4, day: 1))
    #expect(agreement.ends == Moment(startOfYear: 2023, month: 4, day: 1))
    #expect(agreement.retentionEnds == Moment(startOfYear: 2023, month: 7, day: 1))
  }

  @Test func devicesWithEnglishTitles() throws {
    _ = try registers([["device_id", "name", "type", "user"], ["PC-1", "n", "ノートPC", "x"], ["U", "", "USB", ""]])
      .devices(from: "devices.csv")
    #expect(
      try custody.devices() == [
        Device(id: "PC-1", label: "n", kind: .laptop, holder: "x"), Device(id: "U", kind: .usb),
      ])
  }

  @Test func deliveriesTakeCountAndFieldsFromTheFile() throws {
    try importClients()
    try custody.register(Agreement(id: "A", client: .init("117")))
    let content = profile("list", [person(1), person(2)], recogniser: ContentProfile.currentRecogniser)
    let count = try registers(
      [["受領番号", "契約番号", "受領日", "ファイル"], ["D-1", "A", "2022-04-01", "list.csv"]], profile: content
    ).deliveries(from: "deliveries.csv")
    #expect(count == 1)
    #expect(try custody.isRecorded(content.sha256))
  }

  @Test(
    arguments: [
      ([["番号"], ["1"]], "name"), ([["番号", "団体名", "保険者番号"], ["1", "a", "12x"]], "line 2, column insurer_numbers"),
      ([["番号", "団体名", "種別"], ["1", "a", ""], ["2", "b", "?"]], "line 3, column kind"),
      ([["番号", "団体名"], ["", "a"]], "line 2, column id"), ([], "line 1"),
    ] as [([[String]], String)])
  func faultsNameLineAndColumn(table: [[String]], place: String) throws {
    do {
      _ = try registers(table).organisations(from: "clients.csv")
      Issue.record("taken")
    } catch let failure as CustodyFailure {
      #expect(failure.message.contains(place), "\(failure.message)")
      #expect(failure.message.hasPrefix("clients.csv"))
    }
    #expect(try custody.organisations().isEmpty)
  }

  /// A list of organisations names clients too; taken for agreements it would give every client one without a term.
  @Test func anotherRegisterIsNotTakenForAgreements() throws {
    try importClients()
    #expect(throws: CustodyFailure.self) {
      try registers([["番号", "団体名", "種別"], ["117", "みどり精機健康保険組合", ""]]).agreements(from: "clients.csv")
    }
    #expect(try custody.agreements().isEmpty)
  }
}
