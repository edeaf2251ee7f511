import CanonicalForms
import Contents
import Cryptography
import Custody
import Glibc
import PersonalData
import Storage

// Fills an installation with many devices and one that holds a whole business's files, through the same functions that
// scans use, and times the question about that one. Synthetic: keys are hashes of numbers, no names are made.
//
//   DrillBenchmark fill FOLDER DEVICES     one laptop with 25,000 holdings, and DEVICES others
//   DrillBenchmark ask FOLDER TIMES        milliseconds of `scope` in this process, once a line
//
// With $HIKAE_DATABASE, in the PostgreSQL database of that URL.

let clients = 124
let people = 170_000
let holdings = 25_000

func identity(_ kind: IdentityKind, _ number: Int) -> IdentityKey {
  let digest = SHA256Digest(hashing: Array("\(kind.rawValue)|\(number)".utf8))
  return IdentityKey(kind: kind, high: digest.words.0, low: digest.words.1)
}

/// Person `number` as one of two years' lists has them: every tenth came back with another telephone and in kana only.
func entry(_ number: Int, year: Int, hints: [UInt16]) -> PersonEntry {
  var fields = FieldSet([.name, .kana, .birthDate, .sex, .postalCode, .address, .phone])
  if number % 3 == 0 { fields.insert(.email) }
  if number % 50 == 0 { fields.insert(.checkResult) }
  var keys = [identity(.kanaBirth, number)]
  if year == 0 || number % 10 != 0 {
    keys.insert(identity(.nameBirth, number), at: 0)
    keys.insert(identity(.namePhone, number * 10 + (number % 7 == 0 ? year : 0)), at: 1)
  }
  return PersonEntry(keys: keys, fields: fields, hints: hints)
}

/// File `number` of the laptop: a run of neighbours of one client, by insurer number beside each person, or by the
/// folder alone.
func laptopFile(_ number: Int) -> ObservedFile {
  let size = number % 100 == 0 ? 400 : 20
  let start = number * 6_871 % people
  let client = start * clients / people
  let isNumbered = number % 2 == 0
  let hint = OrganisationHint(kind: .insurerNumber, scope: .person, value: insurerNumber(client), people: size)
  let persons = (0..<size).map { offset in
    entry((start + offset) % people, year: number % 2, hints: isNumbered ? [0] : [])
  }
  let profile = ContentProfile(
    sha256: SHA256Digest(hashing: Array("laptop \(number)".utf8)), size: 10_000, persons: PersonSet(persons),
    records: size, hints: isNumbered ? [hint] : [])
  return ObservedFile(
    path: "/data/健診/\(clientName(client))/\(number / 50)/一覧 (\(number)).csv", size: 10_000, modified: nil,
    sha256: profile.sha256, profile: profile)
}

/// The first 170 files hold everybody once, so that the number of people is known.
func wholeList(_ number: Int) -> ObservedFile {
  let size = people / 170
  let persons = (number * size..<(number + 1) * size).map { entry($0, year: 0, hints: []) }
  let profile = ContentProfile(
    sha256: SHA256Digest(hashing: Array("whole \(number)".utf8)), size: 100_000, persons: PersonSet(persons),
    records: size)
  return ObservedFile(
    path: "/data/マスター/\(number).csv", size: 100_000, modified: nil, sha256: profile.sha256, profile: profile)
}

/// One of the other devices: four files, with people who are nowhere else and one copy of a file of the laptop.
func otherFiles(_ device: Int) -> [ObservedFile] {
  var files = [laptopFile(device % holdings)]
  for number in 0..<4 {
    let start = 1_000_000 + (device * 4 + number) * 20
    let profile = ContentProfile(
      sha256: SHA256Digest(hashing: Array("other \(device) \(number)".utf8)), size: 1_000,
      persons: PersonSet((start..<start + 20).map { entry($0, year: 0, hints: []) }), records: 20)
    files.append(
      ObservedFile(
        path: "/data/\(clientName(number)) \(number).csv", size: 1_000, modified: nil, sha256: profile.sha256,
        profile: profile))
  }
  return files
}

func insurerNumber(_ client: Int) -> String { "06" + String(100_000 + client) }
func clientName(_ client: Int) -> String { "第\(client + 1)工業健康保険組合" }

let database = getenv("HIKAE_DATABASE").flatMap { PostgresURL(String(cString: $0)) }

func fill(_ folder: String, devices: Int) throws {
  let custody = try Custody(folder: DataFolder(folder), database: database, creating: true, actor: "benchmark")
  try custody.register(
    (0..<clients).map {
      Organisation(id: .init("\($0 + 1)"), name: clientName($0), insurerNumbers: [insurerNumber($0)])
    })
  try custody.register(
    (0..<clients).map {
      Agreement(
        id: "A-\($0 + 1)", client: .init("\($0 + 1)"), starts: Moment(seconds: 1_617_000_000),
        ends: Moment(seconds: 1_680_000_000))
    })
  try custody.register(
    [Device(id: "laptop", label: "laptop", kind: .laptop)] + (0..<devices).map { Device(id: "d\($0)") })
  let files = (0..<holdings).lazy.map { $0 < 170 ? wholeList($0) : laptopFile($0) }
  try custody.recordScan(
    device: "laptop", root: "/data", startedAt: .now, finishedAt: .now, files: files)
  for device in 0..<devices {
    try custody.recordScan(
      device: "d\(device)", root: "/data", startedAt: .now, finishedAt: .now, files: otherFiles(device))
  }
}

func ask(_ folder: String, times: Int) throws {
  let custody = try Custody(folder: DataFolder(folder), database: database)
  for _ in 0..<times {
    let clock = ContinuousClock()
    let start = clock.now
    let scope = try custody.scope(of: "laptop", at: .now)
    let elapsed = (clock.now - start) / .milliseconds(1)
    print(
      Int(elapsed.rounded()), scope.total.certain.count, scope.total.certainFiles, scope.clients.count,
      scope.unattributed.certain.count)
  }
}

let arguments = CommandLine.arguments
if arguments.count == 4, arguments[1] == "fill", let devices = Int(arguments[3]) {
  try fill(arguments[2], devices: devices)
} else if arguments.count == 4, arguments[1] == "ask", let times = Int(arguments[3]) {
  try ask(arguments[2], times: times)
} else {
  print("usage: DrillBenchmark fill FOLDER DEVICES | ask FOLDER TIMES")
}
