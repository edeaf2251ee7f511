import Contents
import Cryptography
import JapaneseText
import PersonalData
import Testing

@testable import Documents

/// What a file's bytes come to as people, by the whole way from its name and bytes.
struct PeopleRead {
  let profile: ContentProfile

  init(_ bytes: [UInt8], named name: String) throws {
    let today = CivilDate(packed: 2025_03_15) ?? CivilDate(dayNumber: 0)
    let reading = ContentReading(asOf: today)
    try DocumentReader.read(MemorySource(bytes), named: name) { reading.consume($0) }
    profile = reading.finish(sha256: SHA256Digest(hashing: bytes), size: Int64(bytes.count)).profile
  }

  init(_ text: String, named name: String) throws { try self.init(Array(text.utf8), named: name) }

  var people: Int { profile.people }
  func count(_ field: Field) -> Int { profile.fieldCounts[field] ?? 0 }
}

@Suite("Files of records") struct RecordReaderTests {
  private static func read(_ name: String) throws -> PeopleRead {
    try PeopleRead(Told.fixture("records/\(name)"), named: name)
  }

  @Test(arguments: [
    ("staff.yaml", FileFormat.yaml), ("rota.toml", .settings), ("members.ini", .settings), ("people.ldif", .ldif),
    ("adt.hl7", .hl7), ("claims.uke", .claims), ("insurer_claims.csv", .claims), ("notebook.txt", .prescriptions),
    ("prescription.txt", .prescriptions), ("images.txt", .imageListing), ("image.dcm", .imageObject),
    ("DICOMDIR", .imageObject), ("passwd", .accounts), ("booking.log", .log), ("churn.ipynb", .json),
  ])
  func theyAreToldByTheirText(name: String, format: FileFormat) throws {
    let bytes = Told.fixture("records/\(name)")
    #expect(try FileFormat.identify(MemorySource(bytes), named: name) == format)
  }

  @Test func aListInYAML() throws {
    let read = try Self.read("staff.yaml")
    #expect(read.people == 4)
    #expect(read.count(.birthDate) == 4)
    #expect(read.count(.phone) == 2)
    #expect(read.count(.email) == 1)
  }

  @Test func tablesOfTOML() throws {
    let read = try Self.read("rota.toml")
    #expect(read.people == 3)
    #expect(read.count(.phone) == 3)
  }

  @Test func aSectionAPerson() throws {
    let read = try Self.read("members.ini")
    #expect(read.people == 3)
    #expect(read.count(.email) == 3)
    // Whatever the sections and the file are called.
    let named =
      "[anna]\nname = Anna Kowalska\nphone = +48 600 555 101\n[piotr]\nname = Piotr Zieba\nphone = +48 600 555 102\n"
    #expect(try PeopleRead(named, named: "team.conf").people == 2)
  }

  @Test func blocksOfPairs() throws {
    let names = ["Ruth Amsler", "Beat Zollinger", "Ursina Caduff", "Reto Hunziker"]
    let text = names.enumerated().map { "name=\($1)\nemail=p\($0)@example.org\n" }
    #expect(try PeopleRead(text.joined(separator: "\n"), named: "export.txt").count(.email) == 4)
  }

  @Test func aDirectory() throws {
    let read = try Self.read("people.ldif")
    #expect(read.people == 2)
    #expect(read.count(.email) == 2)
    #expect(read.count(.phone) == 1)
    #expect(read.count(.address) == 1)
  }

  @Test func messagesOfAHospital() throws {
    let read = try Self.read("adt.hl7")
    // Two patients and two of the next of kin; doctors handle.
    #expect(read.people == 4)
    #expect(read.count(.birthDate) == 2)
    #expect(read.count(.checkResult) == 1)
  }

