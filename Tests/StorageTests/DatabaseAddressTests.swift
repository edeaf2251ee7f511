import Storage
import Testing

@Suite struct DatabaseAddressTests {
  @Test(
    arguments: [
      ("postgres://db.example/hikae", "postgres://db.example/hikae", false),
      ("postgresql://me@db.example:5433/hikae?sslmode=verify-full", "postgres://me@db.example:5433/hikae", false),
      ("postgres://me:geheim@db.example/hikae", "postgres://me@db.example/hikae", true),
      ("postgres://me:ge@heim@db.example/hikae", "postgres://me@db.example/hikae", true),
      ("postgres://me:ge:heim@db.example/hikae", "postgres://me@db.example/hikae", true),
      ("postgres://me:geheim/x@db.example/hikae", "postgres://me@db.example/hikae", true),
      ("postgres://me@a:1,b:2/hikae?target_session_attrs=read-write", "postgres://me@a:1,b:2/hikae", false),
      ("postgres:///hikae?host=/run/postgresql&password=geheim", "postgres:///hikae", true),
      ("postgres://me:@db.example/hikae", "postgres://me@db.example/hikae", false),
      ("postgres://", "postgres://", false),
    ])
  func aPasswordIsNeverPrinted(url: String, description: String, hasPassword: Bool) throws {
    let parsed = try #require(PostgresURL(url))
    #expect(parsed.description == description)
    #expect(parsed.hasPassword == hasPassword)
    #expect(try DatabaseAddress(url: url).description == description)
  }

  @Test(arguments: ["", "mysql://a:geheim@b/c", "hikae.sqlite", "POSTGRES//x", "host=db password=geheim"])
  func anotherAddressIsRefusedWithoutRepeatingIt(text: String) {
    let failure = #expect(throws: StorageFailure.self) { try DatabaseAddress(url: text) }
    #expect(failure?.code == .address)
    #expect(failure?.message.contains("geheim") == false)
  }
}
