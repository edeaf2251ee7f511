import CanonicalForms
import Storage

extension Migration {
  /// Organisations, agreements, devices, deliveries and rosters.
  static let registers = Migration(
    name: "0002_registers",
    sql: """
      CREATE TABLE organisation (
        id TEXT NOT NULL PRIMARY KEY CHECK (length(id) > 0),
        name TEXT NOT NULL CHECK (length(name) > 0),
        kind TEXT NOT NULL CHECK (kind IN ('client', 'contractor', 'operator'))
      ) STRICT, WITHOUT ROWID;
      CREATE TABLE organisation_mark (
        organisation TEXT NOT NULL REFERENCES organisation (id),
        kind TEXT NOT NULL CHECK (kind IN ('variant', 'insurer_number', 'mail_domain')),
        value TEXT NOT NULL,
        PRIMARY KEY (organisation, kind, value)
      ) STRICT, WITHOUT ROWID;
      CREATE TABLE agreement (
        id TEXT NOT NULL PRIMARY KEY CHECK (length(id) > 0),
        client TEXT NOT NULL REFERENCES organisation (id),
        contractor TEXT REFERENCES organisation (id),
        purpose TEXT NOT NULL,
        starts INTEGER,
        ends INTEGER,
        retention_ends INTEGER
      ) STRICT, WITHOUT ROWID;
      CREATE INDEX agreement_by_client ON agreement (client, id);
      CREATE TABLE device (
        id TEXT NOT NULL PRIMARY KEY CHECK (length(id) > 0),
        label TEXT NOT NULL,
        kind TEXT NOT NULL CHECK (kind IN ('laptop', 'share', 'usb', 'other')),
        holder TEXT,
        status TEXT NOT NULL CHECK (status IN ('in_use', 'stored', 'lost', 'retired'))
      ) STRICT, WITHOUT ROWID;
      CREATE TABLE delivery (
        id TEXT NOT NULL PRIMARY KEY CHECK (length(id) > 0),
        agreement TEXT NOT NULL REFERENCES agreement (id),
        received INTEGER,
        fingerprint BLOB CHECK (fingerprint IS NULL OR length(fingerprint) = 32),
        people INTEGER NOT NULL,
        fields INTEGER NOT NULL
      ) STRICT, WITHOUT ROWID;
      CREATE INDEX delivery_by_fingerprint ON delivery (fingerprint);
      -- A client's members as it told them; a later roster of the client replaces the earlier one.
      CREATE TABLE roster (
        client TEXT NOT NULL PRIMARY KEY REFERENCES organisation (id),
        as_of INTEGER NOT NULL,
        people INTEGER NOT NULL,
        persons BLOB NOT NULL
      ) STRICT, WITHOUT ROWID;
      """)
}

/// Organisations in the database.
struct OrganisationRegister {
  let session: SQLSession

  static func entry(_ organisation: Organisation) -> NewEntry {
    NewEntry(
      kind: "organisation.registered",
      body: [
        "id": .string(organisation.id.text), "name": .string(organisation.name),
        "kind": .string(organisation.kind.rawValue), "variants": JSON(organisation.variants),
        "insurer_numbers": JSON(organisation.insurerNumbers), "mail_domains": JSON(organisation.mailDomains),
      ])
  }

  /// What an entry's body says.
  static func organisation(_ body: JSON) -> Organisation {
    Organisation(
      id: .init(body["id"].string ?? ""), name: body["name"].string ?? "",
      kind: body["kind"].string.flatMap(Organisation.Kind.init(rawValue:)) ?? .client,
      variants: body["variants"].strings, insurerNumbers: body["insurer_numbers"].strings,
      mailDomains: body["mail_domains"].strings)
  }

  func apply(_ entry: JournalEntry) throws {
    let id = SQLValue(entry.body["id"].string ?? "")
    try session.execute(
      """
      INSERT INTO organisation (id, name, kind) VALUES (?, ?, ?)
      ON CONFLICT (id) DO UPDATE SET name = excluded.name, kind = excluded.kind
      """, id, SQLValue(entry.body["name"].string ?? ""), SQLValue(entry.body["kind"].string ?? "client"))
    try session.execute("DELETE FROM organisation_mark WHERE organisation = ?", id)
    for (kind, member) in [
      ("variant", "variants"), ("insurer_number", "insurer_numbers"), ("mail_domain", "mail_domains"),
    ] {
      for value in entry.body[member].strings {
        try session.execute(
          """
          INSERT INTO organisation_mark (organisation, kind, value) VALUES (?, ?, ?)
          ON CONFLICT (organisation, kind, value) DO NOTHING
          """, id, SQLValue(kind), SQLValue(value))
      }
    }
  }

  /// In the order of their ids.
  func all() throws -> [Organisation] {
    var found: [String: Organisation] = [:]
    try session.forEach("SELECT id, name, kind FROM organisation") { row in
      found[row.text(0)] = Organisation(
        id: .init(row.text(0)), name: row.text(1), kind: Organisation.Kind(rawValue: row.text(2)) ?? .client)
    }
    try session.forEach("SELECT organisation, kind, value FROM organisation_mark ORDER BY organisation, kind, value") {
      row in
      let id = row.text(0)
      switch row.text(1) {
      case "variant": found[id]?.variants.append(row.text(2))
      case "insurer_number": found[id]?.insurerNumbers.append(row.text(2))
      default: found[id]?.mailDomains.append(row.text(2))
      }
    }
    return found.values.sorted { $0.id < $1.id }
  }
}
