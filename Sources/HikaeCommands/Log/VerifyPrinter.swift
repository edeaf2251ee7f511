import CanonicalForms
import Storage
import TransparencyLog
import Wording

/// What `hikae verify` says, as text or as one JSON object.
struct VerifyPrinter {
  let language: Language
  let json: Bool

  /// - Parameter entries: of the journal; nil when there is none to compare with.
  func audited(
    _ checkpoint: Checkpoint, _ verdict: TrustPolicy.Verdict, _ findings: [AuditFinding], entries: Int64? = nil,
    erased: Int64 = 0, ahead: Int64 = 0
  ) {
    if json {
      print(Self.object(checkpoint, verdict, findings, entries: entries, erased: erased, ahead: ahead).canonicalText)
      return
    }
    print(language.text(.verifySigned, checkpoint.origin, language.number(checkpoint.size), "\(checkpoint.root)"))
    printWitnesses(verdict)
    if let entries {
      print(language.text(.verifyEntries, language.number(entries), language.number(erased)))
      if ahead > 0 { print(language.text(.logAhead, language.number(ahead))) }
    }
    for finding in findings { print(text(of: finding)) }
    if let first = findings.first {
      print(language.text(.verifyFirstBad, Self.place(of: first)))
    } else {
      print(language.text(.verifySound))
    }
  }

  func proved(_ proved: JournalProofCheck.Proved) {
    let checkpoint = proved.checkpoint.checkpoint
    if json {
      var object: [String: JSON] = [
        "sound": true, "origin": .string(checkpoint.origin), "size": JSON(checkpoint.size),
        "root": .string("\(checkpoint.root)"), "entry": .integer(proved.sequence),
        "witnesses": Self.witnesses(proved.verdict),
      ]
      if case .opened(let entry) = proved.leaf {
        object["time"] = .string(entry.time.utc)
        object["kind"] = .string(entry.kind)
        object["actor"] = .string(entry.actor)
        object["body"] = (try? JSON(parsing: entry.body)) ?? .null
      }
      print(JSON.object(object).canonicalText)
      return
    }
    print(
      language.text(
        .verifyProved, language.number(proved.sequence), checkpoint.origin, language.number(checkpoint.size)))
    printWitnesses(proved.verdict)
    guard case .opened(let entry) = proved.leaf else { return print(language.text(.verifySealed)) }
    let body = PrintableText.of(String(decoding: entry.body, as: UTF8.self))
    print("  \(entry.time.utc)  \(PrintableText.of(entry.kind))  \(PrintableText.of(entry.actor))\n  \(body)")
    if !entry.personalCommitment.isEmpty { print(language.text(.verifyPersonal)) }
  }

  /// The checkpoint or proof itself is not to be believed.
  func refused(_ failure: LogFailure) {
    if json {
      let object: JSON = [
        "sound": false, "reason": .string(failure.code.rawValue), "message": .string(failure.message),
      ]
      print(object.canonicalText)
    } else {
      print(language.text(.verifyRefused, language.text(failure.code), PrintableText.of(failure.message)))
    }
  }

  private func printWitnesses(_ verdict: TrustPolicy.Verdict) {
    for witness in verdict.witnesses {
      print(language.text(.verifyWitness, witness.name, Moment(seconds: Int64(witness.time)).localMinute))
    }
  }

  private func text(of finding: AuditFinding) -> String {
    language.text(
      .verifyFinding, Self.place(of: finding), language.text(finding.source), language.text(finding.kind),
      finding.resource ?? "–")
  }

  /// Entries as people number them: from 1.
  private static func place(of finding: AuditFinding) -> String {
    finding.isExact ? "\(finding.leaf + 1)" : "\(finding.leaf + 1)–\(finding.end)"
  }

  private static func witnesses(_ verdict: TrustPolicy.Verdict) -> JSON {
    .array(verdict.witnesses.map { ["name": .string($0.name), "time": JSON(Moment(seconds: Int64($0.time)))] })
  }

  private static func object(
    _ checkpoint: Checkpoint, _ verdict: TrustPolicy.Verdict, _ findings: [AuditFinding], entries: Int64?,
    erased: Int64, ahead: Int64
  ) -> JSON {
    var object: [String: JSON] = [
      "sound": .bool(findings.isEmpty), "origin": .string(checkpoint.origin), "size": JSON(checkpoint.size),
      "root": .string("\(checkpoint.root)"), "witnesses": witnesses(verdict),
      "first_bad": findings.first.map { .integer(Int64($0.leaf) + 1) } ?? .null,
      "findings": .array(
        findings.map { finding in
          [
            "source": .string(finding.source.rawValue), "kind": .string(finding.kind.rawValue),
            "first": .integer(Int64(finding.leaf) + 1), "last": .integer(Int64(finding.end)),
            "resource": JSON(finding.resource),
          ]
        }),
    ]
    if let entries {
      object["entries"] = .integer(entries)
      object["erased"] = .integer(erased)
      object["ahead"] = .integer(ahead)
    }
    return .object(object)
  }
}

extension Language {
  fileprivate func text(_ code: LogFailure.Code) -> String { phrase("log_failure", code.rawValue) }
  fileprivate func text(_ source: AuditFinding.Source) -> String { phrase("log_source", source.rawValue) }
  fileprivate func text(_ kind: AuditFinding.Kind) -> String { phrase("log_finding", kind.rawValue) }

  private func phrase(_ group: String, _ code: String) -> String {
    Phrase(rawValue: "\(group).\(code)").map { text($0) } ?? code
  }
}
