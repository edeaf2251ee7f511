import Accounts
import ArgumentParser
import CanonicalForms
import Console
import Custody
import Server
import Storage
import Wording

/// `hikae accounts`: what has to be possible when nobody can sign in.
struct AccountsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "accounts", abstract: "Let people back in who are locked out of the console.",
    subcommands: [AccountResetCommand.self, AccountRulesCommand.self])
}

/// `hikae accounts reset LOGIN`.
struct AccountResetCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "reset",
    abstract: "Make a link by which somebody who is locked out sets a new password.",
    discussion: """
      Ends the sessions of the account, takes its second factor and its passkeys off, and prints a link that works once, for \
      three days. Hand it over by a safe way. The journal tells that it was done here.
      """)

  @Argument(help: "The name that the account signs in with.")
  var login: String

  @Option(name: .customLong("public-url"), help: "URL under which browsers reach the console.")
  var publicURL = "http://127.0.0.1:8420"

  @Flag(name: .customLong("json"), help: "Print one JSON object.")
  var json = false

  @OptionGroup var installation: InstallationOptions

  func validate() throws {
    guard ServeConfiguration.Site(publicURL) != nil else {
      throw ValidationError(installation.language.text(.configPublicURL, "--public-url"))
    }
  }

  func run() throws {
    let language = installation.language
    try reportingFailures(in: language) {
      let now = Moment.now
      do {
        let token = try installation.changing { custody in
          let accounts = try Accounts(journal: custody.journal, keyPath: installation.folder.accountsKeyPath)
          guard let account = try accounts.account(login: login) else { throw AccountsFailure(.unknownAccount) }
          return try accounts.recover(account.id, by: .hikae, at: now)
        }
        let expires = Accounts.linkEnd(at: now)
        let link = (ServeConfiguration.Site(publicURL)?.url ?? "") + Address.accept(token)
        if json {
          print((["login": .string(login), "link": .string(link), "expires": JSON(expires)] as JSON).canonicalText)
        } else {
          print(language.text(.accountRecovered, login, expires.localMinute))
          print(link)
        }
      } catch let failure as AccountsFailure {
        try failure.report(in: language)
      }
    }
  }
}

/// `hikae accounts rules`.
struct AccountRulesCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "rules",
    abstract: "Show how people of each role have to sign in, or lift that.",
    discussion: """
      The rules are set in the console, at Settings, Accounts. Lifting them is for the day on which the provider does not \
      answer: from then on passwords open what they did before. The journal tells that it was done here.
      """)

  @Flag(name: .customLong("lift"), help: "Lift all of them.")
  var lift = false

  @Flag(name: .customLong("json"), help: "Print one JSON object.")
  var json = false

  @OptionGroup var installation: InstallationOptions

  func run() throws {
    let language = installation.language
    try reportingFailures(in: language) {
      do {
        let rules = try installation.changing { custody in
          let accounts = try Accounts(journal: custody.journal, keyPath: installation.folder.accountsKeyPath)
          if lift { try accounts.setSignInRules(SignInRules(), issuer: nil, by: .hikae, at: .now) }
          return try accounts.signInRules()
        }
        let (factor, provider) = (rules.secondFactor, rules.providerOnly)
        if json {
          print(
            ([
              "second_factor": JSON(factor.map(\.rawValue).sorted()),
              "provider_only": JSON(provider.map(\.rawValue).sorted()),
            ] as JSON).canonicalText)
        } else {
          func names(_ roles: Set<Role>) -> String {
            roles.isEmpty ? "–" : roles.map { $0.text(language) }.sorted().joined(separator: ", ")
          }
          print(language.text(.rulesSecondFactor, names(factor)))
          print(language.text(.rulesProviderOnly, names(provider)))
        }
      } catch let failure as AccountsFailure {
        try failure.report(in: language)
      }
    }
  }
}

extension AccountsFailure {
  fileprivate func report(in language: Language) throws -> Never {
    let phrase = Phrase(rawValue: "account_failure." + code.rawValue)
    StandardError.print("error: " + (phrase.map { language.text($0) } ?? description))
    throw Status.failure
  }
}
