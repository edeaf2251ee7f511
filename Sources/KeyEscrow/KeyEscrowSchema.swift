import Storage

extension Migration {
  /// What is known of kept keys (made from the journal), and the sealed keys themselves, which must not lie in an
  /// append-only record. docs/decisions/0019-keeping-recovery-keys.md.
  static let keyEscrow = Migration(
    name: "escrow_0001_keys",
    sql: """
      -- Sealed; no projection. device and protector: what the envelope belongs to, as it was sealed.
      CREATE TABLE escrow_secret (
        device TEXT NOT NULL,
        id TEXT NOT NULL,
        protector TEXT NOT NULL,
        epoch INTEGER NOT NULL,
        wrapped BLOB NOT NULL,
        sealed BLOB NOT NULL,
        PRIMARY KEY (device, id)
      ) STRICT, WITHOUT ROWID;
      CREATE INDEX escrow_secret_epoch ON escrow_secret (epoch);
      -- Sealed; no projection. part: the slot of LUKS whose area the copy has.
      CREATE TABLE escrow_metadata (
        device TEXT NOT NULL,
        volume TEXT NOT NULL,
        part TEXT NOT NULL,
        epoch INTEGER NOT NULL,
        wrapped BLOB NOT NULL,
        sealed BLOB NOT NULL,
        PRIMARY KEY (device, volume, part)
      ) STRICT, WITHOUT ROWID;
      CREATE INDEX escrow_metadata_epoch ON escrow_metadata (epoch);
      -- The key-encryption keys, without the keys: where each lies, and a known text that it sealed. No projection.
      CREATE TABLE escrow_kek (
        epoch INTEGER NOT NULL PRIMARY KEY,
        home TEXT NOT NULL CHECK (home IN ('file', 'pkcs11')),
        wrapped BLOB NOT NULL,
        sealed BLOB NOT NULL
      ) STRICT;
      -- locator: the first eight digits of the protector's identifier. digest: of what is sealed. proof: the body of the
      -- latest key.proved. due: when it is to be proved; NULL while it cannot be or need not be.
      CREATE TABLE escrow_key (
        device TEXT NOT NULL,
        id TEXT NOT NULL,
        volume TEXT,
        protector TEXT NOT NULL,
        locator TEXT NOT NULL,
        kind TEXT NOT NULL,
        source TEXT NOT NULL,
        made INTEGER,
        kept INTEGER NOT NULL,
        replaced_by TEXT,
        digest BLOB NOT NULL CHECK (length(digest) = 32),
        drifted INTEGER,
        proof BLOB,
        proof_at INTEGER,
        proved INTEGER,
        due INTEGER,
        PRIMARY KEY (device, id)
      ) STRICT, WITHOUT ROWID;
      CREATE INDEX escrow_key_id ON escrow_key (id);
      CREATE INDEX escrow_key_locator ON escrow_key (locator);
      CREATE INDEX escrow_key_due ON escrow_key (due);
      CREATE TABLE escrow_proof (
        device TEXT NOT NULL,
        escrow TEXT NOT NULL,
        number INTEGER NOT NULL,
        at INTEGER NOT NULL,
        proof BLOB NOT NULL,
        PRIMARY KEY (device, escrow, number)
      ) STRICT, WITHOUT ROWID;
      CREATE TABLE escrow_volume (
        device TEXT NOT NULL,
        volume TEXT NOT NULL,
        metadata TEXT NOT NULL,
        report BLOB NOT NULL,
        reported INTEGER NOT NULL,
        rolled_back INTEGER,
        PRIMARY KEY (device, volume)
      ) STRICT, WITHOUT ROWID;
      -- reason: NULL once it was erased from the journal.
      CREATE TABLE reveal (
        device TEXT NOT NULL,
        id TEXT NOT NULL,
        escrow TEXT NOT NULL,
        protector TEXT NOT NULL,
        requester TEXT NOT NULL,
        case_number TEXT NOT NULL,
        reason TEXT,
        asked INTEGER NOT NULL,
        needed INTEGER NOT NULL,
        state TEXT NOT NULL CHECK (state IN ('requested', 'approved', 'refused', 'shown', 'expired')),
        expires INTEGER NOT NULL,
        shown INTEGER,
        break_glass INTEGER NOT NULL CHECK (break_glass IN (0, 1)),
        PRIMARY KEY (device, id)
      ) STRICT, WITHOUT ROWID;
      CREATE INDEX reveal_id ON reveal (id);
      CREATE INDEX reveal_state ON reveal (state, expires);
      CREATE INDEX reveal_asked ON reveal (asked);
      CREATE TABLE reveal_vote (
        device TEXT NOT NULL,
        reveal TEXT NOT NULL,
        account TEXT NOT NULL,
        at INTEGER NOT NULL,
        approves INTEGER NOT NULL CHECK (approves IN (0, 1)),
        PRIMARY KEY (device, reveal, account)
      ) STRICT, WITHOUT ROWID;
      -- old: identifiers and fingerprints of the protectors that have to go.
      CREATE TABLE escrow_rotation (
        device TEXT NOT NULL,
        id TEXT NOT NULL,
        volume TEXT,
        old BLOB NOT NULL,
        asked INTEGER NOT NULL,
        due INTEGER NOT NULL,
        confirmed INTEGER,
        PRIMARY KEY (device, id)
      ) STRICT, WITHOUT ROWID;
      CREATE INDEX escrow_rotation_confirmed ON escrow_rotation (confirmed);
      CREATE TABLE escrow_drill (
        device TEXT NOT NULL,
        id TEXT NOT NULL,
        due INTEGER NOT NULL,
        planned INTEGER NOT NULL,
        done INTEGER,
        outcome TEXT,
        minutes INTEGER,
        note TEXT,
        PRIMARY KEY (device, id)
      ) STRICT, WITHOUT ROWID;
      CREATE INDEX escrow_drill_id ON escrow_drill (id);
      -- One row: the policy of reveals.
      CREATE TABLE escrow_policy (
        name TEXT NOT NULL PRIMARY KEY,
        approvals INTEGER NOT NULL,
        shown_seconds INTEGER NOT NULL,
        open_hours INTEGER NOT NULL,
        rotation_days INTEGER NOT NULL
      ) STRICT, WITHOUT ROWID;
      -- One row: when the key-encryption keys were last tried, and whether they opened their canaries.
      CREATE TABLE escrow_canary (
        name TEXT NOT NULL PRIMARY KEY,
        at INTEGER NOT NULL,
        is_good INTEGER NOT NULL CHECK (is_good IN (0, 1))
      ) STRICT, WITHOUT ROWID;
      """)
}

