import Hashing
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

  package private(set) var people = 0
  package private(set) var files = 0
  package private(set) var bytes: Int64 = 0
  package private(set) var unreadable = 0
  package private(set) var owners: [(name: String, count: Count)] = []
  package private(set) var unattributed = Count()
  package private(set) var fields: [(field: Field, people: Int)] = []
  package private(set) var folders: [(name: String, count: Count)] = []

  /// Gathers reports and then counts.
  package final class Builder {
    private var records = RecordStore()
    private var contentNumbers: [SHA256Digest: Int] = [:]
    /// Owners and folders of each content met, by its number.
    private var placed: [(owners: ContentOwners, folders: Set<Int>)] = []
    private var folderNumbers: [String: Int] = [:]
    private var summary = ScanSummary()

    package init() {}

    /// Whether the people of this content were added already.
    package func knows(_ sha256: SHA256Digest) -> Bool { contentNumbers[sha256] != nil }

    /// Counts a file that holds nobody, or could not be read.
    package func add(file size: Int64, unreadable: Bool) {
      summary.files += 1
      summary.bytes += size
      if unreadable { summary.unreadable += 1 }
    }

    /// Adds a content's people once; further files with the same bytes only add their folder.
    package func add(
      _ sha256: SHA256Digest, folder: String, profile: () throws -> (ContentProfile, ContentOwners)?
    ) rethrows {
      let folderNumber = folderNumbers[folder] ?? folderNumbers.count
      folderNumbers[folder] = folderNumber
      if let number = contentNumbers[sha256] {
        placed[number].folders.insert(folderNumber)
        return
      }
      guard let (profile, owners) = try profile() else { return }
      let number = placed.count
      contentNumbers[sha256] = number
      placed.append((owners, [folderNumber]))
      for index in 0..<profile.persons.count {
        var record = profile.persons.record(index)
        record.origin = .init(table: 0, row: number)
        records.append(record)
      }
    }

    /// Joins the people of all contents and counts them. Person by person, so that nothing is kept of each but a line
    /// in the order of records.
    package func finish() -> ScanSummary {
      let join = PersonJoin(records)
      var order = (0..<UInt32(records.count)).map { (person: UInt32(join.representative(of: Int($0))), record: $0) }
      order.sort { ($0.person, $0.record) < ($1.person, $1.record) }
      var ownerNumbers: [String: Int] = [:]
      var byOwner: [Int: Count] = [:]
      var byFolder: [Int: Count] = [:]
      var byField = [Int](repeating: 0, count: 64)
      var start = 0
      while start < order.count {
        var end = start
        var fields = FieldSet(rawValue: 0)
        var personOwners: [Int: Bool] = [:]
        var personFolders: [Int: Bool] = [:]
        while end < order.count, order[end].person == order[start].person {
          let record = records[Int(order[end].record)]
          let content = placed[record.origin.row]
          let isSensitive = record.fields.isSensitive
          fields.formUnion(record.fields)
          for owner in content.owners.owners(ofPersonWith: record.hints) {
            let number = ownerNumbers[owner] ?? ownerNumbers.count
            ownerNumbers[owner] = number
            personOwners[number] = personOwners[number] == true || isSensitive
          }
          for folder in content.folders { personFolders[folder] = personFolders[folder] == true || isSensitive }
          end += 1
        }
        summary.people += 1
        for (owner, isSensitive) in personOwners { byOwner[owner, default: Count()].add(isSensitive) }
        for (folder, isSensitive) in personFolders { byFolder[folder, default: Count()].add(isSensitive) }
        if personOwners.isEmpty { summary.unattributed.add(fields.isSensitive) }
        var bits = fields.rawValue
        while bits != 0 {
          byField[bits.trailingZeroBitCount] += 1
          bits &= bits - 1
        }
        start = end
      }
      summary.owners = ownerNumbers.map { (name: $0.key, count: byOwner[$0.value] ?? Count()) }
        .sorted { ($1.count.people, $0.name) < ($0.count.people, $1.name) }
      summary.folders = folderNumbers.map { (name: $0.key, count: byFolder[$0.value] ?? Count()) }
        .filter { $0.count.people > 0 }.sorted { $0.name < $1.name }
      summary.fields = Field.allCases.map { (field: $0, people: byField[$0.index]) }.filter { $0.people > 0 }
      return summary
    }
  }
}
