import PersonalData
import Storage

/// Gives each person a dense id in order of first appearance, and joins people across contents by their tokens.
///
/// Two levels. *Cores* are joined by firm tokens; that only ever grows, and the smallest id wins. Over the cores lie the
/// links of conditional and weak tokens; they may be taken back when another holder appears, so they are computed again
/// for every core that they could touch (`settle`). Both levels are functions of the set of entries seen, not of their
/// order.
struct PersonRegister {
  let session: SQLSession
  /// Soft tokens with a new holder, cores that changed: what `settle` has to look at. In order of appearance.
  private var changed: [UInt32] = []
  private var isChanged: Set<UInt32> = []
  private var next: UInt32
  private var firmTokens = FirmTokens()
  /// Cores by people, as far as they were asked for; emptied when cores are merged.
  private var knownCores: [UInt32: UInt32] = [:]
  private var knownFlags: [UInt32: (hasNameBirth: Bool, isStrong: Bool)] = [:]

  init(session: SQLSession) throws {
    self.session = session
    next = try session.first("SELECT COALESCE(MAX(id), -1) + 1 FROM person") { UInt32(clamping: $0.integer(0)) } ?? 0
  }

  /// The ids of one content's people, in the order of `entries`. Entries of one content that share only a weak token
  /// stay apart: who counted them saw them side by side.
  mutating func people(of entries: [RecordedPerson]) throws -> [UInt32] {
    try prepare(for: entries)
    var occurrences: [Token: Int] = [:]
    return try entries.map { try person($0.tokens, occurrences: &occurrences) }
  }

  /// Looks up what will be asked about these people. Worth calling with all people of a batch; `people` does it for one
  /// content.
  mutating func prepare(for entries: some Sequence<RecordedPerson>) throws {
    let holders = try firmTokens.load(for: entries, in: session).filter { knownCores[$0] == nil }
    var cores: Set<UInt32> = []
    try session.forEach("SELECT core FROM person WHERE id = ?", of: holders.map { [SQLValue($0)] }) { number, row in
      let core = UInt32(clamping: row.integer(0))
      knownCores[holders[number]] = core
      if knownFlags[core] == nil { cores.insert(core) }
    }
    let unknown = cores.sorted()
    try session.forEach(
      "SELECT has_name_birth, is_strong FROM person WHERE id = ?", of: unknown.map { [SQLValue($0)] }
    ) { number, row in
      knownFlags[unknown[number]] = (row.integer(0) == 1, row.integer(1) == 1)
    }
  }

  /// Writes what is left, and brings the roots up to date after the people of one or more contents were registered.
  mutating func settle() throws {
    try firmTokens.write(in: session)
    var affected: Set<UInt32> = []
    for person in changed {
      let core = try self.core(of: person)
      try gather(core, into: &affected)
    }
    changed = []
    isChanged = []
    guard !affected.isEmpty else { return }
    var done: Set<UInt32> = []
    for core in affected.sorted() where !done.contains(core) {
      let component = try component(of: core)
      done.formUnion(component)
      let root = component.min() ?? core
      for member in component { try setRoot(root, ofCore: member) }
    }
  }

  // MARK: Cores

