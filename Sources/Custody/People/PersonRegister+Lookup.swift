import PersonalData
import Storage

extension PersonRegister {
  /// Who people are that were registered before, without registering anything. Somebody whose tokens are unknown is left out.
  static func known(_ persons: [RecordedPerson], session: SQLSession) throws -> [UInt32] {
    var found: Set<UInt32> = []
    // All firm tokens of a person lead to one core: the first is enough.
    let firm = persons.compactMap { person in person.tokens.first { JoinRule($0.kind).isFirm } }
    try session.forEach(
      "SELECT person FROM person_firm_token WHERE token = ?", of: firm.map { [.blob($0.bytes)] }
    ) { _, row in found.insert(UInt32(clamping: row.integer(0))) }
    // The others are told by their first soft token, namesakes by their order, as when they were registered.
    var occurrences: [Token: Int] = [:]
    var soft: [(token: Token, occurrence: Int)] = []
    for person in persons where !person.tokens.contains(where: { JoinRule($0.kind).isFirm }) {
      guard let first = person.tokens.first(where: { !JoinRule($0.kind).isWeak }) ?? person.tokens.first else {
        continue
      }
      let isWeak = JoinRule(first.kind).isWeak
      soft.append((first, isWeak ? occurrences[first, default: 0] : 0))
      if isWeak { occurrences[first, default: 0] += 1 }
    }
    try session.forEach(
      "SELECT person FROM person_weak WHERE token = ? AND occurrence = ?",
      of: soft.map { [.blob($0.token.bytes), SQLValue($0.occurrence)] }
    ) { _, row in found.insert(UInt32(clamping: row.integer(0))) }
    return found.sorted()
  }
}
