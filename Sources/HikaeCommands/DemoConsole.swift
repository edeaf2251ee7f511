import Accounts
import CanonicalForms
import Server
import Storage
import Wording

/// The console on the demo, with accounts whose passwords are made now and shown once.
struct DemoConsole {
  let installation: InstallationOptions
  let listen: String

  func run() async throws {
    let language = installation.language
    let custody = try installation.open()
    let accounts = try Accounts(journal: custody.journal, keyPath: installation.folder.accountsKeyPath)
    let passwords = try prepare(accounts)
    var options = ServeOptions()
    options.listen = listen
    let configuration: ServeConfiguration
    do throws(ServeConfigurationFailure) {
      configuration = try ServeConfiguration(options)
    } catch {
      for line in error.lines(in: language) { StandardError.print("error: \(line)") }
      throw Status.usage
    }
    try await ServedInstallation(installation: installation, custody: custody, configuration: configuration).run {
      addresses in
      StandardOutput.line("\n" + language.text(.demoConsole, addresses.console))
      for (login, password, role) in passwords {
        StandardOutput.line(language.text(.demoAccount, login, password, language.text(role)))
      }
      StandardOutput.line(language.text(.demoStop))
    }
  }

  /// Somebody of the contractor, and somebody of client 117.
  private func prepare(_ accounts: Accounts) throws -> [(login: String, password: String, role: Phrase)] {
    let officer = "officer"
    let password = Self.password()
    let token = try accounts.openSetup(at: .now)
    let account = try accounts.setUp(
      token: token, login: officer, name: installation.language.text(.rolePrivacyOfficer),
      language: installation.language.rawValue, password: password, at: .now)
    let clientPassword = Self.password()
    let (_, link) = try accounts.invite(
      login: "client117", name: installation.language.text(.roleClient), roles: [.client], organisation: "117",
      language: installation.language.rawValue, by: account.id, at: .now)
    _ = try accounts.accept(token: link, password: clientPassword, at: .now)
    return [(officer, password, .rolePrivacyOfficer), ("client117", clientPassword, .roleClient)]
  }

  /// Sixteen characters without those that are taken for others.
  private static func password() -> String {
    let letters = Array("abcdefghjkmnpqrstuvwxyz23456789")
    return String(RandomBytes.make(16).map { letters[Int($0) % letters.count] })
  }
}
