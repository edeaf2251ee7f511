import JapaneseText

/// The people of one record: objects within it that have names of their own. `customer.name` and `shipTo.recipient` are two,
/// `name.first` and `contact.email` one.
enum TitlePaths {
  private struct Owner: Hashable {
    /// Objects with their numbers.
    var keys: [String]
    var number: Int

    /// Among several of the same kind, from 2; 0 for the first.
    var place: Int {
      if number > 1 { return number }
      guard let last = keys.last, let blank = last.lastIndex(of: " ") else { return 0 }
      return Int(last[last.index(after: blank)...]) ?? 0
    }
  }

  /// Numbers of groups that no relation names; far from those that titles bear themselves.
  private static let firstNumber = 1_000

  /// Whether a group is that of an object of the record that no relation names.
  static func isOfObject(_ group: PersonGroup) -> Bool { group.relation == .member && group.number >= firstNumber }

  /// Gives the columns of objects that name somebody to that person, where there are several such.
  static func group(_ titles: [String], _ readings: inout [HeaderReading?]) {
    let paths = titles.map(TitlePath.init)
    guard paths.contains(where: { $0 != nil }) else { return }
    keepOneName(titles, paths, &readings)
    var owners: [Owner] = []
    for (column, reading) in readings.enumerated() where reading?.role.isAnchor == true {
      let owner = owner(paths[column])
      if !owners.contains(owner) { owners.append(owner) }
    }
    guard owners.count > 1 else { return }
    let own = owners.first { $0.keys.isEmpty } ?? owners[0]
    var groups: [Owner: PersonGroup] = [own: .unnamed]
    for (position, owner) in owners.enumerated() where owner != own {
      var relation: PersonGroup?
      for (column, reading) in readings.enumerated() {
        guard let reading, reading.role.isAnchor, self.owner(paths[column]) == owner, relation == nil else { continue }
        switch reading.group.relation {
        case .unnamed, .principal, .member: break
        default: relation = reading.group
        }
      }
      groups[owner] =
        relation.map { PersonGroup(relation: $0.relation, number: max($0.number, owner.place)) }
        ?? PersonGroup(relation: .member, number: firstNumber + position)
    }
    for column in readings.indices where readings[column] != nil {
      let found = nearest(paths[column], owners)
      if let group = found.flatMap({ groups[$0] }) ?? groups[own] { readings[column]?.group = group }
    }
  }

  /// The object that a name is the name of: without the object of the name itself, and without what is only its profile.
  private static func owner(_ path: TitlePath?) -> Owner {
    guard let path else { return Owner(keys: [], number: 1) }
    var number = path.number
    var objects = Array(zip(path.keys, path.objects))
    if let last = objects.last, TitlePath.isName(String(last.0)) {
      objects.removeLast()
      number = 1
    }
    return Owner(keys: objects.filter { !TitlePath.isTransparent(String($0.0)) }.map(\.1), number: number)
  }

  private static func nearest(_ path: TitlePath?, _ owners: [Owner]) -> Owner? {
    guard let path else { return owners.first { $0.keys.isEmpty } }
    var keys = zip(path.keys, path.objects).filter { !TitlePath.isTransparent(String($0.0)) }.map(\.1)
    while true {
      if let exact = owners.first(where: { $0.keys == keys && $0.number == path.number }) { return exact }
      // A second telephone number of the only one who has that object.
      if owners.count(where: { $0.keys == keys }) == 1, let only = owners.first(where: { $0.keys == keys }) {
        return only
      }
      guard keys.popLast() != nil else { return nil }
    }
  }

  /// An object has one name: `real_name` rather than `name`, which is then that of an account, and of `real_name` and
  /// `profile.real_name` the inner one.
  private static func keepOneName(_ titles: [String], _ paths: [TitlePath?], _ readings: inout [HeaderReading?]) {
    func key(_ column: Int) -> String {
      paths[column].map { String($0.keys[$0.keys.count - 1]) } ?? titles[column]
    }
    var full = readings.indices.filter { column in
      guard readings[column]?.role == .name else { return false }
      return !TitleTokens.words(of: key(column)).isDisjoint(with: [
        "real", "full", "fullname", "realname", "legal", "complete",
      ])
    }
    full.sort { (paths[$0]?.keys.count ?? 1, $1) > (paths[$1]?.keys.count ?? 1, $0) }
    var kept: Set<Owner> = []
    full = full.filter { column in
      if kept.insert(owner(paths[column])).inserted { return true }
      readings[column] = HeaderReading(.otherName, .strong, group: readings[column]?.group ?? .unnamed)
      return false
    }
    for column in readings.indices where readings[column]?.role == .name && !full.contains(column) {
      guard Folding.foldText(key(column)) == "name", kept.contains(owner(paths[column])) else { continue }
      readings[column] = HeaderReading(.other, .strong)
    }
  }
}
