import CanonicalForms
import Custody
import Observations
import PersonalData
import Storage
import TestDatabases
import Testing
import Wording

/// What files hold or may hold that operation logs alone name.
@Suite(.onEveryEngine) struct LogLineageTests {
  private let list = profile("list", (0..<30).map { person($0) })

  /// L-1 holds a list of 30 people; a log tells of the laptop L-2, which nobody ever looked into, and of L-1.
  private func installation() throws -> Installation {
    let installation = try Installation()
    let custody = installation.custody
    try custody.register(Organisation(id: .init("1"), name: "みどり精機健康保険組合"), at: day(0))
    try custody.register(Agreement(id: "A", client: .init("1"), purpose: "p", starts: day(0)), at: day(0))
    try custody.register(Device(id: "L-1"), Device(id: "L-2"), at: day(0))
    try custody.scan("L-1", at: day(1), [file("/data/名簿.csv", list)])
    return installation
  }

  private func lines(_ scope: Scope) -> [String] { scope.inherited.map { ScopeWords(language: .ja).inherited($0) } }

  @Test func theSameHashIsTheSameContent() throws {
    let installation = try installation()
    let custody = installation.custody
    try custody.register(
      Delivery(id: "R-017", agreement: "A", received: day(0), fingerprint: list.sha256), profile: nil, at: day(0))
    try custody.observe(
      [(day(2), .named(path: "E:\\x.tmp", size: nil, sha256: list.sha256))], of: "L-2", from: .operationLog,
      receivedAt: day(3))
    let scope = try custody.scope(of: "L-2", at: day(4))
    #expect(scope.total.certain.count == 0)
    #expect(scope.total.possible.count == 30)
    #expect(scope.inherited.map(\.people) == [30])
    #expect(scope.inherited.first?.lineage.certainty == .certain)
    #expect(lines(scope) == ["x.tmp ← (ハッシュ一致) ← 受領データ R-017：30 人（中身は同一）"])
    #expect(scope.text(in: .en).contains("received list R-017"))
    #expect(scope.page(in: .ja).contains("ハッシュ一致"))
    // As it was known before the log came.
    #expect(try custody.scope(of: "L-2", at: day(4), asKnownAt: day(2)).inherited.isEmpty)
  }

  @Test func theSameNameAndSizeOnAnotherDeviceMayBeACopy() throws {
    let installation = try installation()
    let custody = installation.custody
    try custody.observe(
      [
        (day(2), .named(path: "E:\\控え\\名簿.csv", size: list.size, sha256: nil)),
        (day(2), .named(path: "E:\\控え\\名簿2.csv", size: list.size, sha256: nil)),
        (day(2), .named(path: "E:\\他\\名簿.csv", size: list.size + 1, sha256: nil)),
      ], of: "L-2", from: .operationLog, receivedAt: day(3))
    let scope = try custody.scope(of: "L-2", at: day(4))
    #expect(scope.total.possible.count == 30)
    #expect(scope.total.possibleFiles == 3)
    #expect(lines(scope) == ["名簿.csv ← (同名・同サイズ) ← /data/名簿.csv：30 人（可能性）"])
    #expect(scope.unread.map(\.possible) == [2])
  }

  @Test func aFolderThatIsCopiedTakesItsFilesAlong() throws {
    let installation = try installation()
    let custody = installation.custody
    try custody.observe(
      [
        (day(2), .copied(from: "/data", to: "/media/usb", size: nil)),
        (day(3), .gone(path: "/media/usb/名簿.csv", isFolder: false)),
      ], of: "L-1", from: .operationLog, receivedAt: day(4))
    let between = try custody.scope(of: "L-1", at: day(2.5))
    #expect(between.inherited.map(\.lineage.path) == ["/media/usb/名簿.csv"])
    #expect(between.total.certain.count == 30)
    #expect(between.total.possible.count == 30)
    #expect(try custody.scope(of: "L-1", at: day(3.5)).inherited.isEmpty)
  }

  @Test func logsAddNothingWhereSomebodyLooked() throws {
    let installation = try installation()
    let custody = installation.custody
    try custody.observe(
      [(day(2), .copied(from: "/data/名簿.csv", to: "/data/控え.csv", size: nil))], of: "L-1", from: .operationLog,
      receivedAt: day(3))
    #expect(try custody.scope(of: "L-1", at: day(2.5)).inherited.count == 1)
    // Somebody else's list lies there by now.
    let other = file("/data/控え.csv", profile("other", [person(90)]))
    try custody.scan("L-1", at: day(4), [file("/data/名簿.csv", list), other])
    let scope = try custody.scope(of: "L-1", at: day(5))
    #expect(scope.inherited.isEmpty)
    #expect(scope.total.certainFiles == 2)
    #expect(scope.total.possibleFiles == 2)
    // What is copied after that is another matter.
    try custody.observe(
      [(day(8), .copied(from: "/data/名簿.csv", to: "/data/控え.csv", size: nil))], of: "L-1", from: .operationLog,
      receivedAt: day(9))
    #expect(try custody.scope(of: "L-1", at: day(9)).inherited.map(\.people) == [30])
  }

