import Accounts
import CanonicalForms
import Cryptography
import DiskEncryption
import Storage

/// Sealing kept keys to custodians, once they are proved.
extension KeyEscrow {
  /// The rule for a device, and since when; nil where the server keeps the keys.
  func sealingRule(for device: String, in session: SQLSession) throws -> (rule: SealingRule, since: Moment)? {
    let rules = try CustodianRegister(session: session).rules()
    guard !rules.isEmpty else { return nil }
    let deviceClass = try classOfDevice?(device, session) ?? ""
    let rule =
      rules.first { $0.rule.deviceClass == deviceClass && !deviceClass.isEmpty }
      ?? rules.first { $0.rule.deviceClass.isEmpty }
    return rule.flatMap { $0.rule.needed > 0 ? $0 : nil }
  }

  /// Seals a key that was proved just now, when a rule says so, and takes away what the server could open it with; beside it all
  /// keys of the device that others replaced, which nobody proves any more. Without a custodian to spare nothing is sealed, and that
  /// is an alarm: a key that opens with every one of them alone is lost with the first who loses theirs.
  /// - Returns: whether anything was sealed. The caller then sweeps the store after its transaction: former pages have the row.
  func sealIfRuled(
    _ id: EscrowedKey.ID, with ring: inout OpenRing, by actor: String, at time: Moment, in session: SQLSession
  ) throws -> Bool {
    let register = KeyRegister(session: session)
    guard let key = try register.find(id), key.sealing == nil, key.proof?.verdict == .proved,
      let rule = try sealingRule(for: key.device, in: session)?.rule
    else { return false }
    let active = try CustodianRegister(session: session).active()
    let custodians = rule.custodians.compactMap { account in active[account].map { (account: account, key: $0) } }
    guard custodians.count > rule.needed else { return false }
    let past = try register.all(of: key.device).filter { $0.replacedBy != nil && $0.sealing == nil }
    for key in [key] + past where key.id == id || key.replacedBy != nil {
      let secret: SecretBytes
      do {
        secret = try SecretRegister(session: session).open(key, with: &ring)
      } catch let failure as EscrowFailure where failure.code == .sealed && key.id != id {
        // Damaged: nobody can open it, and it stops nothing.
        continue
      }
      let sealed = try SealedSecret(sealing: secret, of: key, to: custodians, needing: rule.needed)
      try SealedRegister(session: session).put(sealed, of: key, mark: Self.mark(of: secret, key))
      try record(
        "key.sealed",
        [
          "escrow": .string(key.id.text), "device": .string(key.device), "needed": JSON(rule.needed),
          "proved": .bool(key.id == id), "digest": JSON(bytes: sealed.digest.bytes),
          "custodians": .array(
            custodians.map { ["account": .string($0.account.text), "fingerprint": .string($0.key.fingerprint)] }),
        ], by: actor, at: time, in: session)
    }
    return true
  }

  /// Keys that a rule wants sealed and that the server can still open, though they are proved.
  func unsealed(in session: SQLSession) throws -> [UnsealedKey] {
    guard try !CustodianRegister(session: session).rules().isEmpty else { return [] }
    let active = try CustodianRegister(session: session).active()
    return try KeyRegister(session: session).all().compactMap { key in
      guard key.sealing == nil, key.replacedBy == nil, key.drifted == nil, key.proof?.verdict == .proved,
        let (rule, since) = try sealingRule(for: key.device, in: session)
      else { return nil }
      let isShort = rule.custodians.count { active[$0] != nil } <= rule.needed
      return UnsealedKey(key: key, since: since, isShort: isShort)
    }
  }

  /// By what the same key is known again without opening it: a digest, of keys that are too random to be guessed by it.
  /// - Returns: nil of passphrases that a person may have chosen.
  static func mark(of secret: SecretBytes, _ key: EscrowedKey) -> [UInt8]? {
    mark(of: secret, device: key.device, kind: key.kind, source: key.source)
  }

