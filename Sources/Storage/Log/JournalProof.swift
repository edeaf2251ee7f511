import CanonicalForms
import Cryptography
import TransparencyLog

/// What a proof carries so that its reader knows the leaf: the entry itself with its salt, or its commitment alone.
/// docs/formats/log.md gives the bytes.
package enum JournalLeafExtra: Sendable, Hashable {
  case opened(OpenedEntry)
  /// 32 bytes that say nothing of the entry.
  case sealed(commitment: [UInt8])

  private static let openedLabel = Array("hikae.journal.opened/1\n".utf8)
  private static let sealedLabel = Array("hikae.journal.sealed/1\n".utf8)

  /// - Returns: nil for anything else.
  package init?(_ bytes: [UInt8]) {
    if bytes.starts(with: Self.sealedLabel) {
      let commitment = Array(bytes.dropFirst(Self.sealedLabel.count))
      guard commitment.count == 32 else { return nil }
      self = .sealed(commitment: commitment)
    } else if bytes.starts(with: Self.openedLabel), bytes.count >= Self.openedLabel.count + 32 {
      let rest = bytes.dropFirst(Self.openedLabel.count)
      guard let opened = OpenedEntry(salt: Array(rest.prefix(32)), entryBytes: Array(rest.dropFirst(32))) else {
        return nil
      }
      self = .opened(opened)
    } else {
      return nil
    }
  }

  package var bytes: [UInt8] {
    switch self {
    case .opened(let entry): Self.openedLabel + entry.salt + entry.entryBytes
    case .sealed(let commitment): Self.sealedLabel + commitment
    }
  }

  /// The input of the leaf hash.
  package var commitment: [UInt8] {
    switch self {
    case .opened(let entry): Commitment.commitment(entryBytes: entry.entryBytes, salt: entry.salt)
    case .sealed(let commitment): commitment
    }
  }
}

/// An entry of the journal as a proof shows it: everything but the personal part.
package struct OpenedEntry: Sendable, Hashable {
  package let salt: [UInt8]
  package let entryBytes: [UInt8]
  package let time: Moment
  package let kind: String
  package let version: Int
  package let actor: String
  /// Canonical JSON.
  package let body: [UInt8]
  /// The commitment to a personal part; empty when the entry never had one.
  package let personalCommitment: [UInt8]

  /// Reads the bytes that a commitment covers.
  /// - Returns: nil unless writing what was read gives the same bytes.
  package init?(salt: [UInt8], entryBytes: [UInt8]) {
    let label = Commitment.label
    guard salt.count == 32, entryBytes.starts(with: label), entryBytes.count >= label.count + 8 else { return nil }
    let milliseconds = entryBytes[label.count..<label.count + 8].reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
    var reader = ByteReader(Array(entryBytes.dropFirst(label.count + 8)))
    guard let kind = try? reader.text(), let version = try? reader.number(), let actor = try? reader.text(),
      let body = try? reader.block(), let commitment = try? reader.block(), let version = Int(exactly: version)
    else { return nil }
    self.salt = salt
    self.entryBytes = entryBytes
    time = Moment(milliseconds: Int64(bitPattern: milliseconds))
    self.kind = kind
    self.version = version
    self.actor = actor
    self.body = body
    personalCommitment = commitment
    let again = Commitment.entryBytes(
      time: time, kind: kind, version: version, actor: actor, body: body, personalCommitment: commitment)
    guard again == entryBytes else { return nil }
  }
}

/// Proofs of single entries, for people outside.
package struct JournalProver {
  private let folder: DataFolder
  private let leaves: JournalLeaves
  private let key: VerifierKey

  package init(folder: DataFolder, store: Store, key: VerifierKey) {
    self.folder = folder
    leaves = JournalLeaves(store)
    self.key = key
  }

  /// - Parameters:
  ///   - sequence: number of the entry.
  ///   - isSealed: leaves the entry itself out.
  /// - Throws: `missing` when the published log does not reach so far; `proof` or `damaged` when the log is not sound.
  package func prove(_ sequence: Int64, isSealed: Bool = false) throws -> ProofFile {
    guard let bytes = try folder.tiles.read(.checkpoint) else {
      throw LogFailure(.missing, "the log has no checkpoint")
    }
    let checkpoint = try SignedCheckpoint(parsing: bytes, signedBy: key)
    guard sequence >= 1, sequence <= Int64(checkpoint.checkpoint.size),
      let leaf = try leaves.leaves(from: sequence, through: sequence).first
    else { throw LogFailure(.missing, "the log of \(checkpoint.checkpoint.size) entries has no entry \(sequence)") }
    let reader = TileReader(store: folder.tiles, size: checkpoint.checkpoint.size)
    let proof = try reader.proofs.inclusion(of: Int(sequence) - 1, in: checkpoint.checkpoint.size)
    try proof.verify(leaf.hash, root: checkpoint.checkpoint.root)
    let extra: JournalLeafExtra
    if isSealed {
      extra = .sealed(commitment: leaf.commitment)
    } else if let opened = OpenedEntry(salt: leaf.salt, entryBytes: leaf.entryBytes) {
      extra = .opened(opened)
    } else {
      throw StorageFailure(.corrupted, "journal entry \(sequence) cannot be read")
    }
    return ProofFile(extra: extra.bytes, proof: proof, checkpoint: checkpoint)
  }
}

/// Verifies a proof of an entry with nothing but public keys.
package enum JournalProofCheck {
  package struct Proved: Sendable {
    package let leaf: JournalLeafExtra
    /// Number of the entry.
    package let sequence: Int64
    package let checkpoint: SignedCheckpoint
    package let verdict: TrustPolicy.Verdict
  }

  /// - Throws: `malformed`, `signature`, `quorum` or `proof`.
  package static func verify(_ bytes: [UInt8], policy: TrustPolicy) throws(LogFailure) -> Proved {
    let file = try ProofFile(parsing: bytes)
    let verdict = try policy.verify(file.checkpoint)
    guard let leaf = file.extra.flatMap(JournalLeafExtra.init) else {
      throw LogFailure(.malformed, "the proof does not say what it proves: it has no entry and no commitment")
    }
    try file.inclusion.verify(MerkleHash.leaf(leaf.commitment), root: file.checkpoint.checkpoint.root)
    return Proved(leaf: leaf, sequence: Int64(file.index) + 1, checkpoint: file.checkpoint, verdict: verdict)
  }
}
