import Accounts
import CanonicalForms
import DiskEncryption
import Storage

/// A key on its way into safe keeping.
package struct IncomingKey: Sendable {
  package let secret: SecretBytes
  package let kind: EscrowedKey.Kind
  package let device: String
  package let volume: String?
  /// Empty when the source does not say.
  package let protector: String
  package let source: EscrowedKey.Source
  package let made: Moment?

  package init(
    secret: SecretBytes, kind: EscrowedKey.Kind, device: String, volume: String? = nil, protector: String = "",
    source: EscrowedKey.Source, made: Moment? = nil
  ) {
    self.secret = secret
    self.kind = kind
    self.device = device
    self.volume = volume
    self.protector = GUID(protector).map { "\($0)" } ?? protector
    self.source = source
    self.made = made
  }
}

extension KeyEscrow {
  /// What became of an incoming key.
  package enum Kept: Sendable, Hashable {
    case added(EscrowedKey.ID)
    /// A newer key of a protector that is known; the older one stays, as history.
    case replacing(EscrowedKey.ID)
    /// Older than the one that is kept: history at once. It takes nothing's place.
    case older(EscrowedKey.ID)
    /// Another key of the same protector, and nothing says which is newer: a proof will.
    case beside(EscrowedKey.ID)
    case known(EscrowedKey.ID)

    package var id: EscrowedKey.ID {
      switch self {
      case .added(let id), .replacing(let id), .older(let id), .beside(let id), .known(let id): id
      }
    }
  }

  /// Takes keys in; all of them or none.
  package func keep(_ keys: [IncomingKey], by actor: String, at time: Moment) throws -> [Kept] {
    guard !keys.isEmpty else { return [] }
    try ring.ensure(self, by: actor, at: time)
    return try store.write { session in
      var opened = OpenRing(ring)
      var all: [Kept] = []
      for key in keys { all.append(try keep(key, with: &opened, by: actor, at: time, in: session)) }
      return all
    }
  }

  func keep(
    _ incoming: IncomingKey, with opened: inout OpenRing, by actor: String, at time: Moment, in session: SQLSession
  ) throws -> Kept {
    let rivals = try KeyRegister(session: session).all(of: incoming.device).filter { $0.kind == incoming.kind }
    for rival in rivals where incoming.protector.isEmpty || rival.protector.isEmpty || Self.isSame(rival, incoming) {
      if rival.sealing != nil {
        // Known again by its mark. A passphrase that somebody chose has none: it is kept once more, and proved.
        let mark = Self.mark(
          of: incoming.secret, device: incoming.device, kind: incoming.kind, source: incoming.source)
        if let mark, try SealedRegister(session: session).mark(of: rival) == mark { return .known(rival.id) }
        continue
      }
      let secret = try SecretRegister(session: session).open(rival, with: &opened)
      if secret.matches(incoming.secret) { return .known(rival.id) }
    }
    let current = rivals.last { $0.replacedBy == nil && !incoming.protector.isEmpty && Self.isSame($0, incoming) }
    let id = EscrowedKey.ID(Self.newID("k-"))
    let (epoch, key) = try opened.current(in: session)
    let envelope = try Envelope(
      sealing: incoming.secret, for: .key(id, device: incoming.device, protector: incoming.protector), epoch: epoch,
      with: key)
    let volume =
      try incoming.volume
      ?? VolumeRegister(session: session).volume(ofProtector: incoming.protector, device: incoming.device)
    var body: [String: JSON] = [
      "escrow": .string(id.text), "device": .string(incoming.device), "volume": JSON(volume),
      "protector": .string(incoming.protector), "kind": .string(incoming.kind.rawValue),
      "source": .string(incoming.source.rawValue), "made": JSON(incoming.made),
      "digest": JSON(bytes: envelope.digest.bytes),
    ]
    // What has no identifier is tried on any volume.
    let isNamed = GUID(incoming.protector) != nil
    body["provable"] = .bool(
      try incoming.kind != .fileVault && (volume != nil || !isNamed)
        && VolumeRegister(session: session).hasCopy(of: incoming.device, volume: isNamed ? volume : nil))
    let outcome = Self.outcome(of: incoming, id, beside: current)
    switch outcome {
    case .replacing: body["replaces"] = JSON(current?.id.text)
    case .older: body["older_than"] = JSON(current?.id.text)
    case .added, .beside, .known: break
    }
    try SecretRegister(session: session).insert(
      id, device: incoming.device, protector: incoming.protector, envelope)
    try record("key.escrowed", .object(body), by: actor, at: time, in: session)
    return outcome
  }

  /// Compare, then set: only what is known to be newer takes another's place.
  static func outcome(of incoming: IncomingKey, _ id: EscrowedKey.ID, beside current: EscrowedKey?) -> Kept {
    guard let current else { return .added(id) }
    guard let made = incoming.made, let known = current.made else { return .beside(id) }
    if made > known { return .replacing(id) }
    return made < known ? .older(id) : .beside(id)
  }

  private static func isSame(_ key: EscrowedKey, _ incoming: IncomingKey) -> Bool {
    key.protector == incoming.protector
      && (incoming.kind != .passphrase || incoming.volume == nil || key.volume == incoming.volume)
  }

  // MARK: Looking

  /// Keys with what can be said of each, by device; those of the past as well.
  package func keys(at now: Moment) throws -> [(key: EscrowedKey, state: KeyState)] {
    try store.read { try Self.stated(KeyRegister(session: $0).all(), at: now) }
  }

  package func keys(of device: String, at now: Moment) throws -> [(key: EscrowedKey, state: KeyState)] {
    try store.read { try Self.stated(KeyRegister(session: $0).all(of: device), at: now) }
  }

  /// By what the locked screen shows: the first eight digits, or the whole identifier.
  package func keys(shownAs text: String, at now: Moment) throws -> [(key: EscrowedKey, state: KeyState)] {
    try store.read { session in
      let register = KeyRegister(session: session)
      return try register.all(shownAs: text).map { key in
        (key, KeyState(key, siblings: try register.all(of: key.device), at: now))
      }
    }
  }

  package func key(_ id: EscrowedKey.ID) throws -> EscrowedKey? {
    try store.read { try KeyRegister(session: $0).find(id) }
  }

  /// Attempts to prove it, the latest first.
  package func history(of key: EscrowedKey, limit: Int = 100) throws -> [ProofRecord] {
    try store.read { try KeyRegister(session: $0).history(of: key, limit: limit) }
  }

  private static func stated(_ keys: [EscrowedKey], at now: Moment) -> [(key: EscrowedKey, state: KeyState)] {
    let byDevice = Dictionary(grouping: keys, by: \.device)
    return keys.map { ($0, KeyState($0, siblings: byDevice[$0.device] ?? [], at: now)) }
  }
}
