import JapaneseText

/// People of whom a list tells a number that their employer, school or hospital gave them, or a mail address, and no name:
/// results of a stress check by employee number, tickets of those who never told their name. They are held back to the end of the content: whoever another of its lists names by the same
/// number or mail address is that person, and nobody further.
struct UnnamedPeople {
  /// Beyond these, they are taken at once.
  private static let most = 1 << 17

  private struct Held {
    var number: UInt64
    var mailbox: UInt64
    var record: PersonRecord
  }

  private var held: [Held] = []
  var count: Int { held.count }
  private var numbers = HashSet64(limit: 1 << 18)
  private var mailboxes = HashSet64(limit: 1 << 18)

  /// - Parameters:
  ///   - number: hash of the number, 0 for none.
  ///   - mailbox: hash of the mail address, 0 for none.
  /// - Returns: whether the record is kept here.
  mutating func hold(_ record: PersonRecord, number: UInt64, mailbox: UInt64) -> Bool {
    guard held.count < Self.most else { return false }
    held.append(Held(number: number, mailbox: mailbox, record: record))
    return true
  }

  /// Somebody with a name has the number.
  mutating func note(number: UInt64) { if number != 0 { _ = numbers.insert(number) } }
  mutating func note(mailbox: UInt64) { if mailbox != 0 { _ = mailboxes.insert(mailbox) } }

  /// Those whom no list named.
  mutating func take() -> [PersonRecord] {
    defer { held = [] }
    return held.filter { held in
      (held.number == 0 || !numbers.holds(held.number)) && (held.mailbox == 0 || !mailboxes.holds(held.mailbox))
    }
    .map(\.record)
  }
}
