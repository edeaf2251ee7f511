/// Which columns make which person of a row.
///
/// Titles name relations (`配偶者`生年月日, `Emergency Contact` Phone); what names none belongs to the person that the row is
/// about, unless that person has such a value already and the column stands behind somebody else's name. Where titles come
/// again without a relation, blocks of columns repeat.
extension TablePlan {
  static func people(of findings: [ColumnFinding]) -> [Person] {
    let findings = mergeNumbered(findings)
    let own = ownGroup(findings)
    let merged = ownAccounts(attachReadings(mergeOwn(findings, into: own), own: own), own: own)
    var assignment = PersonAssignment(merged, own: own)
    for finding in merged where finding.role != .none { assignment.add(finding) }
    return assignment.people
  }

  /// `被扶養者1`, `カナ1`, `生年月日1` are one person: a number alone belongs to the relation that bears it.
  private static func mergeNumbered(_ findings: [ColumnFinding]) -> [ColumnFinding] {
    findings.map { finding in
      guard finding.group.relation == .member, finding.group.number > 0 else { return finding }
      let named = findings.first {
        $0.group.number == finding.group.number && $0.group.relation != .member && $0.group.relation != .unnamed
          && $0.group.relation != .handler && $0.group.relation != .further && $0.role.isAnchor
      }
      guard let named else { return finding }
      var merged = finding
      merged.group = named.group
      return merged
    }
  }

  /// Whom the row is about: the person without a relation, else the first who is more than a relative of somebody.
  private static func ownGroup(_ findings: [ColumnFinding]) -> PersonGroup {
    let anchors = findings.filter { $0.role.isAnchor }
    if anchors.contains(where: { $0.role.isName && isUnnamed($0.group) }) { return .unnamed }
    let own =
      anchors.first { $0.role.isName && $0.group.relation.mayBeOwn } ?? anchors.first { $0.group.relation.mayBeOwn }
    let first = anchors.first { $0.group.relation != .handler } ?? anchors.first
    return own?.group ?? first?.group ?? .unnamed
  }

  /// The number of an account is told of the person of the row, whoever its holder is.
  private static func ownAccounts(_ findings: [ColumnFinding], own: PersonGroup) -> [ColumnFinding] {
    findings.map { finding in
      guard finding.group.relation == .accountHolder, !finding.role.isAnchor else { return finding }
      var merged = finding
      merged.group = own
      return merged
    }
  }

  private static func isUnnamed(_ group: PersonGroup) -> Bool { group.relation == .unnamed }

  /// `受診者氏名` beside `カナ氏名` is one person: the one the row is about and the one without a relation are the same
  /// unless both have a name, or both a kana, of their own.
  private static func mergeOwn(_ findings: [ColumnFinding], into own: PersonGroup) -> [ColumnFinding] {
    func leads(_ group: PersonGroup) -> Set<Bool> {
      Set(findings.filter { $0.role.isAnchor && $0.group == group }.map { $0.role.isName })
    }
    let held = leads(own)
    return findings.map { finding in
      let relation = finding.group.relation
      guard relation == .principal || relation == .applicant || relation == .accountHolder, finding.group != own,
        leads(finding.group).isDisjoint(with: held)
      else { return finding }
      var merged = finding
      merged.group = own
      return merged
    }
  }

  /// A reading without a relation beside names that have one: that of the name before it, or of the one behind it.
  private static func attachReadings(_ findings: [ColumnFinding], own: PersonGroup) -> [ColumnFinding] {
    guard !isUnnamed(own) else { return findings }
    func isReading(_ role: ColumnRole) -> Bool { role == .kana || role == .kanaFamily || role == .kanaGiven }
    return findings.map { finding in
      guard isReading(finding.role), isUnnamed(finding.group) else { return finding }
      let names = findings.filter { $0.role.isName && $0.group.relation != .handler }
      let name = names.last { $0.column < finding.column } ?? names.first
      guard let name, !findings.contains(where: { $0.role == finding.role && $0.group == name.group }) else {
        return finding
      }
      var attached = finding
      attached.group = name.group
      return attached
    }
  }
}

/// People of a row while their columns are handed out, from the first column to the last.
private struct PersonAssignment {
  private(set) var people: [TablePlan.Person]
  private let own: PersonGroup
  /// Groups that have a name or a reading; whoever else is spoken of is the person of the row.
  private let groups: Set<PersonGroup>
  /// The place in `people` of each group's person, the last where blocks repeat.
  private var places: [PersonGroup: Int] = [:]
  /// Columns at which a repeated block begins.
  private let begins: [Int: PersonGroup]
  /// The place of whoever was named last.
  private var last = 0

  init(_ findings: [ColumnFinding], own: PersonGroup) {
    self.own = own
    groups = Set(findings.lazy.filter { $0.role.isAnchor }.map(\.group)).union([own])
    people = [TablePlan.Person(group: own)]
    places[own] = 0
    var begins: [Int: PersonGroup] = [:]
    for group in groups {
      let anchors = findings.filter { $0.role.isAnchor && $0.group == group }
      guard let lead = anchors.first?.role else { continue }
      for finding in anchors.filter({ $0.role == lead }).dropFirst() { begins[finding.column] = group }
    }
    self.begins = begins
  }

  mutating func add(_ finding: ColumnFinding) {
    if let group = begins[finding.column] {
      people.append(TablePlan.Person(group: .init(relation: .member, number: people.count)))
      places[group] = people.count - 1
    }
    let place = place(of: finding)
    people[place].add(finding)
    if finding.role.isAnchor { last = place }
  }

  private mutating func place(of finding: ColumnFinding) -> Int {
    guard groups.contains(finding.group) else { return ownPlace(finding) }
    if finding.group == own, !finding.role.isAnchor { return ownPlace(finding) }
    if let place = places[finding.group] { return place }
    people.append(TablePlan.Person(group: finding.group))
    places[finding.group] = people.count - 1
    return people.count - 1
  }

  /// A value without a relation: `氏名, 電話, 保証人, 電話` are two people's telephones.
  private func ownPlace(_ finding: ColumnFinding) -> Int {
    let ownPlace = places[own] ?? 0
    guard last != ownPlace, finding.role.isOfPerson, finding.group.relation == .unnamed, finding.group.number == 0,
      people[last].group.relation != .handler, people[ownPlace].has(finding.role), !people[last].has(finding.role)
    else { return ownPlace }
    return last
  }
}
