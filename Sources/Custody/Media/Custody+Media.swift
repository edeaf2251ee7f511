import Storage

extension Custody {
  /// What can be asked about by an id: a device that is registered.
  /// - Throws: `CustodyFailure` when there is none.
  func askable(_ id: String, in session: SQLSession) throws -> Device {
    if let registered = try DeviceRegister(session: session).find(id) { return registered }
    throw CustodyFailure(.unknownDevice, "no device \(id) is registered")
  }
}
