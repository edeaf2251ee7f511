import Accounts
import CanonicalForms
import Custody
import Documents
import HikaeCommands
import Storage
import TestDatabases
import Testing

/// An incident on the command line, from the loss to the packs.
@Suite(.onEveryEngine) struct IncidentCommandTests {
  let workplace: Workplace

  init() throws {
    workplace = try Workplace()
    try workplace.register()
    try workplace.write("緑精機/a.csv", Lists.csv(0..<20))
    try workplace.run("scan", "--device", "PC-1", workplace.files)
  }

  @Test func aClaimIsContradictedAndEverythingFollows() throws {
    let lost = try workplace.run("lost", "PC-1", "--last-seen", Moment.now.utc, "--reporter", "見本 太郎", "--says-no-data")
    #expect(lost.status == 1)
    let shown = try workplace.run("incident", "show", "I-1", "--json")
    #expect(shown.status == 1)
    let answer = try #require(shown.json().first)
    guard case .array(let contradictions) = answer["contradictions"], case .array(let tasks) = answer["tasks"] else {
      Issue.record("no contradictions or tasks")
      return
    }
    #expect(contradictions.contains { $0["kind"] == "claim_against_evidence" })
    #expect(tasks.count == 9)
    // What was given out is wrong once the place is known.
    try workplace.run("incident", "draft", "I-1", "police", "--issue")
    let stated = try workplace.run(
      "incident", "state", "I-1", "lost_place", "駅の売店", "--evidence", "--source", "document", "--reference", "B-1",
      "--json")
    #expect(stated.status == 1)
    #expect(try workplace.run("incident", "corrections", "I-1", "--json").json().first?["kind"] == "added")
    let folder = workplace.path + "/packs"
    let packs = try workplace.run("incident", "packs", "I-1", "--out", folder, "--json")
    #expect(packs.status == 0)
    #expect(try packs.json().first?["total"] == 20)
    #expect(try workplace.run("rebuild", "--json").json().first?["different_tables"] == .array([]))
    #expect(try workplace.run("verify").status == 0)
  }

