import CanonicalForms
import Storage

/// All devices and clients as they stand, in memory: what lists filter, sort and add up.
package struct Fleet: Sendable {
  /// A device with its standing; nil when it has not been asked yet.
  package struct Member: Sendable {
    package var device: Device
    package var standing: DeviceStanding?

    package init(device: Device, standing: DeviceStanding?) {
      self.device = device
      self.standing = standing
    }
  }

  /// A client over all devices: people once each, however many devices they are on.
  package struct Client: Sendable {
    package var organisation: Organisation
    package var agreements: [Agreement]
    package var people = 0
    package var devices = 0
    /// Every agreement says that the data should be gone.
    package var isOverdue = false
  }

  package var members: [Member] = []
  package var clients: [Client] = []
  /// Distinct people over all devices: all, those that should be gone, those whom nobody could be found for.
  package var people = 0
  package var overdue = 0
  package var unattributed = 0
  /// People on devices that are lost.
  package var lost = 0
  /// The journal's last entry that is in it for every device, and when.
  package var journal: Int64 = 0
  package var at: Moment?
  /// When a standing changed last.
  package var changed: Moment?

  package init() {}

  package init(of custody: Custody) throws {
    self = try custody.store.read { try Fleet(session: $0) }
  }

  private init(session: SQLSession) throws {
    let register = StandingRegister(session: session)
    let standings = Dictionary(try register.all().map { ($0.device, $0) }, uniquingKeysWith: { a, _ in a })
    members = try DeviceRegister(session: session).all().map { Member(device: $0, standing: standings[$0.id]) }
    let progress = try register.progress()
    journal = progress?.journal ?? 0
    at = progress?.at
    changed = try register.lastChange()
    let agreements = Dictionary(grouping: try AgreementRegister(session: session).all(), by: \.client)
    let lostDevices = Set(members.lazy.filter { $0.device.status == .lost }.map(\.device.id))
    let everybody = try PeopleBitmap()
    let gone = try PeopleBitmap()
    let nobodys = try PeopleBitmap()
    let lost = try PeopleBitmap()
    var byClient: [String: (people: PeopleBitmap, devices: Int)] = [:]
    var overdueClients: [String: Bool] = [:]
    for standing in standings.values {
      for part in standing.parts { if let id = part.organisation?.text { overdueClients[id] = part.isOverdue } }
    }
    try register.forEachPeople { device, client, people in
      everybody.formUnion(people)
      if client.isEmpty { nobodys.formUnion(people) }
      if overdueClients[client] == true { gone.formUnion(people) }
      if lostDevices.contains(device) { lost.formUnion(people) }
      guard !client.isEmpty else { return }
      if let known = byClient[client] {
        known.people.formUnion(people)
        byClient[client]?.devices += 1
      } else {
        byClient[client] = (people, 1)
      }
    }
    clients = try OrganisationRegister(session: session).all().filter { $0.kind == .client }.map { organisation in
      let held = byClient[organisation.id.text]
      return Client(
        organisation: organisation, agreements: agreements[organisation.id] ?? [], people: held?.people.count ?? 0,
        devices: held?.devices ?? 0, isOverdue: overdueClients[organisation.id.text] ?? false)
    }.sorted { $0.organisation.id < $1.organisation.id }
    self.people = everybody.count
    overdue = gone.count
    unattributed = nobodys.count
    self.lost = lost.count
  }
}

extension Fleet {
  /// How far the stored standings are, without loading them.
  package struct Progress: Sendable, Equatable {
    /// The journal's last entry that is in the standings of all devices, and when that was found.
    package var journal: Int64
    package var at: Moment
    /// When a standing changed last.
    package var changed: Moment?
  }

  /// - Returns: nil before every device was asked once.
  package static func progress(of custody: Custody) throws -> Progress? {
    try custody.store.read { session in
      let register = StandingRegister(session: session)
      guard let progress = try register.progress() else { return nil }
      return Progress(journal: progress.journal, at: progress.at, changed: try register.lastChange())
    }
  }
}
