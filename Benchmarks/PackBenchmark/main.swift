import CanonicalForms
import Cryptography
import Custody
import Glibc
import PersonalData
import Response
import Storage

// The founding case at full size, without files: one laptop, 124 clients, 170,000 people, of whom every client gave a
// roster. Times opening the incident and making the packs. See Benchmarks/README.md.

let people = CommandLine.arguments.dropFirst().first.flatMap { Int($0) } ?? 170_000
let clients = 124

func seconds(_ name: String, _ work: () throws -> Void) rethrows {
  let start = Moment.now
  try work()
  let taken = Double(Moment.now.milliseconds - start.milliseconds) / 1000
  print("\(name): \(taken) s")
}

func key(_ text: String) -> IdentityKey {
  let digest = SHA256Digest(hashing: Array(text.utf8))
  return IdentityKey(kind: .nameBirth, high: digest.words.0, low: digest.words.1)
}

func profile(_ name: String, of insurer: String, _ numbers: Range<Int>) -> ContentProfile {
  let fields = FieldSet([.name, .kana, .birthDate, .address, .phone, .insuranceSymbol, .insuranceNumber])
  let persons = numbers.map { PersonEntry(keys: [key("person \($0)")], fields: fields, hints: []) }
  return ContentProfile(
    sha256: SHA256Digest(hashing: Array(name.utf8)), size: Int64(persons.count * 180), recogniser: 1,
    persons: PersonSet(persons), records: persons.count,
    hints: [OrganisationHint(kind: .insurerName, scope: .content, value: insurer, people: persons.count)],
    unread: nil, unreadParts: [])
}

var pattern = Array("/tmp/hikae-packs-XXXXXX".utf8CString)
guard mkdtemp(&pattern) != nil else { exit(3) }
let folder = String(decoding: pattern.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
let custody = try Custody(
  folder: DataFolder(folder), creating: true, actor: "benchmark", beside: [Incidents.schema])
let incidents = Incidents(custody: custody)
let now = Moment.now
let organisations = (1...clients).map { Organisation(id: .init("\($0)"), name: "第\($0)見本健康保険組合") }
try custody.register(organisations, at: now)
try custody.register(Device(id: "PC-1", kind: .laptop), at: now)

try seconds("filling") {
  var files: [ObservedFile] = []
  for number in 0..<clients {
    let range = (people * number / clients)..<(people * (number + 1) / clients)
    let list = profile("list \(number)", of: organisations[number].name, range)
    try custody.registerRoster(of: organisations[number].id, list, at: now)
    // Each list lies there in three versions: a year, the year after, and a copy.
    for copy in 0..<3 {
      files.append(
        ObservedFile(
          path: "/data/\(number)/\(copy).xlsx", size: list.size, modified: nil, sha256: list.sha256, profile: list))
    }
  }
  try custody.recordScan(
    device: "PC-1", root: "/data", startedAt: now, finishedAt: now, files: files, clock: { now })
}
let lost = Moment(milliseconds: now.milliseconds + 1_000)
try seconds("opening the incident (scope, statements, tasks)") {
  try incidents.open(LossReport(device: "PC-1", lastSeen: lost), at: lost)
}
try seconds("obligations of all parties") { print("  \(try incidents.obligations(of: "I-1").count) obligations") }
try seconds("scope and packs") {
  let set = try incidents.makePacks(
    of: "I-1", in: .ja, at: Moment(milliseconds: lost.milliseconds + 60_000))
  let members = set.packs.reduce(0) { $0 + ($1.members?.certain.count ?? 0) }
  print("  \(set.packs.count) packs, \(set.possible.total) people, \(members) by their rosters")
}

// Letters to everybody; before, to 780 of them. `letters` as second argument, since it takes minutes.
let families = ["佐藤", "鈴木", "高橋", "田中", "伊藤", "渡邉\u{E0100}", "山本", "𠮷田", "髙橋", "葛\u{E0100}城"]
let given = ["花子", "一郎", "美咲", "翔太", "陽菜", "蓮", "さくら"]
let vault = LetterVault(key: RandomBytes.make(32))
func takeList(of number: Int, atMost: Int = .max, at time: Moment) throws {
  let range = (people * number / clients)..<(people * (number + 1) / clients)
  let rows = range.prefix(atMost).enumerated().map { line, n in
    MailingList.Row(
      line: line + 2, name: "\(families[n % families.count]) \(given[n / 7 % given.count])",
      postcode: "\(100 + n % 899)-\(1000 + n % 9000)",
      address: ["架空県架空市本町\(n % 30 + 1)丁目\(n % 17 + 1)-\(n % 23 + 1)", "メゾン架空 \(n % 900 + 100)号室"], standing: .current,
      tokens: [custody.tokeniser.token(for: key("person \(n)"))])
  }
  try incidents.take(
    MailingList(rows: rows), of: organisations[number].id, in: "I-1",
    eraseAt: Moment(milliseconds: time.milliseconds * 2),
    vault: vault, at: time)
}
if CommandLine.arguments.contains("letters") {
  let time = Moment(milliseconds: lost.milliseconds + 120_000)
  let sender = LetterSender(
    lines: ["一般財団法人 みなと健診協会", "〒000-0000 架空県架空市1-1", "電話 000-000-0000"],
    contact: ["お問い合わせ窓口 000-000-0000（平日 9:00〜17:00）"])
  try takeList(of: 0, atMost: 780, at: time)
  func letters() throws {
    let batch = try incidents.makeLetters(
      of: "I-1", from: sender, vault: vault, dataFolder: folder, in: .ja, clock: { time })
    print("  \(batch.letters) letters in \(batch.parts.reduce(0) { $0 + $1.lots.count }) files")
  }
  try seconds("letters to one client's people") { try letters() }
  for number in 0..<clients { try takeList(of: number, at: time) }
  try seconds("letters to everybody") { try letters() }
}
// RUSAGE_SELF, which C gives another type than the function takes.
var usage = rusage()
getrusage(0, &usage)
print("largest memory: \(usage.ru_maxrss / 1024) MB; processor: \(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) s")
print("left at \(folder): remove it")
