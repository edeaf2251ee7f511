import CanonicalForms
import Contents
import Cryptography
import Custody
import Glibc
import JapaneseText
import PersonalData
import Response
import Storage
import TestDatabases

/// An installation of its own with a contractor's registers, gone at the end.
final class House {
  let folder: DataFolder
  let custody: Custody
  let incidents: Incidents
  private let testDatabase: TestDatabase
  var database: PostgresURL? { testDatabase.postgresURL }

  init() throws {
    folder = DataFolder("/tmp/hikae-response-\(getpid())-\(UInt64.random(in: 0 ... .max))")
    testDatabase = try TestDatabase()
    custody = try Custody(
      folder: folder, database: testDatabase.postgresURL, creating: true, actor: "officer", beside: [Incidents.schema])
    incidents = Incidents(custody: custody)
  }

  deinit { Self.remove(folder.path) }

  private static func remove(_ path: String) {
    if unlink(path) == 0 { return }
    guard let handle = opendir(path) else { return }
    while let entry = readdir(handle) {
      let name = withUnsafeBytes(of: entry.pointee.d_name) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
      if name != ".", name != ".." { remove(path + "/" + name) }
    }
    closedir(handle)
    rmdir(path)
  }

  /// All projected tables, as bytes.
  func tables() throws -> [String: [UInt8]] {
    try custody.store.read { session in
      var found: [String: [UInt8]] = [:]
      for table in custody.journal.projectedTables { found[table] = try TableDump.bytes(of: table, in: session) }
      return found
    }
  }
}

/// `2025-03-14 12:00` of Japan.
func japan(_ text: String) -> Moment {
  guard let moment = Moment(parsing: text.replacing(" ", with: "T") + ":00+09:00") else { preconditionFailure(text) }
  return moment
}

func day(_ text: String) -> CivilDate {
  guard let day = CivilDate(packed: Int32(text.replacing("-", with: "")) ?? 0) else { preconditionFailure(text) }
  return day
}

/// A key made of a plain text, as the recognisers would make it.
func key(_ text: String) -> IdentityKey {
  let digest = SHA256Digest(hashing: Array(text.utf8))
  return IdentityKey(kind: .nameBirth, high: digest.words.0, low: digest.words.1)
}

/// Synthetic person number `n`.
func person(_ n: Int, _ fields: FieldSet = FieldSet([.name, .birthDate, .address])) -> PersonEntry {
  PersonEntry(keys: [key("person \(n)")], fields: fields, hints: [])
}

/// A list whose name of the insurer says whose it is.
func list(_ name: String, of insurer: String, _ persons: [PersonEntry]) -> ContentProfile {
  ContentProfile(
    sha256: SHA256Digest(hashing: Array(name.utf8)), size: Int64(name.utf8.count), recogniser: 1,
    persons: PersonSet(persons), records: persons.count,
    hints: [OrganisationHint(kind: .insurerName, scope: .content, value: insurer, people: persons.count)],
    unread: nil, unreadParts: [])
}

func claim(_ fact: Fact, _ value: Answer.Value, by name: String = "holder", said: String) -> NewStatement {
  NewStatement(
    fact, .known(value), saidAt: japan(said), source: .init(.person, reference: "hearing", name: name), kind: .claim)
}

func evidence(
  _ fact: Fact, _ answer: Answer, _ reference: String = "log", _ kind: Statement.Source.Kind = .log,
  about subject: Statement.Subject = .incident, asOf: String? = nil, said: String
) -> NewStatement {
  NewStatement(
    fact, answer, about: subject, asOf: asOf.map(japan), saidAt: japan(said), source: .init(kind, reference: reference),
    kind: .evidence)
}

func ledger(_ statements: NewStatement...) -> StatementLedger { ledger(statements) }

func ledger(_ statements: [NewStatement]) -> StatementLedger {
  statements.reduce(StatementLedger([])) { $0.adding($1, recordedAt: $1.saidAt) }
}

func time(_ from: String, _ until: String? = nil) -> Answer.Value {
  .time(TimeSpan(japan(from), japan(until ?? from)))
}

func people(_ least: Int, _ most: Int? = nil) -> Answer { .known(.quantity(Quantity(least: least, most: most))) }
func exactly(_ count: Int) -> Answer { .known(.quantity(Quantity(count))) }

/// Searches bytes: a text is searched for hundreds of names here.
struct SearchedText {
  let bytes: [UInt8]

  init(_ text: String) { bytes = Array(text.utf8) }

  func contains(_ word: String) -> Bool {
    let word = Array(word.utf8)
    guard !word.isEmpty, word.count <= bytes.count else { return false }
    return bytes.withUnsafeBufferPointer { bytes in
      for place in 0...(bytes.count - word.count) where bytes[place] == word[0] {
        if bytes[place..<(place + word.count)].elementsEqual(word) { return true }
      }
      return false
    }
  }
}

extension House {
  /// The response in the name of somebody else: the second pair of eyes.
  func acting(as actor: String) -> Incidents { Incidents(custody: custody.acting(as: actor)) }

  /// Organisations 1 to 3, one of which moved its window; a laptop; an incident.
  static func withIncident() throws -> House {
    let house = try House()
    try house.custody.register(
      (1...3).map { Organisation(id: .init("\($0)"), name: "第\($0)公表健康保険組合", variants: ["公表健保その\($0)"]) },
      at: japan("2025-03-01 09:00"))
    try house.custody.register(Device(id: "PC-1", kind: .laptop), at: japan("2025-03-01 09:00"))
    try house.incidents.open(
      LossReport(
        device: "PC-1", lastSeen: japan("2025-03-14 09:00"),
        claims: [claim(.lostAt, time("2025-03-17 08:00"), said: "2025-03-17 09:00")]), at: japan("2025-03-17 09:00"))
    return house
  }
}

/// A generator that gives the same numbers for the same seed.
struct Dice {
  private var state: UInt64

  init(seed: UInt64) { state = seed &* 0x9E37_79B9_7F4A_7C15 | 1 }

  mutating func roll(_ sides: Int) -> Int {
    state ^= state << 13
    state ^= state >> 7
    state ^= state << 17
    return Int(state >> 33) % max(1, sides)
  }
}
