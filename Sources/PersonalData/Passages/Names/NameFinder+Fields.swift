import JapaneseText

/// Names among labelled values.
extension NameFinder {
  /// A name in two parts, and where the second one stands.
  private struct JoinedName {
    var candidate: NameCandidate
    var rest: Range<Int>
  }

  mutating func findLabelled(_ fields: LabelledFields) {
    var joined: [JoinedName] = []
    for block in fields.blocks {
      var end = 0
      for (index, entry) in block.enumerated() where !entry.value.isEmpty {
        switch entry.reading.role {
        // `Nom` beside `Prénom`, `Name` beside `Vorname`.
        case .familyName, .givenName,
          .name where entry.reading.role != .name || isFamily(entry, block, index):
          // The second part of one name is not the first part of the next.
          guard entry.value.lowerBound >= end, let name = joinedName(entry, block, index) else { continue }
          joined.append(name)
          end = name.rest.upperBound
        case .name where tellsOfPerson(around: index, in: block): takeWhole(entry)
        default: break
        }
      }
    }
    // 연락처 before a telephone number is no name.
    let labels = Set(fields.blocks.joined().map(\.label.lowerBound))
    if candidates.contains(where: { labels.contains($0.range.lowerBound) }) {
      drop { labels.contains($0.range.lowerBound) }
    }
    guard !joined.isEmpty else { return }
    // Each part may have been taken for a name of its own.
    let ends = Set(joined.flatMap { [$0.candidate.range, $0.rest] }.flatMap { [$0.lowerBound, $0.upperBound - 1] })
    drop { ends.contains($0.range.lowerBound) || ends.contains($0.range.upperBound - 1) }
    for name in joined { add(name.candidate) }
  }

  /// Whether a name that is one word stands beside a given name.
  private func isFamily(_ entry: LabelledFields.Entry, _ block: [LabelledFields.Entry], _ index: Int) -> Bool {
    entry.value.allSatisfy { !text[$0].isSpace }
      && block[(index + 1)...].prefix(2).contains { $0.reading.role == .givenName && $0.reading.strength == .strong }
  }

  /// Values behind the first part of a name among which the other is looked for: readings may stand between.
  private static let reach = 4

  /// The name of which a part stands here and the other right behind it.
  private func joinedName(
    _ first: LabelledFields.Entry, _ block: [LabelledFields.Entry], _ index: Int
  ) -> JoinedName? {
    let role: ColumnRole = first.reading.role == .givenName ? .givenName : .familyName
    let other: ColumnRole = role == .familyName ? .givenName : .familyName
    let behind = block[(index + 1)...].prefix(Self.reach).prefix { $0.reading.role != role }
    guard let second = behind.first(where: { $0.reading.role == other && $0.reading.group == first.reading.group }),
      let one = part(first.value), let two = part(second.value)
    else { return nil }
    let (family, given) = role == .familyName ? (one, two) : (two, one)
    let isLatin = text[family.lowerBound].isLatin
    let name = (isLatin ? [given, family] : [family, given]).map(text.string).joined(separator: isLatin ? " " : "　")
    // 名 may be the name of anything.
    let isSure = (first.reading.strength == .strong || role == .familyName) && second.reading.strength == .strong
    guard isSure || tellsOfPerson(around: index, in: block), !isNobody(name) else { return nil }
    // `firstName: string`, `lastName: string`: what is said of fields, and of nobody.
    guard text.string(one).lowercased() != text.string(two).lowercased() else { return nil }
    return JoinedName(
      candidate: NameCandidate(
        range: one, isFull: true, cue: .label, certainty: .certain, kana: nil, spelled: name), rest: two)
  }

  /// A whole name, where the block tells something else of a person.
  private mutating func takeWhole(_ entry: LabelledFields.Entry) {
    guard let range = part(entry.value) else { return takeTurned(entry.value) }
    if text[range.lowerBound].isLatin {
      if range.contains(where: { text[$0].isSpace }) { takeLatin(from: range.lowerBound, cue: .label, isDear: false) }
    } else if entry.reading.strength == .strong || readsAsName(range) {
      take(range, cue: .label, certainty: .probable)
    }
  }

  /// `Walker, Helen`.
  private mutating func takeTurned(_ value: Range<Int>) {
    guard value.count <= 40, let first = value.first, text[first].isLatin,
      let comma = value.first(where: { text[$0] == 0x2C }), part(value.lowerBound..<comma) != nil,
      part(text.trimmed(comma + 1..<value.upperBound)) != nil, let name = LatinName.turned(text.string(value)),
      !isNobody(name)
    else { return }
    add(NameCandidate(range: value, isFull: true, cue: .label, certainty: .probable, kana: nil, spelled: name))
  }

  /// Whether values around one are of a person: a birth date, a telephone number, a mail address, a sex.
  private func tellsOfPerson(around index: Int, in block: [LabelledFields.Entry]) -> Bool {
    let near = block.indices.clamped(to: max(0, index - 6)..<min(block.count, index + 7))
    return near.contains { other in
      other != index && block[other].reading.role.isOfPerson && !block[other].value.isEmpty
        && isSame(block[other].reading.group, block[index].reading.group)
    }
  }

  /// Whether two labels tell of one person: of a relation both, or of whom the record is about both, said or not.
  private func isSame(_ one: PersonGroup, _ other: PersonGroup) -> Bool {
    one == other || one.relation.isOwn && other.relation.isOwn
  }

  /// The value as a name or a part of one: letters, spaces and marks between them, and nothing else.
  private func part(_ value: Range<Int>) -> Range<Int>? {
    var range = value
    while let last = range.last, [0x2C, 0x22, 0x26, 0x27, 0x3B, 0x2A].contains(text[last]) || text[last].isSpace {
      range = range.lowerBound..<last
    }
    while let first = range.first, [0x22, 0x27, 0x2A].contains(text[first]) || text[first].isSpace {
      range = (first + 1)..<range.upperBound
    }
    guard let first = range.first, range.count <= (text[first].isLatin ? 40 : 12) else { return nil }
    let marks: Set<UInt32> = [0x20, 0x27, 0x2019, 0x2D, 0x2E, 0x3000, 0x30FB]
    guard range.allSatisfy({ text[$0].isLatin || text[$0].isNameScript || marks.contains(text[$0]) }) else {
      return nil
    }
    return HeaderVocabulary.read(text.string(range)) == nil ? range : nil
  }

  private func isNobody(_ name: String) -> Bool {
    var name = name
    return name.withUTF8 {
      NameCell.isNoPerson($0)
        || !classifier.read($0).shapes.isDisjoint(with: [.organisationName, .department, .roleWord])
    }
  }
}

extension PersonGroup.Relation {
  /// Whom a record without relatives is about.
  fileprivate var isOwn: Bool { self == .unnamed || self == .principal || self == .applicant || self == .member }
}
