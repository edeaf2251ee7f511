import ArgumentParser
import CanonicalForms
import Custody
import DiskEncryption
import KeyEscrow
import Wording

/// `hikae keys attest ID ANSWER`.
struct KeyAttestCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "attest",
    abstract: "Take down what a Mac says of its own FileVault key (class C).",
    discussion: """
      ANSWER is what “sudo fdesetup validaterecovery” printed there: true or false. It is the Mac's own word: the key is bound \
      to a chip, and nobody else can look. Exit status 1 when the Mac refuses the key.
      """)

  /// As fdesetup prints it.
  enum Answer: String, ExpressibleByArgument, CaseIterable { case `true`, `false` }

  @Argument(help: "The key's id.")
  var id: String

  @Argument(help: "What fdesetup printed: true or false.")
  var answer: Answer

  @Option(name: .customLong("seen"), help: "When it was asked there, as you say it; kept as a claim (default: now).")
  var seen: MomentArgument?

  @Flag(name: .customLong("json"), help: "Print the result as one JSON object.")
  var json = false

  @OptionGroup var options: EscrowOptions

  func run() throws {
    try options.run { _, escrow in
      let now = Moment.now
      let key = try options.key(id, in: escrow, at: now)
      // Any other key can be proved, and then says more than the device's word.
      guard key.kind == .fileVault else {
        StandardError.print("error: " + options.language.text(.keysNotFileVault))
        throw Status.usage
      }
      let attestation = DeviceAttestation(
        volume: key.volume ?? "", isAccepted: answer == .true, at: seen?.moment ?? now)
      let proof = try escrow.attest(key.id, attestation, isClaimed: seen != nil, by: "hikae", at: now)
      let printer = KeyPrinter(language: options.language, now: now)
      print(json ? printer.json(proof).canonicalText : printer.text(proof))
      if proof.verdict != .proved { throw Status.findings }
    }
  }
}
