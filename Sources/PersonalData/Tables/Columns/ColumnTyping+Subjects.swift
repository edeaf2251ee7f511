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
    guard isOfThings || Self.isOfPlaces(findings) || Self.isOfPrograms(findings) else { return }
    var settled: Set<PersonGroup> = []
    for column in findings.indices where findings[column].role == .name || findings[column].role == .kana {
      guard column >= titles.count || titles[column]?.strength != .strong else { continue }
      // What only people have makes a person of it, unless that is another's.
      let group = findings[column].group
      guard !findings.contains(where: { $0.group == group && Self.isOfPeople($0.role) }) else { continue }
      findings[column].role = .thing
      findings[column].evidence = .neighbours
      settled.insert(group)
    }
    // フリガナ beside the name of a branch is its reading.
    for column in findings.indices where findings[column].role == .kana && settled.contains(findings[column].group) {
      guard !findings.contains(where: { $0.group == findings[column].group && $0.role.isName && $0.role != .kana })
      else {
        continue
      }
      findings[column].role = .thing
      findings[column].evidence = .neighbours
    }
    for column in findings.indices where settled.contains(findings[column].group) {
      if findings[column].role == .postalCode || findings[column].role == .addressPart {
        findings[column].role = .other
      }
    }
  }

  /// A list of prefectures, however many of them are surnames.
  func settlePlaces(_ findings: inout [ColumnFinding], _ tallies: [ColumnTally]) {
    for column in findings.indices where findings[column].role.isName && tallies[column].areOfPrefectures {
      findings[column].role = .thing
      findings[column].evidence = .cells(1)
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
  static func isOfPeople(_ role: ColumnRole) -> Bool {
    switch role {
    case .familyName, .givenName, .birthDate, .birthYear, .sex, .age, .email, .employeeNumber, .insuranceNumber,
      .checkResult, .myNumber, .nationalNumber:
      true
    default: false
    }
  }

  /// Keys that say how something is built, run or reached stand beside its name.
  private static func isOfPrograms(_ findings: [ColumnFinding]) -> Bool {
    findings.contains { finding in
      let keys = TitlePath(finding.title)?.keys.map { $0.lowercased() } ?? [finding.title.lowercased()]
      return keys.contains(where: technical.contains)
    }
  }

  private static let technical: Set<String> = [
    "uses", "run", "image", "port", "ports", "protocol", "version", "resolved", "integrity", "apiversion", "metadata",
    "command", "script", "entrypoint", "env", "environment", "mountpath", "volumes", "schema", "required", "default",
    "enum",
    "nullable", "datatype", "data_type", "dependencies", "devdependencies", "branch", "commit", "sha", "digest",
    "checksum",
    "sha256", "mimetype", "endpoint", "regex", "pattern", "timeout", "retries", "hostname", "runs-on", "containerport",
    "targetport", "replicas", "namespace", "repository", "cpu", "memory", "driver", "plugin", "selector", "xpath",
  ]

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
