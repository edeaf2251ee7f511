/// What can be stated about an incident: a closed list, so that documents and rules can ask for a fact by its name. Raw
/// values are stored and are a promise.
package enum Fact: String, Sendable, CaseIterable {
  // When and where
  case takenOutAt = "taken_out_at"
  case lostAt = "lost_at"
  case foundAt = "found_at"
  /// When the organisation came to know of it: the first of its departments counts. Starts clocks.
  case learnedAt = "learned_at"
  /// When the device itself last signed something that arrived.
  case lastWordAt = "last_word_at"
  case lostPlace = "lost_place"
  case foundPlace = "found_place"
  /// `outside` or `inside` the premises: a leak, or a loss (PPC guidelines 3-5-1).
  case whereabouts
  /// All of it came back before anybody could have seen it: no leak then (PPC guidelines 3-5-1-2).
  case recoveredUnseen = "recovered_unseen"

  // What it held
  case device, medium
  case holdsPersonalData = "holds_personal_data"
  case peopleCount = "people_count"
  case clientCount = "client_count"
  /// Files whose people nobody could count: while there are any, a small number frees nobody.
  case unreadFiles = "unread_files"
  case fields
  case sensitivePeople = "sensitive_people"
  case myNumberPeople = "my_number_people"
  /// Could make somebody lose money, such as card numbers (APPI rule 7 item 2).
  case financialLoss = "financial_loss"
  /// In a system by which the individual numbers' affairs are done (My Number rule 2 item 1).
  case myNumberSystem = "my_number_system"
  case viewableByMany = "viewable_by_many"

  // How it came about
  case wrongfulPurpose = "wrongful_purpose"
  case cause
  case causeActor = "cause_actor"
  /// Why something could not be proved; never part of the cause.
  case proofFailure = "proof_failure"
  case accessed

  // What protected it
  case encryptionState = "encryption_state"
  case cipher
  case keySeparated = "key_separated"
  case keyLeakPrevented = "key_leak_prevented"
  case remoteErase = "remote_erase"
  case keyUnusable = "key_unusable"
  case keyCompromised = "key_compromised"
  /// Whether a kept recovery key opens the disk, and how that was shown.
  case recoveryKey = "recovery_key"
  /// What proves it: class, method, metadata, key.
  case keyProof = "key_proof"
  case login
  /// Another copy of the data exists, so that nothing is lost with the device.
  case copyElsewhere = "copy_elsewhere"

  // What was done
  case overview
  case secondaryHarm = "secondary_harm"
  case highRisk = "high_risk"
  case riskUnlikely = "risk_unlikely"
  case personNotice = "person_notice"
  case publication
  case preventionDone = "prevention_done"
  case preventionPlanned = "prevention_planned"
  case other

  /// The type of its known values.
  package enum Shape: Sendable, Hashable {
    case time, quantity, fields, yesNo, text
    case choice([String])
  }

  package var shape: Shape {
    switch self {
    case .takenOutAt, .lostAt, .foundAt, .learnedAt, .lastWordAt: .time
    case .peopleCount, .clientCount, .unreadFiles, .sensitivePeople, .myNumberPeople: .quantity
    case .fields: .fields
    case .recoveredUnseen, .holdsPersonalData, .financialLoss, .myNumberSystem, .viewableByMany, .wrongfulPurpose,
      .keySeparated, .keyLeakPrevented, .remoteErase, .keyUnusable, .keyCompromised, .copyElsewhere, .highRisk,
      .riskUnlikely:
      .yesNo
    case .whereabouts: .choice(["outside", "inside"])
    case .medium: .choice(["laptop", "share", "usb", "other"])
    case .causeActor: .choice(["reporter", "contractor", "third_party"])
    case .accessed: .choice(["opened", "not_opened"])
    case .encryptionState: .choice(["on", "suspended", "in_progress", "off"])
    case .cipher: .choice(["aes_xts_256", "aes_xts_128", "aes_cbc_256", "aes_cbc_128", "aes_xts", "other"])
    case .recoveryKey: .choice(["live", "unlocked", "attested", "stored", "refused", "none"])
    case .lostPlace, .foundPlace, .device, .cause, .proofFailure, .keyProof, .login, .overview, .secondaryHarm,
      .personNotice,
      .publication, .preventionDone, .preventionPlanned, .other:
      .text
    }
  }

  /// Whether each client may have its own value.
  package var isByClient: Bool {
    switch self {
    case .learnedAt, .peopleCount, .fields, .sensitivePeople, .myNumberPeople, .financialLoss, .personNotice: true
    default: false
    }
  }

  package func takes(_ answer: Answer) -> Bool {
    guard let value = answer.value else { return true }
    switch (shape, value) {
    case (.time, .time), (.quantity, .quantity), (.fields, .fields), (.yesNo, .yesNo): return true
    case (.choice(let codes), .choice(let code)): return codes.contains(code)
    case (.text, .text(let text)): return !text.isEmpty
    default: return false
    }
  }
}
