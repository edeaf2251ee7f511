import CanonicalForms
import Cryptography
import Storage

/// What is registered of organisations, agreements, deliveries, rosters and a device: today, or as it was at another moment.
///
/// The tables have only the latest versions; of an earlier moment the journal tells, whose entries have each version whole.
struct KnownRegisters {
  private(set) var device: Device
  /// False when the device was registered only later.
  private(set) var isDeviceKnown = true
  private(set) var organisations: [Organisation] = []
  private(set) var agreements: [Agreement] = []
  private(set) var rosters: [(client: Organisation.ID, people: PeopleBitmap)] = []
  /// Agreement and client of each fingerprint that was delivered.
  private(set) var fingerprints: [SHA256Digest: (agreement: String, client: Organisation.ID)] = [:]

  /// - Parameters:
  ///   - device: as it is registered today.
  ///   - known: what was registered later is left out; nil takes what stands in the tables.
  init(of device: Device, asKnownAt known: Moment?, session: SQLSession) throws {
    self.device = device
    guard let known else {
      organisations = try OrganisationRegister(session: session).all()
      agreements = try AgreementRegister(session: session).all()
      rosters = try RosterRegister(session: session).all()
      fingerprints = try DeliveryRegister(session: session).fingerprints()
      return
    }
    organisations = try Self.latest(of: "organisation.registered", by: known, session: session)
      .map(OrganisationRegister.organisation).sorted { $0.id < $1.id }
    let agreements = try Self.latest(of: "agreement.registered", by: known, session: session)
      .map(AgreementRegister.agreement)
    self.agreements = agreements.sorted { ($0.client.text, $0.id) < ($1.client.text, $1.id) }
    let clients = Dictionary(agreements.map { ($0.id, $0.client) }, uniquingKeysWith: { $1 })
    for delivery in try Self.deliveries(asKnownAt: known, session: session) {
      guard let fingerprint = delivery.fingerprint, let client = clients[delivery.agreement] else { continue }
      fingerprints[fingerprint] = (delivery.agreement, client)
    }
    rosters = try RosterRegister(session: session).all(asKnownAt: known)
    let register = DeviceRegister(session: session)
    (self.device, isDeviceKnown) = try register.device(device, asKnownAt: known)
    // What is not registered at all is a medium: nothing of it is known by being registered.
    if !isDeviceKnown, try register.find(device.id) == nil { isDeviceKnown = true }
  }

  /// In the order of their ids.
  static func deliveries(asKnownAt known: Moment, session: SQLSession) throws -> [Delivery] {
    try latest(of: "delivery.registered", by: known, session: session).map(DeliveryRegister.delivery)
      .sorted { $0.id < $1.id }
  }

  /// The last body of each id that a kind of entry had by a moment.
  private static func latest(of kind: String, by known: Moment, session: SQLSession) throws -> [JSON] {
    var bodies: [String: JSON] = [:]
    try session.forEach(
      "SELECT time, body FROM journal WHERE kind = ? ORDER BY sequence", SQLValue(kind)
    ) { row in
      guard row.moment(0) <= known, let body = try? JSON(parsing: row.bytes(1)), let id = body["id"].string else {
        return
      }
      bodies[id] = body
    }
    return Array(bodies.values)
  }
}
