import Accounts
import CanonicalForms
import Cryptography
import DiskEncryption
import Storage

/// The demand for new recovery protectors after a key was shown. All of them: whoever opened the disk with one can read the
/// others.
package struct KeyRotation: Sendable, Hashable, Identifiable {
  /// The protectors that have to go, as they were.
  struct Old: Sendable, Hashable {
    let id: String
    let fingerprint: String?
  }

  /// The same as that of the request.
  package let id: String
  package let device: String
  /// nil when no metadata had shown it.
  package let volume: String?
  let old: [Old]
  package let asked: Moment
  package let due: Moment
  package let confirmed: Moment?

  package func isOverdue(at now: Moment) -> Bool { confirmed == nil && due < now }

  /// The keys whose proof meets the demand: made after it, proved on the disk since, while none of the old protectors opens it
  /// any more. Empty while the demand is open. Pure.
  ///
  /// A demand that knows no old protector is met by no report: nothing says what had to go. A custodian settles it.
  /// - Parameter shown: the key that somebody saw.
  func successors(on volume: KeptVolume, shown: EscrowedKey, among keys: [EscrowedKey]) -> [EscrowedKey] {
    guard !old.isEmpty, volume.reported > asked, volume.rolledBack == nil else { return [] }
    let metadata = "\(volume.report.metadata)"
    func isProvedNow(_ key: EscrowedKey) -> Bool {
      guard let proof = key.proof, key.volume == volume.report.volume, key.drifted == nil, key.replacedBy == nil else {
        return false
      }
      return proof.verdict == .proved && proof.at > asked && proof.metadata == metadata
    }
    // What was kept before somebody saw the key may have been seen with it.
    let new = keys.filter { $0.id != shown.id && $0.kept > asked && isProvedNow($0) }
    let isLeft = volume.report.protectors.contains { entry in
      old.contains { $0.id == entry.id } && !new.contains { $0.protector == entry.id }
        && !isShut(entry.id, to: shown, metadata)
    }
    return isLeft || isProvedNow(shown) ? [] : new
  }

  /// Whether a protector that kept its identifier was seen to refuse the shown key, as it is on the disk now: a slot of LUKS
  /// that was given another passphrase. That its bytes are others shows nothing: they are after a suspension as well.
  private func isShut(_ protector: String, to shown: EscrowedKey, _ metadata: String) -> Bool {
    guard shown.protector == protector, let proof = shown.proof else { return false }
    return proof.verdict == .refused && proof.at > asked && proof.metadata == metadata
      && proof.refusals == [KeyProof.Refusal.wrongKey.rawValue]
  }
}

extension Migration {
  /// When keys that were shown were handed to their devices: said once a day, however often a device asks.
  static let handedKeys = Migration(
    name: "escrow_0004_handed_keys",
    sql: """
      -- id: of the rotation. at: of the latest entry.
      CREATE TABLE escrow_handed (
        device TEXT NOT NULL,
        id TEXT NOT NULL,
        at INTEGER NOT NULL,
        PRIMARY KEY (device, id)
      ) STRICT, WITHOUT ROWID;
      """)
}

/// Rotations in the database.
struct RotationRegister {
  let session: SQLSession

  func apply(_ entry: JournalEntry) throws {
    let body = entry.body
    let device = SQLValue(body["device"].string ?? "")
    let id = SQLValue(body["rotation"].string ?? "")
    switch entry.kind {
    case "rotation.asked":
      try session.execute(
        "INSERT INTO escrow_rotation (device, id, volume, old, asked, due, confirmed) VALUES (?, ?, ?, ?, ?, ?, NULL)",
        device, id, SQLValue(body["volume"].string), .blob(body["old"].canonicalBytes), SQLValue(entry.time),
        SQLValue(body["due"].moment ?? entry.time))
    case "rotation.handed":
      try session.execute(
        """
        INSERT INTO escrow_handed (device, id, at) VALUES (?, ?, ?) ON CONFLICT (device, id) DO UPDATE SET at = excluded.at
        """, device, id, SQLValue(entry.time))
    default:
      try session.execute(
        "UPDATE escrow_rotation SET confirmed = ? WHERE device = ? AND id = ?", SQLValue(entry.time), device, id)
    }
  }

  /// Those that wait, of one device or all.
  func open(of device: String? = nil) throws -> [KeyRotation] {
    guard let device else {
      return try session.all(
        """
        SELECT device, id, volume, old, asked, due, confirmed FROM escrow_rotation WHERE confirmed IS NULL
        ORDER BY due, device, id
        """, read: Self.read)
    }
    return try session.all(
      """
      SELECT device, id, volume, old, asked, due, confirmed FROM escrow_rotation
      WHERE device = ? AND confirmed IS NULL ORDER BY due, id
      """, SQLValue(device), read: Self.read)
  }

  func find(_ id: String, of device: String) throws -> KeyRotation? {
    try session.first(
      "SELECT device, id, volume, old, asked, due, confirmed FROM escrow_rotation WHERE device = ? AND id = ?",
      SQLValue(device), SQLValue(id), read: Self.read)
  }

  /// Whether a key had been shown by then and not been replaced yet.
  func wasOpen(of device: String, at moment: Moment) throws -> Bool {
    try session.first(
      """
      SELECT id FROM escrow_rotation WHERE device = ? AND asked <= ? AND (confirmed IS NULL OR confirmed > ?) LIMIT 1
      """, SQLValue(device), SQLValue(moment), SQLValue(moment)
    ) { _ in true } ?? false
  }

