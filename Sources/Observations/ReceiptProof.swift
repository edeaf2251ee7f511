import CanonicalForms
import Cryptography

/// What a device asks about its receipts: `POST /agent/v1/proofs`. docs/formats/agent-api.md gives the members.
package struct ReceiptQuestion: Sendable, Equatable {
  /// Leaves of the checkpoint that the device holds. Proofs lead to its root and to no other: the server does not choose the
  /// tree that it is held to.
  package var size: Int
  /// Entries of the journal, as receipts name them.
  package var entries: [Int64]

  /// Entries in one question, at most.
  package static let most = 64

  package init(size: Int, entries: [Int64]) {
    self.size = size
    self.entries = entries
  }

  /// Reads a question from foreign JSON.
  /// - Returns: nil when it is none.
  package init?(_ json: JSON) {
    guard let size = json["size"].integer, (0...Int64(1 << 53)).contains(size), case .array(let list) = json["entries"],
      list.count <= Self.most
    else { return nil }
    let entries = list.compactMap(\.integer)
    guard entries.count == list.count, entries.allSatisfy({ $0 >= 1 }) else { return nil }
    self.init(size: Int(size), entries: entries)
  }

  package var json: JSON { ["size": JSON(size), "entries": .array(entries.map { .integer($0) })] }
}

/// That an entry of the journal stands in the log, and what it is: everything but its personal part.
package struct ReceiptProof: Sendable, Equatable {
  /// Counts from 1; its leaf is one less.
  package var entry: Int64
  /// 32 bytes, with which the leaf commits to the entry.
  package var salt: [UInt8]
  /// What the commitment covers. docs/formats/journal.md.
  package var entryBytes: [UInt8]
  /// From the leaf's sibling up to a child of the root.
  package var hashes: [SHA256Digest]

  package init(entry: Int64, salt: [UInt8], entryBytes: [UInt8], hashes: [SHA256Digest]) {
    self.entry = entry
    self.salt = salt
    self.entryBytes = entryBytes
    self.hashes = hashes
  }

  private static let mostHashes = 63

  /// Reads a proof from foreign JSON.
  /// - Returns: nil when it is none.
  package init?(_ json: JSON) {
    guard let entry = json["entry"].integer, let salt = json["salt"].bytes, salt.count == 32,
      let opened = json["opened"].bytes, case .array(let list) = json["hashes"], list.count <= Self.mostHashes
    else { return nil }
    let hashes = list.compactMap { $0.bytes.flatMap { SHA256Digest($0) } }
    guard hashes.count == list.count else { return nil }
    self.init(entry: entry, salt: salt, entryBytes: opened, hashes: hashes)
  }

  package var json: JSON {
    [
      "entry": .integer(entry), "salt": JSON(bytes: salt), "opened": JSON(bytes: entryBytes),
      "hashes": .array(hashes.map { JSON(bytes: $0.bytes) }),
    ]
  }

  /// SHA-256(salt ‖ entry): what the log has as the entry's leaf.
  package var commitment: [UInt8] { SHA256Digest(hashing: salt + entryBytes).bytes }

  /// The proofs of an answer; those that are none are left out.
  package static func list(_ json: JSON) -> [ReceiptProof] { json["proofs"].elements.compactMap { ReceiptProof($0) } }

  package static func answer(_ proofs: [ReceiptProof]) -> JSON { ["proofs": .array(proofs.map(\.json))] }
}

/// What an entry of the journal says of a batch, read out of the bytes that its leaf commits to. Devices read these bytes
/// themselves, by docs/formats/journal.md: whoever wrote them is the one to be checked.
package struct BatchEntry: Sendable, Equatable {
  package let device: String
  package let epoch: Int
  package let first: UInt64
  package let last: UInt64
  /// SHA-256 of the batch's signed bytes.
  package let digest: SHA256Digest

  package static let kind = "batch.accepted"
  private static let label = Array("hikae.journal.entry/1\n".utf8)

  /// - Returns: nil unless it is the entry of an accepted batch, in the one form that entries have.
  package init?(entryBytes bytes: [UInt8]) {
    guard bytes.starts(with: Self.label) else { return nil }
    do throws(ByteReader.Damaged) {
      var reader = ByteReader(Array(bytes.dropFirst(Self.label.count)))
      let time = try reader.raw(8)
      let kind = try reader.text()
      let version = try reader.number()
      let actor = try reader.block()
      let body = try reader.block()
      let personal = try reader.block()
      var writer = ByteWriter()
      writer.raw(Self.label)
      writer.raw(time)
      writer.text(kind)
      writer.number(version)
      writer.block(actor)
      writer.block(body)
      writer.block(personal)
      // Another form of the same could be read otherwise by somebody else.
      guard writer.bytes == bytes, kind == Self.kind, let json = try? JSON(parsing: body), json.canonicalBytes == body
      else { return nil }
      guard let device = json["device"].string, let epoch = json["epoch"].integer,
        let first = json["first"].integer.flatMap({ UInt64(exactly: $0) }),
        let last = json["last"].integer.flatMap({ UInt64(exactly: $0) }),
        let digest = json["digest"].bytes.flatMap({ SHA256Digest($0) })
      else { return nil }
      self.device = device
      self.epoch = Int(epoch)
      self.first = first
      self.last = last
      self.digest = digest
    } catch {
      return nil
    }
  }
}

/// What a device holds against the server's log, told to the server: `POST /agent/v1/doubts`. Whoever runs the server may be
/// the last to learn otherwise that it shows different histories. No words of a device: only codes.
package struct LogDoubt: Sendable, Hashable {
  package enum Code: String, Sendable, CaseIterable {
    /// The log forked, shrank, stands still, or is signed by another key.
    case contradicted = "log_contradicted"
    /// What was given as the proof of a receipt does not prove it.
    case wrongProof = "proof_wrong"
    /// A receipt is not proved, long after it was given.
    case lateProof = "proof_late"
  }

  package var code: Code
  /// Of the receipt; nil where it is about the whole log.
  package var entry: Int64?

  package init(_ code: Code, entry: Int64? = nil) {
    self.code = code
    self.entry = entry
  }

  /// Reads a doubt from foreign JSON.
  package init?(_ json: JSON) {
    guard let code = json["code"].string.flatMap({ Code(rawValue: $0) }) else { return nil }
    let entry = json["entry"].integer
    guard entry.map({ $0 >= 1 }) ?? true else { return nil }
    self.init(code, entry: entry)
  }

  package var json: JSON { ["code": .string(code.rawValue), "entry": entry.map { .integer($0) } ?? .null] }
}
