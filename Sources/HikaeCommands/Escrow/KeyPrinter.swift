import CanonicalForms
import KeyEscrow
import Wording

/// What commands say about kept keys, without the keys.
struct KeyPrinter {
  let language: Language
  let now: Moment

  func line(_ key: EscrowedKey, _ state: KeyState) -> String {
    let shown = key.protector.isEmpty ? "–" : PrintableText.of(key.protector)
    return language.text(.keysLine, key.id.text, PrintableText.of(key.device), shown, words(key, state))
  }

  private func words(_ key: EscrowedKey, _ state: KeyState) -> String {
    let words = language.stored("key_state", state.rawValue)
    return KeyState.days(since: key, at: now).map { language.text(.keysDays, words, language.number($0)) } ?? words
  }

  /// How far a key can be relied on, in one line: state, days since the last proof, class.
  func standing(_ key: EscrowedKey, _ state: KeyState) -> String {
    language.text(.keysStanding, words(key, state), strength(key))
  }

  /// The class that stands; of a key that no proof stands for, that it is kept.
  private func strength(_ key: EscrowedKey) -> String {
    let proof = key.proof.flatMap { $0.verdict == .proved ? $0 : nil }
    return (proof?.strength ?? .stored).rawValue
  }

  func json(_ key: EscrowedKey, _ state: KeyState) -> JSON {
    [
      "id": .string(key.id.text), "device": .string(key.device), "volume": JSON(key.volume),
      "protector": .string(key.protector), "kind": .string(key.kind.rawValue), "source": .string(key.source.rawValue),
      "made": JSON(key.made), "kept": JSON(key.kept), "replaced_by": JSON(key.replacedBy?.text),
      "drifted": JSON(key.drifted), "state": .string(state.rawValue), "proved": JSON(key.proved),
      "days_since_proof": KeyState.days(since: key, at: now).map { .integer($0) } ?? .null,
      "proof": key.proof.map(json) ?? .null,
      "sealed": key.sealing.map {
        ["at": JSON($0.at), "needed": JSON($0.needed), "custodians": JSON($0.custodians.map(\.text))]
      } ?? .null,
    ]
  }

  func json(_ proof: ProofRecord) -> JSON {
    [
      "at": JSON(proof.at), "as_of": JSON(proof.asOf), "verdict": .string(proof.verdict.rawValue),
      "class": .string(proof.strength.rawValue), "method": .string(proof.method), "metadata": .string(proof.metadata),
      "checks": JSON(proof.checks), "refusals": JSON(proof.refusals), "failure": JSON(proof.failure),
    ]
  }

  func text(_ proof: ProofRecord) -> String {
    switch proof.verdict {
    case .proved: language.text(.keysProved, proof.strength.rawValue, proof.method)
    case .refused:
      language.text(
        .keysRefused, proof.refusals.map { language.stored("proof_refusal", $0) }.joined(separator: separator))
    case .undecided: language.text(.keysUndecided, reason(proof.failure ?? ""))
    }
  }

  /// The code of a failure of either room.
  private func reason(_ code: String) -> String {
    let own = language.stored("escrow_failure", code)
    return own == code ? language.stored("disk_failure", code) : own
  }

  func text(_ alarm: EscrowAlarm) -> String {
    let what = Phrase(rawValue: "escrow_alarm." + alarm.kind.rawValue)
      .map { language.text($0, language.number(KeyState.freshDays)) }
    let place = [alarm.device, alarm.subject].compactMap(\.self).filter { !$0.isEmpty }.map { PrintableText.of($0) }
    return ([what ?? alarm.kind.rawValue] + place).joined(separator: "  ")
  }

  func json(_ alarm: EscrowAlarm) -> JSON {
    [
      "alarm": .string(alarm.kind.rawValue), "device": JSON(alarm.device), "subject": .string(alarm.subject),
    ]
  }

  /// - Parameter entry: the key that is asked for, with its state.
  func json(_ request: RevealRequest, of entry: (key: EscrowedKey, state: KeyState)? = nil) -> JSON {
    [
      "id": .string(request.id), "key": .string(request.key.text), "device": .string(request.device),
      "protector": .string(request.protector), "requester": .string(request.requester.text),
      "case": .string(request.caseNumber), "asked": JSON(request.asked), "needed": JSON(request.needed),
      "approvals": JSON(request.approvals.map(\.text)), "state": .string(request.state.rawValue),
      "expires": JSON(request.expires), "shown": JSON(request.shown), "break_glass": .bool(request.isBreakGlass),
      "drill": .bool(request.isDrill), "recipient": JSON(request.recipient?.fingerprint),
      "contributors": JSON(request.contributors.map(\.text)),
      "key_state": JSON(entry?.state.rawValue), "class": JSON(entry.map { strength($0.key) }),
      "days_since_proof": entry.flatMap { KeyState.days(since: $0.key, at: now) }.map { .integer($0) } ?? .null,
    ]
  }

  private var separator: String { language == .ja ? "、" : ", " }

  func text(_ entry: NotUnderstood) -> String {
    let (code, argument) = Self.words(entry.reason)
    let number = argument.map { $0.map(String.init).joined(separator: separator) } ?? ""
    let what = Phrase(rawValue: "key_file." + code).map { language.text($0, number) } ?? code
    return language.text(.keysNotUnderstood, "\(entry.line)", what)
  }

  func json(_ entry: NotUnderstood) -> JSON {
    let (code, argument) = Self.words(entry.reason)
    return ["line": JSON(entry.line), "reason": .string(code), "numbers": .array((argument ?? []).map { JSON($0) })]
  }

  private static func words(_ reason: NotUnderstood.Reason) -> (String, [Int]?) {
    switch reason {
    case .groups(let groups): ("groups", groups)
    case .digits(let count): ("digits", [count])
    case .characters: ("characters", nil)
    case .noKey: ("no_key", nil)
    case .damaged: ("damaged", nil)
    case .noColumn: ("no_column", nil)
    }
  }
}
