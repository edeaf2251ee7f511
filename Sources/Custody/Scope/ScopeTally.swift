import PersonalData

/// Adds up people by owner, by certainty and by field, from content to content.
///
/// Contents whose people all have the same fields are added under that combination of fields, of which there are few;
/// only at the end are these taken apart into fields.
final class ScopeTally {
  /// An organisation's index, or nil for unattributed.
  typealias Owner = Int?

  private struct Key: Hashable {
    var owner: Owner
    var isCertain: Bool
    var fields: FieldSet
  }

  private struct FieldKey: Hashable {
    var owner: Owner
    var isCertain: Bool
    var field: Field
  }

  private var byFields: [Key: PeopleBitmap] = [:]
  private var byPartialField: [FieldKey: PeopleBitmap] = [:]

  /// - Parameter people: of the content, as far as they are the owner's.
  func add(_ people: PeopleBitmap, of facets: ContentFacets, to owner: Owner, isCertain: Bool) throws {
    guard !people.isEmpty else { return }
    let key = Key(owner: owner, isCertain: isCertain, fields: facets.common)
    if let known = byFields[key] { known.formUnion(people) } else { byFields[key] = try people.copy() }
    for (field, holders) in facets.partial {
      let key = FieldKey(owner: owner, isCertain: isCertain, field: field)
      let part = try holders.intersection(people)
      if part.isEmpty { continue }
      if let known = byPartialField[key] { known.formUnion(part) } else { byPartialField[key] = part }
    }
  }

  /// Gives records that nothing attributes to those organisations to which the same person is attributed by other files
  /// of the device: a list without a client's name is still a list of that client's people. What a file's own evidence
  /// gave to one organisation is not given to another.
  /// - Returns: people found so, by organisation.
  func attributeKnownPeople() throws -> [Int: Int] {
    let unattributed = try people(of: [nil], includingDoubtful: true)
    guard !unattributed.isEmpty else { return [:] }
    var found: [Int: PeopleBitmap] = [:]
    let everyone = try PeopleBitmap()
    for organisation in owners.compactMap(\.self) {
      let known = try people(of: [organisation], includingDoubtful: true)
      known.formIntersection(unattributed)
      if known.isEmpty { continue }
      found[organisation] = known
      everyone.formUnion(known)
    }
    for (key, set) in byFields where key.owner == nil {
      for (organisation, known) in found {
        let part = try set.intersection(known)
        if part.isEmpty { continue }
        var target = key
        target.owner = organisation
        if let set = byFields[target] { set.formUnion(part) } else { byFields[target] = part }
      }
      set.subtract(everyone)
    }
    for (key, set) in byPartialField where key.owner == nil {
      for (organisation, known) in found {
        let part = try set.intersection(known)
        if part.isEmpty { continue }
        var target = key
        target.owner = organisation
        if let set = byPartialField[target] { set.formUnion(part) } else { byPartialField[target] = part }
      }
      set.subtract(everyone)
    }
    return found.mapValues(\.count)
  }

  var owners: Set<Owner> { Set(byFields.keys.map(\.owner)) }

  /// People of some owners.
  /// - Parameter includingDoubtful: possible rather than certain.
  func people(of owners: Set<Owner>, includingDoubtful: Bool) throws -> PeopleBitmap {
    let all = try PeopleBitmap()
    for (key, set) in byFields where owners.contains(key.owner) && (includingDoubtful || key.isCertain) {
      all.formUnion(set)
    }
    return all
  }

  /// The people of one owner with what lies about each, possible ones included.
  func fields(of owner: Owner) throws -> ClientFields {
    ClientFields(
      everyone: try people(of: [owner], includingDoubtful: true),
      certain: try people(of: [owner], includingDoubtful: false),
      common: byFields.filter { $0.key.owner == owner }.map { ($0.key.fields, $0.value) },
      partial: byPartialField.filter { $0.key.owner == owner }.map { ($0.key.field, $0.value) })
  }

  func count(of owners: Set<Owner>, includingDoubtful: Bool) throws -> Scope.People {
    var fields: [Field: PeopleBitmap] = [:]
    func add(_ set: PeopleBitmap, to field: Field) throws {
      if let known = fields[field] { known.formUnion(set) } else { fields[field] = try set.copy() }
    }
    for (key, set) in byFields where owners.contains(key.owner) && (includingDoubtful || key.isCertain) {
      for field in key.fields.fields { try add(set, to: field) }
    }
    for (key, set) in byPartialField where owners.contains(key.owner) && (includingDoubtful || key.isCertain) {
      try add(set, to: key.field)
    }
    var people = Scope.People()
    people.count = try self.people(of: owners, includingDoubtful: includingDoubtful).count
    let sensitive = try PeopleBitmap()
    for (field, set) in fields {
      people.byField[field] = set.count
      if field.isSensitive { sensitive.formUnion(set) }
    }
    people.sensitive = sensitive.count
    return people
  }
}
