import Accounts
import ArgumentParser
import CanonicalForms
import Custody
import DiskEncryption
import KeyEscrow
import Storage
import Wording

/// A token that holds the key-encryption key, for everything that opens kept keys.
struct TokenOptions: ParsableArguments {
  @Option(name: .customLong("pkcs11-module"), help: "Module of a token that holds the key-encryption key.")
  var module: String?

  @Option(name: .customLong("pkcs11-token"), help: "Label of that token.")
  var token: String?

  @Option(name: .customLong("pkcs11-pin-file"), help: "File with its PIN, that only its owner may read.")
  var pinFile: String?

  func validate() throws {
    let given = [module, token, pinFile].compactMap(\.self).count
    guard given == 0 || given == 3 else {
      throw ValidationError("--pkcs11-module, --pkcs11-token and --pkcs11-pin-file go together")
    }
  }

  /// The keys of an installation, from what the command was given, else from the environment.
  func keyRing(of installation: InstallationOptions) throws -> EscrowKeyRing {
    let variable = InstallationOptions.variable
    let folder = installation.folder.path + "/keys"
    guard let module = module ?? variable("HIKAE_PKCS11_MODULE") else { return EscrowKeyRing(folder: folder) }
    guard let token = token ?? variable("HIKAE_PKCS11_TOKEN"), let pin = pinFile ?? variable("HIKAE_PKCS11_PIN_FILE")
    else { throw EscrowFailure(.module) }
    return EscrowKeyRing(folder: folder, home: .token(PKCS11Place(module: module, token: token, pinPath: pin)))
  }

}

extension Custody {
  /// By which rules of sealing go: the kind that a device is registered as.
  var classOfDevice: KeyEscrow.DeviceClass {
    { [self] device, session in try self.device(device, in: session)?.kind.rawValue }
  }
}

extension InstallationOptions {
  /// Kept keys without the keys: for those who ask what is known of them, and open none.
  func keyFacts(of custody: Custody) -> KeyEscrow {
    KeyEscrow(journal: custody.journal, keys: EscrowKeyRing(folder: folder.path + "/keys"), through: .commandLine)
  }
}

/// Where the key-encryption keys are, shared by all commands about kept keys.
struct EscrowOptions: ParsableArguments {
  @OptionGroup var keys: TokenOptions
  @OptionGroup var installation: InstallationOptions

  var language: Language { installation.language }

  private func escrow(of custody: Custody) throws -> KeyEscrow {
    KeyEscrow(
      journal: custody.journal, keys: try keys.keyRing(of: installation), through: .commandLine,
      classOfDevice: custody.classOfDevice)
  }

  /// Runs a command about keys: no core dumps from the first line on, and what is refused said in the user's language.
  func run(_ work: (Custody, KeyEscrow) throws -> Void) throws {
    try reportingFailures(in: language) {
      if !SecretBytes.hideMemory() { StandardError.print("warning: " + language.text(.proveMemoryOpen)) }
      do {
        let custody = try installation.open()
        // What was done stands in the log, whatever comes after it.
        defer { publish(custody) }
        try work(custody, try escrow(of: custody))
      } catch let failure as EscrowFailure {
        throw refused("escrow_failure", failure.code.rawValue)
      } catch let failure as AccountsFailure {
        throw refused("account_failure", failure.code.rawValue)
      } catch let failure as ShareFailure {
        throw refused("share_failure", failure.code.rawValue)
      } catch let failure as DiskEncryptionFailure {
        StandardError.print("error: " + language.text(of: failure))
        throw Status.failure
      }
    }
  }

  private func publish(_ custody: Custody) {
    do {
      try installation.publish(custody)
    } catch {
      StandardError.print("warning: \(error)")
    }
  }

  private func refused(_ group: String, _ code: String) -> ExitCode {
    StandardError.print("error: " + language.stored(group, code))
    return Status.failure
  }

  /// What accounts are called, to be shown beside what they did.
  func logins(in custody: Custody) throws -> [Account.ID: String] {
    let accounts = try Accounts(journal: custody.journal, keyPath: installation.folder.accountsKeyPath)
    return Dictionary(try accounts.accounts().map { ($0.id, $0.login) }, uniquingKeysWith: { first, _ in first })
  }

  /// The account that a command acts for.
  func account(_ login: String, in custody: Custody) throws -> Account.ID {
    let accounts = try Accounts(journal: custody.journal, keyPath: installation.folder.accountsKeyPath)
    guard let account = try accounts.account(login: login), account.isActive else {
      StandardError.print("error: " + language.text(.keysUnknownAccount, PrintableText.of(login)))
      throw Status.failure
    }
    return account.id
  }

  /// A key by its own identifier, or by what the locked screen shows.
  /// - Throws: `EscrowFailure`: `unknown_key`, `ambiguous_key`.
  func key(_ text: String, in escrow: KeyEscrow, at now: Moment) throws -> EscrowedKey {
    if let key = try escrow.key(.init(text)) { return key }
    let found = try escrow.keys(shownAs: text, at: now).map(\.key)
    let current = found.filter { $0.replacedBy == nil }
    guard let first = current.first ?? found.first else { throw EscrowFailure(.unknownKey) }
    guard current.count <= 1 else { throw EscrowFailure(.ambiguousKey) }
    return first
  }
}
