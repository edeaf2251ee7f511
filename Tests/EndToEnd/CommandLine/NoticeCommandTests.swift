import Accounts
import CanonicalForms
import Custody
import HikaeCommands
import Storage
import TestDatabases
import Testing

/// Notices, the inquiry desk and surveys on the command line.
@Suite(.onEveryEngine) struct NoticeCommandTests {
  let place: Workplace

  init() throws {
    place = try Workplace()
    try place.register()
    try place.write("緑精機/a.csv", Lists.csv(0..<20))
    try place.run("scan", "--device", "PC-1", place.files)
    try place.run("lost", "PC-1", "--last-seen", Moment.now.utc)
    // People, as the console makes them.
    let custody = try Custody(
      folder: DataFolder(place.data), database: place.database.postgresURL, beside: InstallationParts.all)
    let accounts = try Accounts(
      journal: custody.journal, keyPath: DataFolder(place.data).accountsKeyPath, cost: .least)
    for (login, role) in [("tanaka", Role.privacyOfficer), ("suzuki", .approver)] {
      let (_, link) = try accounts.invite(
        login: login, name: login, roles: [role], organisation: nil, language: "ja", by: .hikae, at: .now)
      _ = try accounts.accept(token: link, password: "correct horse 電池 staple", at: .now)
    }
  }

