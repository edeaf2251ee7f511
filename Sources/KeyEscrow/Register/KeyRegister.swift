import CanonicalForms
import DiskEncryption
import Storage

/// Kept keys in the database, without the keys.
struct KeyRegister {
  let session: SQLSession

  // MARK: Entries

  func apply(_ entry: JournalEntry) throws {
    switch entry.kind {
    case "key.escrowed": try applyEscrowed(entry)
    case "key.proved": try applyProved(entry)
    case "key.drifted":
      try session.execute(
        "UPDATE escrow_key SET drifted = COALESCE(drifted, ?) WHERE device = ? AND id = ?", SQLValue(entry.time),
        SQLValue(entry.body["device"].string ?? ""), SQLValue(entry.body["escrow"].string ?? ""))
    default: break
    }
  }

  private func applyEscrowed(_ entry: JournalEntry) throws {
    let body = entry.body
    let device = SQLValue(body["device"].string ?? "")
    let protector = body["protector"].string ?? ""
    try session.execute(
      """
      INSERT INTO escrow_key (device, id, volume, protector, locator, kind, source, made, kept, replaced_by, digest, due)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
      """,
      device, SQLValue(body["escrow"].string ?? ""), SQLValue(body["volume"].string), SQLValue(protector),
      SQLValue(EscrowedKey.locator(of: protector) ?? ""), SQLValue(body["kind"].string ?? ""),
      SQLValue(body["source"].string ?? ""), SQLValue(body["made"].moment), SQLValue(entry.time),
      SQLValue(body["older_than"].string), .blob(body["digest"].bytes ?? []),
      body["provable"].boolean == true && body["older_than"].string == nil ? SQLValue(entry.time) : .null)
    if let replaced = body["replaces"].string {
      try session.execute(
        "UPDATE escrow_key SET replaced_by = ?, due = NULL WHERE device = ? AND id = ?",
        SQLValue(body["escrow"].string ?? ""), device, SQLValue(replaced))
    }
  }

  private func applyProved(_ entry: JournalEntry) throws {
    let body = entry.body
    let device = body["device"].string ?? ""
    let id = SQLValue(body["escrow"].string ?? "")
    let isProved = body["verdict"].string == ProofRecord.Verdict.proved.rawValue
    try session.execute(
      "INSERT INTO escrow_proof (device, escrow, number, at, proof) VALUES (?, ?, ?, ?, ?)", SQLValue(device),
      SQLValue(body["escrow"].string ?? ""), SQLValue(entry.sequence), SQLValue(entry.time), .blob(body.canonicalBytes))
    // A round could do nothing for FileVault: there is no metadata to try a key on.
    let next = """
      due = CASE WHEN kind = '\(EscrowedKey.Kind.fileVault.rawValue)' THEN NULL ELSE CAST(? AS BIGINT) END
      """
    let due = SQLValue(ProofSchedule.next(after: entry.time, of: device))
    // What could not be tried is written down, and says nothing against what was shown before.
    if body["verdict"].string == ProofRecord.Verdict.undecided.rawValue,
      let former = try find(.init(body["escrow"].string ?? ""))?.proof, former.isStanding
    {
      try session.execute(
        "UPDATE escrow_key SET \(next) WHERE device = ? AND id = ?", due, SQLValue(device), id)
      return
    }
    if isProved, let kept = try outweighing(device, body, at: entry.time) {
      // The daily proof from the copy says less than sectors that were read live, against the same metadata.
      try session.execute(
        "UPDATE escrow_key SET \(next), proved = COALESCE(?, proved) WHERE device = ? AND id = ?", due,
        kept.verdict == .proved ? SQLValue(entry.time) : .null, SQLValue(device), id)
      return
    }
    // The protector that it opened is now known.
    let opened = isProved ? body["protector"].string ?? "" : ""
    try session.execute(
      """
      UPDATE escrow_key SET proof = ?, proof_at = ?, \(next), proved = COALESCE(?, proved),
        volume = CASE WHEN proved IS NULL THEN COALESCE(?, volume) ELSE volume END,
        drifted = CASE WHEN CAST(? AS INTEGER) = 1 THEN NULL ELSE drifted END,
        protector = CASE WHEN protector = '' THEN ? ELSE protector END,
        locator = CASE WHEN locator = '' THEN ? ELSE locator END
      WHERE device = ? AND id = ?
      """,
      .blob(body.canonicalBytes), SQLValue(entry.time), due, isProved ? SQLValue(entry.time) : .null,
      isProved ? SQLValue(body["volume"].string) : .null, SQLValue(isProved), SQLValue(opened),
      SQLValue(EscrowedKey.locator(of: opened) ?? ""), SQLValue(device), id)
  }