  /// A look that is older than the log's word does not silence it, and one that could not read the file neither.
  @Test func anOlderLookSilencesNothing() throws {
    let installation = try installation()
    let custody = installation.custody
    let other = profile("other", [person(90)])
    try custody.scan("L-2", root: "/home", at: day(1), [file("/home/a.csv", other)])
    try custody.observe(
      [(day(2), .named(path: "/home/a.csv", size: nil, sha256: list.sha256))], of: "L-2", from: .operationLog,
      receivedAt: day(3))
    let scope = try custody.scope(of: "L-2", at: day(4))
    #expect(scope.total.certain.count == 1)
    #expect(scope.total.possible.count == 31)
  }

  /// What a log says later does not rewrite what it said before.
  @Test func aLaterSizeEndsWhatWasBefore() throws {
    let installation = try installation()
    let custody = installation.custody
    try custody.observe(
      [
        (day(2), .named(path: "E:\\名簿.csv", size: list.size, sha256: nil)),
        (day(6), .named(path: "E:\\名簿.csv", size: list.size + 5, sha256: nil)),
      ], of: "L-2", from: .operationLog, receivedAt: day(7))
    #expect(try custody.scope(of: "L-2", at: day(3)).total.possible.count == 30)
    #expect(try custody.scope(of: "L-2", at: day(7)).total.possible.count == 0)
  }

  /// A renaming: the log moves a file that only a scan knows.
  @Test func aFileThatALogMovesKeepsItsContent() throws {
    let installation = try installation()
    let custody = installation.custody
    try custody.observe(
      [(day(2), .moved(from: "/data/名簿.csv", to: "/data/別名.csv", isFolder: false))], of: "L-1",
      from: .operationLog, receivedAt: day(3))
    let scope = try custody.scope(of: "L-1", at: day(3))
    #expect(scope.inherited.map(\.lineage.path) == ["/data/別名.csv"])
    #expect(scope.inherited.map(\.people) == [30])
  }

  /// Of two contents that a file may hold, both people count, and one file.
  @Test func alternativesAreOneFile() throws {
    let installation = try installation()
    let custody = installation.custody
    // As long as the list: its name has as many bytes.
    let twin = profile("twin", (40..<45).map { person($0) })
    try custody.register(Device(id: "L-3"), at: day(0))
    try custody.scan("L-3", at: day(1), [file("/data/名簿.csv", twin)])
    try custody.observe(
      [(day(2), .named(path: "E:\\名簿.csv", size: list.size, sha256: nil))], of: "L-2", from: .operationLog,
      receivedAt: day(3))
    let scope = try custody.scope(of: "L-2", at: day(4))
    #expect(scope.total.possible.count == 35)
    #expect(scope.total.possibleFiles == 1)
    #expect(scope.unattributed.possibleFiles == 1)
    #expect(scope.doubtful.map(\.files) == [1])
  }

  @Test func theAnswerForProgramsHasTheSteps() throws {
    let installation = try installation()
    let custody = installation.custody
    try custody.observe(
      [(day(2), .copied(from: "/data/名簿.csv", to: "/media/usb/a.csv", size: list.size))], of: "L-1",
      from: .operationLog, receivedAt: day(3))
    let json = try custody.scope(of: "L-1", at: day(4)).json
    guard case .array(let inherited) = json["inherited"], let first = inherited.first,
      case .array(let steps) = first["steps"]
    else {
      Issue.record("no list of files and steps")
      return
    }
    #expect(inherited.count == 1)
    #expect(first["path"] == "/media/usb/a.csv")
    #expect(first["content_is"] == "possible")
    #expect(first["people"] == 30)
    #expect(steps.map { $0["step"] } == ["copied", "known"])
  }

