/// Joins records into people: union-find over shared identity keys.
///
/// Every strong key is made of values of which two agree (see `IdentityKeys`), so that one shared key suffices; the
/// only disagreement that undoes a shared key is a quite different birth date beside name and telephone, address or
/// employee number. Weak keys (a name alone) join afterwards, unless insurance numbers tell that they are homonyms. Whether two records are linked depends on these two
/// alone, so the order of records does not matter.
package struct PersonJoin {
  /// A link that was used, for explanations.
  package struct Link: Sendable, Equatable {
    package var first: Int
    package var second: Int
    package var kind: IdentityKind
  }

  private var parents: [UInt32]
  /// How many records each kind of key linked to an earlier one.
  package private(set) var linksByKind: [IdentityKind: Int] = [:]
  /// The first links, up to the limit asked for.
  package private(set) var links: [Link] = []
  private let linkLimit: Int

  /// - Parameters:
  ///   - store: the records.
  ///   - explaining: how many links to keep for an explanation.
  ///   - joiningLists: the records are those of one content, whose tables may be lists of the same people.
  ///   - memory: bytes for sorting keys at a time; more keys are sorted in several passes.
  package init(
    _ store: RecordStore, explaining linkLimit: Int = 0, joiningLists: Bool = false, memory: Int = 48 << 20
  ) {
    parents = (0..<UInt32(store.count)).map { $0 }
    self.linkLimit = linkLimit
    let postings = KeyPostings(store, memory: memory)
    linkStrongKeys(postings)
    linkWeakKeys(postings, of: store)
    if joiningLists { linkLists(postings, of: store) }
    // A parent is smaller than its child, so in ascending order every parent is a root already.
    for node in parents.indices { parents[node] = parents[Int(parents[node])] }
  }

  /// The number of distinct people.
  package var people: Int { parents.count - linkCount }

  /// Links that were used; without any, every record is a person of its own.
  package var linkCount: Int { linksByKind.values.reduce(0, +) }

  /// The representative of a record's person: the smallest index among that person's records.
  package func representative(of record: Int) -> Int { Int(parents[record]) }

  /// The records of each person.
  package func chains() -> PersonChains { PersonChains(parents: parents) }

  private func root(_ start: UInt32) -> UInt32 {
    var node = start
    while parents[Int(node)] != node { node = parents[Int(node)] }
    return node
  }

  private mutating func link(_ a: UInt32, _ b: UInt32, by kind: IdentityKind) {
    let first = compressedRoot(a)
    let second = compressedRoot(b)
    if first == second { return }
    // The smaller index becomes the root, so that representatives do not depend on the order of links.
    if first < second { parents[Int(second)] = first } else { parents[Int(first)] = second }
    linksByKind[kind, default: 0] += 1
    if links.count < linkLimit { links.append(Link(first: Int(min(a, b)), second: Int(max(a, b)), kind: kind)) }
  }

  private mutating func compressedRoot(_ start: UInt32) -> UInt32 {
    let top = root(start)
    var node = start
    while parents[Int(node)] != top {
      let next = parents[Int(node)]
      parents[Int(node)] = top
      node = next
    }
    return top
  }

  private mutating func linkStrongKeys(_ postings: KeyPostings) {
    postings.forEachRun(of: IdentityKind.allCases.filter { !$0.isWeak }) { kind, run in
      if !kind.yieldsToBirthDate {
        for posting in run.dropFirst() { link(run[0].record, posting.record, by: kind) }
        return
      }
      // All pairs within a run are compared, by birth date: a run has few different ones.
      var seen: [(date: Int32, record: UInt32)] = []
      for posting in run {
        for other in seen where BirthDates.mayBeSame(other.date, posting.birthDate) {
          link(other.record, posting.record, by: kind)
        }
        if seen.count < 64, !seen.contains(where: { $0.date == posting.birthDate }) {
          seen.append((posting.birthDate, posting.record))
        }
      }
    }
  }

  /// A record that has nothing but a name belongs to the person of that name: among records that know more, the one
  /// with the smallest index; without such, all records of the name are one person.
  private mutating func linkWeakKeys(_ postings: KeyPostings, of store: RecordStore) {
    let weakKinds = IdentityKind.allCases.filter(\.isWeak)
    let isWeakKind = (0..<16).map { kind in weakKinds.contains { Int($0.rawValue) == kind } }
    var isWeak = [Bool](repeating: true, count: store.count)
    var hasWeak = false
    var numbers = NameNumbers(count: store.count)
    store.forEach { index, record in
      numbers.note(record, at: index)
      isWeak[index] = (0..<record.keyCount).allSatisfy { isWeakKind[Int(record.rawKind(at: $0))] }
      hasWeak = hasWeak || isWeak[index]
    }
    guard hasWeak else { return }
    postings.forEachRun(of: weakKinds) { kind, run in
      guard run.contains(where: { isWeak[Int($0.record)] }) else { return }
      if let systems = numbers.disagreement(in: run) {
        linkHomonyms(run, of: systems, numbers, isWeak, by: kind)
        return
      }
      let target = run.first { !isWeak[Int($0.record)] } ?? run[0]
      for posting in run where isWeak[Int(posting.record)] {
        link(target.record, posting.record, by: kind)
      }
    }
  }

  /// One name, several insurance numbers: records of one number are one person. Those without a number belong to the
  /// first who bears the name, and count nobody new.
  private mutating func linkHomonyms(
    _ run: UnsafeBufferPointer<KeyPostings.Posting>, of systems: NameNumbers.Systems, _ numbers: NameNumbers,
    _ isWeak: [Bool],
    by kind: IdentityKind
  ) {
    guard let first = run.first else { return }
    let target = run.first { !isWeak[Int($0.record)] } ?? first
    var bearers: [UInt32: UInt32] = [:]
    for posting in run {
      let number = numbers[posting.record]
      if systems.contains(number) {
        if let bearer = bearers[number] {
          if isWeak[Int(posting.record)] || isWeak[Int(bearer)] { link(bearer, posting.record, by: kind) }
        } else {
          bearers[number] = posting.record
        }
      } else if isWeak[Int(posting.record)] {
        link(target.record, posting.record, by: kind)
      }
    }
  }
}

