import ArgumentParser
import CanonicalForms
import Custody
import KeyEscrow
import Wording

/// `hikae keys retire-volume DEVICE VOLUME`.
struct KeyRetireVolumeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "retire-volume",
    abstract: "Strike a volume off that is not on its device any more: a disk was replaced or encrypted anew.",
    discussion: """
      What it showed and its keys stay, and are no alarm. VOLUME is the identifier that “hikae keys list --json” names. When it \
      shows itself again, it counts again.
      """)

  @Argument(help: "The device's id.")
  var device: String

  @Argument(help: "The volume's identifier.")
  var volume: String

  @Option(name: .customLong("reason"), help: "Why it is not there any more.")
  var reason: String

  @Option(name: .customLong("as"), help: "Login of the account that says so: a key custodian.")
  var login: String

  @OptionGroup var options: EscrowOptions

  func run() throws {
    try options.run { custody, escrow in
      let named = RegisteredNames(try custody.devices()).id(device)
      try escrow.retire(volume, of: named, reason: reason, by: options.account(login, in: custody), at: .now)
      print(options.language.text(.keysVolumeRetired, PrintableText.of(named), PrintableText.of(volume)))
    }
  }
}
