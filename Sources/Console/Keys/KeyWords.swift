import Accounts
import CanonicalForms
import DiskEncryption
import KeyEscrow
import Wording

/// What kept keys, their proofs and requests for them read like.
struct KeyWords: Sendable {
  let language: Language
  let now: Moment
  private let names: [String: String]

  init(_ visit: Visit, accounts: [Account] = []) {
    language = visit.language
    now = visit.now
    names = Dictionary(
      accounts.map { ($0.id.text, $0.name.isEmpty ? $0.login : $0.name) }, uniquingKeysWith: { a, _ in a })
  }

  func state(_ state: KeyState) -> String { language.stored("key_state", state.rawValue) }

  static func style(_ state: KeyState) -> String {
    switch state {
    case .proved, .sealed: "fine"
    case .ageing, .drillDue: "note"
    case .neverProved: "warning"
    case .drifted, .refused: "grave"
    case .past: "quiet"
    }
  }

  /// Whole days since the last proof, in words.
  func days(_ key: EscrowedKey) -> String {
    guard let days = KeyState.days(since: key, at: now) else { return language.page(.keyDaysNever) }
    return language.page(.keyDaysCount, language.number(Int(days)))
  }

  /// How far a key can be relied on, in one line: state, days since the last proof, class.
  func standing(_ key: EscrowedKey, _ state: KeyState) -> String {
    language.page(.keyStanding, self.state(state), days(key), strength(key))
  }

  /// What the locked screen shows, or the number of a slot.
  func shown(_ key: EscrowedKey) -> String { shown(key.protector, key.kind) }

  func shown(_ protector: String, _ kind: EscrowedKey.Kind? = nil) -> String {
    guard !protector.isEmpty else { return language.page(.keyIDUnknown) }
    return GUID(protector) == nil && kind == .passphrase ? language.page(.keySlot, protector) : protector
  }

  /// To whom it is sealed, how it can be opened and what a change of custodians does; nothing for a key that the server keeps.
  func sealing(_ key: EscrowedKey, _ time: PageTime) -> [NamedValue] {
    guard let sealing = key.sealing else { return [] }
    return [
      NamedValue(
        language.page(.keySealedTo),
        language.page(
          .keySealedValue, language.number(sealing.needed), language.number(sealing.custodians.count),
          list(sealing.custodians.map { who($0) }), time.minute(sealing.at))),
      NamedValue(language.page(.keySealedAsk), language.page(.keySealedHow)),
      NamedValue(language.page(.keySealedChange), language.page(.keySealedChangeText)),
    ]
  }

  func kind(_ key: EscrowedKey) -> String { language.stored("escrow_kind", key.kind.rawValue) }
  func source(_ key: EscrowedKey) -> String { language.stored("escrow_source", key.source.rawValue) }

  /// Class of the proof that stands; a dash where there is none.
  func strength(_ key: EscrowedKey) -> String {
    guard let proof = key.proof, proof.verdict == .proved else { return key.proved == nil ? "D" : "–" }
    return proof.strength.rawValue
  }

  func verdict(_ proof: ProofRecord) -> (text: String, style: String) {
    switch proof.verdict {
    case .proved: (language.page(.proofProved, proof.strength.rawValue), "fine")
    case .refused:
      (
        language.page(.proofRefused, list(proof.refusals.map { language.stored("proof_refusal", $0) })), "grave"
      )
    case .undecided: (language.page(.proofUndecided, reason(proof.failure ?? "")), "warning")
    }
  }

  func checks(_ proof: ProofRecord) -> String { list(proof.checks.map { language.stored("proof_check", $0) }) }

  /// What a proof of a class shows, and what not.
  func meaning(_ strength: KeyProof.Strength) -> String {
    switch strength {
    case .live: language.page(.keyShowsA)
    case .unlocked: language.page(.keyShowsB)
    case .attested: language.page(.keyShowsC)
    case .stored: language.page(.keyShowsD)
    }
  }

  /// The code of a failure of either room.
  private func reason(_ code: String) -> String {
    let own = language.stored("escrow_failure", code)
    return own == code ? language.stored("disk_failure", code) : own
  }

  private func list(_ words: [String]) -> String { words.joined(separator: language == .ja ? "、" : ", ") }

  func who(_ account: Account.ID) -> String { names[account.text] ?? account.text }

  func alarm(_ kind: EscrowAlarm.Kind) -> String {
    Phrase(rawValue: "escrow_alarm." + kind.rawValue)
      .map { language.text($0, language.number(Int(KeyState.freshDays))) } ?? kind.rawValue
  }

  static func style(_ kind: EscrowAlarm.Kind) -> String {
    switch kind {
    case .canary, .suspended, .breakGlass, .rotationOverdue, .rolledBack, .refused, .drifted: "grave"
    case .noKey, .unkept, .partial, .neverProved, .sealing, .unsealed: "warning"
    case .ageing, .drillOverdue, .drillDue: "note"
    }
  }

  func state(_ request: RevealRequest) -> (text: String, style: String) {
    if request.isBreakGlass { return (language.page(.revealBroken), "grave") }
    let isOver = request.expires <= now && [.requested, .approved].contains(request.state)
    let state = isOver ? RevealRequest.State.expired : request.state
    let style =
      switch state {
      case .requested: "warning"
      case .approved: "note"
      case .shown: "fine"
      case .refused, .expired: "quiet"
      }
    return (language.stored("reveal_state", state.rawValue), style)
  }
}

/// A term of a list and what it says.
struct NamedValue: Sendable {
  let name: String
  let value: String

  init(_ name: String, _ value: String) {
    self.name = name
    self.value = value
  }
}
