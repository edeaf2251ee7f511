import CanonicalForms
import Storage

/// Keeps the standings of devices up to the journal. Several processes may do so at once: each finds what is not done.
package struct StandingKeeper: Sendable {
  /// What one round did.
  package struct Round: Sendable, Equatable {
    /// Devices that were asked.
    package var asked = 0
    /// Devices that are still to be asked.
    package var left = 0
  }

  /// Files not read that are kept for a device; figures count all of them.
  package static let mostUnread = 2_000

  private let custody: Custody

  package init(_ custody: Custody) { self.custody = custody }

  /// Asks devices of which there is news, at most so many.
  package func round(at now: Moment, atMost limit: Int = 50) throws -> Round {
    if try custody.store.read({ try StandingRegister(session: $0).isOfAnotherForm() }) {
      // Another server may have begun in between.
      try custody.store.write { session in
        let register = StandingRegister(session: session)
        if try register.isOfAnotherForm() { try register.beginAnew(at: now) }
      }
    }
    let plan = try custody.store.read { try Plan(at: now, session: $0) }
    guard !plan.isDone else { return Round() }
    let chosen = plan.devices.prefix(limit)
    for device in chosen {
      // One at a time: a device with many files must not keep a transaction open over all others.
      let full = try custody.store.read {
        try FullStanding(of: device, journal: plan.journal, at: now, session: $0)
      }
      try custody.store.write { try StandingRegister(session: $0).put(full) }
    }
    let left = plan.devices.count - chosen.count
    if left == 0 {
      try custody.store.write { session in
        let register = StandingRegister(session: session)
        for device in plan.gone { try register.remove(device) }
        try register.setProgress(plan.journal, at: now, isNews: !plan.devices.isEmpty || !plan.gone.isEmpty)
      }
    }
    return Round(asked: chosen.count, left: left)
  }
}

/// Which devices are to be asked.
private struct Plan {
  /// The journal's last entry.
  let journal: Int64
  private(set) var devices: [Device] = []
  /// Standings of devices that are not registered any more.
  private(set) var gone: [String] = []
  private(set) var isDone = false

  /// Kinds of entries after which any device may stand otherwise: whose people are known as whose, and until when.
  private static let ofAll: Set<String> = [
    "organisation.registered", "agreement.registered", "delivery.registered", "roster.registered",
  ]
  /// Entries that are looked at one by one; with more news than that every device is asked.
  private static let mostNews = 20_000

  init(at now: Moment, session: SQLSession) throws {
    journal = try session.first("SELECT COALESCE(MAX(sequence), 0) FROM journal") { $0.integer(0) } ?? 0
    let register = StandingRegister(session: session)
    let progress = try register.progress()
    let boundary = try progress.flatMap { try Self.lastBoundary(after: $0.at, until: now, session) }
    if let progress, progress.journal == journal, boundary == nil {
      isDone = true
      return
    }
    // What an entry about everybody has changed: all that was asked before it.
    var valid: Int64 = 0
    var news: [String: Int64] = [:]
    var batches = BatchNews()
    if let progress {
      let logs = try Self.logs(session)
      var seen = 0
      try session.forEach(
        "SELECT sequence, kind, body FROM journal WHERE sequence > ? ORDER BY sequence LIMIT ?",
        SQLValue(progress.journal), SQLValue(Int64(Self.mostNews))
      ) { row in
        seen += 1
        let kind = row.text(1)
        if Self.ofAll.contains(kind) { valid = row.integer(0) }
        guard let body = try? JSON(parsing: row.bytes(2)) else { return }
        if kind == "journal.erased", Self.concernsEverybody(body) { valid = row.integer(0) }
        // Most entries are about something else: who looked, who signed in.
        guard let device = body[kind == "device.registered" ? "id" : "device"].string else { return }
        news[device] = row.integer(0)
        guard kind == "batch.accepted" else { return }
        if logs[device]?.contains(body["epoch"].integer ?? 0) == true {
          batches.ofLogs[device] = row.integer(0)
        } else {
          batches.ofSensors[device] = row.integer(0)
        }
      }
      if seen == Self.mostNews { valid = journal }
      if valid == 0, news.isEmpty, boundary == nil { return }
    } else {
      valid = journal
    }
    let known = try register.asked()
    let all = try DeviceRegister(session: session).all()
    // A medium stands as the devices tell in which it was.
    let trails = try MediumRegister(session: session).trails()
    for device in all where !trails.isEmpty {
      for trail in MediumRegister.keys(of: device).compactMap({ trails[$0] }) {
        news[device.id] = max(news[device.id] ?? 0, batches.last(of: trail))
      }
    }
    gone = Set(known.keys).subtracting(all.map(\.id)).sorted()
    devices = all.filter { device in
      guard let asked = known[device.id] else { return true }
      // Nor does an answer from before an agreement began or ended hold.
      return asked.journal < valid || asked.journal < news[device.id] ?? 0 || boundary.map { asked.at < $0 } == true
    }
  }

  /// The last entries with batches of devices.
  private struct BatchNews {
    var ofSensors: [String: Int64] = [:]
    var ofLogs: [String: Int64] = [:]

    /// The last entry that may tell of a medium. A sensor's records come in the order in which they were made: once it has
    /// told that the medium was taken off, it tells no more of it. A log may be imported years later.
    func last(of trail: MediumRegister.Trail) -> Int64 {
      trail.hosts.reduce(trail.lastEntry) { last, host in
        max(last, ofLogs[host.key] ?? 0, host.value ? ofSensors[host.key] ?? 0 : 0)
      }
    }
  }

  /// The epochs of imported logs, by device.
  private static func logs(_ session: SQLSession) throws -> [String: Set<Int64>] {
    var logs: [String: Set<Int64>] = [:]
    try session.forEach(
      "SELECT device, epoch FROM device_epoch WHERE source <> ?", SQLValue(DeviceEpoch.Source.agent.rawValue)
    ) { logs[$0.text(0), default: []].insert($0.integer(1)) }
    return logs
  }

  /// Erased addresses of letters change nothing here. Entries from before the kinds were told may be about anything.
  private static func concernsEverybody(_ erased: JSON) -> Bool {
    guard case .array(let kinds) = erased["kinds"] else { return true }
    return kinds.contains { $0.string.map(CustodyProjection.kinds.contains) ?? true }
  }

  /// When an agreement or its retention began or ended last, in between.
  private static func lastBoundary(after from: Moment, until to: Moment, _ session: SQLSession) throws -> Moment? {
    var last: Moment?
    for column in ["starts", "ends", "retention_ends"] {
      let found = try session.first(
        "SELECT MAX(\(column)) FROM agreement WHERE \(column) > ? AND \(column) <= ?", SQLValue(from), SQLValue(to)
      ) { $0.optionalMoment(0) }
      if let moment = found ?? nil { last = max(last ?? moment, moment) }
    }
    return last
  }
}
