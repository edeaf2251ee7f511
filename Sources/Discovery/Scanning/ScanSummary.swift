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

    /// Joins the people of all contents and counts them.
    package func finish() -> ScanSummary {
      let join = PersonJoin(records)
      summary.people = join.people
      var ownerNumbers: [String: Int] = [:]
      var byOwner = PairCounter()
      var byFolder = PairCounter()
      var byField = PairCounter()
      var owned: Set<UInt32> = []
      var sensitive: Set<UInt32> = []
      for index in 0..<records.count {
        let record = records[index]
        let person = UInt32(join.representative(of: index))
        let content = placed[record.origin.row]
        let isSensitive = record.fields.isSensitive
        if isSensitive { sensitive.insert(person) }
        for owner in content.owners.owners(ofPersonWith: record.hints) {
          let number = ownerNumbers[owner] ?? ownerNumbers.count
          ownerNumbers[owner] = number
          byOwner.add(number, person, isSensitive)
          owned.insert(person)
        }
        for folder in content.folders { byFolder.add(folder, person, isSensitive) }
        var bits = record.fields.rawValue
        while bits != 0 {
          byField.add(bits.trailingZeroBitCount, person, false)
          bits &= bits - 1
        }
      }
      summary.owners = ownerNumbers.map { (name: $0.key, count: byOwner.count($0.value)) }
        .sorted { ($1.count.people, $0.name) < ($0.count.people, $1.name) }
      summary.folders = folderNumbers.map { (name: $0.key, count: byFolder.count($0.value)) }
        .filter { $0.count.people > 0 }.sorted { $0.name < $1.name }
      summary.fields = Field.allCases.map { (field: $0, people: byField.count($0.index).people) }.filter {
        $0.people > 0
      }
      summary.unattributed.people = summary.people - owned.count
      summary.unattributed.sensitive = sensitive.count { !owned.contains($0) }
      return summary
    }
  }
}

/// Counts distinct people for each of a few groups.
private struct PairCounter {
  private var seen: Set<UInt64> = []
  private var seenSensitive: Set<UInt64> = []
  private var counts: [Int: ScanSummary.Count] = [:]

  mutating func add(_ group: Int, _ person: UInt32, _ isSensitive: Bool) {
    let pair = UInt64(group) << 32 | UInt64(person)
    if seen.insert(pair).inserted { counts[group, default: .init()].people += 1 }
    if isSensitive, seenSensitive.insert(pair).inserted { counts[group, default: .init()].sensitive += 1 }
  }

  func count(_ group: Int) -> ScanSummary.Count { counts[group] ?? .init() }
}
