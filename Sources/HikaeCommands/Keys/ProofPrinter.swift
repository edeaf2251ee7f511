import CanonicalForms
import DiskEncryption
import Wording

/// What `hikae prove` says, as text or as one JSON object.
struct ProofPrinter {
  let language: Language
  let report: ProtectorReport
  /// Whether the other recovery passwords are shown, not only their identifiers.
  let showOthers: Bool

  func printText(_ answer: ProofAnswer) {
    // The alarm comes first, whatever became of the key.
    if report.isSuspended { print(language.text(.proveSuspended)) }
    if report.isPartial { print(language.text(.provePartial)) }
    if let fault = answer.fault { print(language.text(.proveRefused) + "\n" + text(of: fault)) }
    if let outcome = answer.outcome {
      printProof(outcome)
    } else if answer.fault == nil {
      print(language.text(.proveNoKey))
    }
    printDisk()
    if let drift = answer.drift { printDrift(drift, since: answer.earlier ?? "") }
    if let others = answer.outcome?.others, !others.isEmpty { printOthers(others) }
  }

  private func printProof(_ outcome: ProofAnswer.Outcome) {
    let proof = outcome.proof
    if proof.isProved {
      let meaning = language.stored("proof_class", proof.strength.rawValue)
      print(language.text(.proveProved, proof.strength.rawValue, meaning))
    } else {
      print(language.text(.proveRefused))
      for refusal in proof.refusals {
        print(language.text(.proveReason, language.stored("proof_refusal", refusal.rawValue)))
      }
    }
    if proof.isProved, let protector = proof.protector {
      let kind = report.protectors.first { $0.id == protector }.map { language.stored("protector", $0.kind) } ?? ""
      print(language.text(.proveProtector, protector, kind))
    }
    if !proof.checks.isEmpty {
      let separator = language == .ja ? "、" : ", "
      let checks = proof.checks.map { language.stored("proof_check", $0.rawValue) }.joined(separator: separator)
      print(language.text(.proveChecks, checks))
    }
    if let fileSystem = outcome.fileSystem {
      print(language.text(.proveFileSystem, fileSystem.name.uppercased(), fileSystem.serial ?? "–"))
    }
    print(language.text(.proveMethod, "\(proof.method)", "\(report.metadata)"))
  }

  private func printDisk() {
    print(
      language.text(
        .proveVolume, Self.name(of: report.system), PrintableText.of(report.cipher), PrintableText.of(report.volume)))
    if report.encryptsOnWrite { print(language.text(.proveOnWrite)) }
    if let written = report.written {
      let age = Moment.now.milliseconds - written.milliseconds
      print(language.text(.proveWritten, written.localMinute, language.duration(milliseconds: age)))
    }
    if report.copies.all > 1 {
      print(language.text(.proveCopies, "\(report.copies.sound)", "\(report.copies.all)"))
    }
    print(language.text(.proveProtectors))
    for protector in report.protectors {
      let created = protector.created.map { "  " + $0.localMinute } ?? ""
      print("  \(PrintableText.of(protector.id))  \(language.stored("protector", protector.kind))\(created)")
    }
  }

  private func printDrift(_ drift: ProtectorDrift, since earlier: String) {
    guard !drift.isEmpty else { return print(language.text(.proveNoDrift, PrintableText.of(earlier))) }
    print(language.text(.proveDrift, PrintableText.of(earlier)))
    for line in drift.changes.map({ text(of: $0) }).sorted() { print("  " + line) }
  }

  private func printOthers(_ others: [OpenedBitLocker.HeldPassword]) {
    print(language.text(.proveOthers, "\(others.count)"))
    for other in others {
      guard showOthers else {
        print("  \(other.protector)")
        continue
      }
      guard let password = other.password else {
        print("  \(other.protector)  \(language.text(.proveOtherUnreadable))")
        continue
      }
      StandardOutput.write(Array("  \(other.protector)  ".utf8))
      password.withText { text in
        var line = Array(text) + [0x0A]
        StandardOutput.write(line)
        SecretBytes.wipe(&line)
      }
    }
    if !showOthers { print(language.text(.proveOthersHidden)) }
  }

  private func text(of fault: RecoveryPassword.Fault) -> String {
    switch fault {
    case .digits(let count): language.text(.proveMistypedDigits, "\(count)")
    case .characters: language.text(.proveMistypedCharacters)
    case .groups(let groups):
      language.text(
        .proveMistypedGroups, groups.map(String.init).joined(separator: language == .ja ? "、" : ", "))
    }
  }

  private func text(of change: ProtectorDrift.Change) -> String {
    switch change {
    case .volumeReplaced: language.text(.driftVolumeReplaced)
    case .added(let id): language.text(.driftAdded, PrintableText.of(id))
    case .removed(let id): language.text(.driftRemoved, PrintableText.of(id))
    case .changed(let id): language.text(.driftChanged, PrintableText.of(id))
    case .rolledBack: language.text(.driftRolledBack)
    case .suspended: language.text(.driftSuspended)
    case .resumed: language.text(.driftResumed)
    case .rewritten: language.text(.driftRewritten)
    }
  }

  static func name(of system: KeyProof.System) -> String {
    switch system {
    case .bitLocker: "BitLocker"
    case .luks1: "LUKS1"
    case .luks2: "LUKS2"
    case .fileVault: "FileVault"
    }
  }
}
