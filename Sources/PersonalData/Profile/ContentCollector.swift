import Contents

/// Gathers what the tables and passages of one content say: records, hints and fields.
final class ContentCollector {
  /// Different organisations of one content that are kept apart; more of them are not told apart (a file that names
  /// thousands of employers is a file of people, not of clients).
  static let hintLimit = 4_096

  private(set) var records = RecordStore()
  private var rows = RowsMet()
  /// Rows and mentions that speak of a person, repeated ones included.
  var recordCount: Int {
    get { rows.count }
    set { rows.count = newValue }
  }
  private let hashSeed = FastHash.seed
  private(set) var hints: [OrganisationHint] = []
  private var hintIndices: [UInt64: UInt16] = [:]
  private var hintOfSection: [Int: UInt16] = [:]
  /// Fields found where no person could be told (a card number in a remark).
  var strayFields = FieldSet(rawValue: 0)
  /// What paragraphs tell that name nobody: of those whom the content names elsewhere, where these are few.
  var fieldsOfNobody = FieldSet(rawValue: 0)
  var findings: [TableFinding] = []
  /// Tables and passages so far: the number that origins refer to.
  private(set) var tableNumber = 0
  private var sections = ContentSections()

  /// - Returns: whether a record with this hash of its raw values is new. Counts it in any case.
  @inline(__always)
  func isNew(_ hash: UInt64) -> Bool {
    rows.isNew(hash)
  }

  /// Takes back the count of a record that proved to be none (a total line, a repeated title).
  func reject(_ hash: UInt64) { rows.reject(hash) }

  /// Gives the memory back that told repeated records apart: after the last event nobody asks any more.
  func forgetSeen() { rows.forget() }

  func add(_ record: PersonRecord) {
    sections.noteRecord()
    records.append(record)
  }

  /// Adds a record of a table that was read before.
  func add(late record: PersonRecord) {
    sections.noteRecord(ofTable: record.origin.table)
    records.append(record)
  }

  /// Number of the part that is being read; 0 is the content as a whole.
  var part: Int { sections.current }

  /// What follows stands there.
  func enter(_ place: Place) { sections.enter(place) }

  /// A table or a passage begins.
  func beginTable() {
    tableNumber += 1
    sections.beginTable()
  }

  /// The hint that speaks for the people of a table or passage because of the part that it stands in; nil when people stand
  /// in one part only. After `settleHints`.
  var partHint: ((_ table: Int) -> UInt16?)? {
    guard !hintOfSection.isEmpty else { return nil }
    return { [sections, hintOfSection] in hintOfSection[sections.section(ofTable: $0)] }
  }

  /// Index of a person-scope hint, made on first sight.
  /// - Parameter meansNothing: asked once for each different value; what it says yes to is no hint.
  func hint(
    _ kind: OrganisationHint.Kind, _ cell: CellBytes, unless meansNothing: (CellBytes) -> Bool = { _ in false }
  ) -> UInt16? {
    guard let base = cell.baseAddress, cell.count <= 400 else { return nil }
    var hash = FastHash(seed: hashSeed, salt: UInt64(kind.rawValue.utf8.count))
    hash.combine(base, count: cell.count)
    let key = hash.value
    if let known = hintIndices[key] { return known == .max ? nil : known }
    guard hints.count < ContentCollector.hintLimit else { return nil }
    let value = meansNothing(cell) ? "" : HintText.clean(String(decoding: cell, as: UTF8.self))
    guard !value.isEmpty else {
      if hintIndices.count < 16 * ContentCollector.hintLimit { hintIndices[key] = .max }
      return nil
    }
    let index: UInt16
    if let same = hints.firstIndex(where: { $0.kind == kind && $0.scope == .person && $0.value == value }) {
      index = UInt16(same)
    } else {
      index = UInt16(hints.count)
      hints.append(OrganisationHint(kind: kind, scope: .person, value: value))
    }
    hintIndices[key] = index
    return index
  }

  /// Notes something that speaks for everybody in the part that is being read.
  func addPartHint(_ kind: OrganisationHint.Kind, _ value: String) {
    let value = HintText.clean(value)
    if !value.isEmpty { sections.add(OrganisationHint.Said(kind: kind, value: value)) }
  }

  /// Makes hints of what was said of the content and of its parts. After the last event.
  func settleHints() {
    // Room of its own: thousands of employers beside people leave none.
    let limit = 2 * ContentCollector.hintLimit
    for said in sections.ofWhole where hints.count < limit {
      hints.append(OrganisationHint(kind: said.kind, scope: .content, value: said.value))
    }
    guard sections.holdApart else { return }
    var known: [String: UInt16] = [:]
    sections.forEachPart { section, said in
      let hint = OrganisationHint(ofPart: said)
      if let index = known[hint.value] { return hintOfSection[section] = index }
      guard hints.count < limit else { return }
      known[hint.value] = UInt16(hints.count)
      hintOfSection[section] = UInt16(hints.count)
      hints.append(hint)
    }
  }
}

/// Tells rows that were met before from new ones, and counts those that speak of a person. One value, so that a row costs one
/// access to the collector.
private struct RowsMet {
  var count = 0
  private var seen = HashSet64()
  private var rejected: Set<UInt64> = []

  @inline(__always)
  mutating func isNew(_ hash: UInt64) -> Bool {
    if seen.insert(hash) {
      count += 1
      return true
    }
    if rejected.isEmpty || !rejected.contains(hash) { count += 1 }
    return false
  }

  mutating func reject(_ hash: UInt64) {
    count -= 1
    if rejected.count < 10_000 { rejected.insert(hash) }
  }

  mutating func forget() { seen = HashSet64() }
}

/// What was found in one table, for explanations.
package struct TableFinding: Sendable, Equatable {
  package var place: String
  package var layout: String
  package var columns: [ColumnFinding]
  package var people: Int
  package var firstDataRow: Int
}

enum HintText {
  /// Width-folded by nothing but trimming: names of organisations are shown to people. 御中 and quotes go.
  static func clean(_ text: String) -> String {
    var view = text[...]
    while let first = view.first, first.isWhitespace || first == "\"" { view = view.dropFirst() }
    while let last = view.last, last.isWhitespace || last == "\"" { view = view.dropLast() }
    for ending in ["御中", "様", "殿"] where view.hasSuffix(ending) { view = view.dropLast(ending.count) }
    while let last = view.last, last.isWhitespace { view = view.dropLast() }
    return view.count > 120 ? String(view.prefix(120)) : String(view)
  }
}
