import CanonicalForms
import Cryptography
import OperationLogs
import Storage

extension Migration {
  /// Where a path was ever held, to find what a log copied from a share.
  static let holdingPaths = Migration(
    name: "0020_holding_paths", sql: "CREATE INDEX holding_path ON holding (device, path);")
}

/// Files of file servers that logs of another device name by the network, `\\server\share\…`, as sources of copies and moves.
///
/// The server is the registered device whose id or label is its name, or that of the share. Its scans tell what lay there: by the
/// path below a root that was scanned, or below a folder of the share's name in it. Letters count as they stand on the server.
struct ShareSources {
  /// What is looked up; more is told as cut.
  struct Limits {
    var sources = 20_000
    /// Places on one server at which they may lie: below each of its roots, with the share's name and without.
    var places = 200_000
    /// Folders that were copied.
    var folders = 5_000
    /// Files of one folder.
    var ofFolder = 10_000
    /// Files of all folders.
    var files = 200_000
  }

  private struct Source {
    let spelling: String
    let path: NetworkPath
    let isFile: Bool
  }

  /// Where a source may lie on the server.
  private struct Candidate {
    let source: Int
    let path: String
  }

  /// A folder of which all files were taken.
  private struct Taken: Hashable {
    var path: String
    let server: String
    let share: String
    var rest: [String]
  }

  private struct Scan {
    let number: Int64
    let root: String
    let started: Moment
    let reached: Moment
    let isComplete: Bool
  }

  private let device: String
  private let known: Moment?
  private let limits: Limits
  private let session: SQLSession
  private let names: DeviceNames
  private var scans: [String: [Scan]] = [:]
  private(set) var files: [KnownFile] = []
  private(set) var isCut = false

  /// - Parameter device: whose logs they are: what it has by the network is told as places of its own.
  init(
    in facts: [LogFact], of device: String, asKnownAt known: Moment?, session: SQLSession, limits: Limits = Limits()
  ) throws {
    self.device = device
    self.limits = limits
    self.known = known
    self.session = session
    var sources: [String: (path: NetworkPath, isFile: Bool)] = [:]
    for fact in facts {
      let source: (path: String, isFile: Bool)
      switch fact.fact {
      case .copied(let from, _, let size): source = (from, size != nil)
      case .moved(let from, _, let isFolder): source = (from, !isFolder)
      default: continue
      }
      guard let path = NetworkPath(source.path) else { continue }
      guard sources[source.path] != nil || sources.count < limits.sources else {
        isCut = true
        continue
      }
      sources[source.path] = (path, source.isFile && sources[source.path]?.isFile ?? true)
    }
    guard !sources.isEmpty else {
      names = DeviceNames(registered: [])
      return
    }
    names = DeviceNames(registered: try DeviceRegister(session: session).all().map { ($0.id, $0.label) })
    var servers: [String: [Source]] = [:]
    for (spelling, source) in sources {
      guard let server = server(of: source.path), server != device else { continue }
      servers[server, default: []].append(Source(spelling: spelling, path: source.path, isFile: source.isFile))
    }
    for server in servers.keys.sorted() {
      scans[server] = try scans(of: server)
      let asked = (servers[server] ?? []).sorted { $0.spelling < $1.spelling }
      try lookUp(asked, on: server)
    }
  }

  private func server(of path: NetworkPath) -> String? {
    for name in ["\\\\\(path.server)\\\(path.share)", "\\\\\(path.server)", path.server] {
      if let id = names.device(named: name) { return id }
    }
    return nil
  }

  private func scans(of server: String) throws -> [Scan] {
    try session.all(
      "SELECT number, root, started, reached, finished FROM scan WHERE device = ? ORDER BY number", SQLValue(server)
    ) { row in
      Scan(
        number: row.integer(0), root: row.text(1), started: row.moment(2), reached: row.moment(3),
        isComplete: !row.isNull(4))
    }.filter { scan in known.map { scan.reached <= $0 } ?? true }
  }

  private mutating func lookUp(_ sources: [Source], on server: String) throws {
    let candidates = try candidates(for: sources, on: server)
    var found: Set<Int> = []
    var held: [KnownFile] = []
    try session.forEach(
      """
      SELECT path, content.sha256, content.size, first_scan, closing_scan FROM holding
      JOIN content ON content.id = holding.content WHERE device = ? AND path = ?
      """, of: candidates.map { [SQLValue(server), SQLValue($0.path)] }
    ) { position, row in
      let source = candidates[position].source
      guard let file = file(row, named: sources[source].spelling, on: server) else { return }
      found.insert(source)
      held.append(file)
    }
    files += held
    // What is no file may be a folder, of which all goes along.
    try takeFolders(
      candidates.filter { !found.contains($0.source) && !sources[$0.source].isFile }, of: sources, on: server)
  }

