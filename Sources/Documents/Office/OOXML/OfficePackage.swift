import Contents

/// The parts of an Office Open XML document (ISO/IEC 29500-2): files in a zip archive, joined by relationships.
struct OfficePackage {
  struct Relationship: Sendable, Equatable {
    var id: String
    /// The last word of the type's address, which strict and transitional files share: `worksheet`, `comments`.
    var type: String
    /// Path of the part within the archive.
    var target: String
  }

  let archive: ZipArchive
  let reading: Reading
  private var entries: [String: ZipEntry] = [:]
  /// Paths in the order of the archive.
  let paths: [String]

  /// Parts that are read whole stay small: relationships, lists of sheets.
  private static let largestWholePart = 64 << 20

  /// - Throws: `.password` when the parts are encrypted one by one, `.damaged`.
  init(_ source: any ByteSource, in reading: Reading) throws(UnreadReason) {
    archive = try ZipArchive(source, limits: reading.limits)
    self.reading = reading
    var paths: [String] = []
    for entry in archive.entries where !entry.isDirectory {
      if entry.isEncrypted { throw .password }
      let key = Self.key(entry.name)
      if entries.updateValue(entry, forKey: key) == nil { paths.append(entry.name) }
    }
    self.paths = paths
  }

  /// Part names are compared without regard to case (ISO/IEC 29500-2, 6.2.2.3).
  private static func key(_ path: String) -> String {
    let bytes = path.utf8.map { $0 >= 0x41 && $0 <= 0x5A ? $0 | 0x20 : $0 }
    return String(decoding: bytes.first == 0x2F ? bytes[1...] : bytes[...], as: UTF8.self)
  }

  func entry(_ path: String) -> ZipEntry? { entries[Self.key(path)] }

  /// Bytes of a part in the archive; 0 for one that is not there.
  func packedSize(of path: String) -> Int64 { entry(path)?.packedSize ?? 0 }

  func holds(_ path: String) -> Bool { entries[Self.key(path)] != nil }

  /// - Throws: `.damaged` when there is no such part.
  func open(_ path: String) throws(UnreadReason) -> ZipMemberStream {
    guard let entry = entries[Self.key(path)] else { throw .damaged }
    return try archive.open(entry)
  }

  func scanner(_ path: String) throws(UnreadReason) -> MarkupScanner { MarkupScanner(try open(path), in: reading) }

  /// The part that the package is about: a workbook, a document, a presentation.
  func mainPart(otherwise fallback: String) throws(UnreadReason) -> String {
    if let target = try relationships(of: "").first(where: { $0.type == "officeDocument" })?.target, holds(target) {
      return target
    }
    guard holds(fallback) else { throw .damaged }
    return fallback
  }

  /// What a part points to within the package. Broken or missing relationships are no relationships.
  func relationships(of part: String) throws(UnreadReason) -> [Relationship] {
    let folder = part.lastIndex(of: "/").map { String(part[...$0]) } ?? ""
    let path = folder + "_rels/" + part.dropFirst(folder.count) + ".rels"
    guard holds(path) else { return [] }
    var found: [Relationship] = []
    var scanner = try scanner(path)
    while true {
      switch try scanner.next() {
      case .start where scanner.name == "Relationship":
        if let id = scanner.attribute("Id"), let type = scanner.attribute("Type"),
          let target = scanner.attribute("Target"), scanner.attribute("TargetMode") != "External"
        {
          let word = type.split(separator: "/").last.map(String.init) ?? type
          found.append(Relationship(id: id, type: word, target: Self.resolve(target, from: folder)))
        }
        // A relationship for each of a million hyperlinks says nothing about people.
        if found.count > 100_000 { return found }
      case .finish: return found
      default: break
      }
    }
  }

  /// Joins a relative target to the folder of the part that names it.
  static func resolve(_ target: String, from folder: String) -> String {
    let joined = target.hasPrefix("/") ? target : folder + target
    var steps: [Substring] = []
    for step in joined.split(separator: "/") {
      if step == ".." {
        _ = steps.popLast()
      } else if step != "." {
        steps.append(step)
      }
    }
    return steps.joined(separator: "/")
  }

  /// Runs `body` for one part. Its failure becomes an `unread` event at `place`; a limit on the whole file goes on up.
  func attempt(
    at place: Place, _ body: () throws(UnreadReason) -> Void
  ) throws(UnreadReason) {
    do throws(UnreadReason) {
      try body()
    } catch {
      // Limits on the whole file show themselves again here.
      try reading.charge(unpacked: 0, memberSoFar: 0, memberPacked: 1)
      try reading.emit(.unread(place, error))
    }
  }
}
