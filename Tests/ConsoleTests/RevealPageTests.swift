import Accounts
import CanonicalForms
import Console
import HTTPTypes
import KeyEscrow
import Storage
import Testing

/// Showing a key in the console: asked for by one, agreed to by another, on one page, once.
@Suite("Console: showing a key") struct RevealPageTests {
  private let house: ConsoleHouse
  private let key: String

  init() throws {
    house = try ConsoleHouse()
    key = try house.keepKeys().text
  }

  private func ask(as role: Role = .administrator) async throws -> String {
    let asked = try await house.post(
      "/keys/\(key)/request", ["case": "J-2026-17", "reason": "紛失機の調査"], as: role)
    #expect(asked.status == 303)
    let location = try #require(asked.location)
    #expect(location.hasPrefix("/reveals/r-"))
    return location
  }

  private var refresh: HTTPField.Name { HTTPField.Name("Refresh") ?? .accept }

  @Test func theWholeWay() async throws {
    let request = try await ask()
    // Not approved: neither the requester nor anybody else sees it.
    let early = try await house.post(request + "/show", as: .administrator)
    #expect(early.status == 422 && !ConsoleHouse.hasSecret(early.body))
    #expect(try await house.post(request + "/approve", as: .administrator).status == 403)
    #expect(try await house.get("/", as: .keyCustodian).body.contains("あなたの承認を待つキーの開示申請: 1 件"))
    let waiting = try await house.get(request, as: .keyCustodian)
    #expect(waiting.body.contains("紛失機の調査") && waiting.body.contains(request + "/approve"))
    #expect(try await !house.get(request, as: .administrator).body.contains(request + "/approve"))
    #expect(try await house.post(request + "/approve", as: .keyCustodian).status == 303)
    #expect(try await house.post(request + "/approve", as: .keyCustodian).status == 422, "one person counts once")
    for role in Role.allCases where role != .administrator {
      let other = try await house.post(request + "/show", as: role)
      #expect([403, 422].contains(other.status), "\(role): \(other.status)")
      #expect(!ConsoleHouse.hasSecret(other.body))
    }
    #expect(try await house.get("/", as: .administrator).body.contains("承認済みで、あなたが表示できるキー: 1 件"))
    #expect(try await house.get(request + "/show", as: .administrator).status == 404, "no address shows it")

    let shown = try await house.post(request + "/show", as: .administrator)
    #expect(shown.status == 200)
    #expect(shown.body.contains(ConsoleHouse.recoveryPassword) && shown.body.contains(ConsoleHouse.protector))
    #expect(!shown.body.contains(ConsoleHouse.otherPassword))
    #expect(shown.headers[.cacheControl] == "no-store")
    #expect(shown.body.contains("証明済み・0 日・クラス B"), "how far it can be relied on")
    #expect(shown.headers[refresh] == "120; url=" + request)
    #expect(shown.body.contains("残り 120 秒") && shown.body.contains("translate=\"no\""))
    #expect(!ConsoleHouse.hasSecret("\(shown.headers)"))
    // Once: neither the same act again nor any other page has it.
    let again = try await house.post(request + "/show", as: .administrator)
    #expect(again.status == 422 && !ConsoleHouse.hasSecret(again.body))
    let after = try await house.get(request, as: .administrator)
    #expect(after.body.contains("開示したキーの更新") && after.body.contains("新しいキーの証明が必要です"))
    #expect(try await house.get("/", as: .auditor).body.contains("開示したキーで更新待ちのもの: 1 件"))
    #expect(try await house.get("/keys", as: .auditor).body.contains("キーが開示されました（更新待ち）"))
    try await nothingHasTheSecret(request)
  }

  /// Every page that anybody can open, the journal with all that is in its entries, every other table, and the log.
  private func nothingHasTheSecret(_ request: String) async throws {
    let newest = try house.custody.journal.latest(before: .max, kind: nil, limit: 1).first?.sequence ?? 0
    let own = [request, "/keys/\(key)", "/keys?q=0F1D7B63", "/keys.csv?encoding=utf-8"]
    for role in Role.allCases {
      for route in Console.routes where route.method == .get && !route.path.hasSuffix("/progress") {
        let path = route.path.replacing(":id", with: ConsoleHouse.device).replacing(":token", with: "none")
          .replacing(":client", with: "117")
        let answer = try await house.get(path, as: role)
        #expect(!ConsoleHouse.hasSecret(answer.body + "\(answer.headers)"), "\(path) as \(role)")
      }
      for path in own + (1...newest).map({ "/journal/\($0)" }) {
        let answer = try await house.get(path, as: role)
        #expect(!ConsoleHouse.hasSecret(answer.body + "\(answer.headers)"), "\(path) as \(role)")
      }
    }
    #expect(!ConsoleHouse.hasSecret(house.log.text))
    let entries = try house.custody.store.read {
      try $0.all("SELECT body, kind FROM journal") { String(decoding: $0.bytes(0), as: UTF8.self) + $0.text(1) }
    }
    #expect(entries.contains { $0.hasSuffix("reveal.shown") })
    #expect(!ConsoleHouse.hasSecret(entries.joined(separator: "\n")))
  }

