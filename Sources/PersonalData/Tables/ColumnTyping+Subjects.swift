import JapaneseText

/// What a table is about decides of a title that may mean anything: `name` in a table of countries, beside coordinates.
extension ColumnTyping {
  /// - Parameters:
  ///   - subject: the name of the table, where it has one.
  ///   - titles: what the titles say of themselves.
  func settleSubject(
    _ findings: inout [ColumnFinding], _ titles: [HeaderReading?], subject: String?
  ) {
    let isOfThings = subject.map { TitleTokens.areThings(TitleTokens.words(of: $0)) } ?? false
    guard isOfThings || Self.isOfPlaces(findings), !findings.contains(where: { Self.isOfPeople($0.role) }) else {
      return
    }
    for column in findings.indices where findings[column].role == .name || findings[column].role == .kana {
      guard column >= titles.count || titles[column]?.strength != .strong else { continue }
      findings[column].role = .thing
      findings[column].evidence = .neighbours
    }
    for column in findings.indices where findings[column].role == .postalCode || findings[column].role == .addressPart {
      findings[column].role = .other
    }
  }

  /// `displayName` is a nickname or a label, and the name where a record of a person has no other.
  func settleDisplayNames(_ findings: inout [ColumnFinding]) {
    for column in findings.indices where findings[column].role == .thing {
      guard Self.isDisplayName(findings[column].title) else { continue }
      let object = TitlePath.object(of: findings[column].title)
      let beside = findings.filter { TitlePath.object(of: $0.title) == object }
      guard !beside.contains(where: { $0.role.isAnchor }), beside.contains(where: { Self.isOfPeople($0.role) }) else {
        continue
      }
      findings[column].role = .name
      findings[column].evidence = .neighbours
    }
  }

  static func isDisplayName(_ title: String) -> Bool {
    let key = TitlePath(title).map { String($0.keys[$0.keys.count - 1]) } ?? title
    return TitleTokens.words(of: key) == ["display", "name"] || Folding.foldText(key) == "displayname"
  }

  /// What places have none of.
  private static func isOfPeople(_ role: ColumnRole) -> Bool {
    switch role {
    case .familyName, .givenName, .birthDate, .birthYear, .sex, .age, .email, .employeeNumber, .insuranceNumber,
      .checkResult, .myNumber, .nationalNumber:
      true
    default: false
    }
  }

  /// Coordinates of the record itself, or the shape of a map's feature.
  private static func isOfPlaces(_ findings: [ColumnFinding]) -> Bool {
    var axes: Set<Character> = []
    for finding in findings {
      let title = Folding.foldText(finding.title)
      if title.hasPrefix("geometry.coordinates") || title == "population" || title.hasSuffix(".population") {
        return true
      }
      switch title {
      case "lat", "latitude", "緯度": axes.insert("y")
      case "lon", "lng", "long", "longitude", "経度": axes.insert("x")
      default: break
      }
    }
    return axes.count == 2
  }
}