  private mutating func person(_ tokens: [Token], occurrences: inout [Token: Int]) throws -> UInt32 {
    let firm = tokens.filter { JoinRule($0.kind).isFirm }
    let soft = tokens.filter { !JoinRule($0.kind).isFirm }
    let hasNameBirth = firm.contains { $0.kind == .nameBirth }
    let isStrong = tokens.contains { !JoinRule($0.kind).isWeak }
    var cores: [UInt32] = []
    var isFlagged = false
    var newFirm: [Token] = []
    for token in firm {
      if let holder = try firmHolder(of: token) {
        if !cores.contains(holder.person) { cores.append(holder.person) }
        isFlagged = (holder.hasNameBirth || !hasNameBirth) && (holder.isStrong || !isStrong)
      } else {
        newFirm.append(token)
      }
    }
    // Without a firm token the person is the core of all who carry exactly this first soft token and nothing firm.
    var weakPlace: (token: Token, occurrence: Int)?
    if firm.isEmpty, let first = soft.first(where: { !JoinRule($0.kind).isWeak }) ?? soft.first {
      let isWeak = JoinRule(first.kind).isWeak
      let occurrence = isWeak ? occurrences[first, default: 0] : 0
      if isWeak { occurrences[first] = occurrence + 1 }
      if let known = try weakHolder(of: first, occurrence: occurrence) { cores = [known] }
      weakPlace = (first, occurrence)
    }
    let core: UInt32
    if let smallest = cores.min() {
      core = smallest
      for other in cores where other != smallest { try merge(other, into: smallest) }
      if cores.count > 1 || !isFlagged { try strengthen(core, hasNameBirth: hasNameBirth, isStrong: isStrong) }
    } else {
      core = next
      next += 1
      try session.execute(
        "INSERT INTO person (id, core, root, has_name_birth, is_strong) VALUES (?, ?, ?, ?, ?)",
        SQLValue(core), SQLValue(core), SQLValue(core), SQLValue(hasNameBirth), SQLValue(isStrong))
      if let weakPlace {
        try session.execute(
          "INSERT INTO person_weak (token, occurrence, person) VALUES (?, ?, ?)",
          .blob(weakPlace.token.bytes), SQLValue(weakPlace.occurrence), SQLValue(core))
      }
    }
    for token in newFirm { firmTokens.give(token, to: core) }
    for token in soft { try hold(token, by: core) }
    return core
  }

  private mutating func firmHolder(of token: Token) throws -> JoinRule.Holder? {
    guard let person = firmTokens.holder(of: token) else { return nil }
    let core: UInt32
    if let known = knownCores[person] {
      core = known
    } else {
      core = try self.core(of: person)
      knownCores[person] = core
    }
    if let known = knownFlags[core] {
      return JoinRule.Holder(person: core, hasNameBirth: known.hasNameBirth, isStrong: known.isStrong)
    }
    let found = try session.first("SELECT has_name_birth, is_strong FROM person WHERE id = ?", SQLValue(core)) {
      ($0.integer(0) == 1, $0.integer(1) == 1)
    }
    guard let found else { throw StorageFailure(.corrupted, "a token of an unknown person") }
    knownFlags[core] = found
    return JoinRule.Holder(person: core, hasNameBirth: found.0, isStrong: found.1)
  }

  private func weakHolder(of token: Token, occurrence: Int) throws -> UInt32? {
    try session.first(
      """
      SELECT person.core FROM person_weak JOIN person ON person.id = person_weak.person
      WHERE person_weak.token = ? AND person_weak.occurrence = ?
      """, .blob(token.bytes), SQLValue(occurrence)
    ) { UInt32(clamping: $0.integer(0)) }
  }

  private func core(of person: UInt32) throws -> UInt32 {
    try session.first("SELECT core FROM person WHERE id = ?", SQLValue(person)) {
      UInt32(clamping: $0.integer(0))
    } ?? person
  }

  private mutating func touch(_ core: UInt32) {
    if isChanged.insert(core).inserted { changed.append(core) }
  }

  private mutating func hold(_ token: Token, by core: UInt32) throws {
    try session.execute(
      "INSERT INTO person_soft_token (token, person, kind) VALUES (?, ?, ?) ON CONFLICT (token, person) DO NOTHING",
      .blob(token.bytes), SQLValue(core), SQLValue(token.kind.rawValue))
    guard try session.changes > 0 else { return }
    // Alone with its tokens a core is its own root, and there is nothing to settle.
    let others = try session.first(
      "SELECT 1 FROM person_soft_token WHERE token = ? AND person <> ? LIMIT 1", .blob(token.bytes), SQLValue(core)
    ) { _ in true }
    if others != nil { touch(core) }
  }

  private mutating func strengthen(_ core: UInt32, hasNameBirth: Bool, isStrong: Bool) throws {
    guard hasNameBirth || isStrong else { return }
    try session.execute(
      """
      UPDATE person SET has_name_birth = CASE WHEN has_name_birth < ? THEN 1 ELSE has_name_birth END,
        is_strong = CASE WHEN is_strong < ? THEN 1 ELSE is_strong END
      WHERE id = ? AND (has_name_birth < ? OR is_strong < ?)
      """,
      SQLValue(hasNameBirth), SQLValue(isStrong), SQLValue(core), SQLValue(hasNameBirth), SQLValue(isStrong))
    if try session.changes > 0 {
      knownFlags[core] = nil
      touch(core)
    }
  }

