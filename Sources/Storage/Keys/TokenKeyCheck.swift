import CanonicalForms
import Cryptography

extension Migration {
  /// Which token key the tokens of this database were made with, without the key.
  package static let tokenKeys = Migration(
    name: "0007_token_keys",
    sql: """
      CREATE TABLE token_key (
        epoch INTEGER NOT NULL PRIMARY KEY,
        key_check BLOB NOT NULL CHECK (length(key_check) = 32)
      ) STRICT;
      """)
}

extension Store {
  /// Holds the token key of this folder against that of the database's first user. With another key nobody would be
  /// recognised as the person of earlier contents, and nothing would say so.
  /// - Throws: `StorageFailure` with the code `other_key`.
  package func requireSameTokenKey(_ key: [UInt8], epoch: Int64 = 1) throws {
    // Longer than anything that is made a token of, so no token is this.
    let check = KeyedHash(key: key).authenticate(Array("hikae: which token key is this? 1".utf8)).bytes
    func known() throws -> [UInt8]? {
      try read { try $0.first("SELECT key_check FROM token_key WHERE epoch = ?", SQLValue(epoch)) { $0.bytes(0) } }
    }
    var first = try known()
    if first == nil {
      // Two may come first at once; one of them is.
      _ = try swap(
        "INSERT INTO token_key (epoch, key_check) VALUES (?, ?) ON CONFLICT (epoch) DO NOTHING",
        SQLValue(epoch), .blob(check)
      ) { _ in true }
      first = try known()
    }
    guard first == check else {
      throw StorageFailure(
        .otherKey, "the token key is not the one that the database was made with: copy keys/ from where it was set up")
    }
  }
}
