import Contents
import JapaneseText

/// Senders and receivers of the mail that is being read, so that its text names none of them a second time.
struct MailHeading {
  struct Named {
    var facts: PersonFacts
    /// Folded whole name.
    let folded: String
    /// Folded words of the name, of which each may stand for it in a greeting.
    let words: Set<String>

    init(_ facts: PersonFacts) {
      self.facts = facts
      let name = facts.name ?? ""
      folded = Folding.foldName(LatinName.withoutInitials(name))
      var words = Set(name.split { $0.isWhitespace }.map { Folding.foldName(String($0)) })
      if words.count == 1 {
        var bytes = folded
        bytes.withUTF8 { bytes in
          guard let split = NameLexicon.shared.split(bytes) else { return }
          words.insert(String(decoding: bytes.part(split.family), as: UTF8.self))
        }
      }
      self.words = words
    }
  }

  let place: Place
  var people: [Named] = []
  /// Addresses of the heading without a name.
  var loneEmails: [String] = []

  /// Whether a heading is that of a mail, and no page header.
  static func isOfMail(_ text: String) -> Bool {
    ["From: ", "Sender: ", "Reply-To: ", "To: ", "Cc: ", "Bcc: "].contains { text.hasPrefix($0) }
  }

  init(place: Place) { self.place = place }

  /// Holds a person whom the text names against those of the heading, and gives the one what is known of the other.
  /// - Returns: whether the mention tells of nobody new, so that it need not be counted.
  mutating func settle(_ facts: inout PersonFacts, isFull: Bool) -> Bool {
    if let email = facts.email { loneEmails.removeAll { $0 == email } }
    let folded = Folding.foldName(LatinName.withoutInitials(facts.name ?? ""))
    guard isFull else {
      let bearers = people.filter { $0.words.contains(folded) }
      guard let first = bearers.first else { return false }
      if bearers.count > 1 { return true }
      lend(first.facts, to: &facts)
      facts.name = first.facts.name
      return false
    }
    if let same = people.first(where: { $0.folded == folded }) {
      lend(same.facts, to: &facts)
      facts.name = same.facts.name
    } else if let email = facts.email, let same = people.first(where: { $0.facts.email == email && mayBe($0, facts) }) {
      // Fisher, K and Kirsty Fisher at one address.
      facts.name = same.facts.name
    }
    return false
  }

  private func mayBe(_ named: Named, _ facts: PersonFacts) -> Bool {
    !named.words.isDisjoint(with: Named(facts).words)
  }

  private func lend(_ heading: PersonFacts, to facts: inout PersonFacts) {
    facts.email = facts.email ?? heading.email
    if facts.phones.isEmpty { facts.phones = heading.phones }
  }
}
