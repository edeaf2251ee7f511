import CanonicalForms
import Contents
import Cryptography
import Custody
import Discovery
import PersonalData
import Wording

/// The answer of the last scan of the same files, which holds as long as none of them has changed.
///
/// It rests on the files (path, size, times, inode), on the organisations that are registered, and on how files are
/// recognised and answers are written. Any change of these asks anew.
struct ScanMemory {
  /// Raise it when answers are written in another way.
  private static let version = 3

  private let index: FileIndex
  private let question: SHA256Digest
  private let state: SHA256Digest

  init(
    index: FileIndex, roots: ScanRoots, excluding: Set<String>, form: String, language: Language,
    organisations: [Organisation], walk: FileWalk
  ) {
    self.index = index
    let asked: JSON = [
      "roots": JSON(roots.absolute), "typed": JSON(roots.absolute.map(roots.typed)),
      "without": JSON(excluding.sorted()),
      "form": .string(form), "language": .string(language.rawValue),
    ]
    question = SHA256Digest(hashing: asked.canonicalBytes)
    let rests: JSON = [
      "version": JSON(Self.version), "recogniser": JSON(ContentProfile.currentRecogniser),
      "files": JSON(bytes: walk.digest.bytes), "organisations": .array(organisations.map(Self.json)),
    ]
    state = SHA256Digest(hashing: rests.canonicalBytes)
  }

  private static func json(_ organisation: Organisation) -> JSON {
    [
      "id": .string(organisation.id.text), "name": .string(organisation.name),
      "kind": .string(organisation.kind.rawValue), "variants": JSON(organisation.variants),
      "insurer_numbers": JSON(organisation.insurerNumbers), "mail_domains": JSON(organisation.mailDomains),
    ]
  }

  /// - Returns: the summary, and what the printer had printed of the files.
  func recall() throws -> (summary: ScanSummary, printed: [UInt8])? {
    guard let answer = try index.answer(to: question, in: state),
      let end = answer.firstIndex(of: UInt8(ascii: "\n")),
      let json = try? JSON(parsing: Array(answer[..<end])), let summary = ScanSummary(json: json)
    else { return nil }
    return (summary, Array(answer[(end + 1)...]))
  }

  func keep(_ summary: ScanSummary, printed: [UInt8]) throws {
    try index.remember(summary.json.canonicalBytes + [UInt8(ascii: "\n")] + printed, to: question, in: state)
    try index.commit()
  }
}

extension ScanSummary {
  var json: JSON {
    func json(_ name: String, _ count: Count) -> JSON {
      ["name": .string(name), "people": JSON(count.people), "sensitive": JSON(count.sensitive)]
    }
    return [
      "people": JSON(people), "files": JSON(files), "bytes": .integer(bytes), "unreadable": JSON(unreadable),
      "partly": JSON(partly),
      "owners": .array(owners.map { json($0.name, $0.count) }), "unattributed": json("", unattributed),
      "fields": .array(fields.map { ["name": .string($0.field.rawValue), "people": JSON($0.people)] }),
      "folders": .array(folders.map { json($0.name, $0.count) }),
      "encodings": .array(
        encodings.map {
          ["name": .string($0.name), "files": JSON($0.files), "unreadable_bytes": JSON($0.unreadableBytes)]
        }),
    ]
  }

  init?(json: JSON) {
    func number(_ json: JSON, _ name: String) -> Int { Int(json[name].integer ?? 0) }
    func count(_ json: JSON) -> Count { Count(people: number(json, "people"), sensitive: number(json, "sensitive")) }
    func counts(_ name: String) -> [(name: String, count: Count)] {
      guard case .array(let rows) = json[name] else { return [] }
      return rows.map { ($0["name"].string ?? "", count($0)) }
    }
    guard case .object = json, case .array(let fields) = json["fields"], let bytes = json["bytes"].integer else {
      return nil
    }
    self.init(
      people: number(json, "people"), files: number(json, "files"), bytes: bytes,
      unreadable: number(json, "unreadable"), partly: number(json, "partly"),
      owners: counts("owners"), unattributed: count(json["unattributed"]),
      fields: fields.compactMap { row in
        Field(rawValue: row["name"].string ?? "").map { (field: $0, people: number(row, "people")) }
      }, folders: counts("folders"),
      encodings: json["encodings"].elements.map {
        (name: $0["name"].string ?? "", files: number($0, "files"), unreadableBytes: number($0, "unreadable_bytes"))
      })
  }
}
