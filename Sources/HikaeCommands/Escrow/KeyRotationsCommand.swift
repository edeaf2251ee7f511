import ArgumentParser
import CanonicalForms
import KeyEscrow
import Wording

/// `hikae keys rotations`.
struct KeyRotationsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "rotations", abstract: "List demands for new recovery keys, or settle one that no disk can meet.")

  @Option(name: .customLong("settle"), help: "The demand's id: the disk was destroyed or encrypted anew.")
  var settled: String?

  @Option(name: .customLong("reason"), help: "Why it is settled.")
  var reason: String?

  @Option(name: .customLong("as"), help: "Login of the account that settles it: a key custodian.")
  var login: String?

  @Flag(name: .customLong("json"), help: "Print one JSON object a line.")
  var json = false

  @OptionGroup var options: EscrowOptions

  func validate() throws {
    if settled != nil, reason == nil || login == nil { throw ValidationError("--settle needs --reason and --as") }
  }

  func run() throws {
    try options.run { custody, escrow in
      let language = options.language
      if let settled, let reason, let login {
        try escrow.settleRotation(settled, reason: reason, by: options.account(login, in: custody), at: .now)
        return print(language.text(.keysRotationSettled, PrintableText.of(settled)))
      }
      for rotation in try escrow.rotations() {
        let object: JSON = [
          "id": .string(rotation.id), "device": .string(rotation.device), "volume": JSON(rotation.volume),
          "asked": JSON(rotation.asked), "due": JSON(rotation.due),
        ]
        print(
          json
            ? object.canonicalText
            : language.text(.keysRotation, rotation.id, PrintableText.of(rotation.device), rotation.due.localDate))
      }
    }
  }
}
