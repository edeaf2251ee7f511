import CanonicalForms
import Cryptography
import Observations
import OperationLogs
import Storage

extension Migration {
  /// Contents by their size, and where they lie: to find what a file may be a copy of by its name and size.
  static let lineage = Migration(
    name: "0015_lineage",
    sql: """
      CREATE INDEX content_size ON content (size);
      CREATE INDEX holding_content ON holding (content, device);
      """)
}

/// What the files of a device may hold that operation logs alone name: followed through the copies and moves of its logs
/// back to files whose content is known, on this device or another, and to lists that were received.
struct LogLineage {
  /// By the key of the path.
  private let answers: [String: [LineageAnswer]]
  /// More was there to follow than its bounds allow.
  let isCut: Bool

  /// Nil when no log of the device was imported.
  /// - Parameter known: what arrived later is left out; nil takes everything.
  init?(of device: String, asKnownAt known: Moment?, session: SQLSession) throws {
    let facts = try Self.facts(of: device, asKnownAt: known, session: session)
    guard !facts.isEmpty else { return nil }
    var files = try Self.held(on: device, asKnownAt: known, session: session)
    files += try Self.files(withHashesIn: facts, asKnownAt: known, session: session)
    let alike = try Self.files(alike: facts, besides: device, asKnownAt: known, session: session)
    files += alike.files
    let shares = try ShareSources(in: facts, of: device, asKnownAt: known, session: session)
    files += shares.files
    let result = Lineage(known: files).answers(for: [device: facts])
    answers = Dictionary(grouping: result.answers) { WindowsPath.key($0.path) }
    isCut = result.isCut || alike.isCut || shares.isCut
  }

  /// What a file may hold that the logs name, by the key of its path, at a moment: what they say of that time; of a file
  /// that they name only later what they say first, because it may have been there before.
  func answers(at key: String, _ moment: Moment) -> [LineageAnswer] {
    guard let all = answers[key] else { return [] }
    let then = all.filter { $0.holds(at: moment) }
    guard then.isEmpty, let first = all.map(\.from).filter({ $0 > moment }).min() else { return then }
    return all.filter { $0.from == first }
  }

  /// Files that hold something at a moment, of which no record speaks by itself: what was in a folder that was copied.
  func others(at moment: Moment, besides keys: Set<String>) -> [(key: String, answers: [LineageAnswer])] {
    answers.keys.filter { !keys.contains($0) }.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
      .map { key in (key, (answers[key] ?? []).filter { $0.holds(at: moment) }) }.filter { !$0.answers.isEmpty }
  }

  // MARK: What is known

  /// What logs say of the device. What was doubtful in a log was left out or weakened when it was imported.
  private static func facts(
    of device: String, asKnownAt known: Moment?, session: SQLSession
  ) throws -> [LogFact] {
    let entries = try session.all(
      """
      SELECT entry, received FROM batch
      JOIN device_epoch ON device_epoch.device = batch.device AND device_epoch.epoch = batch.epoch
      WHERE batch.device = ? AND device_epoch.source <> ? ORDER BY batch.epoch, first
      """, SQLValue(device), SQLValue(DeviceEpoch.Source.agent.rawValue)
    ) { (entry: $0.integer(0), received: $0.moment(1)) }
    let meaning = SHA256Digest(hashing: [])
    var facts: [LogFact] = []
    for (entry, received) in entries where known.map({ received <= $0 }) ?? true {
      guard let entry = try Journal.entry(entry, in: session), let bytes = entry.personal.bytes else { continue }
      for record in try AcceptedBatch(from: bytes).records {
        facts.append(LogFact(time: record.time, fact: record.fact, trust: .reported, meaning: meaning))
      }
    }
    // Rows of the same moment stay in the order of their records.
    return facts.enumerated().sorted { ($0.element.time, $0.offset) < ($1.element.time, $1.offset) }.map(\.element)
  }

