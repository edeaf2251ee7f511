import Accounts
import CanonicalForms
import Contents
import Cryptography
import Custody
import JapaneseText
import PersonalData
import TestDatabases
import Testing

@testable import Console
@testable import Response

/// Letters from the list to returned mail, over the pages alone: the officer makes, the approver lets out.
@Suite("Console: letters") struct LetterPageTests {
  private static let names = ["架空 花子", "見本 太郎", "例示 次郎"]

  private static func list(_ names: [String] = names, title: String = "住所") -> [UInt8] {
    let rows = names.enumerated().map { place, name in "\(name),1980-01-0\(place + 1),000-000\(place),架空県架空市\(place)" }
    return Array((["氏名,生年月日,郵便番号,\(title)"] + rows).joined(separator: "\n").utf8)
  }

  /// A laptop with three people of the own client, lost.
  private static func house() async throws -> ConsoleHouse {
    let house = try ConsoleHouse()
    let cells = String(decoding: list(), as: UTF8.self).split(separator: "\n").map {
      $0.split(separator: ",").map(String.init)
    }
    let day = try #require(CivilDate(packed: 20_250_301))
    let persons = RowPeople.keys(in: cells, asOf: day).map {
      PersonEntry(keys: $0.keys, fields: FieldSet([.name, .birthDate]), hints: [])
    }
    #expect(persons.count == names.count)
    let sha256 = SHA256Digest(hashing: [1])
    let profile = ContentProfile(
      sha256: sha256, size: 100, recogniser: 1, persons: PersonSet(persons), records: persons.count,
      hints: [OrganisationHint(kind: .insurerNumber, scope: .content, value: "06000013")], unread: nil, unreadParts: [])
    let before = Moment(milliseconds: Moment.now.milliseconds - 86_400_000)
    try house.custody.recordScan(
      device: "PC-2", root: "/data", startedAt: before, finishedAt: before,
      files: [ObservedFile(path: "/data/a.csv", size: 100, modified: nil, sha256: sha256, profile: profile)],
      clock: { before })
    let now = Moment.now.localMinute
    #expect(try await house.post("/lost", ["device": "PC-2", "last_seen": now], as: .staff).status == 200)
    return house
  }

  private static func settle(_ house: ConsoleHouse) async throws {
    while house.console.workshop.job(of: "I-1")?.isRunning == true { await Task.yield() }
  }

  private static func upload(
    _ house: ConsoleHouse, _ file: [UInt8], erase: String = "2099-03-31"
  ) async throws
    -> ConsoleHouse.Answer
  {
    let answer = try await house.upload(
      "/incidents/I-1/letters/lists", ["client": ConsoleHouse.own, "erase": erase], file: ("list", file),
      as: .privacyOfficer)
    try await settle(house)
    return answer
  }

  private static let form: KeyValuePairs = [
    "client": "", "language": "ja", "sender": "みなと健診協会\n電話 000-000-0000", "contact": "窓口 000", "x": "14", "y": "10",
    "width": "95", "height": "50",
  ]

  private static func make(_ house: ConsoleHouse) async throws {
    #expect(try await upload(house, list()).status == 303)
    #expect(try await house.post("/incidents/I-1/letters", form, as: .privacyOfficer).status == 303)
    try await settle(house)
  }

