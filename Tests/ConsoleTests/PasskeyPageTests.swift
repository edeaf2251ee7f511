import Accounts
import CanonicalForms
import Console
import Passkeys
import TestPasskeys
import Testing

/// Passkeys in the console, by a security key in software in the place of browser and script.
@Suite("Console: passkeys") struct PasskeyPageTests {
  private static let origin = "https://localhost"

  /// What the page hands to the script.
  private static func options(in page: String) throws -> JSON {
    let start = try #require(page.range(of: "data-options=\""))
    let text = page[start.upperBound...].prefix { $0 != "\"" }
    return try JSON(parsing: Array(text.replacing("&quot;", with: "\"").replacing("&amp;", with: "&").utf8))
  }

  private static func fields(_ made: SoftwareKey.Registration, name: String) -> KeyValuePairs<String, String> {
    ["name": name, "client": Base64URL.encode(made.client), "attestation": Base64URL.encode(made.attestation)]
  }

  private static func fields(
    _ use: SoftwareKey.Use, challenge: String = "", next: String = ""
  ) -> KeyValuePairs<String, String> {
    [
      "credential": Base64URL.encode(use.credential), "client": Base64URL.encode(use.client),
      "authenticator": Base64URL.encode(use.authenticator), "signature": Base64URL.encode(use.signature),
      "user": Base64URL.encode(use.user ?? []), "challenge": challenge, "next": next,
    ]
  }

  /// Adds a passkey as its owner does.
  private static func add(
    _ key: inout SoftwareKey, of role: Role, name: String = "机のパソコン", in house: ConsoleHouse
  ) async throws -> ConsoleHouse.Answer {
    let page = try await house.post("/account/passkeys/begin", as: role)
    #expect(page.status == 200)
    return try await house.post(
      "/account/passkeys/add", fields(key.make(try options(in: page.body)), name: name), as: role)
  }

  private static func ask(_ path: String, as role: Role? = nil, in house: ConsoleHouse) async throws -> JSON {
    let answer = try await house.post(path, as: role)
    #expect(answer.status == 200 && answer.headers[.contentType] == "application/json")
    return try JSON(parsing: answer.bytes)
  }

  private static func cookie(_ answer: ConsoleHouse.Answer) -> [String: String] {
    ["Cookie": String((answer.headers[.setCookie] ?? "").prefix { $0 != ";" })]
  }

  // MARK: From the account to the next sign-in

  @Test func fromTheFirstPasskeyToTheNextSignIn() async throws {
    let house = try ConsoleHouse()
    var key = try SoftwareKey(at: Self.origin)
    let added = try await Self.add(&key, of: .staff, in: house)
    #expect(added.status == 200 && added.body.contains("机のパソコン") && added.body.contains("パスキーを登録しました"))
    #expect(added.body.contains("class=\"codes\""), "recovery codes are shown once")
    #expect(try await !house.get("/account", as: .staff).body.contains("class=\"codes\""))

    // Now the password leads to a second question, which the passkey answers as well.
    let asked = try await house.post("/sign-in", ["login": "staff", "password": ConsoleHouse.password])
    #expect(asked.status == 200 && asked.headers[.setCookie] == nil)
    let mark = try #require(asked.body.range(of: "name=\"challenge\" value=\""))
    let waiting = String(asked.body[mark.upperBound...].prefix { $0 != "\"" })
    let second = try key.use(try await Self.ask("/sign-in/passkey/begin", in: house))
    let both = try await house.post("/sign-in/passkey", Self.fields(second, challenge: waiting))
    #expect(both.status == 303)

    // And by itself it is enough.
    let question = try await Self.ask("/sign-in/passkey/begin", in: house)
    #expect(question["rpId"].string == "localhost")
    let opened = try await house.post(
      "/sign-in/passkey", Self.fields(try key.use(question), next: "/lost"))
    #expect(opened.status == 303 && opened.location == "/lost")
    #expect(try await house.get("/lost", headers: Self.cookie(opened)).status == 200)
    #expect(opened.headers[.setCookie]?.contains("__Host-") == true)
  }

