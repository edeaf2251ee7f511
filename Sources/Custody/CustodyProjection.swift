import Storage

/// The tables of this room, made from the journal.
struct CustodyProjection: Projection {
  static let migrations: [Migration] = [.registers, .people, .contents, .holdings]
  /// Those that came after the ones of `Storage`.
  static let laterMigrations: [Migration] = [
    .enrolment, .observations, .conflicts, .osquery, .standing, .readings, .journalKinds, .placeNumbers,
    .lineage, .readingClients, .journalTimes, .profileArrivals, .media, .holdingPaths, .logDoubts,
    .scanGrounds,
  ]

  let tables = [
    "organisation", "organisation_mark", "agreement", "device", "delivery", "roster", "person", "person_firm_token",
    "person_soft_token", "person_weak", "content", "content_profile", "content_profile_arrival", "scan", "scan_ground",
    "holding",
    "loss", "enrolment_token", "device_epoch", "device_certificate", "batch", "place", "place_numbers",
    "batch_conflict", "batch_progress", "medium_visit", "log_doubt",
    "osquery_node", "reading", "reading_client",
  ]

  func apply(_ entry: JournalEntry, in session: SQLSession) throws {
    switch entry.kind {
    case "organisation.registered": try OrganisationRegister(session: session).apply(entry)
    case "agreement.registered": try AgreementRegister(session: session).apply(entry)
    case "device.registered": try DeviceRegister(session: session).apply(entry)
    case "delivery.registered":
      try withPeople(in: session) { try DeliveryRegister(session: session).apply(entry, people: &$0) }
    case "roster.registered":
      try withPeople(in: session) { try RosterRegister(session: session).apply(entry, people: &$0) }
    case "scan.started": try HoldingRegister(session: session).applyStarted(entry)
    case "scan.batch":
      try withPeople(in: session) { try HoldingRegister(session: session).applyBatch(entry, people: &$0) }
    case "scan.finished": try HoldingRegister(session: session).applyFinished(entry)
    case "scan.unconfirmed": try HoldingRegister(session: session).applyUnconfirmed(entry)
    case "enrolment.opened", "device.enrolled", "certificate.issued", "certificate.restored", "certificate.revoked":
      try EnrolmentRegister(session: session).apply(entry)
    case "log.doubted": try LogDoubtRegister(session: session).apply(entry)
    case "osquery.enrolled": try OsqueryRegister(session: session).apply(entry)
    case "batch.accepted":
      try withPeople(in: session) { try ObservationRegister(session: session).applyAccepted(entry, people: &$0) }
    case "batch.refused": try ObservationRegister(session: session).applyRefused(entry)
    case "data.read": try ReadingRegister(session: session).apply(entry)
    case "loss.reported": try HoldingRegister(session: session).applyLoss(entry)
    default: break
    }
  }

  /// Entries that change what is known of devices, organisations and people.
  static let kinds: Set<String> = [
    "organisation.registered", "agreement.registered", "device.registered", "delivery.registered", "roster.registered",
    "scan.started", "scan.batch", "scan.finished", "scan.unconfirmed", "enrolment.opened", "device.enrolled",
    "certificate.issued",
    "certificate.restored", "certificate.revoked", "log.doubted", "osquery.enrolled", "batch.accepted", "batch.refused",
    "data.read", "loss.reported",
  ]

  /// People are joined over all that was ever read: without one entry, all is joined anew. A holder stands alone.
  func forget(_ entry: JournalEntry, in session: SQLSession) throws -> Bool {
    guard entry.kind == "device.registered" else { return !Self.kinds.contains(entry.kind) }
    try DeviceRegister(session: session).forget(entry)
    return true
  }

  private func withPeople(in session: SQLSession, _ body: (inout PersonRegister) throws -> Void) throws {
    var people = try PersonRegister(session: session)
    try body(&people)
    try people.settle()
  }
}
