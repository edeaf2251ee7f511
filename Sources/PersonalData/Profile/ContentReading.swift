import Contents
import Cryptography
import JapaneseText

/// Reads the contents of one file, event by event, and at the end says whose data it holds.
///
/// Lives for one file and one thread. Memory stays bounded for a file of any size: records are packed and spill to
/// disk, tables are read in batches.
package final class ContentReading {
  private let collector = ContentCollector()
  private let recorder: RowRecorder
  private let passages: PassageReading
  private let asOf: CivilDate
  private var table: TableReading?
  private var unreadParts: [UnreadPart] = []
  private var encodings: [DetectedEncoding] = []

  /// - Parameter asOf: the day that ages are counted to; a date is a birth date only if it gives a human age.
  package init(asOf: CivilDate) {
    self.asOf = asOf
    recorder = RowRecorder(collector: collector, salt: .random(in: .min ... .max))
    passages = PassageReading(collector: collector, recorder: recorder, asOf: asOf)
  }

  package func consume(_ event: ContentEvent) {
    switch event {
    case .table(let origin):
      closeTable()
      collector.enter(origin.place)
      table = TableReading(origin, collector: collector, recorder: recorder, passages: passages, asOf: asOf)
      if case .sheet(let name)? = origin.place.steps.last { noteName(name, as: .sheet) }
    case .rows(let batch):
      if table == nil {
        table = TableReading(
          TableOrigin(), collector: collector, recorder: recorder, passages: passages, asOf: asOf)
      }
      table?.consume(batch)
    case .passage(let passage):
      closeTable()
      collector.enter(passage.place)
      passages.consume(passage)
    case .member(let place):
      closeTable()
      passages.settle()
      collector.enter(place)
      if case .member(let name)? = place.steps.last { noteName(name, as: .sheet) }
    case .unread(let place, let reason):
      unreadParts.append(UnreadPart(place: place.description, reason: reason))
    case .decoded(let decoding):
      note(decoding)
    }
  }

  private func note(_ decoding: TextDecoding) {
    guard let known = encodings.firstIndex(where: { $0.name == decoding.encoding }) else {
      return encodings.append(
        DetectedEncoding(
          name: decoding.encoding, confidence: decoding.confidence, unreadableBytes: decoding.unreadableBytes))
    }
    encodings[known].confidence = min(encodings[known].confidence, decoding.confidence)
    encodings[known].unreadableBytes += decoding.unreadableBytes
  }

  /// Sheet and member names speak for the organisation that they name.
  private func noteName(_ name: String, as kind: OrganisationHint.Kind) {
    guard name.utf8.count > 3, name.utf8.contains(where: { $0 >= 0x80 }) else { return }
    collector.addPartHint(kind, name)
  }

  private func closeTable() {
    table?.finish()
    table = nil
  }

  /// People that were met so far, before joining; for showing progress.
  package var recordsSoFar: Int { recorder.recordCount }

  /// Everybody by the row that names them, before joining: keys, strong ones first. Of several people in one row, as a
  /// family's, the first.
  func personRows() -> [(row: Int, keys: [IdentityKey])] {
    closeTable()
    recorder.addHeld()
    var found: [(row: Int, keys: [IdentityKey])] = []
    for index in 0..<collector.records.count {
      let record = collector.records[index]
      if found.last?.row != record.origin.row { found.append((record.origin.row, record.keys)) }
    }
    // Those who were held back come last.
    var rows: Set<Int> = []
    return found.filter { rows.insert($0.row).inserted }.sorted { $0.row < $1.row }
  }

  /// The profile of the whole content. Call it once, after the last event.
  /// - Parameters:
  ///   - unread: why the file as a whole was not read to its end.
  ///   - explaining: how many joins to keep for an explanation.
  package func finish(
    sha256: SHA256Digest, size: Int64, unread: UnreadReason? = nil, explaining: Int = 0
  ) -> (profile: ContentProfile, explanation: ContentExplanation) {
    closeTable()
    passages.settle()
    recorder.addHeld()
    collector.forgetSeen()
    let join = PersonJoin(collector.records, explaining: explaining, joiningLists: collector.tableNumber > 1)
    collector.settleHints()
    let persons = PersonSet(collector.records, joinedBy: join, partHint: collector.partHint)
    var profile = ContentProfile(sha256: sha256, size: size)
    profile.records = collector.recordCount
    profile.unread = unread
    profile.unreadParts = unreadParts
    profile.encodings = encodings
    count(persons, into: &profile)
    profile.persons = persons
    let links = join.links.map { link in
      ContentExplanation.Link(
        first: collector.records[link.first].origin, second: collector.records[link.second].origin, kind: link.kind)
    }
    return (
      profile,
      ContentExplanation(tables: collector.findings, linksByKind: join.linksByKind, links: links)
    )
  }

  /// A record of one patient names a few people: doctors, relatives, whom it is sent to.
  private static let peopleOfRecord = 12

  private func count(_ persons: PersonSet, into profile: inout ContentProfile) {
    var fieldCounts = [Int](repeating: 0, count: 64)
    var hintCounts = [Int](repeating: 0, count: collector.hints.count)
    persons.forEachRecord { record in
      var bits = record.fields.rawValue
      while bits != 0 {
        fieldCounts[bits.trailingZeroBitCount] += 1
        bits &= bits - 1
      }
      for hint in record.hints where Int(hint) < hintCounts.count { hintCounts[Int(hint)] += 1 }
    }
    for field in Field.allCases where fieldCounts[field.index] > 0 {
      profile.fieldCounts[field] = fieldCounts[field.index]
    }
    if !persons.isEmpty {
      if persons.count <= Self.peopleOfRecord { collector.strayFields.formUnion(collector.fieldsOfNobody) }
      for field in collector.strayFields.fields where profile.fieldCounts[field] == nil {
        profile.fieldCounts[field] = 1
      }
    }
    profile.hints = collector.hints.enumerated().map { index, hint in
      var hint = hint
      hint.people = hint.scope == .content ? persons.count : hintCounts[index]
      return hint
    }
  }
}

/// Why the reading came out as it did: how each table was laid out, what each column is and by which evidence, and which
/// records were taken for the same person.
package struct ContentExplanation: Sendable, Equatable {
  package struct Link: Sendable, Equatable {
    package var first: PersonRecord.Origin
    package var second: PersonRecord.Origin
    package var kind: IdentityKind
  }

  package var tables: [TableFinding]
  package var linksByKind: [IdentityKind: Int]
  package var links: [Link]
}
