import CanonicalForms
import Cryptography

/// The salted commitment to an entry, and the leaf hash over it. docs/formats/journal.md gives the bytes.
///
/// The salt keeps whoever sees only leaf hashes from guessing the entry. The personal part goes in through its own
/// salted hash, so that part and salt can be erased and the leaf still verifies.
package enum Commitment {
  /// The first bytes of every entry.
  static let label = Array("hikae.journal.entry/1\n".utf8)

  /// SHA-256(personal salt ‖ personal part).
  package static func personal(_ personal: [UInt8], salt: [UInt8]) -> [UInt8] {
    SHA256Digest(hashing: salt + personal).bytes
  }

  /// The bytes of an entry that the commitment covers. The sequence number is not among them: the place in the log says
  /// it, and an entry stays the same when logs are merged.
  package static func entryBytes(
    time: Moment, kind: String, version: Int, actor: String, body: [UInt8], personalCommitment: [UInt8]?
  ) -> [UInt8] {
    var writer = ByteWriter()
    writer.raw(label)
    writer.fixed(UInt64(bitPattern: time.milliseconds))
    writer.text(kind)
    writer.count(version)
    writer.text(actor)
    writer.block(body)
    writer.block(personalCommitment ?? [])
    return writer.bytes
  }

  /// SHA-256(salt ‖ entry bytes): what the log has as the entry's leaf.
  package static func commitment(entryBytes: [UInt8], salt: [UInt8]) -> [UInt8] {
    SHA256Digest(hashing: salt + entryBytes).bytes
  }

  /// SHA-256(0x00 ‖ commitment): the leaf hash of RFC 6962 over the commitment.
  package static func leafHash(entryBytes: [UInt8], salt: [UInt8]) -> [UInt8] {
    SHA256Digest(hashing: [0] + commitment(entryBytes: entryBytes, salt: salt)).bytes
  }
}
