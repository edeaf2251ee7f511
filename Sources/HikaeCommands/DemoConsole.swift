import Accounts
import CanonicalForms
import KeyEscrow
import Server
import Storage
import Wording

/// The console on the demo, with accounts whose passwords are made now and shown once.
struct DemoConsole {
  let installation: InstallationOptions
  let listen: String

  func run() async throws {
    let language = installation.language
    try ZoneArguments.use(nil, in: language)
    let custody = try installation.open()
    let accounts = try Accounts(journal: custody.journal, keyPath: installation.folder.accountsKeyPath)
    let passwords = try prepare(accounts)
    let keys = EscrowKeyRing(folder: installation.folder.path + "/keys")
    try DemoKeys(custody: custody, escrow: KeyEscrow(journal: custody.journal, keys: keys)).fill(at: .now)
    var options = ServeOptions()
    options.listen = listen
    let configuration: ServeConfiguration
    do throws(ServeConfigurationFailure) {
      configuration = try ServeConfiguration(options)
    } catch {
      for line in error.lines(in: language) { StandardError.print("error: \(line)") }
      throw Status.usage
    }
    try await ServedInstallation(
      installation: installation, custody: custody, configuration: configuration, keys: keys
    ).run { addresses in
      StandardOutput.line("\n" + language.text(.demoConsole, addresses.console))
      for (login, password, role) in passwords {
        StandardOutput.line(language.text(.demoAccount, login, password, language.text(role)))
      }
      StandardOutput.line(language.text(.demoStop))
    }
  }

  /// Somebody of the contractor, somebody who agrees when a key is to be shown, and somebody of client 117.
  private func prepare(_ accounts: Accounts) throws -> [(login: String, password: String, role: Phrase)] {
    let officer = "officer"
    let password = Self.password()
    let token = try accounts.openSetup(at: .now)
    _ = try accounts.setUp(
      token: token, login: officer, name: installation.language.text(.rolePrivacyOfficer),
      language: installation.language.rawValue, password: password, at: .now)
    // As whoever runs the demo: somebody whom the officer had just let in could not agree to what the officer asks for.
    func invited(_ login: String, _ role: Role, _ name: Phrase, of organisation: String? = nil) throws -> String {
      let password = Self.password()
      let (_, link) = try accounts.invite(
        login: login, name: installation.language.text(name), roles: [role], organisation: organisation,
        language: installation.language.rawValue, by: .hikae, at: .now)
      _ = try accounts.accept(token: link, password: password, at: .now)
      return password
    }
    return [
      (officer, password, .rolePrivacyOfficer),
      ("custodian", try invited("custodian", .keyCustodian, .roleKeyCustodian), .roleKeyCustodian),
      ("client117", try invited("client117", .client, .roleClient, of: "117"), .roleClient),
    ]
  }

  /// Sixteen characters without those that are taken for others.
  private static func password() -> String {
    let letters = Array("abcdefghjkmnpqrstuvwxyz23456789")
    return String(RandomBytes.make(16).map { letters[Int($0) % letters.count] })
  }
}