  static func mark(
    of secret: SecretBytes, device: String, kind: EscrowedKey.Kind, source: EscrowedKey.Source
  ) -> [UInt8]? {
    guard kind != .passphrase || source == .agent else { return nil }
    var writer = ByteWriter()
    writer.text("hikae.escrow.mark/1")
    writer.text(device)
    writer.text(kind.rawValue)
    var bytes = writer.bytes + secret.withBytes { Array($0) }
    defer { SecretBytes.wipe(&bytes) }
    return SHA256Digest(hashing: bytes).bytes
  }

  /// The mark of a kept key, sealed to custodians or not; nil where there is none.
  func mark(of key: EscrowedKey, with ring: inout OpenRing, in session: SQLSession) throws -> [UInt8]? {
    guard key.sealing == nil else { return try SealedRegister(session: session).mark(of: key) }
    return Self.mark(of: try SecretRegister(session: session).open(key, with: &ring), key)
  }
}

/// A proved key that a rule wants sealed, and that the server can still open.
struct UnsealedKey: Sendable {
  let key: EscrowedKey
  /// When the rule came.
  let since: Moment
  /// No custodian is left to spare.
  let isShort: Bool

  /// Whether it waits for longer than the two days in which each key is proved again, or in vain.
  func isAlarm(at now: Moment) -> Bool { isShort || since.adding(days: 2) < now }
}

/// Keys that are sealed to custodians, in the database.
struct SealedRegister {
  let session: SQLSession

  /// What the journal knows of it.
  func apply(_ entry: JournalEntry) throws {
    let body = entry.body
    try session.execute(
      "INSERT INTO escrow_sealing (device, id, at, body, digest) VALUES (?, ?, ?, ?, ?)",
      SQLValue(body["device"].string ?? ""), SQLValue(body["escrow"].string ?? ""), SQLValue(entry.time),
      .blob(body.canonicalBytes), .blob(body["digest"].bytes ?? []))
  }

  /// Puts it in the place of what the server could open. The store overwrites what it deletes.
  func put(_ sealed: SealedSecret, of key: EscrowedKey, mark: [UInt8]?) throws {
    try session.execute(
      "INSERT INTO escrow_sealed_secret (device, id, record, mark) VALUES (?, ?, ?, ?)", SQLValue(key.device),
      SQLValue(key.id.text), .blob(sealed.json.canonicalBytes), mark.map { .blob($0) } ?? .null)
    try session.execute(
      "DELETE FROM escrow_secret WHERE device = ? AND id = ?", SQLValue(key.device), SQLValue(key.id.text))
  }

  /// - Throws: `EscrowFailure`: `not_sealed_to_custodians`; `sealed` when it is not what the journal has.
  func sealed(_ key: EscrowedKey) throws -> SealedSecret {
    let record = try session.first(
      "SELECT record FROM escrow_sealed_secret WHERE device = ? AND id = ?", SQLValue(key.device),
      SQLValue(key.id.text)
    ) { $0.bytes(0) }
    let digest = try session.first(
      "SELECT digest FROM escrow_sealing WHERE device = ? AND id = ?", SQLValue(key.device), SQLValue(key.id.text)
    ) { $0.bytes(0) }
    guard let digest else { throw EscrowFailure(.notSealedToCustodians) }
    guard let record, SHA256Digest(hashing: record).bytes == digest,
      let sealed = (try? JSON(parsing: record)).flatMap({ SealedSecret($0) }), sealed.key == key.id
    else { throw EscrowFailure(.sealed) }
    return sealed
  }

  func mark(of key: EscrowedKey) throws -> [UInt8]? {
    try session.first(
      "SELECT mark FROM escrow_sealed_secret WHERE device = ? AND id = ?", SQLValue(key.device), SQLValue(key.id.text)
    ) { $0.optionalBytes(0) } ?? nil
  }
}