  @Test func fromTheListToReturnedMail() async throws {
    let house = try await Self.house()
    let page = "/incidents/I-1/letters"
    #expect(try await house.get(page, as: .privacyOfficer).body.contains("まだ通知していません"))
    try await Self.make(house)
    let made = try await house.get(page, as: .privacyOfficer)
    #expect(made.body.contains("完了しました") && made.body.contains("3 通") && made.body.contains("承認待ち"))
    #expect(made.body.contains("117-0001.pdf") && !made.body.contains("lots/117-0001.pdf"))
    for name in Self.names { #expect(!made.body.contains(name)) }
    // Before they are let out nobody gets them, and who made them cannot let them out.
    #expect(try await house.get(page + "/1/lots/117-0001.pdf", as: .privacyOfficer).status == 422)
    #expect(try await house.get(page + "/1/manifest", as: .privacyOfficer).status == 422)
    #expect(try await house.get(page, as: .approver).body.contains("この回を承認して"))
    #expect(try await house.post(page + "/1/release", as: .approver).status == 303)
    #expect(try await house.post(page + "/1/release", as: .approver).status == 422, "once")
    let lot = try await house.get(page + "/1/lots/117-0001.pdf", as: .privacyOfficer)
    #expect(lot.status == 200 && lot.bytes.starts(with: Array("%PDF-".utf8)))
    #expect(lot.headers[.contentType] == "application/pdf")
    #expect(lot.headers[.contentDisposition] == "attachment; filename=\"117-0001.pdf\"")
    let readings = try house.custody.readings(of: .init(ConsoleHouse.own), on: [], limit: 10).readings
    #expect(readings.contains { $0.page == "letters" })
    let manifest = try await house.get(page + "/1/manifest", as: .privacyOfficer)
    #expect(manifest.status == 200 && manifest.body.contains("\"letters\":3"))
    let told = try await house.get(page, as: .auditor)
    #expect(told.body.contains("全員に通知済み"))
    #expect(
      try await house.get("/incidents/I-1", as: .auditor).body.contains("発送した通知 3 通"))
    // One comes back.
    let vault = try LetterVault.open(in: house.folder.path + "/keys", creating: false)
    let incidents = Incidents(custody: house.custody)
    let codes = (2...4).map { vault.code(incident: "I-1", batch: 1, client: .init(ConsoleHouse.own), line: $0) }
    #expect(try codes.allSatisfy { try incidents.letter($0, vault: vault) != nil })
    let returned = try await house.post(
      page + "/returned", ["codes": "\(codes[0])\r\n\r\nABCD-EFGH-JKMN\r\n<script>"], as: .privacyOfficer)
    #expect(returned.status == 200 && returned.body.contains("返戻 1 通"))
    #expect(returned.body.contains("ABCD-EFGH-JKMN") && returned.body.contains("&lt;script&gt;"))
    #expect(returned.body.contains("残り 1 人"))
    let measure: KeyValuePairs = ["client": ConsoleHouse.own, "reference": "公表 第1号", "day": ""]
    #expect(try await house.post(page + "/substitutes", measure, as: .privacyOfficer).status == 303)
    #expect(try await house.get(page, as: .privacyOfficer).body.contains("公表 第1号"))
    #expect(try incidents.obligations(of: "I-1").first { $0.id == "appi.persons@117" }?.state == .fulfilled)
    #expect(try await house.post(page + "/substitutes", measure, as: .privacyOfficer).status == 422)
  }

