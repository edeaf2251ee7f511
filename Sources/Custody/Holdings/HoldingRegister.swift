import CanonicalForms
import Storage

extension Migration {
  /// Scans of devices, and what was where from which scan until which.
  static let holdings = Migration(
    name: "0005_holdings",
    sql: """
      -- reached: time of the last batch; finished: only when the whole root was seen.
      CREATE TABLE scan (
        device TEXT NOT NULL REFERENCES device (id),
        number INTEGER NOT NULL,
        root TEXT NOT NULL,
        started INTEGER NOT NULL,
        reached INTEGER NOT NULL,
        finished INTEGER,
        files INTEGER NOT NULL,
        bytes INTEGER NOT NULL,
        erased_batches INTEGER NOT NULL,
        PRIMARY KEY (device, number)
      ) STRICT, WITHOUT ROWID;
      -- A place is open while closing_scan is null. Unread files have no content, or one without profile.
      CREATE TABLE holding (
        device TEXT NOT NULL REFERENCES device (id),
        number INTEGER NOT NULL,
        path TEXT NOT NULL,
        content INTEGER REFERENCES content (id),
        unread TEXT,
        size INTEGER NOT NULL,
        modified INTEGER,
        first_scan INTEGER NOT NULL,
        closing_scan INTEGER,
        PRIMARY KEY (device, number),
        CHECK (content IS NOT NULL OR unread IS NOT NULL)
      ) STRICT, WITHOUT ROWID;
      CREATE UNIQUE INDEX holding_open ON holding (device, path) WHERE closing_scan IS NULL;
      CREATE TABLE loss (
        device TEXT NOT NULL REFERENCES device (id),
        sequence INTEGER NOT NULL,
        reported INTEGER NOT NULL,
        last_seen INTEGER NOT NULL,
        PRIMARY KEY (device, sequence)
      ) STRICT, WITHOUT ROWID;
      """)
}

/// The personal part of `scan.started`: the root, and after a zero byte what it lies on.
struct StartedScan: Equatable {
  var root: String
  var ground: ScanGround?

  init(root: String, ground: ScanGround?) {
    self.root = root
    self.ground = ground
  }

  /// Entries of earlier versions have the root alone.
  init(from bytes: [UInt8]) {
    let parts = bytes.split(separator: 0, maxSplits: 1, omittingEmptySubsequences: false)
    root = String(decoding: parts.first ?? [], as: UTF8.self)
    ground = parts.count == 2 ? (try? JSON(parsing: Array(parts[1]))).flatMap(ScanGround.init(json:)) : nil
  }

  var bytes: [UInt8] { Array(root.utf8) + (ground.map { [0] + $0.json.canonicalBytes } ?? []) }
}

/// Scans and holdings in the database.
struct HoldingRegister {
  let session: SQLSession

  func applyStarted(_ entry: JournalEntry) throws {
    let started = entry.body["started"].moment ?? entry.time
    let about = StartedScan(from: entry.personal.bytes ?? [])
    try session.execute(
      """
      INSERT INTO scan (device, number, root, started, reached, finished, files, bytes, erased_batches)
      VALUES (?, ?, ?, ?, ?, NULL, 0, 0, 0)
      """,
      SQLValue(entry.body["device"].string ?? ""), .integer(entry.body["scan"].integer ?? 0),
      SQLValue(about.root), SQLValue(started), SQLValue(started))
    if let ground = about.ground {
      try ScanGroundRegister(session: session).put(
        ground, of: entry.body["device"].string ?? "", scan: entry.body["scan"].integer ?? 0)
    }
  }

  /// A scan that says nothing of what it did not find: it never came to its end.
  func applyUnconfirmed(_ entry: JournalEntry) throws {
    let body = entry.body
    let device = body["device"].string ?? ""
    let scan = body["scan"].integer ?? 0
    try session.execute(
      "UPDATE scan SET reached = ?, files = ?, bytes = ? WHERE device = ? AND number = ?",
      SQLValue(body["ended"].moment ?? entry.time), .integer(body["files"].integer ?? 0),
      .integer(body["bytes"].integer ?? 0), SQLValue(device), .integer(scan))
    try ScanGroundRegister(session: session).put(body["doubt"].string ?? "", of: device, scan: scan)
  }

