import JapaneseText

/// The people of one passage: mentions of the same person joined, and the values around given to them.
struct MentionGroup {
  private struct Person {
    var names: [NameCandidate]
    /// Folded name without separators.
    var folded: String
    /// Folded family name, where known.
    var family: String
    var isFull: Bool
    var certainty: PersonMention.Certainty
    var values: [PassageValues.Value] = []

    var start: Int { names.map(\.range.lowerBound).min() ?? 0 }
  }

  private let text: PassageText
  private let classifier: NameClassifier
  private var people: [Person] = []

  init(_ text: PassageText, _ classifier: NameClassifier) {
    self.text = text
    self.classifier = classifier
  }

  /// Adds a name, to the person of the same name when there is one.
  mutating func add(_ candidate: NameCandidate) {
    let source = text.string(candidate.range)
    let folded = Folding.foldName(source)
    guard !folded.isEmpty else { return }
    if let same = people.firstIndex(where: { $0.folded == folded || $0.isFull && isReading(source, of: $0) }) {
      people[same].names.append(candidate)
      people[same].certainty = max(people[same].certainty, candidate.certainty)
      return
    }
    people.append(
      Person(
        names: [candidate], folded: folded, family: family(source, folded, candidate.isFull), isFull: candidate.isFull,
        certainty: candidate.certainty))
  }

  /// The reading that stands beside a person already found is no second person.
  private func isReading(_ source: String, of person: Person) -> Bool {
    guard let kana = person.names.lazy.compactMap(\.kana).first else { return false }
    return Folding.foldKana(source) == Folding.foldKana(text.string(kana))
  }

  private func family(_ source: String, _ folded: String, _ isFull: Bool) -> String {
    guard isFull else { return folded }
    if let gap = source.unicodeScalars.firstIndex(where: { $0.value.isSpace }) {
      return Folding.foldName(String(source[..<gap]))
    }
    var folded = folded
    return folded.withUTF8 { bytes in
      classifier.lexicon.split(bytes).map { String(decoding: bytes.part($0.family), as: UTF8.self) } ?? ""
    }
  }

  /// A surname alone belongs to the one full name with that surname. Where several bear it, it names nobody new.
  mutating func settleSurnames() {
    var kept: [Person] = []
    let full = people.filter(\.isFull)
    for person in people where !person.isFull {
      let bearers = full.indices.filter {
        full[$0].family == person.folded || isPart(person.folded, of: full[$0].folded)
      }
      if bearers.isEmpty { kept.append(person) }
    }
    var joined = full
    for index in joined.indices {
      for surname in people where !surname.isFull {
        guard joined[index].family == surname.folded || isPart(surname.folded, of: joined[index].folded) else {
          continue
        }
        joined[index].names.append(contentsOf: surname.names)
        joined[index].certainty = max(joined[index].certainty, surname.certainty)
      }
    }
    people = (joined + kept).sorted { $0.start < $1.start }
  }

  /// 山田 of 山田太郎 when the split is not sure; in Latin letters the last word of the name.
  private func isPart(_ surname: String, of full: String) -> Bool {
    full.hasPrefix(surname) && full.utf8.count > surname.utf8.count && surname.utf8.count >= 6
      || surname.utf8.allSatisfy({ $0 < 0x80 }) && surname.utf8.count > 2 && full.hasSuffix(surname)
  }

  /// Gives every value to the person that it stands beside.
  mutating func attach(_ values: PassageValues) {
    let owners = people.indices.filter { people[$0].certainty != .handler }
    for value in values.values {
      guard let owner = owner(of: value, among: owners) else { continue }
      people[owner].values.append(value)
      // A value of one's own lifts a surname's mention; a desk's label it does not.
      if !value.isTentative, people[owner].certainty == .weak { people[owner].certainty = .probable }
    }
  }

  private func owner(of value: PassageValues.Value, among owners: [Int]) -> Int? {
    let line = text.line(of: value.range.lowerBound)
    var best: (owner: Int, distance: Int)?
    for owner in owners {
      for name in people[owner].names {
        let nameLine = text.line(of: name.range.lowerBound)
        if value.isTentative, nameLine != line { continue }
        let isBefore = name.range.lowerBound <= value.range.lowerBound
        let lines = abs(nameLine - line)
        // A value belongs to the name before it rather than to the one after it.
        let distance =
          lines * 1000 + (isBefore ? 0 : 600) + min(500, abs(value.range.lowerBound - name.range.lowerBound))
        if distance < best?.distance ?? .max { best = (owner, distance) }
      }
    }
    guard let best else { return nil }
    // With one person a page of values is theirs; with several only what stands near.
    return best.distance < (owners.count == 1 ? 60_000 : 6000) ? best.owner : nil
  }

  /// The people as they are handed on, in the order of the text.
  func mentions(hints: [OrganisationHint]) -> [PersonMention] {
    people.map { person in
      var facts = PersonFacts()
      var spans: [PersonMention.Span] = []
      let best = person.names.max { quality($0) < quality($1) } ?? person.names[0]
      facts.name = text.string(best.range)
      facts.fields.insert(.name)
      for name in person.names {
        spans.append(.init(range: text.byteRange(name.range), field: .name))
        if let kana = name.kana {
          facts.kana = facts.kana ?? text.string(kana)
          facts.fields.insert(.kana)
          spans.append(.init(range: text.byteRange(kana), field: .kana))
        }
      }
      for value in person.values {
        facts.fields.insert(value.field)
        spans.append(.init(range: text.byteRange(value.range), field: value.field))
        set(value, in: &facts)
      }
      if hints.contains(where: { $0.kind == .insurerName }) { facts.fields.insert(.insurer) }
      return PersonMention(facts: facts, spans: spans, certainty: person.certainty, cue: best.cue)
    }
  }

  private func quality(_ name: NameCandidate) -> Int {
    (name.isFull ? 100 : 0) + (name.kana == nil ? 0 : 50) + min(20, name.range.count)
  }

  private func set(_ value: PassageValues.Value, in facts: inout PersonFacts) {
    let string = text.string(value.range)
    switch value.field {
    case .birthDate:
      if facts.birthDate == nil { facts.birthDate = CivilDate(packed: Int32(truncatingIfNeeded: value.number)) }
    case .phone: if !facts.phones.contains(value.number), facts.phones.count < 8 { facts.phones.append(value.number) }
    case .email: facts.email = facts.email ?? string.lowercased()
    case .address: facts.address = facts.address ?? string
    case .insurerNumber: facts.insurerNumber = facts.insurerNumber ?? string
    case .insuranceSymbol: facts.insuranceSymbol = facts.insuranceSymbol ?? string
    case .insuranceNumber: facts.insuranceNumber = facts.insuranceNumber ?? string
    case .branchNumber: facts.branchNumber = facts.branchNumber ?? string
    case .employeeNumber: facts.employeeNumber = facts.employeeNumber ?? string
    default: break
    }
  }
}
