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
  /// Sources that are looked up; more are told as cut.
  private static let mostPaths = 20_000
  /// Files of one folder that was copied.
  private static let mostOfFolder = 10_000

  private struct Scan {
    let number: Int64
    let root: String
    let started: Moment
    let reached: Moment
    let isComplete: Bool
  }

  private let device: String
  private let known: Moment?
  private let session: SQLSession
  private let names: DeviceNames
  private var scans: [String: [Scan]] = [:]
  private(set) var files: [KnownFile] = []
  private(set) var isCut = false

  /// - Parameter device: whose logs they are: what it has by the network is told as places of its own.
  init(in facts: [LogFact], of device: String, asKnownAt known: Moment?, session: SQLSession) throws {
    self.device = device
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
      guard sources[source.path] != nil || sources.count < Self.mostPaths else {
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
    var servers: [String: [(spelling: String, path: NetworkPath, isFile: Bool)]] = [:]
    for (spelling, source) in sources {
      guard let server = server(of: source.path), server != device else { continue }
      servers[server, default: []].append((spelling, source.path, source.isFile))
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

  private mutating func lookUp(
    _ sources: [(spelling: String, path: NetworkPath, isFile: Bool)], on server: String
  ) throws {
    let roots = Set((scans[server] ?? []).map(\.root)).sorted()
    var asked: [(source: Int, path: String)] = []
    for (number, source) in sources.enumerated() {
      for root in roots {
        let base = root == "/" ? "" : root
        for folders in [source.path.rest, [source.path.share] + source.path.rest] {
          let path = ([base] + folders).joined(separator: "/")
          if !path.isEmpty { asked.append((number, path)) }
        }
      }
    }
    var found: Set<Int> = []
    var held: [KnownFile] = []
    try session.forEach(
      """
      SELECT path, content.sha256, content.size, first_scan, closing_scan FROM holding
      JOIN content ON content.id = holding.content WHERE device = ? AND path = ?
      """, of: asked.map { [SQLValue(server), SQLValue($0.path)] }
    ) { position, row in
      let source = asked[position].source
      guard let file = file(row, named: sources[source].spelling, on: server) else { return }
      found.insert(source)
      held.append(file)
    }
    // What is no file may be a folder, of which all goes along.
    for (source, path) in asked where !found.contains(source) && !sources[source].isFile {
      var count = 0
      try session.forEach(
        """
        SELECT path, content.sha256, content.size, first_scan, closing_scan FROM holding
        JOIN content ON content.id = holding.content WHERE device = ? AND path >= ? AND path < ?
        ORDER BY path LIMIT \(Self.mostOfFolder)
        """, SQLValue(server), SQLValue(path + "/"), SQLValue(path + "0")
      ) { row in
        count += 1
        let inner = row.text(0).unicodeScalars.dropFirst(path.unicodeScalars.count).map { $0 == "/" ? "\\" : $0 }
        let spelling = sources[source].spelling + String(String.UnicodeScalarView(inner))
        if let file = file(row, named: spelling, on: server) { held.append(file) }
      }
      if count == Self.mostOfFolder { isCut = true }
    }
    files += held
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