  /// What scans of the device found, now or before.
  private static func held(
    on device: String, asKnownAt known: Moment?, session: SQLSession
  ) throws -> [KnownFile] {
    var reached: [Int64: Moment] = [:]
    /// Scans that came to their end.
    var looks: [(number: Int64, root: String, started: Moment)] = []
    try session.forEach(
      "SELECT number, root, started, reached, finished FROM scan WHERE device = ? ORDER BY number", SQLValue(device)
    ) { row in
      if let known, row.moment(3) > known { return }
      reached[row.integer(0)] = row.moment(3)
      if !row.isNull(4) { looks.append((row.integer(0), row.text(1), row.moment(2))) }
    }
    var files: [KnownFile] = []
    try session.forEach(
      """
      SELECT path, content.sha256, content.size, first_scan, closing_scan FROM holding
      JOIN content ON content.id = holding.content WHERE device = ? ORDER BY number
      """, SQLValue(device)
    ) { row in
      guard let content = SHA256Digest(row.bytes(1)), reached[row.integer(3)] != nil else { return }
      let (path, first) = (row.text(0), row.integer(3))
      // It may have been there since it was last looked for.
      let before = looks.last { $0.number < first && Coverage.covers(root: $0.root, path: path) }
      files.append(
        KnownFile(
          device: device, path: path, size: row.integer(2), content: content, from: before?.started,
          until: row.isNull(4) ? nil : reached[row.integer(4)]))
    }
    return files
  }

  /// Contents whose hashes the logs tell, as far as anybody ever looked into them.
  private static func files(
    withHashesIn facts: [LogFact], asKnownAt known: Moment?, session: SQLSession
  ) throws -> [KnownFile] {
    let lists = try known.map { Set(try KnownRegisters.deliveries(asKnownAt: $0, session: session).map(\.id)) }
    let hashes = Array(
      Set(facts.compactMap { if case .named(_, _, let sha256) = $0.fact { sha256 } else { nil } }))
    var files: [KnownFile] = []
    try session.forEach(
      "SELECT content.size, delivery.id FROM content LEFT JOIN delivery ON delivery.fingerprint = content.sha256"
        + " WHERE content.sha256 = ? ORDER BY delivery.id", of: hashes.map { [.blob($0.bytes)] }
    ) { number, row in
      let list = row.optionalText(1).flatMap { lists?.contains($0) ?? true ? $0 : nil }
      files.append(KnownFile(path: "", size: row.integer(0), content: hashes[number], label: list ?? ""))
    }
    return files
  }

  /// Files of other devices that have the name and size of a file that the logs name: one for each content and name, of at
  /// most so many holdings of a content, so that a template on every device of a fleet costs no more than on a few.
  private static func files(
    alike facts: [LogFact], besides device: String, asKnownAt known: Moment?, session: SQLSession
  ) throws -> (files: [KnownFile], isCut: Bool) {
    var names: [Int64: Set<String>] = [:]
    for fact in facts {
      switch fact.fact {
      case .named(let path, let size?, nil), .copied(_, let path, let size?):
        if size > 0 { names[size, default: []].insert(WindowsPath.name(of: WindowsPath.key(path))) }
      default: break
      }
    }
    let sizes = names.keys.sorted()
    var contents: [(id: Int64, content: SHA256Digest, size: Int64)] = []
    try session.forEach(
      "SELECT id, sha256 FROM content WHERE size = ? ORDER BY id", of: sizes.map { [SQLValue($0)] }
    ) { number, row in
      if let content = SHA256Digest(row.bytes(1)) { contents.append((row.integer(0), content, sizes[number])) }
    }
    var files: [KnownFile] = []
    var taken: Set<String> = []
    var rows: [Int: Int] = [:]
    try session.forEach(
      """
      SELECT holding.device, holding.path, scan.reached FROM holding
      JOIN scan ON scan.device = holding.device AND scan.number = holding.first_scan
      WHERE holding.content = ? AND holding.device <> ? ORDER BY holding.device, holding.number LIMIT \(mostHoldings)
      """, of: contents.map { [SQLValue($0.id), SQLValue(device)] }
    ) { number, row in
      rows[number, default: 0] += 1
      if let known, row.moment(2) > known { return }
      let (owner, path, content) = (row.text(0), row.text(1), contents[number])
      let name = WindowsPath.name(of: WindowsPath.key(path))
      guard names[content.size]?.contains(name) == true, taken.insert("\(number) \(name)").inserted else { return }
      files.append(KnownFile(device: owner, path: path, size: content.size, content: content.content))
    }
    return (files, rows.values.contains(mostHoldings))
  }

  /// Holdings of one content that are looked at for their names.
  private static let mostHoldings = 256
}

extension LineageAnswer {
  fileprivate func holds(at moment: Moment) -> Bool { from <= moment && (until.map { moment < $0 } ?? true) }
}