  /// One person who has both roles is still one person.
  @Test func nobodyApprovesAnOwnRequest() async throws {
    let both = try house.accounts.invite(
      login: "both", name: "両方", roles: [.administrator, .keyCustodian], organisation: nil, language: "ja",
      by: house.account(.administrator), at: .now)
    _ = try house.accounts.accept(token: both.token, password: ConsoleHouse.password, at: .now)
    guard
      case .opened(let token, let session) = try house.accounts.signIn(
        login: "both", password: ConsoleHouse.password, address: "both", client: "", at: .now)
    else {
      Issue.record("not signed in")
      return
    }
    let cookie = ["Cookie": "__Host-hikae=\(token)"]
    let asked = try await house.post(
      "/keys/\(key)/request", ["case": "1", "reason": "x"], csrf: session.csrf, headers: cookie)
    let request = try #require(asked.location)
    let page = try await house.get(request, headers: cookie)
    #expect(!page.body.contains(request + "/approve") && page.body.contains("自分の申請は承認できません"))
    let own = try await house.post(request + "/approve", csrf: session.csrf, headers: cookie)
    #expect(own.status == 403 && own.body.contains("申請した本人は承認できません"))
    #expect(try await house.post(request + "/show", csrf: session.csrf, headers: cookie).status == 422)
  }

  @Test func severalHaveToAgreeWhereTheRulesSaySo() async throws {
    let rules: KeyValuePairs = ["approvals": "2", "seconds": "60", "hours": "24", "days": "3"]
    #expect(try await house.post("/reveals/policy", rules, as: .keyCustodian).status == 422, "there is one alone")
    let second = try house.accounts.invite(
      login: "second", name: "二人目", roles: [.keyCustodian], organisation: nil, language: "ja", by: .hikae, at: .now
    ).0
    #expect(try await house.post("/reveals/policy", rules, as: .keyCustodian).status == 303)
    #expect(try await house.post("/reveals/policy", ["approvals": "0"], as: .keyCustodian).status == 422)
    let request = try await ask()
    #expect(try await house.post(request + "/approve", as: .keyCustodian).status == 303)
    #expect(try await house.post(request + "/show", as: .administrator).status == 422)
    #expect(try await house.get(request, as: .administrator).body.contains("1／2 人"))
    // An account that the requester has just made is no second person.
    let own = try house.accounts.invite(
      login: "own", name: "自作", roles: [.keyCustodian], organisation: nil, language: "ja",
      by: house.account(.administrator), at: .now
    ).0
    #expect(throws: EscrowFailure(.dependent)) {
      try house.escrow.approve(String(request.dropFirst("/reveals/".count)), by: own.id, at: .now)
    }
    try house.escrow.approve(String(request.dropFirst("/reveals/".count)), by: second.id, at: .now)
    let shown = try await house.post(request + "/show", as: .administrator)
    #expect(shown.status == 200 && shown.headers[refresh]?.hasPrefix("60;") == true)
  }

  /// A session that was left open somewhere shows no key.
  @Test func thePasswordIsAskedForAgain() async throws {
    let request = try await ask()
    _ = try await house.post(request + "/approve", as: .keyCustodian)
    let later = try house.later(minutes: 11)
    let sent = try await later.post(request + "/show", as: .administrator)
    #expect(sent.status == 303 && sent.location?.hasPrefix("/confirm") == true)
    #expect(try await later.get(request, as: .administrator).body.contains("/confirm?next="))
    let broken = try await later.post(
      "/keys/\(key)/break-glass", ["case": "1", "reason": "x", "knows": "yes"], as: .administrator)
    #expect(broken.status == 303 && !ConsoleHouse.hasSecret(broken.body))
    #expect(try house.escrow.requests().allSatisfy { $0.shown == nil }, "nothing was used up")
  }

  @Test func aRefusalEndsIt() async throws {
    let request = try await ask()
    #expect(try await house.post(request + "/refuse", as: .keyCustodian).status == 303)
    #expect(try await house.post(request + "/approve", as: .keyCustodian).status == 422)
    #expect(try await house.post(request + "/show", as: .administrator).status == 422)
    #expect(try await house.get("/reveals", as: .auditor).body.contains("却下"))
  }

  @Test func breakingTheGlassIsSaidToAllWhoHaveToKnow() async throws {
    let path = "/keys/\(key)/break-glass"
    #expect(try await house.post(path, ["case": "J-1", "reason": "夜間"], as: .administrator).status == 422)
    #expect(
      try await house.post(path, ["case": "", "reason": "夜間", "knows": "yes"], as: .administrator).status == 422)
    #expect(try house.escrow.requests().isEmpty)
    let shown = try await house.post(
      path, ["case": "J-1", "reason": "夜間で連絡がつかない", "knows": "yes"], as: .administrator)
    #expect(shown.status == 200 && shown.body.contains(ConsoleHouse.recoveryPassword))
    #expect(shown.headers[.cacheControl] == "no-store" && shown.headers[refresh]?.contains("/reveals/r-") == true)
    for role in [Role.administrator, .privacyOfficer, .keyCustodian, .auditor] {
      let body = try await house.get("/", as: role).body
      #expect(body.contains("承認なしで表示しました（案件 J-1）"), "\(role)")
      #expect(body.contains("名 administrator"), "\(role)")
    }
    #expect(try await !house.get("/", as: .approver).body.contains("承認なしで表示"))
    #expect(try house.custody.journal.latest(before: .max, kind: "breakglass.used", limit: 1).count == 1)
    // The disk is destroyed: the demand for new keys is settled by somebody who approves.
    let request = try #require(try house.escrow.requests().first?.id)
    #expect(try await house.post("/reveals/\(request)/settle", ["reason": ""], as: .keyCustodian).status == 422)
    #expect(try await house.post("/reveals/\(request)/settle", ["reason": "破棄"], as: .keyCustodian).status == 303)
    #expect(try house.escrow.rotations().isEmpty)
  }
}
