import Storage
import TestDatabases
import Testing

/// `--database`: what a user sees.
@Suite("Databases", .needsPostgres)
struct DatabaseCommandTests {
  let workplace: Workplace

  init() throws { workplace = try TestEngine.$current.withValue(.postgres) { try Workplace() } }

  private func server(_ change: (String) -> String = { $0 }) -> String { change(TestEngine.postgresURL ?? "") }

  @Test func twoMachinesShareOneRecord() throws {
    try workplace.register()
    try workplace.write("a.csv", Lists.csv(0..<30))
    try workplace.run("scan", "--device", "PC-1", workplace.files)
    let second = try TestEngine.$current.withValue(.postgres) { try Workplace(sharing: workplace.database) }
    // Without the first one's key there is nothing to be had.
    let refused = try second.run("init")
    #expect(refused.status == 3)
    #expect(refused.errors.contains("keys/"))
    try second.takeKey(of: workplace)
    #expect(try second.run("init").status == 0)
    let answer = try second.answer("drill", "PC-1", "--json")
    #expect(answer["total"]["certain"]["people"] == 30)
    try second.write("b.csv", Lists.csv(20..<40))
    try second.run("scan", "--device", "PC-1", second.files)
    #expect(try workplace.answer("drill", "PC-1", "--json")["total"]["certain"]["people"] == 40)
    #expect(try workplace.run("rebuild").status == 0)
  }

  @Test(arguments: ["en", "ja"]) func everyMistakeIsAnsweredWithWhatToDo(language: String) throws {
    try workplace.run("init")
    let mistakes: [(url: String, english: String, japanese: String)] = [
      ("mysql://me:geheim@db/x", "postgres://", "postgres://"),
      ("postgres://me:geheim@127.0.0.1:1/x", "cannot be reached", "接続できません"),
      (
        server { $0.replacing("hikae@", with: "hikae:geheim@").replacing("passfile=", with: "sslkey=") }, "~/.pgpass",
        "~/.pgpass"
      ), (server { $0.replacing("/postgres?", with: "/not_there?") }, "createdb", "createdb"),
      (server { $0.replacing("/postgres?", with: "/template1?") }, "hikae init", "hikae init"),
    ]
    for (url, english, japanese) in mistakes {
      let finished = try workplace.run("devices", "--database", url, "--lang", language)
      #expect(finished.status == 3)
      #expect(finished.errors.contains(language == "en" ? english : japanese), "\(finished.errors)")
      #expect(!finished.errors.contains("geheim"))
      let warns = finished.errors.contains("passfile=") && finished.errors.hasPrefix("warning")
      #expect(warns == (url.contains("geheim") && url.hasPrefix("postgres")), "\(finished.errors)")
    }
  }

  /// An empty `--database` means the folder's own file, whatever the environment says.
  @Test func theFolderMayBeMeant() throws {
    #expect(try workplace.run("init", "--database", "").status == 0)
    #expect(try workplace.run("devices", "--database", "").status == 0)
    #expect(try workplace.run("devices").status == 3)
  }
}
