import CanonicalForms
import Custody
import PersonalData
import Wording

extension ClientPack {
  /// A pack as it stands in the record, for its page. Sentences are the words that were given out; what is around them is in
  /// the language of the pack.
  /// - Returns: nil when it is not the JSON of a pack.
  init?(json: JSON, language: Language) {
    guard let incident = json["incident"].string, let id = json["client"].string, let made = json["made"].moment,
      let kind = json["device_kind"].string.flatMap(Device.Kind.init(rawValue:))
    else { return nil }
    self.incident = incident
    client = Organisation(id: .init(id), name: json["name"].string ?? id)
    number = Int(clamping: json["number"].integer ?? 0)
    madeAt = made
    asOf = json["as_of"].moment ?? made
    deviceKind = kind
    share = Scope.Share()
    share.certain = Self.people(json["certain"])
    share.possible = Self.people(json["possible"])
    share.certainFiles = Int(clamping: json["certain_files"].integer ?? 0)
    share.possibleFiles = Int(clamping: json["possible_files"].integer ?? 0)
    isOverdue = json["retention_over"].boolean ?? false
    agreements = json["agreements"].elements.map { row in
      Scope.AgreementState(
        agreement: Agreement(
          id: row["id"].string ?? "", client: .init(id), purpose: row["purpose"].string ?? "",
          starts: row["starts"].moment, ends: row["ends"].moment),
        term: row["term"].string.flatMap(Agreement.Term.init(rawValue:)) ?? .unknown,
        // Packs made before it was kept say it of all their agreements together.
        isRetentionOver: row["retention_over"].boolean ?? json["retention_over"].boolean,
        deliveredFiles: Int(clamping: row["delivered_files"].integer ?? 0))
    }
    bases = Attribution.Basis.allCases.sorted().compactMap { basis in
      json["evidence"][basis.rawValue].integer.map { (basis, Int(clamping: $0)) }
    }
    conflictingFiles = Int(clamping: json["conflicting_files"].integer ?? 0)
    let listed = json["members"]
    members = listed["roster_as_of"].moment.map { asOf in
      func places(_ name: String) -> [Int] { listed[name].elements.compactMap { $0.integer.map { Int(clamping: $0) } } }
      return ScopeShares.Members(
        rosterAsOf: asOf, rosterPeople: Int(clamping: listed["roster_people"].integer ?? 0),
        certain: places("certain"), onlyPossible: places("only_possible"))
    }
    unreadFiles = Int(clamping: json["unread_files"].integer ?? 0)
    gaps = Int(clamping: json["gaps"].integer ?? 0)
    sentences = json["sentences"].elements.compactMap { $0["text"].string.map { OutwardDocument.Sentence($0) } }
    self.language = language
  }

  private static func people(_ json: JSON) -> Scope.People {
    var people = Scope.People()
    people.count = Int(clamping: json["people"].integer ?? 0)
    people.sensitive = Int(clamping: json["sensitive"].integer ?? 0)
    for field in Field.allCases {
      if let count = json["fields"][field.rawValue].integer { people.byField[field] = Int(clamping: count) }
    }
    return people
  }
}

extension Incidents {
  /// A recorded pack as a page for people, from the bytes that were given out and in their language.
  /// - Returns: nil once it was erased.
  package func page(of pack: RecordedPack, in id: String) throws -> String? {
    guard let bytes = pack.bytes, let json = try? JSON(parsing: bytes) else { return nil }
    let document = try store.read { try DocumentRegister(session: $0).find([pack.document], of: id).first }
    return ClientPack(json: json, language: document.flatMap { Language(rawValue: $0.language) } ?? .ja)?.page
  }
}
