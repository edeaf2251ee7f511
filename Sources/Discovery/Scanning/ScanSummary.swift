import Cryptography
import PersonalData

/// The people of a scan, distinct over all its files: in total, by owner, by field and by folder.
package struct ScanSummary {
  /// People, of which sensitive data stands here for so many.
  package struct Count: Sendable, Equatable {
    package var people: Int
    package var sensitive: Int

    package init(people: Int = 0, sensitive: Int = 0) {
      self.people = people
      self.sensitive = sensitive
    }

    fileprivate mutating func add(_ isSensitive: Bool) {
      people += 1
      if isSensitive { sensitive += 1 }
    }
  }

  package private(set) var people: Int
  package private(set) var files: Int
  package private(set) var bytes: Int64
  package private(set) var unreadable: Int
  /// Files that were read but for parts of them: pages without text, locked attachments.
  package private(set) var partly: Int
  package private(set) var owners: [(name: String, count: Count)]
  package private(set) var unattributed: Count
  package private(set) var fields: [(field: Field, people: Int)]
  package private(set) var folders: [(name: String, count: Count)]
  /// Files by the encodings of their text, and the bytes in them that no character was found for.
  package private(set) var encodings: [(name: String, files: Int, unreadableBytes: Int)]

  package var unreadableBytes: Int { encodings.reduce(0) { $0 + $1.unreadableBytes } }

  /// Whether there is something to look at: somebody's data, or something that was not read.
  package var isFinding: Bool { people > 0 || unreadable > 0 || partly > 0 }

  package init(
    people: Int = 0, files: Int = 0, bytes: Int64 = 0, unreadable: Int = 0, partly: Int = 0,
    owners: [(name: String, count: Count)] = [], unattributed: Count = Count(),
    fields: [(field: Field, people: Int)] = [], folders: [(name: String, count: Count)] = [],
    encodings: [(name: String, files: Int, unreadableBytes: Int)] = []
  ) {
    self.people = people
    self.files = files
    self.bytes = bytes
    self.unreadable = unreadable
    self.partly = partly
    self.owners = owners
    self.unattributed = unattributed
    self.fields = fields
    self.folders = folders
    self.encodings = encodings
  }

  /// Gathers reports and then counts.
  package final class Builder {
    /// Whose the people of a content are, by numbers of owners, and where it lies.
    private struct Placed {
      var owners: NumberedOwners
      var folders: [Int]
    }

    /// The people of the first content: whoever scans one list never pays for joining it to others.
    private var single: PersonSet?
    private var records = RecordStore()
    private var contentNumbers: [SHA256Digest: Int] = [:]
    private var placed: [Placed] = []
    private var ownerNames = Numbering()
    private var folderNames = Numbering()
    private var summary = ScanSummary()

    package init() {}

    /// Counts a file, whether it holds somebody or not.
    package func add(
      file size: Int64, unreadable: Bool, partly: Bool = false, encodings: [DetectedEncoding] = []
    ) {
      for encoding in encodings { summary.add(encoding) }
      summary.files += 1
      summary.bytes += size
      if unreadable { summary.unreadable += 1 } else if partly { summary.partly += 1 }
    }

    /// Adds a content's people once; further files with the same bytes only add their folder.
    package func add(
      _ sha256: SHA256Digest, folder: String, profile: () throws -> (ContentProfile, ContentOwners)?
    ) rethrows {
      let folder = folderNames.number(of: folder)
      if let number = contentNumbers[sha256] {
        if !placed[number].folders.contains(folder) { placed[number].folders.append(folder) }
        return
      }
      guard let (profile, owners) = try profile() else { return }
      contentNumbers[sha256] = placed.count
      placed.append(Placed(owners: NumberedOwners(owners, by: &ownerNames), folders: [folder]))
      if placed.count == 1 {
        single = profile.persons
        return
      }
      if let first = single {
        single = nil
        take(first, content: 0)
      }
      take(profile.persons, content: placed.count - 1)
    }

    private func take(_ persons: PersonSet, content: Int) {
      persons.forEachRecord { records.append($0, origin: .init(table: 0, row: content)) }
    }

    /// Joins the people of all contents and counts them. Person by person, so that nothing is kept of each but a line
    /// in the order of records.
    package func finish() -> ScanSummary {
      var tally = Tally(owners: ownerNames.names.count, folders: folderNames.names.count)
      if let single {
        single.forEachRecord { record in
          tally.add(fields: record.fields, hints: record.hints, owners: placed[0].owners, folders: placed[0].folders)
          tally.endPerson()
        }
      } else {
        let chains = PersonJoin(records).chains()
        func add(_ record: PackedRecord) {
          let content = placed[record.origin.row]
          tally.add(fields: record.fields, hints: record.hints, owners: content.owners, folders: content.folders)
        }
        records.forEach { index, record in
          guard chains.isFirst(index) else { return }
          add(record)
          var last = index
          while let next = chains.next(after: last) {
            records.withRecord(next, add)
            last = next
          }
          tally.endPerson()
        }
      }
      summary.people = tally.people
      summary.unattributed = tally.unattributed
      summary.owners = tally.named(ownerNames, tally.byOwner)
        .sorted { ($1.count.people, $0.name) < ($0.count.people, $1.name) }
      summary.folders = tally.named(folderNames, tally.byFolder)
        .filter { $0.count.people > 0 }.sorted { $0.name < $1.name }
      summary.fields = Field.allCases.map { (field: $0, people: tally.byField[$0.index]) }.filter { $0.people > 0 }
      return summary
    }
  }

  private mutating func add(_ encoding: DetectedEncoding) {
    if let known = encodings.firstIndex(where: { $0.name == encoding.name }) {
      encodings[known].files += 1
      encodings[known].unreadableBytes += encoding.unreadableBytes
    } else {
      encodings.append((encoding.name, 1, encoding.unreadableBytes))
    }
  }

  /// Names in the order in which they were met.
  private struct Numbering {
    private(set) var names: [String] = []
    private var numbers: [String: Int] = [:]

    mutating func number(of name: String) -> Int {
      if let known = numbers[name] { return known }
      numbers[name] = names.count
      names.append(name)
      return names.count - 1
    }
  }

  /// `ContentOwners` by numbers.
  private struct NumberedOwners {
    let byHint: [[Int]]
    let ofParts: Set<Int>
    let whole: [Int]

    init(_ owners: ContentOwners, by names: inout Numbering) {
      byHint = owners.byHint.map { $0.map { names.number(of: $0) } }
      ofParts = owners.ofParts
      whole = owners.whole.map { names.number(of: $0) }
    }
  }

  /// Counts people one after the other: what was added since the last `endPerson` is one person.
  private struct Tally {
    var people = 0
    var unattributed = Count()
    var byOwner: [Count]
    var byFolder: [Count]
    var byField = [Int](repeating: 0, count: 64)
    private var fields = FieldSet(rawValue: 0)
    private var owners = Marks()
    private var folders = Marks()

    init(owners: Int, folders: Int) {
      byOwner = Array(repeating: Count(), count: owners)
      byFolder = Array(repeating: Count(), count: folders)
    }

    mutating func add(fields: FieldSet, hints: PackedHints, owners: NumberedOwners, folders: [Int]) {
      self.fields.formUnion(fields)
      let isSensitive = fields.isSensitive
      // Evidence about the person goes before evidence about the content.
      var isNamed = false
      func add(_ hint: UInt16) {
        for owner in owners.byHint[Int(hint)] {
          self.owners.add(owner, isSensitive)
          isNamed = true
        }
      }
      for hint in hints where Int(hint) < owners.byHint.count && !owners.ofParts.contains(Int(hint)) { add(hint) }
      if !isNamed, !owners.ofParts.isEmpty {
        for hint in hints where Int(hint) < owners.byHint.count { add(hint) }
      }
      if !isNamed { for owner in owners.whole { self.owners.add(owner, isSensitive) } }
      for folder in folders { self.folders.add(folder, isSensitive) }
    }

    mutating func endPerson() {
      people += 1
      for mark in owners.marks { byOwner[mark.number].add(mark.isSensitive) }
      for mark in folders.marks { byFolder[mark.number].add(mark.isSensitive) }
      if owners.marks.isEmpty { unattributed.add(fields.isSensitive) }
      var bits = fields.rawValue
      while bits != 0 {
        byField[bits.trailingZeroBitCount] += 1
        bits &= bits - 1
      }
      fields = FieldSet(rawValue: 0)
      owners.clear()
      folders.clear()
    }

    func named(_ names: Numbering, _ counts: [Count]) -> [(name: String, count: Count)] {
      zip(names.names, counts).map { (name: $0, count: $1) }
    }
  }

  /// The few owners or folders of one person.
  private struct Marks {
    private(set) var marks: [(number: Int, isSensitive: Bool)] = []

    mutating func add(_ number: Int, _ isSensitive: Bool) {
      for index in marks.indices where marks[index].number == number {
        if isSensitive { marks[index].isSensitive = true }
        return
      }
      marks.append((number, isSensitive))
    }

    mutating func clear() { marks.removeAll(keepingCapacity: true) }
  }
}