  /// What sectors said that were read live, where a proof from a copy of the same metadata does not take its place: for as
  /// long as it is fresh when they agreed, and until they are read again when they did not.
  private func outweighing(_ device: String, _ body: JSON, at time: Moment) throws -> ProofRecord? {
    guard !body["checks"].strings.contains(KeyProof.Check.liveSectors.rawValue),
      let former = try find(.init(body["escrow"].string ?? "")), former.device == device, let proof = former.proof,
      proof.metadata == body["metadata"].string
    else { return nil }
    if proof.isRefusedLive { return proof }
    guard proof.isProvedLive, former.drifted == nil else { return nil }
    return min(proof.asOf, proof.at).adding(days: KeyState.freshDays) >= time ? proof : nil
  }

  // MARK: Questions

  private static let columns = """
    escrow_key.device, escrow_key.id, escrow_key.volume, escrow_key.protector, escrow_key.kind, escrow_key.source,
    escrow_key.made, escrow_key.kept, escrow_key.replaced_by, escrow_key.drifted, escrow_key.proof, escrow_key.proof_at,
    escrow_key.proved, escrow_sealing.body, escrow_sealing.at
    """
  /// With what is sealed to custodians.
  private static let tables = """
    escrow_key LEFT JOIN escrow_sealing ON escrow_sealing.device = escrow_key.device
      AND escrow_sealing.id = escrow_key.id
    """

  private static func read(_ row: SQLRow) -> EscrowedKey {
    let proof = row.optionalBytes(10).flatMap { try? JSON(parsing: $0) }
    let sealing = row.optionalBytes(13).flatMap { try? JSON(parsing: $0) }
    return EscrowedKey(
      id: .init(row.text(1)), device: row.text(0), volume: row.optionalText(2), protector: row.text(3),
      kind: .init(rawValue: row.text(4)) ?? .recoveryPassword, source: .init(rawValue: row.text(5)) ?? .hand,
      made: row.optionalMoment(6), kept: row.moment(7), replacedBy: row.optionalText(8).map { .init($0) },
      drifted: row.optionalMoment(9), proof: proof.map { ProofRecord($0, at: row.moment(11)) },
      proved: row.optionalMoment(12), sealing: sealing.map { KeySealing($0, at: row.moment(14)) })
  }

  func find(_ id: EscrowedKey.ID) throws -> EscrowedKey? {
    try session.first(
      "SELECT \(Self.columns) FROM \(Self.tables) WHERE escrow_key.id = ?", SQLValue(id.text), read: Self.read)
  }

  func all(of device: String) throws -> [EscrowedKey] {
    try session.all(
      """
      SELECT \(Self.columns) FROM \(Self.tables) WHERE escrow_key.device = ? ORDER BY escrow_key.kept, escrow_key.id
      """, SQLValue(device), read: Self.read)
  }

  /// Of all devices, in their order.
  func all() throws -> [EscrowedKey] {
    try session.all(
      """
      SELECT \(Self.columns) FROM \(Self.tables) ORDER BY escrow_key.device, escrow_key.kept, escrow_key.id
      """, read: Self.read)
  }

  /// Keys whose identifier begins with these eight digits, or is this one.
  func all(shownAs shown: String) throws -> [EscrowedKey] {
    let locator = EscrowedKey.locator(of: shown) ?? shown.uppercased()
    let found = try session.all(
      """
      SELECT \(Self.columns) FROM \(Self.tables) WHERE escrow_key.locator = ?
      ORDER BY escrow_key.device, escrow_key.kept, escrow_key.id
      """, SQLValue(locator), read: Self.read)
    guard let whole = GUID(shown) else { return found }
    return found.filter { GUID($0.protector) == whole }
  }

