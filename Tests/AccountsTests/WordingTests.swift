import Accounts
import Testing
import Wording

/// Whatever this room may say to somebody has its phrase.
@Suite struct AccountWordingTests {
  @Test(
    arguments: AccountsFailure.Code.allCases.map { "account_failure." + $0.rawValue }
      + PasswordWeakness.allCases.map { "password_weakness." + $0.rawValue }
      + Role.allCases.map { "role." + $0.rawValue } + Permission.allCases.map { "permission." + $0.rawValue })
  func everyCodeHasItsPhrase(name: String) { #expect(Phrase(rawValue: name) != nil) }

  @Test func failuresSayWhatToDo() {
    for code in AccountsFailure.Code.allCases { #expect(!AccountsFailure(code).description.isEmpty) }
  }
}
