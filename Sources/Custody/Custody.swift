import CanonicalForms
import Contents
import Cryptography
import PersonalData
import Storage

/// The keeper: organisations, agreements, deliveries, devices, what lay where and when, and whose data it was.
///
/// Every function that changes something appends to the journal; the tables follow in the same transaction.
package struct Custody: Sendable {
  package let journal: Journal
  package let tokeniser: any Tokeniser
  /// Who stands in the journal for what is done through this.
  package let actor: String

  package var store: Store { journal.store }

  /// The schema of an installation, step by step.
  package static var migrations: [Migration] {
    [.journal] + CustodyProjection.migrations + [.leases, .tokenKeys] + CustodyProjection.laterMigrations
      + [.checkpoint]
  }

  /// Opens an installation.
  /// - Parameters:
  ///   - folder: has the keys, and the database when `database` is nil.
  ///   - database: a server's, shared by all that have the same keys.
  ///   - creating: makes folder, key and database where they are missing (`hikae init`).
  ///   - actor: who is to stand in the journal.
  ///   - parts: tables of other rooms on the same journal.
  package init(
    folder: DataFolder, database: PostgresURL? = nil, creating: Bool = false, actor: String = "hikae",
    beside parts: [SchemaPart] = []
  ) throws {
    if creating { _ = try folder.create() }
    let store = try Store(
      database.map { .postgres($0) } ?? .sqlite(path: folder.databasePath), creating: creating,
      migrations: Self.migrations + parts.flatMap(\.migrations))
    let key = try TokenKeyFile.read(at: folder.tokenKeyPath)
    try store.requireSameTokenKey(key)
    self.init(store: store, tokeniser: KeyedTokeniser(key: key), actor: actor, beside: parts)
  }

  /// - Parameter store: opened with `migrations` and those of `parts`.
  package init(
    store: Store, tokeniser: any Tokeniser, actor: String = "hikae", beside parts: [SchemaPart] = []
  ) {
    journal = Journal(store: store, projections: [CustodyProjection()] + parts.flatMap(\.projections))
    self.tokeniser = tokeniser
    self.actor = actor
  }

  /// The same record, with another name in the journal for what is done from here on.
  package func acting(as actor: String?) -> Custody {
    Custody(journal: journal, tokeniser: tokeniser, actor: actor ?? self.actor)
  }

  private init(journal: Journal, tokeniser: any Tokeniser, actor: String) {
    self.journal = journal
    self.tokeniser = tokeniser
    self.actor = actor
  }

  // MARK: Registers

  /// New ones, or new versions of known ones; all of them or none.
  package func register(_ organisations: Organisation..., at time: Moment = .now) throws {
    try register(organisations, at: time)
  }

  package func register(_ organisations: [Organisation], at time: Moment = .now) throws {
    try journal.append(contentsOf: organisations.map(OrganisationRegister.entry), at: time, by: actor)
  }

  package func register(_ agreements: Agreement..., at time: Moment = .now) throws {
    try register(agreements, at: time)
  }

  package func register(_ agreements: [Agreement], at time: Moment = .now) throws {
    try store.write { session in
      let known = Set(try OrganisationRegister(session: session).all().map(\.id))
      for agreement in agreements {
        for id in [agreement.client] + (agreement.contractor.map { [$0] } ?? []) where !known.contains(id) {
          throw CustodyFailure(.unknownOrganisation, "agreement \(agreement.id): no organisation \(id) is registered")
        }
        try journal.append(AgreementRegister.entry(agreement), at: time, by: actor, in: session)
      }
    }
  }

  package func register(_ devices: Device..., at time: Moment = .now) throws { try register(devices, at: time) }

  package func register(_ devices: [Device], at time: Moment = .now) throws {
    try journal.append(contentsOf: devices.map(DeviceRegister.entry), at: time, by: actor)
  }

  /// - Parameter profile: of the delivered file when it could be read; fingerprint, people and fields are taken from it.
  package func register(_ delivery: Delivery, profile: ContentProfile? = nil, at time: Moment = .now) throws {
    var delivery = delivery
    if let profile {
      delivery.fingerprint = profile.sha256
      delivery.people = profile.people
      delivery.fields = profile.fields
    }
    let recorded = profile.map { RecordedProfile($0, tokeniser: tokeniser) }
    try store.write { session in
      guard try AgreementRegister(session: session).all().contains(where: { $0.id == delivery.agreement }) else {
        throw CustodyFailure(
          .unknownAgreement, "delivery \(delivery.id): no agreement \(delivery.agreement) is registered")
      }
      try journal.append(DeliveryRegister.entry(delivery, profile: recorded), at: time, by: actor, in: session)
    }
  }

  /// A client's members; replaces the client's earlier roster.
  package func registerRoster(of client: Organisation.ID, _ profile: ContentProfile, at time: Moment = .now) throws {
    let persons = RecordedProfile(profile, tokeniser: tokeniser).persons
    try store.write { session in
      guard try OrganisationRegister(session: session).all().contains(where: { $0.id == client }) else {
        throw CustodyFailure(.unknownOrganisation, "no organisation \(client) is registered")
      }
      try journal.append(
        RosterRegister.entry(client: client, asOf: time, persons: persons), at: time, by: actor, in: session)
    }
  }

  package func organisations() throws -> [Organisation] {
    try store.read { try OrganisationRegister(session: $0).all() }
  }

  /// As above, in the caller's transaction.
  package func organisations(in session: SQLSession) throws -> [Organisation] {
    try OrganisationRegister(session: session).all()
  }

  package func agreements() throws -> [Agreement] { try store.read { try AgreementRegister(session: $0).all() } }

  package func devices() throws -> [Device] { try store.read { try DeviceRegister(session: $0).all() } }

  /// Of one client, by when they were received.
  package func deliveries(of client: Organisation.ID) throws -> [Delivery] {
    try store.read { try DeliveryRegister(session: $0).all(of: client) }
  }

  package func device(_ id: String) throws -> Device? { try store.read { try device(id, in: $0) } }

  /// As above, in the caller's transaction.
  package func device(_ id: String, in session: SQLSession) throws -> Device? {
    try DeviceRegister(session: session).find(id)
  }

  // MARK: Scans

  /// Whether a profile of this content by this recogniser is recorded whose reading did not break off: the file need not be
  /// read, and `ObservedFile.profile` may stay nil.
  package func isRecorded(
    _ sha256: SHA256Digest, recogniser: Int = ContentProfile.currentRecogniser
  ) throws -> Bool {
    try store.read { try ContentRegister(session: $0).reach(of: sha256, recogniser: recogniser) }
      .map { $0.unread?.isPassing != true } ?? false
  }

  /// Begins to take down a scan; see `ScanRecording`.
  /// - Parameters:
  ///   - ground: what the root lies on; nil when the caller vouches that it is what it was.
  ///   - confirmsGone: somebody has made sure that what is not there is gone.
  package func beginScan(
    device: String, root: String, ground: ScanGround? = nil, confirmsGone: Bool = false, startedAt: Moment,
    clock: @escaping () -> Moment = { .now }
  ) throws -> ScanRecording {
    try ScanRecording(
      device: device, root: root, ground: ground, confirmsGone: confirmsGone, startedAt: startedAt, journal: journal,
      tokeniser: tokeniser, actor: actor,
      clock: clock)
  }

  /// Takes down a whole scan of `root`. The files may be made while they are asked for; `finishedAt` is evaluated after
  /// the last of them.
  @discardableResult
  package func recordScan(
    device: String, root: String, startedAt: Moment, finishedAt: @autoclosure () -> Moment,
    files: some Sequence<ObservedFile>, clock: @escaping () -> Moment = { .now }
  ) throws -> ScanRecording.Result {
    let recording = try beginScan(device: device, root: root, startedAt: startedAt, clock: clock)
    for file in files { try recording.observe(file) }
    return try recording.finish(at: finishedAt())
  }

  /// Writes down that a device is lost. What it held is a question of its own: `scope`.
  package func reportLoss(of device: String, lastSeen: Moment, at time: Moment = .now) throws {
    try store.write { try reportLoss(of: device, lastSeen: lastSeen, at: time, in: $0) }
  }

  /// As above, in the caller's transaction.
  package func reportLoss(of device: String, lastSeen: Moment, at time: Moment, in session: SQLSession) throws {
    guard try DeviceRegister(session: session).find(device) != nil else {
      throw CustodyFailure(.unknownDevice, "no device \(device) is registered")
    }
    let body: JSON = ["device": .string(device), "last_seen": JSON(lastSeen)]
    try journal.append(NewEntry(kind: "loss.reported", body: body), at: time, by: actor, in: session)
  }
}