  /// From a client's own list to the letters, let out by somebody else, and the day on which the addresses go.
  @Test func lettersGoToWhomeverTheListCanReach() throws {
    try workplace.write("青葉/b.csv", Lists.csv(40..<50, insurer: "06139471"))
    try workplace.run("scan", "--device", "PC-1", workplace.files)
    try workplace.run("lost", "PC-1", "--last-seen", Moment.now.utc)
    var rows = "氏名,カナ,生年月日,電話番号,郵便番号,住所,方書,状態\n"
    for (number, line) in Lists.csv(0..<30).split(separator: "\n").dropFirst().enumerated() {
      rows += "\(line),000-\(1000 + number),架空県架空市\(number + 1)番地,架空荘\(number)号,\(number == 3 ? "退職" : "在籍")\n"
    }
    let list = try workplace.write("../名簿.csv", Lists.cp932(rows))
    #expect(try workplace.run("incident", "mailing-list", "I-1", list).status == 2)
    let taken = try workplace.run(
      "incident", "mailing-list", "I-1", list, "--client", "1", "--erase-on", "2099-03-31")
    #expect(taken.status == 0, "\(taken.errors)")
    let lines = try workplace.run("incident", "mailing-list", "I-1", "--json").json()
    #expect(lines.map { $0["recognised"] } == [30])
    let made = try workplace.run(
      "incident", "letters", "make", "I-1", "--sender", "架空健診協会", "--contact", "000-000-0000", "--lang", "ja", "--json")
    #expect(made.status == 0, "\(made.errors)")
    #expect(try made.json().first?["letters"] == 19)
    let folder = workplace.path + "/letters-out"
    let waiting = try workplace.run("incident", "letters", "show", "I-1", "--json").json()
    guard case .array(let reach)? = waiting.last?["reach"] else {
      Issue.record("nobody is listed")
      return
    }
    #expect(reach.map { $0["client"] } == ["1", "2"], "who got none, too")
    #expect(reach.map { $0["left"] } == [20, 10])
    // Only an account that may; and whoever made them cannot, by whichever name.
    try people(["suzuki": .approver, "tanaka": .privacyOfficer, workplace.user: .approver])
    let release = ["incident", "letters", "release", "I-1", "1", "--out", folder]
    #expect(try workplace.run(release).status == 3)
    #expect(try workplace.run(release + ["--as", "suzuki"]).status == 3, "the user of the machine made them")
    let maker = workplace.user
    workplace.user = "colleague"
    for login in ["tanaka", "nobody", maker] {
      #expect(try workplace.run(release + ["--as", login]).status == 3, "\(login)")
    }
    #expect(try workplace.run(release).status == 3)
    #expect(try workplace.run(release + ["--as", "suzuki"]).status == 0)
    let text = try workplace.pdfText(of: folder + "/1-0001.pdf")
    let names = Lists.csv(0..<60).split(separator: "\n").dropFirst().map { String($0.prefix { $0 != "," }) }
    for (number, name) in names.enumerated() {
      #expect(text.contains(name + " 様") == (number < 20 && number != 3), "\(number)")
    }
    #expect(text.contains("架空荘19号") && !text.contains("あおば電子") && text.contains("みどり精機健康保険組合"))
    // One comes back, as a scanner reads it.
    let code = try #require(
      text.split(whereSeparator: { $0.isWhitespace }).first { $0.count == 14 && $0.split(separator: "-").count == 3 })
    #expect(try workplace.run("incident", "letters", "returned", "I-1", String(code)).status == 0)
    #expect(try workplace.run("incident", "letters", "returned", "I-1", "AAAA-AAAA-AAAA").status == 1)
    let shown = try workplace.run("incident", "letters", "show", "I-1")
    #expect(shown.status == 0 && shown.text.contains("released") && shown.text.contains("Nobody was told yet"))
    // Whoever got none is told in another way; then the client's duty is met, and not before.
    func duty() throws -> JSON? {
      try workplace.run("incident", "obligations", "I-1", "--all", "--json").json().first {
        $0["id"] == "appi.persons@1"
      }
    }
    #expect(try duty()?["fulfilled"] == .null)
    let substitute = ["incident", "letters", "substitute", "I-1", "--client", "1", "--reference", "公表 第1号"]
    #expect(try workplace.run(substitute).status == 0)
    #expect(try workplace.run(substitute).status == 3, "nobody is left")
    #expect(try duty()?["reference"] == "letters 1; 公表 第1号")
    #expect(try workplace.run("rebuild", "--json").json().first?["different_tables"] == .array([]))
    #expect(try workplace.run("verify").status == 0)
    // The addresses lie sealed: a copy of the database names nobody.
    for file in ["hikae.sqlite", "hikae.sqlite-wal"] {
      let bytes = Workplace.read(workplace.data + "/" + file)
      #expect(!bytes.contains(Array("架空荘".utf8)) && !bytes.contains(Array("佐藤 太郎".utf8)))
    }
    #expect(try workplace.run("incident", "mailing-list", "I-1", "--erase-due").status == 0)
  }

  private func people(_ roles: [String: Role]) throws {
    let custody = try Custody(
      folder: DataFolder(workplace.data), database: workplace.database.postgresURL, beside: InstallationParts.all)
    let accounts = try Accounts(
      journal: custody.journal, keyPath: DataFolder(workplace.data).accountsKeyPath, cost: .least)
    for (login, role) in roles {
      let (_, link) = try accounts.invite(
        login: login, name: login, roles: [role], organisation: nil, language: "ja", by: .hikae, at: .now)
      _ = try accounts.accept(token: link, password: "correct horse 電池 staple", at: .now)
    }
  }

  /// "All clients" are those whose lists are still there.
  @Test func anErasedListStopsNobodyElse() throws {
    try workplace.run("lost", "PC-1", "--last-seen", Moment.now.utc)
    var rows = "氏名,カナ,生年月日,電話番号,郵便番号,住所\n"
    for line in Lists.csv(0..<3).split(separator: "\n").dropFirst() { rows += "\(line),000-0001,架空県架空市1番地\n" }
    let list = try workplace.write("../名簿.csv", Lists.cp932(rows))
    for (client, day) in [("2", "2020-01-01"), ("1", "2099-03-31")] {
      let taken = try workplace.run("incident", "mailing-list", "I-1", list, "--client", client, "--erase-on", day)
      #expect(taken.status == 0, "\(taken.errors)")
    }
    #expect(try workplace.run("incident", "mailing-list", "I-1", "--erase-due").status == 0)
    let made = try workplace.run("incident", "letters", "make", "I-1", "--sender", "架空健診協会", "--json")
    #expect(made.status == 0, "\(made.errors)")
    #expect(try made.json().first?["letters"] == 3)
  }

  /// One form as PDF and as DOCX, in both languages: each says every sentence of the report, read by other programs.
  @Test(arguments: ["ja", "en"]) func theReportIsAFormToFile(language: String) throws {
    try workplace.run("lost", "PC-1", "--last-seen", Moment.now.utc, "--reporter", "見本 太郎")
    try workplace.run("incident", "report", "I-1", "preliminary", "--issue", "--lang", language)
    try workplace.run(
      "incident", "state", "I-1", "cause", "𠮷田と髙橋の間の引き継ぎの漏れ & <確認中>", "--evidence", "--source", "document",
      "--reference", "B-1")
    let (pdf, docx) = (workplace.path + "/report.pdf", workplace.path + "/report.docx")
    let made = try workplace.run(
      "incident", "report", "I-1", "final", "--pdf", pdf, "--docx", docx, "--json", "--lang", language)
    #expect(made.status == 0, "\(made.errors)")
    func plain(_ text: String) -> String { text.filter { !$0.isWhitespace } }
    var read = ""
    try DocumentReader.read(try FileSource(path: docx), named: "report.docx") { event in
      switch event {
      case .passage(let passage): read += passage.text + "\n"
      case .rows(let batch):
        for row in 0..<batch.rowCount { read += batch.cells(ofRow: row).joined(separator: " ") + "\n" }
      default: break
      }
    }
    let texts = [plain(try workplace.pdfText(of: pdf, as: "-raw")), plain(read)]
    let report = try #require(made.json().first)
    #expect(report["former"]["changes"].elements.map { $0["fact"] } == ["cause"])
    for item in report["items"].elements {
      for text in texts { #expect(text.contains(plain(item["title"].string ?? "?")), "\(item["title"])") }
      for sentence in item["sentences"].elements {
        let parts = (sentence["text"].string ?? "?").split(separator: ": ", maxSplits: 1)
        for (text, part) in texts.flatMap({ text in parts.map { (text, String($0)) } }) {
          #expect(text.contains(plain(part)), "\(part)")
        }
      }
    }
    for text in texts { #expect(text.contains(language == "ja" ? "一部未判明" : "partlynotyetknown")) }
    // A character that no font has: no half of the files is written.
    try workplace.run("incident", "state", "I-1", "other", "外字\u{10FFFD}", "--reference", "x")
    let (other, page) = (workplace.path + "/other.pdf", workplace.path + "/other.html")
    let refused = try workplace.run("incident", "report", "I-1", "final", "--pdf", other, "--html", page)
    #expect(refused.status == 3 && refused.errors.contains("U+10FFFD"))
    #expect(Workplace.read(other).isEmpty && Workplace.read(page).isEmpty)
  }

  /// The client's clock begins with the pack that was given to it, once.
  @Test func aPackIsHandedOverAndReceived() throws {
    try workplace.run("lost", "PC-1", "--last-seen", Moment.now.utc)
    try workplace.run("incident", "packs", "I-1", "--out", workplace.path + "/packs")
    #expect(try workplace.run("incident", "received", "I-1", "1").status == 3)
    #expect(try workplace.run("incident", "handed-over", "I-1", "1", "--how", "post").status == 0)
    #expect(try workplace.run("incident", "received", "I-1", "1").status == 0)
    #expect(try workplace.run("incident", "received", "I-1", "1").status == 3, "once")
    // Nothing to tell other programs: no such option.
    #expect(try workplace.run("incident", "handed-over", "I-1", "1", "--json").status == 2)
  }

  /// Packs that leave the house are sealed, and their passwords lie elsewhere.
  @Test func packsAreSealedWithPasswordsOfTheirOwn() throws {
    try workplace.run("lost", "PC-1", "--last-seen", Moment.now.utc)
    let (folder, list) = (workplace.path + "/sealed", workplace.path + "/passwords.csv")
    #expect(
      try workplace.run("incident", "packs", "I-1", "--out", folder, "--passwords", folder + "/p.csv").status == 2)
    #expect(try workplace.run("incident", "packs", "I-1", "--out", folder, "--passwords", list).status == 0)
    let lines = String(decoding: Workplace.read(list), as: UTF8.self).split(separator: "\r\n")
    #expect(!lines.isEmpty && Set(lines.map { $0.suffix(29) }).count == lines.count)
    let pack = Workplace.read(folder + "/1.zip")
    #expect(pack.starts(with: [0x50, 0x4B, 3, 4]))
    #expect(Workplace.read(folder + "/1.json").isEmpty && Workplace.read(folder + "/1.html").isEmpty)
    #expect(!String(decoding: pack, as: UTF8.self).contains("I-1"))
  }

  @Test func whatCannotBeDoneIsSaid() throws {
    #expect(try workplace.run("incident", "show", "I-9").status == 3)
    try workplace.run("lost", "PC-1", "--last-seen", Moment.now.utc)
    #expect(try workplace.run("incident", "state", "I-1", "people_count", "many", "--reference", "x").status == 2)
    #expect(
      try workplace.run("incident", "close", "I-1", "--what-happened", "a", "--would-have-noticed", "b").status == 1)
    #expect(try workplace.run("incident", "received", "I-1", "1").status == 3)
  }
}