  @Test func whatIsRefusedIsSaid() async throws {
    let house = try ConsoleHouse()
    var key = try SoftwareKey(at: Self.origin)
    _ = try await Self.add(&key, of: .staff, in: house)
    let empty = try await house.post("/sign-in/passkey")
    #expect(empty.status == 422 && empty.body.contains("パスキーを確認できませんでした"))
    var use = try key.use(try await Self.ask("/sign-in/passkey/begin", in: house))
    use.signature[0] ^= 1
    let forged = try await house.post("/sign-in/passkey", Self.fields(use))
    #expect(forged.status == 422 && forged.headers[.setCookie] == nil)
    let once = Self.fields(try key.use(try await Self.ask("/sign-in/passkey/begin", in: house)))
    #expect(try await house.post("/sign-in/passkey", once).status == 303)
    #expect(try await house.post("/sign-in/passkey", once).status == 422)
    // Nor does a registration that is none make anything.
    let none = try await house.post("/account/passkeys/add", ["name": "x"], as: .staff)
    #expect(none.status == 422 && none.body.contains("role=\"alert\""))
    #expect(house.log.text.contains("malformed"))
  }

  /// Whoever asks for question after question is slowed down like whoever tries passwords.
  @Test func questionsAreLimited() async throws {
    let house = try ConsoleHouse()
    var last = 0
    // One more is allowed every six seconds: a slow machine needs more than the thirty at once.
    for _ in 0..<200 where last != 429 { last = try await house.post("/sign-in/passkey/begin").status }
    #expect(last == 429)
  }

  // MARK: The password again

  @Test func aPasskeyConfirmsInThePlaceOfThePassword() async throws {
    let house = try ConsoleHouse()
    var key = try SoftwareKey(at: Self.origin)
    #expect(try await !house.get("/confirm", as: .staff).body.contains("data-passkey"))
    _ = try await Self.add(&key, of: .staff, in: house)
    let later = try house.later(minutes: 11)
    let refused = try await later.post("/account/passkeys/begin", as: .staff)
    #expect(refused.location?.hasPrefix("/confirm") == true)
    let page = try await later.get("/confirm", as: .staff)
    #expect(page.body.contains("data-begin=\"/confirm/passkey/begin\"") && page.body.contains("name=\"code\""))
    let use = try key.use(try await Self.ask("/confirm/passkey/begin", as: .staff, in: later))
    let confirmed = try await later.post("/confirm/passkey", Self.fields(use, next: "/account"), as: .staff)
    #expect(confirmed.status == 303 && confirmed.location == "/account")
    #expect(confirmed.headers[.setCookie] != nil, "with another token in the place of the session's")
  }

  // MARK: Taking off

  @Test func theOwnerTakesOneOff() async throws {
    let house = try ConsoleHouse()
    var key = try SoftwareKey(at: Self.origin)
    _ = try await Self.add(&key, of: .staff, in: house)
    let staff = try #require(house.visitors[.staff]?.account.id)
    let passkey = try #require(try house.accounts.passkeys(of: staff).first)
    let old = try await house.later(minutes: 11).post(
      "/account/passkeys/remove", ["passkey": passkey.id], as: .staff)
    #expect(old.location?.hasPrefix("/confirm") == true)
    #expect(try await house.post("/account/passkeys/remove", ["passkey": "other"], as: .staff).status == 422)
    let removed = try await house.post("/account/passkeys/remove", ["passkey": passkey.id], as: .staff)
    #expect(removed.status == 200 && !removed.body.contains("机のパソコン"))
    #expect(try house.accounts.passkeys(of: staff).isEmpty)
    let use = try key.use(try await Self.ask("/sign-in/passkey/begin", in: house))
    #expect(try await house.post("/sign-in/passkey", Self.fields(use)).status == 422)
  }

  @Test func anAdministratorSeesAndTakesThemOff() async throws {
    let house = try ConsoleHouse()
    var key = try SoftwareKey(at: Self.origin)
    _ = try await Self.add(&key, of: .staff, in: house)
    let staff = try #require(house.visitors[.staff]?.account.id)
    let path = "/accounts/\(staff.text)"
    let page = try await house.get(path, as: .administrator).body
    #expect(page.contains("机のパソコン") && page.contains("(localhost)") && page.contains("\(path)/passkeys/remove"))
    let passkey = try #require(try house.accounts.passkeys(of: staff).first)
    let removed = try await house.post(path + "/passkeys/remove", ["passkey": passkey.id], as: .administrator)
    #expect(removed.status == 200 && !removed.body.contains("机のパソコン"))
    #expect(try await house.get("/account", as: .staff).status == 303, "sessions end")
    #expect(try await house.post(path + "/passkeys/remove", ["passkey": passkey.id], as: .administrator).status == 422)
  }