extension PersonJoin {
  /// Two tables of one content are lists of the same people when nearly all of the shorter one's names stand in the other:
  /// a sheet with birth dates and a sheet with telephone numbers. Then a name that each has once is one person's, where
  /// nothing speaks against it. Names of a short list may stand in a long one by chance: eight at least must meet.
  private mutating func linkLists(_ postings: KeyPostings, of store: RecordStore) {
    let lists = RecordsOfLists(store)
    guard lists.count > 1 else { return }
    var meetings: [UInt64: Int] = [:]
    postings.forEachRun(of: [.nameOnly]) { _, run in
      forEachMeeting(in: run, lists) { pair, _, _ in meetings[pair, default: 0] += 1 }
    }
    let same = meetings.filter { pair, count in
      count >= RecordsOfLists.least
        && count * 10 >= 8 * min(lists.sizes[Int(pair >> 32)], lists.sizes[Int(pair & 0xFFFF_FFFF)])
    }
    guard !same.isEmpty else { return }
    postings.forEachRun(of: [.nameOnly]) { _, run in
      var met: [(UInt32, UInt32)] = []
      forEachMeeting(in: run, lists) { pair, first, second in
        if same[pair] != nil { met.append((first, second)) }
      }
      for (first, second) in met { link(first, second, by: .nameOnly) }
    }
  }

  /// Pairs of records in two lists that bear a name nobody else in these lists bears, and may be one person's.
  private func forEachMeeting(
    in run: UnsafeBufferPointer<KeyPostings.Posting>, _ lists: RecordsOfLists,
    _ body: (_ pair: UInt64, _ first: UInt32, _ second: UInt32) -> Void
  ) {
    guard run.count <= 32 else { return }
    var bearers: [(table: Int, record: UInt32, isAlone: Bool)] = []
    for posting in run {
      let table = lists.table(of: posting.record)
      guard lists.isList(table) else { continue }
      if let known = bearers.firstIndex(where: { $0.table == table }) {
        if root(bearers[known].record) != root(posting.record) { bearers[known].isAlone = false }
      } else {
        bearers.append((table, posting.record, true))
      }
    }
    for (index, first) in bearers.enumerated() where first.isAlone {
      for second in bearers[(index + 1)...] where second.isAlone && lists.mayBeOne(first.record, second.record) {
        let (low, high) = (min(first.table, second.table), max(first.table, second.table))
        body(UInt64(low) << 32 | UInt64(high), first.record, second.record)
      }
    }
  }
}

/// In which table each record stands, and what may tell it from another of the same name.
private struct RecordsOfLists {
  /// People of the shortest list that counts as one.
  static let least = 8

