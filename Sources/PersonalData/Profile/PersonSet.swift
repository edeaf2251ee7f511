/// The distinct people of a content in the order of their first appearance, packed, in bounded memory.
package struct PersonSet: Sendable, Sequence, ExpressibleByArrayLiteral, Equatable {
  private var store: RecordStore

  package init(_ entries: some Sequence<PersonEntry>) {
    store = RecordStore()
    for entry in entries { append(entry) }
  }

  package init(arrayLiteral elements: PersonEntry...) { self.init(elements) }

  /// One entry for each person of the join: the keys, fields and hints of all that person's records together.
  /// - Parameter partHint: the hint of the part that a table stands in, given to the people in it.
  package init(_ records: RecordStore, joinedBy join: PersonJoin, partHint: ((_ table: Int) -> UInt16?)? = nil) {
    guard join.linkCount > 0 || partHint != nil else {
      store = records
      return
    }
    var store = RecordStore()
    let chains = join.chains()
    func hint(of origin: PersonRecord.Origin) -> UInt16? { partHint.flatMap { $0(origin.table) } }
    records.forEach { index, record in
      guard chains.isFirst(index) else { return }
      let own = hint(of: record.origin)
      var next = chains.next(after: index)
      if next == nil, own == nil { return store.append(record) }
      var whole = record.unpacked
      whole.add(partHint: own)
      while let other = next {
        let more = records[other]
        whole.add(more)
        whole.add(partHint: hint(of: more.origin))
        next = chains.next(after: other)
      }
      store.append(whole)
    }
    self.store = store
  }

  package var count: Int { store.count }
  package var isEmpty: Bool { store.count == 0 }

  package mutating func append(_ entry: PersonEntry) {
    store.append(PersonRecord(keys: entry.keys, fields: entry.fields, hints: entry.hints))
  }

  package mutating func append(_ record: PersonRecord) { store.append(record) }

  package subscript(index: Int) -> PersonEntry { store[index].entry }

  /// The records behind the entries, with birth dates and first origins, for joining across contents.
  package func record(_ index: Int) -> PersonRecord { store[index] }

  /// Each person's record in order, without unpacking it.
  package func forEachRecord(_ body: (PackedRecord) -> Void) { store.forEach { _, record in body(record) } }

  package mutating func append(_ record: PackedRecord) { store.append(record) }

  package func makeIterator() -> AnyIterator<PersonEntry> {
    var next = 0
    return AnyIterator {
      guard next < store.count else { return nil }
      defer { next += 1 }
      return store[next].entry
    }
  }

  package static func == (a: PersonSet, b: PersonSet) -> Bool { a.count == b.count && a.elementsEqual(b) }
}

extension PersonRecord {
  private mutating func add(hint: UInt16) {
    if hints.count < PackedRecord.maximumHints, !hints.contains(hint) { hints.append(hint) }
  }

  /// What names the insurer beside the person stays in front; an employer or a mail domain says less than the part.
  fileprivate mutating func add(partHint hint: UInt16?) {
    if let hint, !hints.contains(hint) { hints.insert(hint, at: min(2, hints.count)) }
  }

  /// Takes over what another record of the same person knows.
  mutating func add(_ other: PersonRecord) {
    // A crafted list may give one person millions of keys; far fewer are stored.
    for key in other.keys where keys.count < 4 * PackedRecord.maximumKeys && !keys.contains(key) { keys.append(key) }
    // Strong keys first, so that the limit of stored keys never costs a strong one.
    keys.sort {
      (!$0.kind.isWeak && $1.kind.isWeak) || ($0.kind.isWeak == $1.kind.isWeak && $0.kind.rawValue < $1.kind.rawValue)
    }
    fields.formUnion(other.fields)
    for hint in other.hints { add(hint: hint) }
    if birthDate == 0 { birthDate = other.birthDate }
  }
}
