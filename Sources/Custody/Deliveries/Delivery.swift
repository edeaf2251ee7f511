import CanonicalForms
import Cryptography
import PersonalData
import Storage

/// A list received under an agreement: the root of its tree of copies.
package struct Delivery: Sendable, Hashable, Identifiable {
  package var id: String
  package var agreement: String
  package var received: Moment?
  /// SHA-256 of the file as received.
  package var fingerprint: SHA256Digest?
  /// Distinct people; as told by the sender when the file was not profiled.
  package var people: Int
  package var fields: FieldSet

  package init(
    id: String, agreement: String, received: Moment? = nil, fingerprint: SHA256Digest? = nil, people: Int = 0,
    fields: FieldSet = FieldSet(rawValue: 0)
  ) {
    self.id = id
    self.agreement = agreement
    self.received = received
    self.fingerprint = fingerprint
    self.people = people
    self.fields = fields
  }
}

/// Deliveries in the database.
struct DeliveryRegister {
  let session: SQLSession

  /// - Parameter profile: of the delivered file, when it was read: its people become known to the installation.
  static func entry(_ delivery: Delivery, profile: RecordedProfile?) -> NewEntry {
    var writer = ByteWriter()
    if let profile { profile.write(to: &writer) }
    return NewEntry(
      kind: "delivery.registered",
      body: [
        "id": .string(delivery.id), "agreement": .string(delivery.agreement), "received": JSON(delivery.received),
        "fingerprint": JSON(delivery.fingerprint?.description), "people": JSON(delivery.people),
        "fields": JSON(delivery.fields.fields.map(\.rawValue)),
      ], personal: writer.bytes)
  }

  /// What an entry's body says.
  static func delivery(_ body: JSON) -> Delivery {
    Delivery(
      id: body["id"].string ?? "", agreement: body["agreement"].string ?? "", received: body["received"].moment,
      fingerprint: body["fingerprint"].string.flatMap(SHA256Digest.init(hex:)),
      people: Int(clamping: body["people"].integer ?? 0),
      fields: FieldSet(body["fields"].strings.compactMap(Field.init(rawValue:))))
  }

  func apply(_ entry: JournalEntry, people: inout PersonRegister) throws {
    let delivery = Self.delivery(entry.body)
    try session.execute(
      """
      INSERT INTO delivery (id, agreement, received, fingerprint, people, fields) VALUES (?, ?, ?, ?, ?, ?)
      ON CONFLICT (id) DO UPDATE SET agreement = excluded.agreement, received = excluded.received,
        fingerprint = excluded.fingerprint, people = excluded.people, fields = excluded.fields
      """,
      SQLValue(delivery.id), SQLValue(delivery.agreement), SQLValue(delivery.received),
      SQLValue(delivery.fingerprint?.bytes), SQLValue(delivery.people),
      SQLValue(Int64(bitPattern: delivery.fields.rawValue)))
    guard let personal = entry.personal.bytes else { return }
    var reader = ByteReader(personal)
    try ContentRegister(session: session).add(
      try RecordedProfile(from: &reader), people: &people, arrived: entry.time)
  }

  /// Of one client, by when they were received.
  func all(of client: Organisation.ID) throws -> [Delivery] {
    try session.all(
      """
      SELECT delivery.id, delivery.agreement, received, fingerprint, people, fields FROM delivery
      JOIN agreement ON agreement.id = delivery.agreement WHERE agreement.client = ? ORDER BY received, delivery.id
      """, SQLValue(client.text)
    ) { row in
      Delivery(
        id: row.text(0), agreement: row.text(1), received: row.optionalMoment(2),
        fingerprint: row.optionalBytes(3).flatMap { SHA256Digest($0) }, people: Int(row.integer(4)),
        fields: FieldSet(rawValue: UInt64(bitPattern: row.integer(5))))
    }
  }

  /// Agreement and client of each known fingerprint.
  func fingerprints() throws -> [SHA256Digest: (agreement: String, client: Organisation.ID)] {
    var found: [SHA256Digest: (agreement: String, client: Organisation.ID)] = [:]
    try session.forEach(
      """
      SELECT delivery.fingerprint, agreement.id, agreement.client FROM delivery
      JOIN agreement ON agreement.id = delivery.agreement WHERE delivery.fingerprint IS NOT NULL
      ORDER BY delivery.id
      """
    ) { row in
      if let digest = SHA256Digest(row.bytes(0)) { found[digest] = (row.text(1), .init(row.text(2))) }
    }
    return found
  }
}