  /// Keys that are to be proved, those that wait longest first. One that is sealed to custodians cannot be.
  func due(at now: Moment, limit: Int) throws -> [EscrowedKey] {
    try session.all(
      """
      SELECT \(Self.columns) FROM \(Self.tables)
      WHERE escrow_key.due <= ? AND escrow_key.kind <> ? AND escrow_sealing.id IS NULL
      ORDER BY escrow_key.due, escrow_key.device, escrow_key.id LIMIT ?
      """, SQLValue(now), SQLValue(EscrowedKey.Kind.fileVault.rawValue), SQLValue(Int64(limit)), read: Self.read)
  }

  func countDue(at now: Moment) throws -> Int {
    try session.first(
      """
      SELECT COUNT(*) FROM \(Self.tables)
      WHERE escrow_key.due <= ? AND escrow_key.kind <> ? AND escrow_sealing.id IS NULL
      """, SQLValue(now), SQLValue(EscrowedKey.Kind.fileVault.rawValue)
    ) { Int($0.integer(0)) } ?? 0
  }

  /// Whether a key of the volume waits for a copy of its metadata: it cannot be proved yet, or did not fit any more.
  func waits(_ device: String, _ volume: String) throws -> Bool {
    try session.first(
      """
      SELECT id FROM escrow_key WHERE device = ? AND replaced_by IS NULL AND (due IS NULL OR drifted IS NOT NULL) AND kind <> ?
        AND (volume = ? OR (volume IS NULL AND length(protector) < ?)) LIMIT 1
      """, SQLValue(device), SQLValue(EscrowedKey.Kind.fileVault.rawValue), SQLValue(volume),
      SQLValue(VolumeRegister.identifierLength)
    ) { _ in true } ?? false
  }

  /// What the journal has of the secret.
  func digest(of id: EscrowedKey.ID) throws -> [UInt8]? {
    try session.first("SELECT digest FROM escrow_key WHERE id = ?", SQLValue(id.text)) { $0.bytes(0) }
  }

  /// Every attempt to prove a key, the latest first, from the journal.
  func history(of key: EscrowedKey, limit: Int = .max) throws -> [ProofRecord] {
    try session.all(
      "SELECT number, proof, at FROM escrow_proof WHERE device = ? AND escrow = ? ORDER BY number DESC LIMIT ?",
      SQLValue(key.device), SQLValue(key.id.text), SQLValue(Int64(limit))
    ) { ProofRecord((try? JSON(parsing: $0.bytes(1))) ?? .null, at: $0.moment(2)) }
  }
}

/// The sealed keys themselves: rows that are no projection, and of which the journal has digests.
struct SecretRegister {
  let session: SQLSession

  func insert(_ id: EscrowedKey.ID, device: String, protector: String, _ envelope: Envelope) throws {
    try session.execute(
      "INSERT INTO escrow_secret (device, id, protector, epoch, wrapped, sealed) VALUES (?, ?, ?, ?, ?, ?)",
      SQLValue(device), SQLValue(id.text), SQLValue(protector), SQLValue(envelope.epoch), .blob(envelope.wrapped),
      .blob(envelope.sealed))
  }

  /// - Throws: `EscrowFailure`: `unknown_key`, `sealed`, `key_lost`, `sealed_to_custodians`.
  func open(_ key: EscrowedKey, with ring: inout OpenRing) throws -> SecretBytes {
    let found = try session.first(
      "SELECT protector, epoch, wrapped, sealed FROM escrow_secret WHERE device = ? AND id = ?", SQLValue(key.device),
      SQLValue(key.id.text)
    ) {
      (
        protector: $0.text(0),
        envelope: Envelope(epoch: $0.integer(1), wrapped: $0.bytes(2), sealed: $0.bytes(3))
      )
    }
    guard let found else { throw EscrowFailure(key.sealing == nil ? .unknownKey : .sealedToCustodians) }
    // A row that was put in the place of another: what the journal said of it is held against it, too.
    guard found.protector == key.protector || found.protector.isEmpty,
      try KeyRegister(session: session).digest(of: key.id) == found.envelope.digest.bytes
    else { throw EscrowFailure(.sealed) }
    return try found.envelope.open(
      for: .key(key.id, device: key.device, protector: found.protector),
      with: try ring.key(found.envelope.epoch, in: session))
  }
}
