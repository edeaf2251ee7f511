import PersonalData
import Storage

/// The firm tokens that a batch meets, between the batch and the database.
///
/// A token looked up by itself lands anywhere in an index of millions. All tokens of a batch are looked up in the order
/// of the index, and new ones are inserted in that order, which touches each page once.
struct FirmTokens {
  private struct Key: Hashable, Comparable {
    let high: UInt64
    let low: UInt64

    init(_ token: Token) {
      func word(_ bytes: ArraySlice<UInt8>) -> UInt64 { bytes.reduce(0) { $0 << 8 | UInt64($1) } }
      high = word(token.bytes.prefix(8))
      low = word(token.bytes.dropFirst(8).prefix(8))
    }

    static func < (a: Key, b: Key) -> Bool { (a.high, a.low) < (b.high, b.low) }
  }

  /// Who holds a token. Nobody, as far as the database knows: nil.
  private var holders: [Key: UInt32?] = [:]
  private var unwritten: [(key: Key, token: Token, person: UInt32)] = []

  /// Looks up the tokens of these people that are not known yet.
  /// - Returns: their holders, each once.
  mutating func load(for entries: some Sequence<RecordedPerson>, in session: SQLSession) throws -> [UInt32] {
    var wanted: [(key: Key, token: Token)] = []
    for entry in entries {
      for token in entry.tokens where JoinRule(token.kind).isFirm {
        let key = Key(token)
        if holders.updateValue(holders[key] ?? nil, forKey: key) == nil { wanted.append((key, token)) }
      }
    }
    wanted.sort { $0.key < $1.key }
    var found: Set<UInt32> = []
    try session.forEach(
      "SELECT person FROM person_firm_token WHERE token = ?", of: wanted.map { [.blob($0.token.bytes)] }
    ) { number, row in
      let person = UInt32(clamping: row.integer(0))
      holders[wanted[number].key] = .some(person)
      found.insert(person)
    }
    return found.sorted()
  }

  /// The person that a loaded token was first given to; see `PersonRegister` for who that is by now.
  func holder(of token: Token) -> UInt32? { holders[Key(token)] ?? nil }

  /// Gives a token that nobody holds to a person; written by `write`.
  mutating func give(_ token: Token, to person: UInt32) {
    let key = Key(token)
    guard (holders[key] ?? nil) == nil else { return }
    holders[key] = .some(person)
    unwritten.append((key, token, person))
  }

  /// Writes what was given, and forgets everything.
  mutating func write(in session: SQLSession) throws {
    for (_, token, person) in unwritten.sorted(by: { $0.key < $1.key }) {
      try session.execute(
        "INSERT INTO person_firm_token (token, kind, person) VALUES (?, ?, ?) ON CONFLICT (token) DO NOTHING",
        .blob(token.bytes), SQLValue(token.kind.rawValue), SQLValue(person))
    }
    unwritten = []
    holders = [:]
  }
}
