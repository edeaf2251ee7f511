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
    /// Results, diseases and appointments that the passage tells of this person.
    var shared = FieldSet(rawValue: 0)

    var start: Int { names.map(\.range.lowerBound).min() ?? 0 }
  }

  let text: PassageText
  let classifier: NameClassifier
  private var people: [Person] = []
  /// Folded name, and folded reading, to the index of the person.
  private var byName: [String: Int] = [:]
  private var byKana: [String: Int] = [:]

  init(_ text: PassageText, _ classifier: NameClassifier) {
    self.text = text
    self.classifier = classifier
  }

  /// Adds a name, to the person of the same name when there is one.
  mutating func add(_ candidate: NameCandidate) {
    let source = candidate.spelled ?? text.string(candidate.range)
    let folded = Folding.foldName(LatinName.withoutInitials(source))
    guard !folded.isEmpty else { return }
    if let same = byName[folded] ?? personRead(as: candidate) {
      people[same].names.append(candidate)
      people[same].certainty = max(people[same].certainty, candidate.certainty)
      noteKana(candidate, of: same)
      return
    }
    byName[folded] = people.count
    noteKana(candidate, of: people.count)
    people.append(
      Person(
        names: [candidate], folded: folded, family: family(source, folded, candidate.isFull), isFull: candidate.isFull,
        certainty: candidate.certainty))
  }

  private mutating func noteKana(_ candidate: NameCandidate, of person: Int) {
    guard candidate.isFull, let kana = candidate.kana else { return }
    byKana[Folding.foldKana(text.string(kana))] = person
  }

  /// The reading that stands beside a person already found is no second person.
  private func personRead(as candidate: NameCandidate) -> Int? {
    let first = text[candidate.range.lowerBound]
    guard first.isKatakana || first.isHalfKatakana || first.isHiragana else { return nil }
    return byKana[Folding.foldKana(text.string(candidate.range))]
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
    var joined = people.filter(\.isFull)
    var bearers: [String: [Int]] = [:]
    for index in joined.indices {
      for part in possibleFamilies(of: joined[index]) { bearers[part, default: []].append(index) }
    }
    var kept: [Person] = []
    for surname in people where !surname.isFull {
      guard let owners = bearers[surname.folded] else {
        kept.append(surname)
        continue
      }
      // In a long list any surname has many bearers; the mention then tells nothing of one of them.
      for owner in owners.prefix(8) {
        joined[owner].names.append(contentsOf: surname.names)
        joined[owner].certainty = max(joined[owner].certainty, surname.certainty)
      }
    }
    people = (joined + kept).sorted { $0.start < $1.start }
    byName.removeAll()
    byKana.removeAll()
  }

  /// What a full name may be called by: its family name, 山田 of 山田太郎 when the split is not sure, and in Latin
  /// letters its last word.
  private func possibleFamilies(of person: Person) -> Set<String> {
    var families: Set<String> = [person.family]
    let characters = Array(person.folded.unicodeScalars.prefix(6))
    for length in 2..<max(3, characters.count) where length < characters.count && !characters[0].isASCII {
      families.insert(String(String.UnicodeScalarView(characters.prefix(length))))
    }
    if characters.first?.isASCII == true, let name = person.names.first {
      let words = (name.spelled ?? text.string(name.range)).split { $0.isWhitespace }
      if let last = words.last, words.count > 1 { families.insert(Folding.foldName(String(last))) }
    }
    return families
  }

  /// Four lines, in the measure of `attach`.
  private static let liftingDistance = 4_000

  /// Gives every value to the person that it stands beside: to the one whom its record names, else to the nearest.
  mutating func attach(_ values: PassageValues, _ fields: LabelledFields) {
    var places: [(position: Int, line: Int, owner: Int)] = []
    var owners = 0
    for index in people.indices where people[index].certainty != .handler {
      owners += 1
      for name in people[index].names {
        places.append((name.range.lowerBound, text.line(of: name.range.lowerBound), index))
      }
    }
    places.sort { $0.position < $1.position }
    let positions = places.map(\.position)
    // With one person a page of values is theirs; with several only what stands near.
    let farthest = owners == 1 ? 60_000 : 6000
    for value in values.values {
      let line = text.line(of: value.range.lowerBound)
      var best: (owner: Int, distance: Int, line: Int)?
      let next = firstPlace(in: positions, after: value.range.lowerBound)
      let record = fields.record(at: value.range.lowerBound)
      var near = [next - 1, next].filter(places.indices.contains)
      if let record {
        let own = near.filter { record.contains(places[$0].position) }
        if !own.isEmpty { near = own }
      }
      for place in near {
        let (position, nameLine, owner) = places[place]
        if value.isTentative, nameLine != line { continue }
        // A value belongs to the name before it rather than to the one after it.
        let distance =
          abs(nameLine - line) * 1000 + (place < next ? 0 : 600) + min(500, abs(value.range.lowerBound - position))
        if distance < best?.distance ?? .max { best = (owner, distance, nameLine) }
        // The account at the foot of a slip is not that of the next slip's head.
        if value.field == .bankAccount, place < next, isInSlip(below: nameLine, line), !isNamedBelow(line, places, next)
        {
          break
        }
      }
      guard let best, best.distance < farthest || owners > 1 && isInSlip(below: best.line, line) else { continue }
      people[best.owner].values.append(value)
      // A value of one's own, some lines away at most, lifts a mention that a weak cue gave.
      if !value.isTentative, value.vouches, people[best.owner].certainty == .weak, best.distance < Self.liftingDistance
      {
        people[best.owner].certainty = .probable
      }
    }
  }

  /// Whether the next name stands right below a value, as the holder's does below an account.
  private func isNamedBelow(_ line: Int, _ places: [(position: Int, line: Int, owner: Int)], _ next: Int) -> Bool {
    places.indices.contains(next) && places[next].line - line <= 2
  }

  /// Whether a line stands a few filled lines below that of a name: slips are printed several on a page, with room in them.
  private func isInSlip(below name: Int, _ line: Int) -> Bool {
    guard (0..<30).contains(line - name) else { return false }
    return (name..<line).count { !text.trimmed(text.lines[$0]).isEmpty } <= Self.longestSlip
  }

  private static let longestSlip = 8

  /// How many lines a result may stand away from the people that it is told of.
  private static let sharingLines = 30

  /// Gives results, diseases and appointments to the people whom they may be about. On a line that says whose (山田様の
  /// 検査結果, 氏名: 山田 判定: C) to those alone; else to everybody named near it: a letter names its writer and its
  /// receiver, and which of the two is ill the words do not tell. Whoever only handles the passage has no part in it.
  mutating func share(_ values: PassageValues) {
    guard !values.shared.isEmpty else { return }
    let counted = people.indices.filter { people[$0].certainty != .handler }
    if counted.count == 1 {
      for shared in values.shared { people[counted[0]].shared.insert(shared.field) }
      return
    }
    var places: [(line: Int, owner: Int, says: Bool)] = []
    for index in counted {
      for name in people[index].names {
        places.append((text.line(of: name.range.lowerBound), index, saysWhose(name)))
      }
    }
    places.sort { $0.line < $1.line }
    let lines = places.map(\.line)
    for shared in values.shared {
      let onLine = places[firstPlace(in: lines, after: shared.line - 1)..<firstPlace(in: lines, after: shared.line)]
      let from = firstPlace(in: lines, after: shared.line - Self.sharingLines - 1)
      let end = firstPlace(in: lines, after: shared.line + Self.sharingLines)
      if !onLine.isEmpty, onLine.allSatisfy(\.says) {
        for place in onLine { people[place.owner].shared.insert(shared.field) }
      } else if from < end {
        for place in places[from..<end] { people[place.owner].shared.insert(shared.field) }
      } else if let nearest = places[..<from].last ?? places.first {
        people[nearest.owner].shared.insert(shared.field)
      }
    }
  }

  /// Whether what stands on a name's line is told of that person. A salutation and the writer's own name tell nothing.
  private func saysWhose(_ name: NameCandidate) -> Bool {
    switch name.cue {
    case .label, .row, .kana, .birthDate: return true
    case .sender, .signature, .introduction, .phone, .email: return false
    case .honorific:
      // 山田様の, 山田さんは.
      var index = name.range.upperBound
      while index < name.range.upperBound + 4, Self.honorificScalars.contains(text[index]) { index += 1 }
      return index > name.range.upperBound && Self.particles.contains(text[index])
    }
  }

  private static let honorificScalars = Set("様殿氏先生君さんまくちゃ".unicodeScalars.map(\.value))
  private static let particles = Set("のはがも".unicodeScalars.map(\.value))

  /// Index of the first of the sorted positions that lies behind one.
  private func firstPlace(in positions: [Int], after position: Int) -> Int {
    var (low, high) = (0, positions.count)
    while low < high {
      let middle = (low + high) / 2
      if positions[middle] <= position { low = middle + 1 } else { high = middle }
    }
    return low
  }

  /// The people as they are handed on, in the order of the text.
  /// - Parameter firms: where names of firms stand.
  func mentions(hints: [OrganisationHint], firms: [Range<Int>]) -> [PersonMention] {
    people.filter { $0.certainty != .weak }.map { person in
      var facts = PersonFacts()
      var spans: [PersonMention.Span] = []
      let best = person.names.max { quality($0) < quality($1) } ?? person.names[0]
      facts.name = best.spelled ?? text.string(best.range)
      facts.fields.insert(.name)
      if text.cell(best.range).first == 0xEF, NameCell.isHalfWidthKana(text.cell(best.range)) {
        facts.fields.insert(.kana)
      }
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
      facts.fields.formUnion(person.shared)
      if person.names.contains(where: { worksFor($0, firms) }) {
        facts.fields.insert(.employer)
      }
      if hints.contains(where: { $0.kind == .insurerName }) { facts.fields.insert(.insurer) }
      var mention = PersonMention(facts: facts, spans: spans, certainty: person.certainty, cue: best.cue)
      mention.isFull = person.isFull
      return mention
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