  /// When the shown key was last handed to the device, as the journal has it.
  func handed(_ rotation: KeyRotation) throws -> Moment? {
    try session.first(
      "SELECT at FROM escrow_handed WHERE device = ? AND id = ?", SQLValue(rotation.device), SQLValue(rotation.id)
    ) { $0.moment(0) }
  }

  private static func read(_ row: SQLRow) -> KeyRotation {
    var old: [KeyRotation.Old] = []
    if case .array(let listed)? = try? JSON(parsing: row.bytes(3)) {
      old = listed.map { KeyRotation.Old(id: $0["id"].string ?? "", fingerprint: $0["fingerprint"].string) }
    }
    return KeyRotation(
      id: row.text(1), device: row.text(0), volume: row.optionalText(2), old: old, asked: row.moment(4),
      due: row.moment(5), confirmed: row.optionalMoment(6))
  }
}

extension KeyEscrow {
  /// Rotations that were asked for and are not confirmed.
  package func rotations() throws -> [KeyRotation] { try store.read { try RotationRegister(session: $0).open() } }

  /// The demand that followed a request; nil while nothing was shown.
  package func rotation(after request: RevealRequest) throws -> KeyRotation? {
    try store.read { try RotationRegister(session: $0).find(request.id, of: request.device) }
  }

  /// Settles a demand that no report can meet: the disk was destroyed or encrypted anew. Whoever approves keys says so.
  /// - Throws: `EscrowFailure`: `unknown_request`, `reason_missing`.
  package func settleRotation(_ id: String, reason: String, by actor: Account.ID, at time: Moment) throws {
    guard reason.contains(where: { !$0.isWhitespace }), reason.utf8.count <= 4000 else {
      throw EscrowFailure(.reasonMissing)
    }
    try store.write { session in
      try Accounts.require(.approveReveal, of: actor, in: session)
      guard let rotation = try RotationRegister(session: session).open().first(where: { $0.id == id }) else {
        throw EscrowFailure(.unknownRequest)
      }
      try record(
        "rotation.confirmed",
        [
          "rotation": .string(id), "device": .string(rotation.device), "volume": JSON(rotation.volume), "settled": true,
        ],
        personal: reason, by: actor.text, at: time, in: session)
    }
  }

  func askRotation(
    id: String, after key: EscrowedKey, due: Moment, by actor: String, at time: Moment, in session: SQLSession
  ) throws {
    let volume = try key.volume.flatMap { try VolumeRegister(session: session).find($0, of: key.device) }
    var old: [JSON] = (volume?.report.protectors ?? []).filter { entry in
      key.kind == .recoveryPassword ? entry.kind == KeptVolume.recoveryKind : entry.id == key.protector
    }.map { ["id": .string($0.id), "fingerprint": JSON($0.fingerprint.map { "\($0)" })] }
    if volume == nil {
      old = try KeyRegister(session: session).all(of: key.device)
        .filter { $0.kind == key.kind && !$0.protector.isEmpty && $0.volume == key.volume }
        .map { ["id": .string($0.protector), "fingerprint": .null] }
    }
    try record(
      "rotation.asked",
      [
        "rotation": .string(id), "device": .string(key.device), "volume": JSON(key.volume), "old": .array(old),
        "due": JSON(due),
      ], by: actor, at: time, in: session)
  }

  /// Looks whether what was asked of a device is done.
  func confirmRotations(of device: String, by actor: String, at time: Moment, in session: SQLSession) throws {
    let open = try RotationRegister(session: session).open(of: device)
    guard !open.isEmpty else { return }
    let volumes = try VolumeRegister(session: session).all(of: device)
    let keys = try KeyRegister(session: session).all(of: device)
    for rotation in open {
      guard let request = try RevealRegister(session: session).find(rotation.id),
        let shown = keys.first(where: { $0.id == request.key })
      else { continue }
      // Where nothing says which disk it was, it has to be the only one.
      let known = rotation.volume ?? shown.volume
      let concerned = volumes.filter { known == nil ? volumes.count == 1 : $0.report.volume == known }
      for volume in concerned {
        let new = rotation.successors(on: volume, shown: shown, among: keys)
        guard try new.contains(where: { try isAnother($0, than: shown, in: session) }) else { continue }
        try record(
          "rotation.confirmed",
          [
            "rotation": .string(rotation.id), "device": .string(device), "volume": .string(volume.report.volume),
          ], by: actor, at: time, in: session)
        break
      }
    }
  }

  /// Whether a key is not the shown one once more, under another name. One that cannot be opened says nothing.
  private func isAnother(_ key: EscrowedKey, than shown: EscrowedKey, in session: SQLSession) throws -> Bool {
    var opened = OpenRing(ring)
    let register = SecretRegister(session: session)
    do {
      if key.sealing != nil || shown.sealing != nil {
        let mark = try mark(of: key, with: &opened, in: session)
        let former = try self.mark(of: shown, with: &opened, in: session)
        return mark != nil && former != nil && mark != former
      }
      return try !register.open(key, with: &opened).matches(register.open(shown, with: &opened))
    } catch is EscrowFailure {
      return false
    }
  }
}
