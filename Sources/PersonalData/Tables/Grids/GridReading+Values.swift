import JapaneseText

/// What a grid says of those whom it names.
extension GridReading {
  /// Where the values of a grid stand, seen from the name.
  private enum Direction: CaseIterable {
    case below, above, right, left

    /// Cells as far as this belong to the name.
    var reach: Int { self == .below || self == .above ? 4 : 5 }
    var step: (row: Int, column: Int) {
      switch self {
      case .below: (1, 0)
      case .above: (-1, 0)
      case .right: (0, 1)
      case .left: (0, -1)
      }
    }
  }

  private static let values: [GridCell.Kind] = [.kana, .phone, .birthDate, .postalCode, .address, .email]

  /// Everybody, with the values beside: of each kind of value, the direction is the same in the whole grid.
  func facts(of people: [Position]) -> [(facts: PersonFacts, row: Int)] {
    let named = Set(people)
    var values: [Position: [(GridCell.Kind, String)]] = [:]
    for kind in Self.values {
      var best: (score: Double, found: [Position: [Position]]) = (0, [:])
      for direction in Direction.allCases {
        var score = 0.0
        var found: [Position: [Position]] = [:]
        for row in cells.indices {
          for column in cells[row].indices where cells[row][column].kind == kind {
            guard let (name, distance) = nearestName(from: row, column, against: direction, named) else { continue }
            score += 1 / Double(distance)
            found[name, default: []].append(Position(row: row, column: column))
          }
        }
        if score > best.score { best = (score, found) }
      }
      for (name, places) in best.found {
        for place in places { values[name, default: []].append((kind, cells[place.row][place.column].text)) }
      }
    }
    return people.flatMap { facts(at: $0, values[$0] ?? []) }
  }

  /// Rows that hold My Numbers, in a sheet that has a label for them.
  static func rowsOfNumbers(_ rows: [[String]], asOf: CivilDate) -> [Int] {
    let isAsked = rows.contains { row in row.contains { HeaderVocabulary.read($0)?.role == .myNumber } }
    guard isAsked else { return [] }
    let classifier = CellClassifier(asOf: asOf)
    return rows.indices.filter { row in
      rows[row].contains { cell in
        var cell = cell
        return (12...48).contains(cell.utf8.count)
          && cell.withUTF8 { classifier.shapes(of: $0).contains(.myNumber) }
      }
    }
  }

  /// Rows that tell of illnesses, or of anything else that the law takes special care of.
  func told(below end: Int, row: (Int) -> [String]) -> Set<Int> {
    Set(
      (0..<end).filter { number in
        row(number).contains { cell in
          var cell = cell
          return cell.utf8.count >= 6
            && cell.withUTF8 { SensitiveWords.fields(in: $0).fields.contains(.otherSensitive) }
        }
      })
  }

  private func nearestName(
    from row: Int, _ column: Int, against direction: Direction, _ named: Set<Position>
  ) -> (name: Position, distance: Int)? {
    let step = direction.step
    for distance in 1...direction.reach {
      let place = Position(row: row - step.row * distance, column: column - step.column * distance)
      if named.contains(place) { return (place, distance) }
    }
    return nil
  }

  private func facts(at place: Position, _ values: [(GridCell.Kind, String)]) -> [(facts: PersonFacts, row: Int)] {
    let cell = cells[place.row][place.column]
    var all: [PersonFacts] = []
    for name in cell.names where name.certainty != .given {
      var facts = PersonFacts()
      facts.name = name.text
      facts.kana = name.kana
      facts.fields.insert(.name)
      var written = name.text
      // Banks name those who pay by their readings alone.
      if name.kana != nil || written.withUTF8(NameCell.isHalfWidthKana) { facts.fields.insert(.kana) }
      if isOfAppointments { facts.fields.insert(.appointment) }
      all.append(facts)
    }
    guard !all.isEmpty else { return [] }
    for (kind, text) in values { Self.set(kind, text, of: &all[0]) }
    if isOfExtensions, let beside = self.cell(place.row, place.column + 1), beside.isShortNumber {
      all[0].fields.insert(.phone)
    }
    // The telephone number and the mail address in the same cell.
    if !cell.text.isEmpty {
      Self.set(.phone, cell.text, of: &all[0])
      if let address = Self.mailAddress(in: cell.text) { Self.set(.email, address, of: &all[0]) }
    }
    var found = all.map { (facts: $0, row: place.row) }
    if let spouse = spouse(below: place, family: all[0].name) { found.append((spouse, place.row + 1)) }
    return found
  }

  /// 知佳　様 below 先永　竜治　様.
  private func spouse(below place: Position, family name: String?) -> PersonFacts? {
    guard let below = self.cell(place.row + 1, place.column), let given = below.names.first, given.certainty == .given,
      var name
    else { return nil }
    let family = name.withUTF8 { cell -> String? in
      if let space = NameCell.firstSpace(in: cell) { return String(decoding: cell.part(0..<space), as: UTF8.self) }
      return NameLexicon.shared.split(cell).map { String(decoding: cell.part($0.family), as: UTF8.self) }
    }
    guard let family else { return nil }
    var facts = PersonFacts()
    facts.name = family + " " + given.text
    facts.fields.insert(.name)
    return facts
  }

  /// The mail address among the words that stand beside a name: `mailto:m.brown@example.org`, `<m.brown@example.org>`.
  private static func mailAddress(in text: String) -> String? {
    guard text.utf8.contains(0x40) else { return nil }
    for word in text.split(whereSeparator: { $0.isWhitespace || "<>()[],;".contains($0) }) {
      var address = String(word.hasPrefix("mailto:") ? word.dropFirst(7) : word)
      if address.withUTF8({ EmailAddress.parse($0) }) != nil { return address }
    }
    return nil
  }

  private static func set(_ kind: GridCell.Kind, _ text: String, of facts: inout PersonFacts) {
    var text = text
    switch kind {
    case .kana where facts.kana == nil:
      facts.kana = text
      facts.fields.insert(.kana)
    case .phone:
      text.withUTF8 { cell in
        PhoneNumber.parseAll(cell) { phone in
          guard phone.kind != .service else { return }
          facts.phones.append(phone.digits)
          facts.fields.insert(.phone)
        }
      }
    case .birthDate where facts.birthDate == nil:
      facts.birthDate = text.withUTF8 { DateText.parse($0) }
      if facts.birthDate != nil { facts.fields.insert(.birthDate) }
    case .postalCode: facts.fields.insert(.postalCode)
    case .address:
      facts.address = facts.address ?? text
      facts.fields.insert(.address)
    case .email where facts.email == nil:
      facts.email = text
      facts.fields.insert(.email)
    default: break
    }
  }
}

extension PersonFacts {
  /// What tells a mention from one that was met already: a roster names everybody each day.
  struct Summary: Hashable {
    var name: String?
    var phones: [UInt64]
    var birthDate: CivilDate?
    var fields: UInt64
  }

  var summary: Summary { Summary(name: name, phones: phones, birthDate: birthDate, fields: fields.rawValue) }
}
