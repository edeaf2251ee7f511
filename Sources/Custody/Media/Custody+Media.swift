import CanonicalForms
import Storage

extension Custody {
  /// Media of which devices told, registered or not, in the order of their ids.
  package func media() throws -> [Medium] { try store.read { try MediumRegister(session: $0).all() } }

  /// What can be asked about by an id: a device that is registered, or a medium of which devices told.
  /// - Returns: nil when it is neither.
  package func askable(_ id: String) throws -> Device? { try store.read { try Self.askable(id, $0) } }

  /// As above, in the caller's transaction.
  /// - Throws: `CustodyFailure` when it is neither.
  func askable(_ id: String, in session: SQLSession) throws -> Device {
    if let found = try Self.askable(id, session) { return found }
    throw CustodyFailure(.unknownDevice, "no device \(id) is registered")
  }

  private static func askable(_ id: String, _ session: SQLSession) throws -> Device? {
    if let registered = try DeviceRegister(session: session).find(id) { return registered }
    let register = MediumRegister(session: session)
    let visits = try register.visits(of: register.media(of: id))
    guard let last = visits.last else { return nil }
    let label = visits.last { !$0.label.isEmpty }?.label ?? ""
    return Device(id: last.name, label: label, kind: .usb)
  }

  /// Registers a medium of which only devices told, so that its loss can be reported. A device that is registered stays as
  /// it is.
  /// - Returns: the id under which it stands; nil when nobody told of it.
  @discardableResult
  package func registerMedium(_ id: String, at time: Moment = .now) throws -> Device.ID? {
    try store.write { session in
      if try DeviceRegister(session: session).find(id) != nil { return id }
      guard let medium = try Self.askable(id, session) else { return nil }
      if try DeviceRegister(session: session).find(medium.id) == nil {
        try journal.append(DeviceRegister.entry(medium), at: time, by: actor, in: session)
      }
      return medium.id
    }
  }
}