  /// Everything of the larger core becomes the smaller one's.
  private mutating func merge(_ other: UInt32, into core: UInt32) throws {
    knownCores = [:]
    let flags = try session.first(
      "SELECT has_name_birth, is_strong FROM person WHERE id = ?", SQLValue(other)
    ) { ($0.integer(0) == 1, $0.integer(1) == 1) }
    // Who was linked to the larger core must be looked at even when the link ends.
    var linked: Set<UInt32> = []
    try gather(other, into: &linked)
    for person in linked.sorted() where person != other { touch(person) }
    let soft = try session.all(
      "SELECT token, kind FROM person_soft_token WHERE person = ?", SQLValue(other)
    ) { ($0.bytes(0), $0.integer(1)) }
    for (token, kind) in soft {
      try session.execute(
        "DELETE FROM person_soft_token WHERE token = ? AND person = ?", .blob(token), SQLValue(other))
      try session.execute(
        "INSERT INTO person_soft_token (token, person, kind) VALUES (?, ?, ?) ON CONFLICT (token, person) DO NOTHING",
        .blob(token), SQLValue(core), .integer(kind))
    }
    try session.execute(
      "UPDATE person SET core = ? WHERE id = ? OR (core = ? AND core <> id)",
      SQLValue(core), SQLValue(other), SQLValue(other))
    if let flags { try strengthen(core, hasNameBirth: flags.0, isStrong: flags.1) }
    touch(core)
  }

  // MARK: Links between cores

  /// The core, all who share a soft token with it, and all who had the same root so far.
  private func gather(_ core: UInt32, into affected: inout Set<UInt32>) throws {
    var seeds: Set<UInt32> = [core]
    for token in try softTokens(of: core) {
      for holder in try holders(of: token.bytes) { seeds.insert(holder.person) }
    }
    var roots: Set<UInt32> = []
    for seed in seeds {
      affected.insert(seed)
      if let root = try session.first(
        "SELECT root FROM person WHERE id = ?", SQLValue(seed), read: { UInt32(clamping: $0.integer(0)) })
      {
        roots.insert(root)
      }
    }
    for root in roots {
      affected.insert(try self.core(of: root))
      try session.forEach(
        "SELECT DISTINCT core FROM person WHERE root = ? AND root <> id", SQLValue(root)
      ) { affected.insert(UInt32(clamping: $0.integer(0))) }
    }
  }

  private func component(of start: UInt32) throws -> Set<UInt32> {
    var found: Set<UInt32> = [start]
    var queue = [start]
    while let core = queue.popLast() {
      for token in try softTokens(of: core) {
        let groups = JoinRule(token.kind).groups(of: try holders(of: token.bytes))
        for group in groups where group.contains(core) {
          for person in group where found.insert(person).inserted { queue.append(person) }
        }
      }
    }
    return found
  }

  private func softTokens(of core: UInt32) throws -> [Token] {
    try session.all("SELECT token, kind FROM person_soft_token WHERE person = ?", SQLValue(core)) { row in
      guard let kind = IdentityKind(rawValue: UInt8(clamping: row.integer(1))) else {
        throw StorageFailure(.corrupted, "a token of unknown kind")
      }
      return Token(kind: kind, bytes: row.bytes(0))
    }
  }

  private func holders(of token: [UInt8]) throws -> [JoinRule.Holder] {
    try session.all(
      """
      SELECT person.id, person.has_name_birth, person.is_strong FROM person_soft_token
      JOIN person ON person.id = person_soft_token.person WHERE person_soft_token.token = ?
      """, .blob(token)
    ) {
      JoinRule.Holder(
        person: UInt32(clamping: $0.integer(0)), hasNameBirth: $0.integer(1) == 1, isStrong: $0.integer(2) == 1)
    }
  }

  private func setRoot(_ root: UInt32, ofCore core: UInt32) throws {
    try session.execute(
      "UPDATE person SET root = ? WHERE id = ? AND root <> ?", SQLValue(root), SQLValue(core), SQLValue(root))
    try session.execute(
      "UPDATE person SET root = ? WHERE core = ? AND core <> id AND root <> ?",
      SQLValue(root), SQLValue(core), SQLValue(root))
  }
}

extension JoinRule {
  var isFirm: Bool { if case .firm = self { true } else { false } }
  var isWeak: Bool { if case .weak = self { true } else { false } }
}