  // MARK: Rules

  @Test func whoNeedsASecondFactorCanMakeOne() async throws {
    let house = try ConsoleHouse()
    _ = try await house.post("/accounts/sign-in-rules", ["second-factor": "approver"], as: .administrator)
    #expect(try await house.get("/devices", as: .approver).location == "/account")
    var key = try SoftwareKey(at: Self.origin)
    #expect(try await Self.add(&key, of: .approver, in: house).status == 200)
    #expect(try await house.get("/devices", as: .approver).status == 200)
    let rules = try await house.get("/accounts", as: .administrator).body
    #expect(rules.contains("二段階認証のない人"))
  }

  // MARK: Where

  /// The site is what the operator says that it is, whatever a request calls its host.
  @Test func theSiteIsTheOperatorsWord() async throws {
    let house = try ConsoleHouse()
    for host in ["evil.example", "localhost:444", "127.0.0.1"] {
      let question = try JSON(
        parsing: try await house.post("/sign-in/passkey/begin", headers: ["Host": host, "X-Forwarded-Host": host]).bytes
      )
      #expect(question["rpId"].string == "localhost", "\(host)")
    }
    // A page of another site that has this one's answer in its hands.
    var key = try SoftwareKey(at: Self.origin)
    _ = try await Self.add(&key, of: .staff, in: house)
    key.origin = "https://localhost:444"
    let use = try key.use(try await Self.ask("/sign-in/passkey/begin", in: house))
    #expect(try await house.post("/sign-in/passkey", Self.fields(use)).status == 422)
  }

  /// Of console and clients' users each has its own.
  @Test func eachHostHasItsOwn() async throws {
    let console = try ConsoleHouse()
    let portal = try console.at(portal: "localhost", consoleHost: "console.example.jp")
    let page = try await portal.get("/sign-in").body
    #expect(page.contains("data-origin=\"https://localhost\""))
    let office = try console.at(portal: "clients.example.jp", consoleHost: "localhost")
    #expect(try await Self.ask("/sign-in/passkey/begin", in: office)["rpId"].string == "localhost")
    #expect(try await Self.ask("/sign-in/passkey/begin", in: portal)["rpId"].string == "localhost")
  }

  /// Nothing is offered that cannot work, and the page says who can change that.
  @Test func withoutAnAddressThereAreNone() async throws {
    let house = try ConsoleHouse().stopped()
    let signIn = try await house.get("/sign-in").body
    #expect(!signIn.contains("data-passkey"))
    #expect(try await house.post("/sign-in/passkey/begin").status == 404)
    let page = try await house.get("/account", as: .staff).body
    #expect(page.contains("--public-url") && !page.contains("/account/passkeys/begin"))
    #expect(try await house.post("/account/passkeys/begin", as: .staff).status == 404)
    #expect(try await house.post("/account/passkeys/add", as: .staff).status == 404)
  }

  @Test func withoutScriptsThePageSaysWhatToDo() async throws {
    let house = try ConsoleHouse()
    for (language, words) in [("ja", "スクリプトが無効"), ("en", "Scripts are switched off")] {
      let page = try await house.get("/sign-in?lang=\(language)").body
      let quiet = try #require(page.range(of: "<noscript>"))
      #expect(page[quiet.upperBound...].contains(words))
      // The button shows when the script has found that it is of use.
      #expect(page.contains("<p data-ready hidden><button"))
    }
    let script = try #require(
      try await house.get("/sign-in").body.split(separator: "<script src=\"").last?.prefix { $0 != "\"" })
    let asset = try await house.get(String(script))
    #expect(asset.status == 200 && asset.body.contains("navigator.credentials"))
    #expect(asset.headers[.contentType]?.hasPrefix("text/javascript") == true)
  }
}
