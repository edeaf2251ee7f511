import CanonicalForms
import Contents
import Cryptography
import Custody
import Glibc
import PersonalData
import Storage
import TestDatabases
import Testing

/// A custody of its own, in a folder and a database that are removed at the end.
final class Installation {
  let folder: DataFolder
  let custody: Custody
  private let database: TestDatabase

  var address: DatabaseAddress { custody.store.address }

  init() throws {
    folder = DataFolder("/tmp/hikae-tests-\(getpid())-\(UInt64.random(in: 0 ... .max))")
    database = try TestDatabase()
    custody = try Custody(folder: folder, database: database.postgresURL, creating: true, actor: "test")
  }

  /// Another process, as it were, on the same installation.
  func openAgain() throws -> Custody { try Custody(folder: folder, database: database.postgresURL, actor: "test") }

  /// Connections to the same PostgreSQL database with another setting of the server.
  func store(with setting: String) throws -> Store {
    let url = (database.url ?? "").replacing("options=", with: "options=-c\(setting)%20")
    return try Store(DatabaseAddress(url: url), creating: false, migrations: Custody.migrations)
  }

  deinit {
    for name in ["hikae.sqlite", "hikae.sqlite-wal", "hikae.sqlite-shm", "keys/token-1.key"] {
      unlink(folder.path + "/" + name)
    }
    rmdir(folder.path + "/keys")
    rmdir(folder.path)
  }

  /// Digests of all projected tables.
  func digests() throws -> [String: SHA256Digest] {
    try custody.store.read { try TableDump.digests(of: custody.journal.projectedTables, in: $0) }
  }
}

/// Times in days after an arbitrary first day.
func day(_ number: Double) -> Moment { Moment(seconds: 1_700_000_000 + Int64(number * 86_400)) }

/// A key made of a plain text, as the recognisers would make it.
func key(_ kind: IdentityKind, _ text: String) -> IdentityKey {
  let digest = SHA256Digest(hashing: Array("\(kind.rawValue)|\(text)".utf8))
  return IdentityKey(kind: kind, high: digest.words.0, low: digest.words.1)
}

/// Synthetic person number `n`, known by name and birth date.
func person(_ n: Int, fields: FieldSet = FieldSet([.name, .birthDate]), hints: [UInt16] = []) -> PersonEntry {
  PersonEntry(keys: [key(.nameBirth, "person \(n)")], fields: fields, hints: hints)
}

func profile(
  _ name: String, _ persons: [PersonEntry], hints: [OrganisationHint] = [], recogniser: Int = 1,
  unread: UnreadReason? = nil, unreadParts: [UnreadPart] = []
) -> ContentProfile {
  ContentProfile(
    sha256: SHA256Digest(hashing: Array(name.utf8)), size: Int64(name.utf8.count), recogniser: recogniser,
    persons: PersonSet(persons), records: persons.count, hints: hints, unread: unread, unreadParts: unreadParts)
}

func file(_ path: String, _ profile: ContentProfile, modified: Moment? = nil) -> ObservedFile {
  ObservedFile(path: path, size: profile.size, modified: modified, sha256: profile.sha256, profile: profile)
}

extension Custody {
  /// A scan that takes no time.
  @discardableResult
  func scan(
    _ device: String = "PC-1", root: String = "/data", at time: Moment, _ files: [ObservedFile]
  ) throws
    -> ScanRecording.Result
  {
    try recordScan(device: device, root: root, startedAt: time, finishedAt: time, files: files, clock: { time })
  }
}

/// SplitMix64: the same seed gives the same histories.
struct Seeded: RandomNumberGenerator {
  var state: UInt64
  init(_ seed: UInt64) { state = seed }
  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}

enum SHA256Of {
  /// The digest of an empty table.
  static let nothing = SHA256Digest(hashing: [UInt8]())
}