  /// A name once in kanji and once as it is read (XPN 8), and a telephone number without its parts (XTN 12).
  @Test func namesInTwoScripts() throws {
    for names in ["青山^一郎^^^^^L^I~アオヤマ^イチロウ^^^^^L^P", "アオヤマ^イチロウ^^^^^L^P~青山^一郎^^^^^L^I"] {
      let text =
        "MSH|^~\\&|LIS|A|HIS|A|202406101115||ORU^R01|1|P|2.5\rPID|1||174^^^^PI||\(names)||19530725|M|||"
        + "^^みどり市||^PRN^PH^^^^^^^^^03-3333-0001\rOBX|1|NM|A1C||7.1|%\r"
      let read = try PeopleRead(text, named: "oru.hl7")
      #expect(read.people == 1)
      #expect(read.count(.name) == 1 && read.count(.kana) == 1 && read.count(.phone) == 1)
    }
  }

  @Test func accountsOfPeople() throws {
    let read = try Self.read("passwd")
    #expect(read.people == 2)
    #expect(read.count(.phone) == 1)
  }

  @Test func objectsInLinesOfALog() throws {
    let read = try Self.read("booking.log")
    #expect(read.people == 3)
    #expect(read.count(.phone) == 3)
  }

  @Test func aNotebookTellsItsTablesOnce() throws {
    let read = try Self.read("churn.ipynb")
    #expect(read.people == 2)
    #expect(read.count(.phone) == 2)
  }

  @Test func jsonInAStringIsRead() throws {
    let inner = #"{\"first_name\": \"Bettina\", \"last_name\": \"Krause\", \"email\": \"bk@example.org\"}"#
    let text =
      #"{"item": [{"name": "Create", "body": {"raw": ""# + inner
      + #""}}, {"name": "Create", "body": {"raw": "{no}"}}]}"#
    #expect(try PeopleRead(text, named: "saved.json").people == 1)
  }

  @Test func objectsUnderKeysAreRows() throws {
    let text = """
      {"users": {"-Ka1": {"name": "Marta Lindqvist", "email": "marta@example.se"},
       "-Ka2": {"name": "Oskar Bergman", "email": "oskar@example.se"}}}
      """
    let read = try PeopleRead(text, named: "firebase.json")
    #expect(read.people == 2)
    #expect(read.count(.email) == 2)
  }

  @Test(arguments: [
    ("settings.yaml", "server:\n  host: mail.example.org\n  name: Jordan\n  port: 25\ncache: {size: 5, ttl: 60}\n"),
    ("app.ini", "[smtp]\nhost=mail.example.org\nport=25\n[cache]\ndriver=redis\nname=Charlotte\n"),
    ("pyproject.toml", "[project]\nname = \"madison\"\nversion = \"1.0\"\n[tool.black]\nline-length = 88\n"),
    ("lock.json", #"{"packages": {"a": {"name": "faker", "version": "1"}, "b": {"name": "martin", "version": "2"}}}"#),
    (
      "openapi.yaml",
      "paths:\n  /users:\n    get:\n      summary: List\n      parameters:\n        - name: first_name\n          in: query\n"
        + "        - name: email\n          in: query\n"
    ),
    (
      "towns.geojson",
      #"{"type":"FeatureCollection","features":["#
        + ["Jackson", "Madison", "Charlotte", "Santa Maria"].map {
          #"{"type":"Feature","properties":{"name":"\#($0)","postal":"65931"},"geometry":{"type":"Point","coordinates":[1.5,2.5]}}"#
        }.joined(separator: ",") + "]}"
    ),
  ])
  func whatNamesNobody(name: String, text: String) throws { #expect(try PeopleRead(text, named: name).people == 0) }

  @Test(arguments: ["- ", "a:\n ", "{", "[[", "key: [", "? ", "\"", "|", "- - - - "])
  func brokenTextIsRead(text: String) {
    let long = Array(String(repeating: text, count: 3_000).utf8)
    for name in ["a.yaml", "a.toml", "a.ini", "a.ldif", "a.log"] {
      // Whatever it says, reading ends.
      _ = try? PeopleRead(long, named: name)
    }
  }

  @Test func deepNestingEnds() {
    let yaml = (0..<2_000).map { String(repeating: " ", count: $0) + "a:" }.joined(separator: "\n")
    #expect(throws: UnreadReason.tooDeep) { try PeopleRead(yaml, named: "a.yaml") }
  }
}