extension KeyEscrow {
  /// What an installation is opened with beside `Custody`'s own tables.
  package static var schema: SchemaPart {
    SchemaPart(
      migrations: [
        .keyEscrow, .reportHistory, .sectorQuestions, .handedKeys, .rollbackHistory, .retiredVolumes, .drillProofs,
        .custodians,
      ], projections: [KeyEscrowProjection()])
  }
}

/// What is known of kept keys, made from the journal. The sealed keys are no projection.
struct KeyEscrowProjection: Projection {
  let tables = [
    "escrow_key", "escrow_proof", "escrow_volume", "reveal", "reveal_vote", "escrow_rotation", "escrow_drill",
    "escrow_policy", "escrow_canary", "escrow_report", "escrow_handed", "escrow_rollback",
    "escrow_retired", "escrow_drill_proof", "escrow_sealing", "custodian_key", "custodian_proposal", "sealing_rule",
    "reveal_recipient", "reveal_share",
  ]

  /// Entries that change what is known of kept keys.
  static let kinds = [
    "key.escrowed", "key.proved", "key.drifted", "metadata.reported", "reveal.requested", "reveal.approved",
    "reveal.refused", "reveal.shown", "reveal.expired", "breakglass.used", "escrow.policy_set", "rotation.asked",
    "rotation.confirmed", "rotation.handed", "drill.planned", "drill.done", "escrow.canary",
    "volume.retired", "key.sealed", "custodian.proposed", "custodian.confirmed", "custodian.revoked",
    "reveal.contributed", "drill.collected",
  ]

  func apply(_ entry: JournalEntry, in session: SQLSession) throws {
    switch entry.kind {
    case "key.escrowed", "key.proved", "key.drifted":
      try KeyRegister(session: session).apply(entry)
      if entry.kind == "key.proved" { try RevealRegister(session: session).noteDrill(entry) }
    case "key.sealed": try SealedRegister(session: session).apply(entry)
    case "custodian.proposed", "custodian.confirmed", "custodian.revoked":
      try CustodianRegister(session: session).apply(entry)
    case "metadata.reported":
      try VolumeRegister(session: session).apply(entry)
      try RetiredVolumes(session: session).see(entry)
    case "volume.retired": try RetiredVolumes(session: session).retire(entry)
    case "reveal.requested", "reveal.approved", "reveal.refused", "reveal.shown", "reveal.expired", "breakglass.used",
      "escrow.policy_set", "reveal.contributed", "drill.collected":
      try RevealRegister(session: session).apply(entry)
    case "rotation.asked", "rotation.confirmed", "rotation.handed": try RotationRegister(session: session).apply(entry)
    case "drill.planned", "drill.done": try DrillRegister(session: session).apply(entry)
    case "escrow.canary":
      let isGood: Bool
      if case .array(let bad) = entry.body["bad"] { isGood = bad.isEmpty } else { isGood = false }
      try session.execute(
        """
        INSERT INTO escrow_canary (name, at, is_good) VALUES (?, ?, ?)
        ON CONFLICT (name) DO UPDATE SET at = excluded.at, is_good = excluded.is_good
        """, SQLValue("keys"), SQLValue(entry.time), SQLValue(isGood))
    default: break
    }
  }

  func forget(_ entry: JournalEntry, in session: SQLSession) throws -> Bool { !Self.kinds.contains(entry.kind) }
}