  @Test func fromTheFirstTextToTheFiles() throws {
    let site = "https://notices.example.jp"
    #expect(
      try place.run("incident", "notice", "open", "I-1", "pc-2025", "--site", site, "--publisher", "見本機構").status == 0)
    let text = try place.run("incident", "notice", "template", "I-1", "pc-2025", "--contact", "窓口", "--lang", "ja")
    let file = try place.write("notice.ja.md", text.text)
    #expect(try place.run("incident", "notice", "draft", "I-1", "pc-2025", "--ja", file).status == 0)
    // The user of the machine may write, and not publish, in nobody's name; nor may whoever writes.
    #expect(try place.run("incident", "notice", "publish", "I-1", "pc-2025").status == 3)
    #expect(try place.run("incident", "notice", "publish", "I-1", "pc-2025", "--as", "tanaka").status == 3)
    #expect(try place.run("incident", "notice", "publish", "I-1", "pc-2025", "--as", "suzuki").status == 3)
    let draft = ["incident", "notice", "draft", "I-1", "pc-2025", "--ja", file, "--as", "tanaka"]
    #expect(try place.run(draft).status == 0)
    let published = try place.run("incident", "notice", "publish", "I-1", "pc-2025", "--as", "suzuki")
    #expect(published.status == 0 && published.text.contains(site + "/notices/pc-2025/1"))
    #expect(try place.run("incident", "notice", "list", "I-1").status == 0)
    // The place of the loss comes to be known, and another day.
    let at = "2025-03-14 12:00"
    try place.run(
      "incident", "state", "I-1", "lost_at", at, "--evidence", "--source", "document", "--reference", "B-1")
    let listed = try place.run("incident", "notice", "list", "I-1", "--json")
    #expect(listed.status == 1)
    guard case .array(let corrections)? = try listed.json().first?["corrections"] else {
      Issue.record("no corrections")
      return
    }
    #expect(corrections.count == 1)
    try place.run("incident", "notice", "correct", "I-1", "pc-2025", "--as", "tanaka")
    #expect(try place.run("incident", "notice", "publish", "I-1", "pc-2025", "--as", "suzuki").status == 0)
    let difference = try place.run("incident", "notice", "diff", "I-1", "pc-2025", "1", "2")
    #expect(difference.text.contains("{+") && difference.text.contains("[-"))
    let folder = place.path + "/site"
    #expect(try place.run("incident", "notice", "export", "--out", folder).status == 0)
    let first = Workplace.read(folder + "/notices/pc-2025/1/index.html")
    let second = Workplace.read(folder + "/notices/pc-2025/2/index.html")
    #expect(!first.isEmpty && first != second)
    #expect(Workplace.read(folder + "/notices/pc-2025/index.html") == second)
    #expect(!Workplace.read(folder + "/notices/pc-2025/feed.atom").isEmpty)
    #expect(try place.run("rebuild", "--json").json().first?["different_tables"] == .array([]))
    #expect(try place.run("verify").status == 0)
    // A page has to go before its day.
    #expect(try place.run("incident", "erase-now", "I-1").text.contains("page/pc-2025/2"))
    #expect(try place.run("incident", "erase-now", "I-1", "page/pc-2025/1").status == 3, "without a reason")
    let erase = ["incident", "erase-now", "I-1", "page/pc-2025/1", "--reason", "a"]
    #expect(try place.run(erase).status == 3, "in nobody's name")
    #expect(try place.run(erase + ["--as", "tanaka"]).status == 3, "whoever prepares")
    #expect(try place.run(erase + ["--as", "suzuki"]).status == 0)
    #expect(try place.run("incident", "reopen", "I-1", "--reason", "a").status == 3, "it is open")
    #expect(try place.run("rebuild", "--json").json().first?["different_tables"] == .array([]))
    #expect(try place.run("verify").status == 0)
  }

  @Test func theDeskAndTheSurveys() throws {
    #expect(
      try place.run("incident", "inquiry", "take", "I-1", "--topic", "risk", "--outcome", "answered").status == 3)
    #expect(try place.run("incident", "inquiry", "desk", "I-1", "--telephone", "03-0000-0000").status == 0)
    let answer = try place.write("answer.txt", "{lost_at} です。")
    try place.run("incident", "inquiry", "question", "I-1", "--question", "いつですか", "--answer", answer)
    #expect(try place.run("incident", "inquiry", "approve", "I-1", "F-1", "--as", "tanaka").status == 3)
    // Whoever uses this machine wrote it: another login does not make another person.
    #expect(try place.run("incident", "inquiry", "approve", "I-1", "F-1", "--as", "suzuki").status == 3)
    try place.run(
      "incident", "inquiry", "question", "I-1", "--of", "F-1", "--question", "いつですか", "--answer", answer, "--as",
      "tanaka")
    #expect(try place.run("incident", "inquiry", "approve", "I-1", "F-1", "--as", "suzuki").status == 0)
    #expect(
      try place.run(
        "incident", "inquiry", "take", "I-1", "--topic", "misuse", "--outcome", "call_back", "--question", "F-1",
        "--words", "不審な電話", "--contact", "090-0000-0000"
      ).status == 0)
    #expect(try place.run("incident", "inquiry", "follow", "I-1", "Q-1", "answered").status == 0)
    let listed = try place.run("incident", "inquiry", "list", "I-1", "--all", "--json")
    #expect(try listed.json().first?["version"] == 1 && !listed.text.contains("090-0000-0000"))
    #expect(try place.run("incident", "inquiry", "counts", "I-1").text.contains(",1,1"))
    #expect(try place.run("incident", "inquiry", "erase").status == 0)
    #expect(try place.run("incident", "survey", "plan", "I-1").status == 0)
    #expect(
      try place.run(
        "incident", "survey", "record", "I-1", "1", "--source", "掲示板=28/31", "--method", "照合", "--found", "3",
        "--expected", "2.4", "--judged", "0", "--blind", "会員制", "--signer", "責任者"
      ).status == 3, "its month is not over")
    #expect(
      try place.run(
        "incident", "survey", "record", "I-1", "1", "--source", "掲示板", "--method", "照合", "--found", "3",
        "--expected", "2.4", "--judged", "0", "--blind", "会員制", "--signer", "責任者"
      ).status == 2)
    #expect(try place.run("incident", "survey", "list", "I-1", "--json").json().count == 12)
    #expect(try place.run("rebuild", "--json").json().first?["different_tables"] == .array([]))
    #expect(try place.run("verify").status == 0)
  }
}