  /// What nobody understood may be of data, from then on.
  @Test func rowsThatWereNotUnderstoodAreAGap() throws {
    let installation = try installation()
    let custody = installation.custody
    try custody.observe(
      [
        (day(2), .named(path: "E:\\x.tmp", size: nil, sha256: list.sha256)),
        (day(2.5), .missed(root: "", since: day(2.25), reason: .rowsUnread)),
        (day(6), .missed(root: "", since: day(6), reason: .rowsUnread)),
      ], of: "L-2", from: .operationLog, receivedAt: day(7))
    #expect(
      try custody.scope(of: "L-2", at: day(2)).gaps.allSatisfy { if case .rowsUnread = $0 { false } else { true } })
    let scope = try custody.scope(of: "L-2", at: day(3))
    #expect(scope.gaps.contains(.rowsUnread(from: day(2.25), until: day(2.5))))
    #expect(scope.total.possible.count == 30)
    #expect(scope.text(in: .en).contains("not understood"))
    #expect(scope.page(in: .ja).contains("読み取れなかった行"))
    #expect(scope.json.canonicalText.contains(#""kind":"log_rows_unread""#))
    #expect(try custody.scope(of: "L-2", at: day(8)).gaps.contains(.rowsUnread(from: day(2.25), until: day(6))))
    #expect(!scope.gaps.contains { if case .uncovered = $0 { true } else { false } })
    // As it was known before the import.
    let before = try custody.scope(of: "L-2", at: day(3), asKnownAt: day(6.5))
    #expect(before.gaps.allSatisfy { if case .rowsUnread = $0 { false } else { true } })
    // A standing keeps it.
    while try StandingKeeper(custody).round(at: day(8)).left > 0 {}
    let member = try Fleet(of: custody).members.first { $0.device.id == "L-2" }
    #expect(member?.standing?.namedGaps.contains(.rowsUnread(from: day(2.25), until: day(6))) == true)
  }

  // MARK: Shares

  /// The file server of whose share a list is copied: scanned where it is mounted, registered by its name.
  private func server(_ custody: Custody, label: String, root: String, path: String) throws {
    try custody.register(Device(id: "FS-01", label: label, kind: .share), at: day(0))
    try custody.scan("FS-01", root: root, at: day(1), [file(path, list)])
  }

  @Test(arguments: [
    // The root is the share, or a folder that holds it; spellings of one path.
    ("fs-01", "/mnt/jinji", "/mnt/jinji/名簿/x.csv", "\\\\FS-01\\人事\\名簿\\x.csv"),
    ("ファイルサーバ", "/srv", "/srv/人事/名簿/x.csv", "\\\\ファイルサーバ.example.local\\人事\\名簿\\x.csv"),
    ("\\\\nas\\人事", "/mnt/nas", "/mnt/nas/名簿/x.csv", "\\\\?\\UNC\\NAS\\人事\\名簿\\x.csv"),
  ])
  func aCopyFromAShareInheritsWhatLiesThere(label: String, root: String, path: String, source: String) throws {
    let installation = try installation()
    let custody = installation.custody
    try server(custody, label: label, root: root, path: path)
    try custody.observe(
      [
        (day(2), .copied(from: source, to: "C:\\作業\\写し.csv", size: list.size)),
        (day(2), .copied(from: source + "x", to: "C:\\作業\\他.csv", size: list.size)),
      ], of: "L-2", from: .operationLog, receivedAt: day(3))
    let scope = try custody.scope(of: "L-2", at: day(4))
    #expect(scope.total.possible.count == 30)
    #expect(scope.inherited.map(\.lineage.path) == ["C:\\作業\\写し.csv"])
    #expect(scope.inherited.first?.lineage.certainty == .possible)
    #expect(scope.inherited.first?.lineage.steps.last == .known(path: source, label: ""))
  }

  @Test func aFolderOfAShareTakesItsFilesAlong() throws {
    let installation = try installation()
    let custody = installation.custody
    try server(custody, label: "", root: "/mnt/s", path: "/mnt/s/名簿/2023/x.csv")
    try custody.observe(
      [(day(2), .copied(from: "\\\\fs-01\\人事\\名簿", to: "E:\\控え", size: nil))], of: "L-2", from: .operationLog,
      receivedAt: day(3))
    let scope = try custody.scope(of: "L-2", at: day(4))
    #expect(scope.inherited.map(\.lineage.path) == ["E:\\控え\\2023\\x.csv"])
    #expect(scope.total.possible.count == 30)
  }

  /// What is no registered server, what was gone from it before, and another size say nothing.
  @Test func whatWasNotOnTheShareIsNotInherited() throws {
    let installation = try installation()
    let custody = installation.custody
    try server(custody, label: "", root: "/mnt/s", path: "/mnt/s/x.csv")
    try custody.scan("FS-01", root: "/mnt/s", at: day(5), [])
    try custody.observe(
      [
        (day(2), .copied(from: "\\\\other\\人事\\x.csv", to: "C:\\a.csv", size: nil)),
        (day(2), .copied(from: "\\\\fs-01\\人事\\x.csv", to: "C:\\b.csv", size: list.size + 1)),
        (day(6), .copied(from: "\\\\fs-01\\人事\\x.csv", to: "C:\\c.csv", size: nil)),
        (day(2), .copied(from: "\\\\fs-01\\人事\\x.csv", to: "C:\\d.csv", size: nil)),
      ], of: "L-2", from: .operationLog, receivedAt: day(7))
    let scope = try custody.scope(of: "L-2", at: day(8))
    #expect(scope.inherited.map(\.lineage.path) == ["C:\\d.csv"])
  }
}