  /// Records by table.
  private(set) var sizes: [Int] = []
  private var tables: [UInt16]
  /// Strong kinds of keys that a record has, a bit each.
  private var kinds: [UInt16]
  private var birthDates: [Int32]
  /// The last table that is looked at, and how many there are.
  private var last = (table: -1, lists: 0)

  init(_ store: RecordStore) {
    tables = Array(repeating: 0, count: store.count)
    kinds = tables
    birthDates = Array(repeating: 0, count: store.count)
    let strong = IdentityKind.allCases.filter { !$0.isWeak }.reduce(UInt16(0)) { $0 | 1 << UInt16($1.rawValue) }
    store.forEach { index, record in
      let table = record.origin.table
      while sizes.count <= table { sizes.append(0) }
      sizes[table] += 1
      tables[index] = UInt16(truncatingIfNeeded: table)
      kinds[index] = strong & (0..<record.keyCount).reduce(UInt16(0)) { $0 | 1 << UInt16(record.rawKind(at: $1)) }
      birthDates[index] = record.birthDate
    }
    for table in sizes.indices where sizes[table] >= Self.least && last.lists < Self.mostLists {
      last = (table, last.lists + 1)
    }
  }

  /// Tables that are long enough, the first of them: each is held against each.
  private static let mostLists = 64
  var count: Int { last.lists }

  func isList(_ table: Int) -> Bool { table <= last.table && sizes[table] >= Self.least }

  func table(of record: UInt32) -> Int { Int(tables[Int(record)]) }

  /// Nothing that both tell speaks against it: what the same kind of key would have joined has been joined already.
  func mayBeOne(_ a: UInt32, _ b: UInt32) -> Bool {
    kinds[Int(a)] & kinds[Int(b)] == 0 && BirthDates.mayBeSame(birthDates[Int(a)], birthDates[Int(b)])
  }
}

/// The records of each person, as a chain from the first to the last.
package struct PersonChains {
  private static let end = UInt32.max
  private let parents: [UInt32]
  private var next: [UInt32]

  /// - Parameter parents: of each record, the first record of the same person.
  fileprivate init(parents: [UInt32]) {
    self.parents = parents
    next = [UInt32](repeating: Self.end, count: parents.count)
    // Going down, every record comes right behind the first one of its person.
    for record in parents.indices.reversed() where Int(parents[record]) != record {
      let first = Int(parents[record])
      next[record] = next[first]
      next[first] = UInt32(record)
    }
  }

  /// Whether the record is the first of its person.
  package func isFirst(_ record: Int) -> Bool { Int(parents[record]) == record }

  /// The record of the same person that comes after this one.
  package func next(after record: Int) -> Int? { next[record] == Self.end ? nil : Int(next[record]) }
}

extension IdentityKind {
  /// Says who it is only where nothing better is known.
  package var isWeak: Bool {
    switch self {
    case .nameOnly, .kanaOnly, .other, .nameInsurance, .nameNumber: true
    default: false
    }
  }

  /// Shared by two records whose birth dates are quite different, it does not join them.
  var yieldsToBirthDate: Bool {
    switch self {
    case .namePhone, .kanaPhone, .nameAddress, .nameEmployee, .email: true
    default: false
    }
  }
}

/// Birth dates as packed numbers `yyyymmdd`; 0 is unknown.
enum BirthDates {
  /// Unknown, equal, year or month or day alone different, one digit wrong, two neighbouring digits exchanged, or day
  /// and month exchanged: what slips of the pen leave.
  static func mayBeSame(_ a: Int32, _ b: Int32) -> Bool {
    if a == 0 || b == 0 || a == b { return true }
    let (yearA, monthA, dayA) = (a / 10000, a / 100 % 100, a % 100)
    let (yearB, monthB, dayB) = (b / 10000, b / 100 % 100, b % 100)
    let equal = (yearA == yearB ? 1 : 0) + (monthA == monthB ? 1 : 0) + (dayA == dayB ? 1 : 0)
    if equal >= 2 { return true }
    if yearA == yearB, monthA == dayB, dayA == monthB { return true }
    return isExchange(a, b)
  }

  /// Whether two neighbouring digits changed places, and nothing else.
  private static func isExchange(_ a: Int32, _ b: Int32) -> Bool {
    var x = a
    var y = b
    var different: [(place: Int, a: Int32, b: Int32)] = []
    for place in 0..<8 {
      if x % 10 != y % 10 { different.append((place, x % 10, y % 10)) }
      x /= 10
      y /= 10
    }
    return different.count == 2 && different[1].place == different[0].place + 1
      && different[0].a == different[1].b && different[0].b == different[1].a
  }
}
