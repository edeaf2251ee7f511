import CanonicalForms
import DiskEncryption

extension ProofPrinter {
  /// The object of `--json`; its members are promises. No secret is in it, unless `--show-others` asks for some.
  func printJSON(_ answer: ProofAnswer) {
    var object: [String: JSON] = [
      "system": .string(report.system.rawValue), "volume": .string(report.volume), "cipher": .string(report.cipher),
      "metadata": .string("\(report.metadata)"), "counter": JSON(Int(clamping: report.counter)),
      "written": JSON(report.written), "suspended": .bool(report.isSuspended), "partial": .bool(report.isPartial),
      "encrypts_on_write": .bool(report.encryptsOnWrite),
      "copies": ["sound": JSON(report.copies.sound), "all": JSON(report.copies.all)],
      "protectors": .array(report.protectors.map(Self.object)),
    ]
    if let outcome = answer.outcome {
      let proof = outcome.proof
      object["verdict"] = .string(proof.verdict.rawValue)
      object["class"] = .string(proof.strength.rawValue)
      object["protector"] = JSON(proof.protector)
      object["method"] = .string("\(proof.method)")
      object["checks"] = JSON(proof.checks.map(\.rawValue))
      object["refusals"] = JSON(proof.refusals.map(\.rawValue))
      if let fileSystem = outcome.fileSystem {
        object["file_system"] = ["name": .string(fileSystem.name), "serial": JSON(fileSystem.serial)]
      }
      object["other_recovery_passwords"] = .array(outcome.others.map(other))
    }
    if let fault = answer.fault {
      object["verdict"] = .string(KeyProof.Verdict.refused.rawValue)
      object["class"] = .string(KeyProof.Strength.stored.rawValue)
      object["mistyped"] = Self.object(fault)
    }
    if let drift = answer.drift {
      object["changes"] = .array(drift.changes.map(Self.object).sorted { $0.canonicalText < $1.canonicalText })
    }
    print(JSON.object(object).canonicalText)
  }

  private static func object(_ protector: ProtectorReport.Entry) -> JSON {
    [
      "id": .string(protector.id), "kind": .string(protector.kind), "created": JSON(protector.created),
      "counter": protector.counter.map { JSON(Int(clamping: $0)) } ?? .null,
    ]
  }

  private func other(_ other: OpenedBitLocker.HeldPassword) -> JSON {
    var object: [String: JSON] = [
      "protector": .string("\(other.protector)"), "readable": .bool(other.password != nil),
    ]
    if showOthers, let password = other.password {
      object["password"] = password.withText { .string(String(decoding: $0, as: UTF8.self)) }
    }
    return .object(object)
  }

  /// Places only, never digits.
  private static func object(_ fault: RecoveryPassword.Fault) -> JSON {
    switch fault {
    case .digits(let count): ["digits": JSON(count)]
    case .characters: ["characters": true]
    case .groups(let groups): ["groups": .array(groups.map { JSON($0) })]
    }
  }

  private static func object(_ change: ProtectorDrift.Change) -> JSON {
    switch change {
    case .volumeReplaced: ["change": "volume_replaced"]
    case .added(let id): ["change": "added", "protector": .string(id)]
    case .removed(let id): ["change": "removed", "protector": .string(id)]
    case .changed(let id): ["change": "changed", "protector": .string(id)]
    case .rolledBack: ["change": "rolled_back"]
    case .suspended: ["change": "suspended"]
    case .resumed: ["change": "resumed"]
    case .rewritten: ["change": "rewritten"]
    }
  }
}
