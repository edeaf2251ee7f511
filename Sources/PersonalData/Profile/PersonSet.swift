/// The distinct people of a content in the order of their first appearance, packed, in bounded memory.
package struct PersonSet: Sendable, Sequence, ExpressibleByArrayLiteral, Equatable {
  private var store: RecordStore

  package init(_ entries: some Sequence<PersonEntry>) {
    store = RecordStore()
    for entry in entries { append(entry) }
  }

  package init(arrayLiteral elements: PersonEntry...) { self.init(elements) }

  /// One entry for each person of the join: the keys, fields and hints of all that person's records together.
  package init(_ records: RecordStore, joinedBy join: PersonJoin) {
    store = RecordStore()
    // Records ordered by person, people ordered by their first record.
    var members = [(person: UInt32, record: UInt32)]()
    members.reserveCapacity(records.count)
    for record in 0..<records.count {
      members.append((UInt32(join.representative(of: record)), UInt32(record)))
    }
    members.sort { ($0.person, $0.record) < ($1.person, $1.record) }
    var start = 0
    while start < members.count {
      var end = start + 1
      var whole = records[Int(members[start].record)]
      while end < members.count, members[end].person == members[start].person {
        whole.add(records[Int(members[end].record)])
        end += 1
      }
      store.append(whole)
      start = end
    }
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

  /// Fields and hints of each person, without unpacking the keys.
  func forEachMark(_ body: (_ fields: UInt64, _ hints: [UInt16]) -> Void) {
    store.forEachMark(body)
  }

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
  /// Takes over what another record of the same person knows.
  mutating func add(_ other: PersonRecord) {
    // A crafted list may give one person millions of keys; far fewer are stored.
    for key in other.keys where keys.count < 4 * RecordStore.maximumKeys && !keys.contains(key) { keys.append(key) }
    // Strong keys first, so that the limit of stored keys never costs a strong one.
    keys.sort {
      (!$0.kind.isWeak && $1.kind.isWeak) || ($0.kind.isWeak == $1.kind.isWeak && $0.kind.rawValue < $1.kind.rawValue)
    }
    fields.formUnion(other.fields)
    for hint in other.hints where hints.count < 16 && !hints.contains(hint) { hints.append(hint) }
    if birthDate == 0 { birthDate = other.birthDate }
  }
}