  func applyBatch(_ entry: JournalEntry, people: inout PersonRegister) throws {
    let device = SQLValue(entry.body["device"].string ?? "")
    let scan = SQLValue.integer(entry.body["scan"].integer ?? 0)
    try session.execute(
      "UPDATE scan SET reached = ?, erased_batches = erased_batches + ? WHERE device = ? AND number = ?",
      SQLValue(entry.body["reached"].moment ?? entry.time), SQLValue(entry.personal.bytes == nil), device, scan)
    guard let personal = entry.personal.bytes else { return }
    let batch = try ScanBatch(from: personal)
    let contents = ContentRegister(session: session)
    try people.prepare(for: batch.profiles.lazy.flatMap(\.persons))
    for profile in batch.profiles { try contents.add(profile, people: &people, arrived: entry.time) }
    var number =
      try session.first(
        "SELECT COALESCE(MAX(number), 0) FROM holding WHERE device = ?", device
      ) { $0.integer(0) } ?? 0
    for place in batch.places {
      number += 1
      try session.execute(
        "UPDATE holding SET closing_scan = ? WHERE device = ? AND path = ? AND closing_scan IS NULL",
        scan, device, SQLValue(place.path))
      var content = SQLValue.null
      var unread = SQLValue.null
      switch place.what {
      case .content(let sha256): content = .integer(try contents.add(sha256, size: place.size))
      case .unread(let reason): unread = SQLValue(reason.rawValue)
      }
      try session.execute(
        """
        INSERT INTO holding (device, number, path, content, unread, size, modified, first_scan, closing_scan)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, NULL)
        """,
        device, SQLValue(number), SQLValue(place.path), content, unread, SQLValue(place.size),
        SQLValue(place.modified), scan)
    }
  }

  func applyFinished(_ entry: JournalEntry) throws {
    let body = entry.body
    let device = SQLValue(body["device"].string ?? "")
    let scan = SQLValue.integer(body["scan"].integer ?? 0)
    let finished = SQLValue(body["finished"].moment ?? entry.time)
    try session.execute(
      "UPDATE scan SET finished = ?, reached = ?, files = ?, bytes = ? WHERE device = ? AND number = ?",
      finished, finished, .integer(body["files"].integer ?? 0), .integer(body["bytes"].integer ?? 0), device, scan)
    for range in NumberRanges(text: body["closed"].string ?? "").ranges {
      try session.execute(
        """
        UPDATE holding SET closing_scan = ?
        WHERE device = ? AND number BETWEEN ? AND ? AND closing_scan IS NULL AND first_scan < ?
        """,
        scan, device, .integer(range.lowerBound), .integer(range.upperBound), scan)
    }
  }

  func applyLoss(_ entry: JournalEntry) throws {
    let device = SQLValue(entry.body["device"].string ?? "")
    try session.execute(
      "INSERT INTO loss (device, sequence, reported, last_seen) VALUES (?, ?, ?, ?)",
      device, SQLValue(entry.sequence), SQLValue(entry.time), SQLValue(entry.body["last_seen"].moment ?? entry.time))
    try session.execute("UPDATE device SET status = 'lost' WHERE id = ?", device)
  }
}

/// Ascending numbers written as `1-5,9`.
struct NumberRanges {
  private(set) var ranges: [ClosedRange<Int64>] = []

  /// - Parameter numbers: ascending, each once.
  init(_ numbers: [Int64]) {
    for number in numbers {
      if let last = ranges.last, last.upperBound + 1 == number {
        ranges[ranges.count - 1] = last.lowerBound...number
      } else {
        ranges.append(number...number)
      }
    }
  }

  init(text: String) {
    for part in text.split(separator: ",") {
      let bounds = part.split(separator: "-").compactMap { Int64($0) }
      if let low = bounds.first, let high = bounds.last, low <= high { ranges.append(low...high) }
    }
  }

  var text: String {
    ranges.map { $0.count == 1 ? "\($0.lowerBound)" : "\($0.lowerBound)-\($0.upperBound)" }.joined(separator: ",")
  }
}
