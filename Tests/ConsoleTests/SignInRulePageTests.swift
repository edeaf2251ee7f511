import Accounts
import CanonicalForms
import Testing
import Wording

@Suite("Console: how people of a role sign in") struct SignInRulePageTests {
  @Test func whoLacksTheSecondFactorCanOnlySetItUp() async throws {
    let house = try ConsoleHouse()
    #expect(try await house.get("/devices", as: .approver).status == 200)
    let saved = try await house.post("/accounts/sign-in-rules", ["second-factor": "approver"], as: .administrator)
    #expect(saved.status == 200 && saved.body.contains("value=\"approver\" aria-label"))
    #expect(try house.accounts.signInRules() == SignInRules(secondFactor: [.approver]))
    for path in ["/", "/devices", "/incidents", "/lost"] {
      #expect(try await house.get(path, as: .approver).location == "/account", "\(path)")
    }
    #expect(try await house.post("/account/tokens/new", ["name": "x"], as: .approver).location == "/account")
    let page = try await house.get("/account", as: .approver)
    #expect(page.status == 200 && page.body.contains("二段階認証が必要です"))
    #expect(try await house.post("/account/second-factor/begin", as: .approver).status == 200)
    #expect(try await house.post("/sign-out", as: .approver).status == 303)
    // Others are not asked.
    #expect(try await house.get("/devices", as: .privacyOfficer).status == 200)
  }

  /// Without a provider nobody is sent to one.
  @Test func withoutAProviderThereIsNoSuchRule() async throws {
    let house = try ConsoleHouse()
    let page = try await house.get("/accounts", as: .administrator)
    #expect(page.body.contains("認証サービスは設定されていません") && !page.body.contains("name=\"provider-only\""))
    let refused = try await house.post("/accounts/sign-in-rules", ["provider-only": "approver"], as: .administrator)
    #expect(refused.status == 422 && refused.body.contains("role=\"alert\""))
    #expect(try house.accounts.signInRules() == SignInRules())
  }

  @Test func whatIsNoRoleIsPassedOver() async throws {
    let house = try ConsoleHouse()
    let saved = try await house.post(
      "/accounts/sign-in-rules", ["second-factor": "emperor", "second-factor": "auditor"], as: .administrator)
    #expect(saved.status == 200)
    #expect(try house.accounts.signInRules() == SignInRules(secondFactor: [.auditor]))
  }
}