  /// Where the sources may lie, by source: below those roots that have anything where their path begins.
  private mutating func candidates(for sources: [Source], on server: String) throws -> [Candidate] {
    let bases = Set((scans[server] ?? []).map(\.root)).sorted().map { $0 == "/" ? "" : $0 }
    var places: [(head: String?, candidate: Candidate)] = []
    fill: for (number, source) in sources.enumerated() {
      for base in bases {
        for folders in [source.path.rest, [source.path.share] + source.path.rest] {
          let path = ([base] + folders).joined(separator: "/")
          if path.isEmpty { continue }
          guard places.count < limits.places else {
            isCut = true
            break fill
          }
          places.append((folders.first.map { base + "/" + $0 }, Candidate(source: number, path: path)))
        }
      }
    }
    let heads = Set(places.compactMap(\.head)).sorted()
    // With what begins with the same name: that is looked through soon enough.
    let ranges = heads.map { (from: $0, to: $0 + "0") }
    let there = Set(try anything(in: ranges, on: server).map { heads[$0] })
    return places.filter { place in place.head.map { there.contains($0) } ?? true }.map(\.candidate)
  }

  /// Which of these ranges of paths hold anything, by their number.
  private func anything(in ranges: [(from: String, to: String)], on server: String) throws -> Set<Int> {
    var found: Set<Int> = []
    try session.forEach(
      "SELECT path FROM holding WHERE device = ? AND path >= ? AND path < ? LIMIT 1",
      of: ranges.map { [SQLValue(server), SQLValue($0.from), SQLValue($0.to)] }
    ) { position, _ in found.insert(position) }
    return found
  }

  private mutating func takeFolders(_ candidates: [Candidate], of sources: [Source], on server: String) throws {
    let full = try anything(in: candidates.map { ($0.path + "/", $0.path + "0") }, on: server)
    var taken: Set<Taken> = []
    var held: [KnownFile] = []
    var (folders, rows) = (0, 0)
    for (position, candidate) in candidates.enumerated() where full.contains(position) {
      let source = sources[candidate.source]
      let folder = Taken(
        path: candidate.path, server: source.path.server, share: source.path.share, rest: source.path.rest)
      // A folder stands before what lies in it.
      if Self.isInside(folder, taken) { continue }
      guard folders < limits.folders, rows < limits.files else {
        isCut = true
        break
      }
      folders += 1
      let most = min(limits.ofFolder, limits.files - rows)
      var count = 0
      try session.forEach(
        """
        SELECT path, content.sha256, content.size, first_scan, closing_scan FROM holding
        JOIN content ON content.id = holding.content WHERE device = ? AND path >= ? AND path < ?
        ORDER BY path LIMIT \(most)
        """, SQLValue(server), SQLValue(candidate.path + "/"), SQLValue(candidate.path + "0")
      ) { row in
        count += 1
        let inner = row.text(0).unicodeScalars.dropFirst(candidate.path.unicodeScalars.count)
          .map { $0 == "/" ? "\\" : $0 }
        let spelling = source.spelling + String(String.UnicodeScalarView(inner))
        if let file = file(row, named: spelling, on: server) { held.append(file) }
      }
      rows += count
      if count == most { isCut = true } else { taken.insert(folder) }
    }
    files += held
  }

  /// Whether a folder that holds this one was taken, there and by its name.
  private static func isInside(_ folder: Taken, _ taken: Set<Taken>) -> Bool {
    var outer = folder
    while let name = outer.rest.popLast() {
      outer.path = String(outer.path.unicodeScalars.dropLast(name.unicodeScalars.count + 1))
      if taken.contains(outer) { return true }
    }
    return false
  }

  /// - Parameter row: path, SHA-256, size, first and closing scan.
  private func file(_ row: SQLRow, named spelling: String, on server: String) -> KnownFile? {
    let scans = scans[server] ?? []
    let (path, first) = (row.text(0), row.integer(3))
    guard let content = SHA256Digest(row.bytes(1)), scans.contains(where: { $0.number == first }) else { return nil }
    // It may have been there since it was last looked for.
    let before = scans.last { $0.isComplete && $0.number < first && Coverage.covers(root: $0.root, path: path) }
    let closing = row.isNull(4) ? nil : scans.first { $0.number == row.integer(4) }
    return KnownFile(
      device: device, path: spelling, size: row.integer(2), content: content, from: before?.started,
      until: closing?.reached)
  }
}
