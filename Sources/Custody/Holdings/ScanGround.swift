import CanonicalForms
import Storage

/// What a scanned root lies on. By it a scan tells a folder that was emptied from a share or a disk that is not mounted: both
/// look empty, and only of the first one the files are gone.
package struct ScanGround: Sendable, Equatable {
  /// A mounted file system.
  package struct Mount: Sendable, Equatable {
    /// Where it is mounted.
    package var path: String
    /// Such as `ext4` or `cifs`.
    package var type: String
    /// What tells it from others of its type, where it has something that lasts.
    package var id: String?

    package init(path: String, type: String, id: String?) {
      self.path = path
      self.type = type
      self.id = id
    }

    /// Whether it is surely another one. What has no number is known by its place and type.
    package func isOther(than other: Mount) -> Bool {
      if path != other.path || type != other.type { return true }
      if let id, let known = other.id { return id != known }
      return false
    }
  }

  /// The file system of the root itself.
  package var own: Mount
  /// Mounted below the root, by path.
  package var below: [Mount]

  package init(own: Mount, below: [Mount] = []) {
    self.own = own
    self.below = below
  }

  /// Folders below the root on which another file system lay before, that is not there now, or is another.
  func missing(since before: ScanGround) -> [String] {
    before.below.filter { mount in
      below.first { $0.path == mount.path }.map { $0.isOther(than: mount) } ?? true
    }.map(\.path)
  }

  /// With the file systems of an earlier ground that are missing now, as they were: what lay on them is not given up by
  /// scanning without them once.
  func keeping(_ missing: [String], of before: ScanGround) -> ScanGround {
    let kept = before.below.filter { missing.contains($0.path) }
    return ScanGround(
      own: own, below: (below.filter { !missing.contains($0.path) } + kept).sorted { $0.path < $1.path })
  }
}

extension ScanGround {
  var json: JSON { ["own": own.json, "below": .array(below.map(\.json))] }

  init?(json: JSON) {
    guard let own = Mount(json: json["own"]) else { return nil }
    self.init(own: own, below: json["below"].elements.compactMap(Mount.init(json:)))
  }
}

extension ScanGround.Mount {
  fileprivate var json: JSON { ["path": .string(path), "type": .string(type), "id": JSON(id)] }

  fileprivate init?(json: JSON) {
    guard let path = json["path"].string, let type = json["type"].string else { return nil }
    self.init(path: path, type: type, id: json["id"].string)
  }
}

/// Why a scan that walked its root says nothing of what it did not find. Raw values are a promise: docs/formats/drill.md.
package enum ScanDoubt: String, Sendable, CaseIterable {
  /// There is nothing at all, where something was.
  case empty
  /// The root lies on another file system than at the last scan.
  case otherFileSystem = "other_file_system"
  /// The root itself could not be listed.
  case unreadable
}

extension Migration {
  /// What the roots of scans lay on, and which scans say nothing of what they did not find.
  static let scanGrounds = Migration(
    name: "0020_scan_grounds",
    sql: """
      CREATE TABLE scan_ground (
        device TEXT NOT NULL,
        number INTEGER NOT NULL,
        ground TEXT,
        doubt TEXT,
        PRIMARY KEY (device, number)
      ) STRICT, WITHOUT ROWID;
      """)
}

/// Grounds and doubts of scans in the database.
struct ScanGroundRegister {
  let session: SQLSession

  func put(_ ground: ScanGround, of device: String, scan: Int64) throws {
    try session.execute(
      "INSERT INTO scan_ground (device, number, ground, doubt) VALUES (?, ?, ?, NULL)", SQLValue(device),
      .integer(scan), SQLValue(ground.json.canonicalText))
  }

  func put(_ doubt: String, of device: String, scan: Int64) throws {
    try session.execute(
      """
      INSERT INTO scan_ground (device, number, ground, doubt) VALUES (?, ?, NULL, ?)
      ON CONFLICT (device, number) DO UPDATE SET doubt = excluded.doubt
      """, SQLValue(device), .integer(scan), SQLValue(doubt))
  }

  /// What the root lay on when it was last scanned to the end.
  func last(of device: String, root: String) throws -> ScanGround? {
    let text = try session.first(
      """
      SELECT scan_ground.ground FROM scan JOIN scan_ground
      ON scan_ground.device = scan.device AND scan_ground.number = scan.number
      WHERE scan.device = ? AND scan.root = ? AND scan.finished IS NOT NULL AND scan_ground.ground IS NOT NULL
      ORDER BY scan.number DESC LIMIT 1
      """, SQLValue(device), SQLValue(root)
    ) { $0.text(0) }
    return text.flatMap { try? JSON(parsing: Array($0.utf8)) }.flatMap(ScanGround.init(json:))
  }
}
