import ArgumentParser
import CanonicalForms
import DiskEncryption
import Wording

/// `hikae prove IMAGE`: does this key open this disk? Stands alone: no installation, no device mapper, no privileges beyond
/// reading the image.
package struct ProveCommand: ParsableCommand {
  package static let configuration = CommandConfiguration(
    commandName: "prove",
    abstract: "Prove that a recovery key opens a disk, from an image or a copy of its metadata.",
    discussion: """
      IMAGE is a device, an image, or a copy that --collect made. BitLocker: recovery password, password or startup key \
      (.BEK). LUKS1 and LUKS2: passphrase of a slot. Without a key, what the disk says about itself is shown.
      Exit status: 0 proved, 1 refused, or proved and something needs attention, 2 wrong usage, 3 failure.
      """)

  @Argument(help: "Device, image or copy of metadata.")
  var image: String?

  @Option(name: .customLong("key-file"), help: "File with the key: one line of text, or a .BEK file.")
  var keyFile: String?

  @Option(name: .customLong("key"), help: "- reads the key from standard input; a key itself can be seen by others.")
  var key: String?

  @Option(
    name: .customLong("kind"), help: "What the key is, where it has to be said: recovery, password or startup-key.")
  var kind: KeyInput.Kind?

  @Option(name: .customLong("protector"), help: "Identifier of the protector (BitLocker) or number of the slot (LUKS).")
  var protector: String?

  @Flag(name: .customLong("show-others"), help: "Show the other recovery passwords that the disk holds.")
  var showOthers = false

  @Option(name: .customLong("against"), help: "An earlier image or copy: say what changed since. Needs no key.")
  var against: String?

  @Option(name: .customLong("collect"), help: "Copy what a proof needs of this device or image (3–300 KB) to --to.")
  var collect: String?

  @Option(name: .customLong("to"), help: "File that --collect writes.")
  var destination: String?

  @Flag(name: .customLong("json"), help: "Print the result as one JSON object.")
  var json = false

  @Option(name: .customLong("lang"), help: "Language of the output: ja or en (default: from the locale).")
  var lang: Language?

  package init() {}

  package func validate() throws {
    guard (collect == nil) == (destination == nil) else { throw ValidationError("--collect and --to go together") }
    guard (collect == nil) != (image == nil) else { throw ValidationError("give either IMAGE or --collect") }
    guard collect == nil || (keyFile == nil && key == nil && against == nil) else {
      throw ValidationError("--collect takes no key")
    }
    guard keyFile == nil || key == nil else { throw ValidationError("give either --key-file or --key") }
    guard key == nil || key?.isEmpty == false else { throw ValidationError("--key is empty") }
    guard !showOthers || keyFile != nil || key != nil else { throw ValidationError("--show-others needs a key") }
  }

  private var language: Language { lang ?? .ofProcess }

  package func run() throws {
    try reportingFailures(in: language) {
      // Before any key is read.
      if !SecretBytes.hideMemory() { warn(.proveMemoryOpen) }
      do {
        if let collect, let destination { return try copy(collect, to: destination) }
        if let image { try prove(image) }
      } catch let failure as DiskEncryptionFailure {
        StandardError.print("error: " + language.text(of: failure))
        throw Status.failure
      }
    }
  }

  private func prove(_ path: String) throws {
    let image = try DiskImages.open(path)
    let volume = try EncryptedVolume(reading: image)
    let drift = try against.map { earlier in
      ProtectorDrift(from: try EncryptedVolume(reading: DiskImages.open(earlier)).report, to: volume.report)
    }
    let report = volume.report
    let printer = ProofPrinter(language: language, report: report, showOthers: showOthers)
    var answer = ProofAnswer(report: report, drift: drift, earlier: against)
    do {
      if let key = try readKey(for: volume) {
        answer.add(try check(key, volume, image))
      }
    } catch let fault as RecoveryPassword.Fault {
      answer.fault = fault
    }
    if json { printer.printJSON(answer) } else { printer.printText(answer) }
    if answer.needsAttention { throw Status.findings }
  }

  private func check(_ key: KeyInput, _ volume: EncryptedVolume, _ image: any DiskImage) throws -> ProofAnswer.Outcome {
    switch volume {
    case .bitLocker(let bitLocker):
      let named = try protector.map { text in
        guard let id = GUID(text) else { throw ValidationError(language.text(.proveWrongProtector)) }
        return id
      }
      let result = try BitLockerProver().prove(try key.bitLockerKey, protector: named, of: bitLocker, in: image)
      return ProofAnswer.Outcome(
        proof: result.proof, others: result.opened?.otherRecoveryPasswords ?? [],
        fileSystem: try result.opened?.fileSystem(in: image))
    case .luks(let luks):
      let result = try LUKSProver().prove(key.text, slot: try slot, of: luks, in: image)
      return ProofAnswer.Outcome(proof: result.proof, others: [], fileSystem: nil)
    }
  }

  private var slot: Int? {
    get throws {
      try protector.map { text in
        guard let number = Int(text) else { throw ValidationError(language.text(.proveWrongProtector)) }
        return number
      }
    }
  }

  private func readKey(for volume: EncryptedVolume) throws -> KeyInput? {
    if let keyFile { return try KeyInput(file: keyFile, kind: kind) }
    guard let key else { return nil }
    if key == "-" { return try KeyInput(standardInput: language.text(.proveKeyPrompt), kind: kind) }
    warn(.proveKeyVisible)
    return KeyInput(argument: key, kind: kind)
  }

  private func copy(_ source: String, to destination: String) throws {
    let image = try DiskImages.open(source)
    let volume = try EncryptedVolume(reading: image)
    let copy: MetadataCopy
    if case .luks = volume {
      copy = try volume.metadata(in: image, slot: try slot)
    } else {
      copy = try volume.metadata(in: image)
    }
    let count = copy.encoded.count
    try copy.write(to: destination)
    if json {
      let object: JSON = [
        "file": .string(destination), "bytes": JSON(count), "metadata": .string("\(volume.report.metadata)"),
      ]
      print(object.canonicalText)
    } else {
      print(language.text(.proveCollected, PrintableText.of(destination), language.number(count)))
    }
  }

  private func warn(_ phrase: Phrase) { StandardError.print("warning: " + language.text(phrase)) }
}

extension Language {
  /// What to do about it. Only what the system said is quoted.
  func text(of failure: DiskEncryptionFailure) -> String {
    switch failure.code {
    case .unreadable: text(.diskUnreadable, PrintableText.of(failure.message))
    case .notEncrypted: text(.diskNotEncrypted)
    case .damaged: text(.diskDamaged)
    case .unsupported: text(.diskUnsupported)
    case .tooExpensive: text(.diskTooExpensive)
    case .protector: text(.diskProtector)
    case .key: text(.diskKey)
    }
  }
}
