import CanonicalForms
import Cryptography
import Custody
import Storage

/// The key under which lists of addresses and letters lie sealed, and by which letter codes are made. It is a file beside
/// the database, so that a copy of the database alone opens nothing.
package struct LetterVault: Sendable {
  private let key: [UInt8]

  /// - Parameter key: 32 random bytes.
  package init(key: [UInt8]) { self.key = key }

  private static let what = "the key of addresses and letters"

  /// - Parameters:
  ///   - folder: of the installation's keys.
  ///   - creating: makes the key when there is none yet.
  /// - Throws: `StorageFailure` with the code `key`.
  package static func open(in folder: String, creating: Bool) throws -> LetterVault {
    let path = folder + "/letters.key"
    if creating, !SecretFile.exists(path) {
      try SecretFile.create(at: path, RandomBytes.make(Sealer.keyLength), what: what)
    }
    let key = try SecretFile.read(at: path, atMost: Sealer.keyLength, what: what)
    guard key.count == Sealer.keyLength else { throw StorageFailure(.key, "\(what) \(path) is damaged") }
    return LetterVault(key: key)
  }

  /// - Parameter place: what the bytes belong to; they open for the same place alone.
  func seal(_ bytes: [UInt8], for place: String) throws -> [UInt8] {
    guard let sealed = Sealer(key: key)?.seal(bytes, for: Array(place.utf8)) else {
      throw ResponseFailure(.corrupted, "\(place) cannot be sealed")
    }
    return sealed
  }

  /// - Throws: `ResponseFailure` with the code `corrupted` when another key sealed it, or it was changed.
  func open(_ sealed: [UInt8], for place: String) throws -> [UInt8] {
    guard let opened = sealed.withUnsafeBytes({ Sealer(key: key)?.open($0, for: Array(place.utf8)) }) else {
      throw ResponseFailure(.corrupted, "\(place) does not open: it was sealed under another key, or changed")
    }
    return opened
  }

  /// The code on a person's letter: it says nothing, and nobody can guess another one from it.
  func code(incident: String, batch: Int, client: Organisation.ID, line: Int) -> LetterCode {
    LetterCode(digest("letter-code", [incident, String(batch), client.text, String(line)]))
  }

  /// What is stored of a code: who reads the database cannot answer to it.
  func hash(_ code: LetterCode) -> [UInt8] { Array(digest("letter-code-hash", [code.text]).prefix(16)) }

  func digest(_ purpose: String, _ parts: [String]) -> [UInt8] {
    var writer = ByteWriter()
    for part in [purpose] + parts { writer.text(part) }
    return KeyedHash(key: key).authenticate(writer.bytes).bytes
  }
}
