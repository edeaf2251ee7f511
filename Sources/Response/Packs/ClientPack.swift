import CanonicalForms
import Custody
import PersonalData
import Wording

/// What one client is told about its own part of a loss. It holds nothing of anybody else: no path, no folder, no holder,
/// since these can name other clients or people.
package struct ClientPack: Sendable {
  package var incident: String
  package var client: Organisation
  /// Over the packs of this client in this incident, from 1.
  package var number: Int
  package var madeAt: Moment
  /// The moment that the figures are about.
  package var asOf: Moment
  package var deviceKind: Device.Kind
  package var share: Scope.Share
  package var isOverdue: Bool
  package var agreements: [Scope.AgreementState]
  package var bases: [(basis: Attribution.Basis, files: Int)]
  package var conflictingFiles: Int
  /// Nil where the client gave no roster.
  package var members: ScopeShares.Members?
  package var unreadFiles: Int
  /// Kinds and times of gaps, without places.
  package var gaps: Int
  /// The sentences of the pack, quoting statements.
  package var sentences: [OutwardDocument.Sentence]
  package var language: Language

  init(
    _ part: Scope.Client, of shares: ScopeShares, incident: Incident, number: Int, ledger: StatementLedger,
    at time: Moment, in language: Language
  ) {
    let scope = shares.scope
    self.incident = incident.id
    client = part.organisation
    self.number = number
    madeAt = time
    asOf = scope.at
    deviceKind = scope.device.kind
    share = part.share
    isOverdue = part.isOverdue
    agreements = part.agreements
    bases = part.bases
    conflictingFiles = part.conflictingFiles
    members = shares.members[part.organisation.id]
    unreadFiles = scope.unread.reduce(0) { $0 + $1.possible }
    gaps = scope.gaps.count
    self.language = language
    let writer = DocumentWriter(ledger, language: language)
    let own = Statement.Subject.client(part.organisation.id)
    sentences = [
      writer.sentence(.packIntro, scope.at.localMinute), writer.sentence(.packPeople, .peopleCount, own),
      writer.sentence(.packSensitive, .sensitivePeople, own), writer.sentence(.packFields, .fields, own),
      writer.sentence(.packLost, .lostAt), writer.sentence(.packFound, .foundAt),
      writer.sentence(.packEncryption, .encryptionState), writer.sentence(.packAccessed, .accessed),
      writer.sentence(.packCause, .cause), writer.sentence(.packKnown, .learnedAt),
    ]
  }

  /// Names by which another organisation could be known in it; short forms that occur in ordinary words are left out.
  static func names(of organisation: Organisation) -> [String] {
    ([organisation.name] + organisation.variants + organisation.insurerNumbers + organisation.mailDomains)
      .filter { $0.utf8.count >= 6 }
  }
}

/// Looks for names of other organisations in what is meant for one: the last check before anything is written.
struct ForeignNames {
  private let organisations: [(id: Organisation.ID, names: [[UInt8]])]

  init(_ organisations: [Organisation]) {
    self.organisations = organisations.map { ($0.id, ClientPack.names(of: $0).map { Array($0.utf8) }) }
  }

  /// - Returns: the first organisation whose name stands in the text and is not part of the owner's own name.
  func found(in text: String, for owner: Organisation) -> Organisation.ID? { found(in: text, besides: [owner]) }

  /// - Parameter allowed: those who may be named.
  func found(in text: String, besides allowed: [Organisation]) -> Organisation.ID? {
    let bytes = Array(text.utf8)
    let own = allowed.flatMap { ClientPack.names(of: $0) }.map { Array($0.utf8) }
    let ids = Set(allowed.map(\.id))
    for (id, names) in organisations where !ids.contains(id) {
      for name in names where !own.contains(where: { Self.contains($0, name) }) && Self.contains(bytes, name) {
        return id
      }
    }
    return nil
  }

  private static func contains(_ text: [UInt8], _ name: [UInt8]) -> Bool {
    guard let first = name.first, name.count <= text.count else { return false }
    return text.withUnsafeBufferPointer { text in
      name.withUnsafeBufferPointer { name in
        var place = 0
        while place <= text.count - name.count {
          if text[place] == first {
            var length = 1
            while length < name.count, text[place + length] == name[length] { length += 1 }
            if length == name.count { return true }
          }
          place += 1
        }
        return false
      }
    }
  }
}