  /// Whoever made letters and may approve as well still cannot let them out.
  @Test func nobodyLetsOutTheirOwn() async throws {
    let house = try await Self.house()
    try await Self.make(house)
    let maker = try #require(house.visitors[.privacyOfficer]).account.id
    #expect(try Incidents(custody: house.custody).letterBatches(of: "I-1").map(\.madeBy) == [maker.text])
    let incidents = Incidents(custody: house.custody.acting(as: maker.text))
    let vault = try LetterVault.open(in: house.folder.path + "/keys", creating: false)
    let failure = #expect(throws: ResponseFailure.self) {
      try incidents.releaseLetters(
        1, of: "I-1", vault: vault, dataFolder: house.folder.path, at: .now, take: { _, _ in })
    }
    #expect(failure?.code == .samePerson)
  }

  /// "All clients with a list" are those whose lists are still there.
  @Test func anErasedListStopsNobodyElse() async throws {
    let house = try await Self.house()
    #expect(
      try await house.upload(
        "/incidents/I-1/letters/lists", ["client": ConsoleHouse.foreign, "erase": "2050-01-01"],
        file: ("list", Self.list()), as: .privacyOfficer
      ).status == 303)
    try await Self.settle(house)
    let incidents = Incidents(custody: house.custody)
    let day = try #require(Moment(parsing: "2050-01-02T00:00:00Z"))
    #expect(try incidents.eraseDueLists(at: day, dataFolder: house.folder.path) == 1)
    try await Self.make(house)
    #expect(try incidents.letterBatches(of: "I-1").flatMap(\.parts).map(\.client.text) == [ConsoleHouse.own])
  }

  /// Wrong files and days are told with what to do, and nothing is kept of them.
  @Test func wrongListsAreExplained() async throws {
    let house = try await Self.house()
    let page = "/incidents/I-1/letters"
    for (file, erase) in [([], "2099-01-01"), (Self.list(), ""), (Self.list(), "2020-01-01"), (Self.list(), "soon")] {
      #expect(try await Self.upload(house, file, erase: erase).status == 422)
    }
    for (file, words) in [
      (Self.list(title: "電話"), "no column titled address"), ([0, 1, 2], "名簿を読み取れませんでした"),
      (Array("氏名,住所\n-,架空県".utf8), "nobody in it can be recognised"),
    ] {
      #expect(try await Self.upload(house, file).status == 303)
      let told = try await house.get(page, as: .privacyOfficer)
      #expect(told.body.contains(words) && told.body.contains("role=\"alert\""), "\(words)")
    }
    #expect(try Incidents(custody: house.custody).mailingLists(of: "I-1").isEmpty)
    #expect(
      try await house.upload(
        page + "/lists", ["client": "nobody", "erase": "2099-01-01"], file: ("list", Self.list()), as: .privacyOfficer
      ).status == 404)
    // Without a list nothing can be made; the reason is shown.
    #expect(try await house.post(page, Self.form, as: .privacyOfficer).status == 303)
    try await Self.settle(house)
    #expect(try await house.get(page, as: .privacyOfficer).body.contains("宛先名簿がありません"))
  }

  @Test func wrongFormsAreExplained() async throws {
    let house = try await Self.house()
    let page = "/incidents/I-1/letters"
    for form in [
      ["sender": "", "x": "14", "y": "10", "width": "95", "height": "50"],
      ["sender": "a", "x": "14", "y": "10", "width": "9", "height": "50"], ["sender": "a"],
      ["sender": "a", "x": "nan", "y": "inf", "width": "95", "height": "50"],
    ] as [KeyValuePairs<String, String>] {
      #expect(try await house.post(page, form, as: .privacyOfficer).status == 422)
    }
    #expect(try await house.post(page + "/returned", ["codes": "x"], as: .privacyOfficer).status == 422)
    #expect(try await house.get("/incidents/I-9/letters", as: .privacyOfficer).status == 404)
    #expect(try await house.get(page + "/progress", as: .privacyOfficer).body.contains("\"done\":true"))
  }

  /// Taking letters and letting them out ask for the password again.
  @Test func lettersAskForThePasswordAgain() async throws {
    let house = try await Self.house()
    try await Self.make(house)
    let later = try house.later(minutes: 11)
    let page = "/incidents/I-1/letters"
    for answer in try await [
      later.post(page + "/1/release", as: .approver), later.get(page + "/1/lots/117-0001.pdf", as: .privacyOfficer),
      later.get(page + "/1/manifest", as: .privacyOfficer),
    ] {
      #expect(answer.status == 303 && answer.location?.hasPrefix("/confirm") == true)
    }
    #expect(try Incidents(custody: house.custody).letterBatches(of: "I-1").allSatisfy { $0.releasedAt == nil })
  }

  /// Where the letters do not lie, the page says so, and nothing is let out.
  @Test func anotherServerHasNone() async throws {
    let house = try await Self.house()
    try await Self.make(house)
    let page = "/incidents/I-1/letters"
    house.forgetLetters()
    let told = try await house.get(page, as: .approver)
    #expect(told.body.contains("このサーバーにありません") && !told.body.contains("この回を承認して"))
    #expect(try await house.post(page + "/1/release", as: .approver).status == 422)
  }
}
