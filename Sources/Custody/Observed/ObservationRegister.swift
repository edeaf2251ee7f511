import CanonicalForms
import Contents
import Cryptography
import Observations
import PersonalData
import Storage

extension Migration {
  /// Batches of sensors, and their records in the form in which they are read again.
  static let observations = Migration(
    name: "0009_observations",
    sql: """
      CREATE TABLE batch (
        device TEXT NOT NULL REFERENCES device (id),
        epoch INTEGER NOT NULL,
        first INTEGER NOT NULL,
        last INTEGER NOT NULL,
        entry INTEGER NOT NULL,
        received INTEGER NOT NULL,
        chain_before BLOB NOT NULL,
        chain_after BLOB NOT NULL,
        digest BLOB NOT NULL,
        dropped TEXT,
        traces BLOB,
        PRIMARY KEY (device, epoch, first)
      ) STRICT, WITHOUT ROWID;
      -- Places of a device by number: paths of files, folders and roots. No reference to the device: its batch has one, and
      -- an engine would look it up for every path.
      CREATE TABLE place (
        device TEXT NOT NULL,
        path TEXT NOT NULL,
        number INTEGER NOT NULL,
        PRIMARY KEY (device, path)
      ) STRICT, WITHOUT ROWID;
      """)
}

/// Batches and places in the database.
struct ObservationRegister {
  let session: SQLSession

  /// Applies `batch.accepted`.
  func applyAccepted(_ entry: JournalEntry, people: inout PersonRegister) throws {
    let body = entry.body
    let device = body["device"].string ?? ""
    var traces: [UInt8]?
    if body["dropped"] == .null, let personal = entry.personal.bytes {
      let batch = try AcceptedBatch(from: personal)
      let contents = ContentRegister(session: session)
      try people.prepare(for: batch.profiles.lazy.flatMap(\.persons))
      for profile in batch.profiles { try contents.add(profile, people: &people, arrived: entry.time) }
      var interning = PlaceRegister(device: device, session: session)
      try interning.prepare(for: batch.records.lazy.flatMap(\.places))
      var writer = TraceCoding.Writer()
      for record in batch.records {
        writer.append(try trace(of: record, contents: contents, places: interning))
      }
      traces = writer.bytes
      try MediumRegister(session: session).apply(
        batch.records, of: device, epoch: body["epoch"].integer ?? 0, entry: entry,
        received: body["received"].moment ?? entry.time)
    }
    try session.execute(
      """
      INSERT INTO batch (device, epoch, first, last, entry, received, chain_before, chain_after, digest, dropped, traces)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
      """,
      SQLValue(device), .integer(body["epoch"].integer ?? 0), .integer(body["first"].integer ?? 0),
      .integer(body["last"].integer ?? 0), SQLValue(entry.sequence), SQLValue(body["received"].moment ?? entry.time),
      .blob(body["before"].bytes ?? []), .blob(body["after"].bytes ?? []), .blob(body["digest"].bytes ?? []),
      SQLValue(body["dropped"].string), SQLValue(traces))
    try BatchChain(device: device, epoch: Int(body["epoch"].integer ?? 0), session: session).advance()
  }

  /// Applies `batch.refused`.
  func applyRefused(_ entry: JournalEntry) throws {
    let body = entry.body
    try session.execute(
      """
      INSERT INTO batch_conflict (device, epoch, digest, first, last, entry, received) VALUES (?, ?, ?, ?, ?, ?, ?)
      """,
      SQLValue(body["device"].string ?? ""), .integer(body["epoch"].integer ?? 0), .blob(body["digest"].bytes ?? []),
      .integer(body["first"].integer ?? 0), .integer(body["last"].integer ?? 0), SQLValue(entry.sequence),
      SQLValue(entry.time))
  }

  private func trace(
    of record: Observation, contents: ContentRegister, places: PlaceRegister
  ) throws -> Trace {
    var trace = Trace(kind: .alive, time: record.time.milliseconds)
    func at(_ kind: Trace.Kind, _ path: String) throws {
      trace.kind = kind
      trace.place = try places.number(of: path)
    }
    switch record.fact {
    case .found(let file):
      switch file.what {
      case .content(let sha256):
        try at(.found, file.path)
        trace.content = try contents.add(sha256, size: file.size)
      case .unread(let reason):
        try at(.unread, file.path)
        trace.content = Int64(UnreadReason.allCases.firstIndex(of: reason) ?? 0)
      }
      trace.size = file.size
      trace.modified = file.modified?.milliseconds ?? Trace.unknown
      trace.changed = file.changed?.milliseconds ?? Trace.unknown
      trace.fileID = file.fileID
      trace.firstSeen = file.firstSeen?.milliseconds ?? Trace.unknown
    case .named(let path, let size, let sha256):
      try at(.named, path)
      trace.size = size ?? -1
      if let sha256 { trace.content = try contents.id(of: sha256) ?? 0 }
    case .written(let path): try at(.written, path)
    case .moved(let from, let to, let isFolder):
      try at(isFolder ? .folderMoved : .moved, from)
      trace.other = try places.number(of: to)
    case .copied(let from, let to, _):
      try at(.copied, from)
      trace.other = try places.number(of: to)
    case .gone(let path, let isFolder): try at(isFolder ? .folderGone : .gone, path)
    case .cleared(let path): try at(.cleared, path)
    case .watchStarted(let root): try at(.watchStarted, Coverage.normalised(root))
    case .watchStopped(let root, let reason):
      try at(.watchStopped, Coverage.normalised(root))
      trace.content = Int64(GapReason.allCases.firstIndex(of: reason) ?? 0)
    case .missed(let root, let since, let reason):
      try at(.missed, Coverage.normalised(root))
      trace.content = Int64(GapReason.allCases.firstIndex(of: reason) ?? 0)
      trace.modified = since.milliseconds
    case .scanStarted(let root): try at(.scanStarted, Coverage.normalised(root))
    case .scanFinished(let root, _): try at(.scanFinished, Coverage.normalised(root))
    case .heartbeat(let queued, _):
      if queued > 0 {
        trace.kind = .waiting
        trace.content = Int64(queued)
      }
    case .profiled, .booted, .shutDown, .slept, .woke, .clockJumped, .mediumAttached, .mediumDetached, .network:
      trace.kind = .noted
    }
    return trace
  }
}

/// The personal part of a `batch.accepted` entry: the signed bytes as the device sent them, and the profiles, whose
/// identity keys have become tokens.
struct AcceptedBatch {
  var records: [Observation]
  var profiles: [RecordedProfile]

  static func bytes(signed: [UInt8], profiles: [RecordedProfile]) -> [UInt8] {
    var writer = ByteWriter()
    writer.block(signed)
    writer.count(profiles.count)
    for profile in profiles { profile.write(to: &writer) }
    return writer.bytes
  }

  init(from bytes: [UInt8]) throws {
    var reader = ByteReader(bytes)
    guard case .records(let records) = try Batch.body(fromSigned: try reader.block()) else {
      throw ByteReader.Damaged()
    }
    self.records = records
    profiles = try (0..<reader.count()).map { _ in try RecordedProfile(from: &reader) }
  }
}
