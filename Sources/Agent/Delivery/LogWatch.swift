import CanonicalForms
import Cryptography
import Glibc
import Synchronization
import TransparencyLog

/// Holds the server's log against what this device has seen of it. A server that shows another history than before, or a
/// shorter one, has lost or rewritten what was reported; one whose log stands still, or is kept back, may be about to.
/// Nothing more is given to it, and nothing is forgotten here.
package final class LogWatch: Sendable {
  package enum Verdict: Sendable, Equatable {
    /// It continues what was seen, or will be looked at later.
    case fine
    /// It could not be checked now; it is tried again with the next receipt.
    case unchecked(String)
    /// It cannot be the log that it was.
    case contradicted(String)
  }

  private struct Standing {
    var claims = LogClaims()
    /// When the log's tiles were looked at last.
    var checked: Int64?
    /// Since when the server shows less than what was seen.
    var shorter: Int64?
  }

  private let policy: TrustPolicy
  private let memory: CheckpointMemory
  private let origin: String
  private let folder: String
  private let standing: Mutex<Standing>

  /// Milliseconds between two looks at the log's tiles: a proof costs the server a few requests.
  package static let interval: Int64 = 3_600_000
  private static let pressingInterval: Int64 = 60_000
  /// Milliseconds for which a server may show less: one of several on one record is a little behind the others.
  package static let grace = AnswerClock.grace

  /// - Parameters:
  ///   - key: of the log, as the enrolment gave it.
  ///   - folder: exists; the last checkpoint lies here, what is still to be proved, and what was refused.
  package init(key: VerifierKey, folder: String) {
    policy = TrustPolicy(log: key)
    memory = CheckpointMemory(policy: policy, store: FolderCheckpointStore(folder))
    origin = key.name
    self.folder = folder
    var standing = Standing()
    standing.claims = SmallFile.read(Self.claims(in: folder)).flatMap { LogClaims($0) } ?? LogClaims()
    self.standing = Mutex(standing)
  }

  private static func claims(in folder: String) -> String { folder + "/log-claims.json" }

  /// Names of the files that keep what was refused.
  package static func refused(in folder: String) -> [String] {
    SmallFile.names(in: folder).filter { $0.hasPrefix("refused-") && $0.hasSuffix(".checkpoint") }
  }

  /// - Parameters:
  ///   - text: the checkpoint of a receipt; a server that has a log and shows none is not believed for long.
  ///   - entry: of the journal, that the receipt is for.
  ///   - tiles: of the server that gave it.
  ///   - uptime: milliseconds.
  ///   - seconds: until the server wants to hear of this device again.
  ///   - isPressing: whether the log should be looked at before the hour is over, for the sake of receipts.
  package func examine(
    _ text: String, entry: Int64, tiles: any TileStore, uptime: Int64, now: Moment = .now, next seconds: Int = 0,
    isPressing: Bool = false
  ) -> Verdict {
    standing.withLock { standing in
      let elapsed = standing.claims.answered(uptime: uptime, at: now, next: seconds)
      var size = 0
      var verdict: Verdict
      do throws(LogFailure) {
        if text.isEmpty {
          size = try memory.latest(of: origin)?.checkpoint.size ?? 0
          verdict = .unchecked("the server shows no checkpoint of its log")
        } else {
          let shown = try SignedCheckpoint(parsing: Array(text.utf8))
          try policy.verify(shown)
          size = shown.checkpoint.size
          verdict = try follow(shown, text, tiles, uptime, isPressing, &standing)
        }
      } catch {
        verdict = self.verdict(of: error, shown: text)
      }
      let isContradicted = if case .contradicted = verdict { true } else { false }
      if !isContradicted {
        standing.claims.note(entry: entry, size: size, isProved: verdict == .fine, elapsed: elapsed)
      }
      // A claim that is lost with the power is made again by the next receipt.
      try? SmallFile.replace(Self.claims(in: folder), with: standing.claims.bytes, isLasting: false)
      if isContradicted { return verdict }
      if let broken = standing.claims.broken { return .contradicted(broken) }
      if let doubt = standing.claims.doubt, verdict == .fine { return .unchecked(doubt) }
      return verdict
    }
  }

  /// The checkpoint that continues all that this device has seen; nil before the first.
  package var held: SignedCheckpoint? { try? memory.latest(of: origin) }

  private func verdict(of error: LogFailure, shown text: String) -> Verdict {
    switch error.code {
    case .malformed, .signature, .forked, .shrank, .quorum, .proof:
      keep(text)
      return .contradicted("the server's log is not the one that it was: " + error.message)
    case .missing, .damaged, .storage, .tooLarge, .conflict:
      return .unchecked("the server's log cannot be checked: " + error.message)
    }
  }

  /// Holds a checkpoint against all that were shown before.
  private func follow(
    _ shown: SignedCheckpoint, _ text: String, _ tiles: any TileStore, _ uptime: Int64, _ isPressing: Bool,
    _ standing: inout Standing
  ) throws(LogFailure) -> Verdict {
    let new = shown.checkpoint
    if let twin = standing.claims.shown[new.size],
      try SignedCheckpoint(parsing: Array(twin.utf8)).checkpoint.root != new.root
    {
      keep(twin)
      throw LogFailure(.forked, "the log \(new.origin) of \(new.size) leaves was shown with two roots")
    }
    guard let known = try memory.latest(of: new.origin)?.checkpoint, known.size != new.size else {
      try memory.accept(shown, proof: [])
      standing.shorter = nil
      return .fine
    }
    let highest = max(known.size, standing.claims.shown.keys.max() ?? 0)
    guard new.size >= highest else {
      standing.claims.add(text, size: new.size)
      return try isShorter(new, than: highest, uptime, &standing)
    }
    standing.shorter = nil
    let isDue =
      standing.checked.map { uptime - $0 >= (isPressing ? Self.pressingInterval : Self.interval) } ?? true
      || standing.claims.shown.count >= LogClaims.mostShown
    guard isDue else {
      standing.claims.add(text, size: new.size)
      return .fine
    }
    do throws(LogFailure) {
      try prove(shown, since: known.size, tiles, &standing)
    } catch {
      // Not proved, not forgotten either.
      if case .unchecked = verdict(of: error, shown: text) { standing.claims.add(text, size: new.size) }
      throw error
    }
    standing.checked = uptime
    return .fine
  }

  /// Proves that a checkpoint continues the remembered one and each that was shown since. They were believed for a while,
  /// and a history that was shown to one device for minutes must not go unnoticed.
  private func prove(
    _ shown: SignedCheckpoint, since known: Int, _ tiles: any TileStore, _ standing: inout Standing
  ) throws(LogFailure) {
    let new = shown.checkpoint
    let proofs = TileReader(store: tiles, size: new.size).proofs
    for (size, text) in standing.claims.shown.sorted(by: { $0.key < $1.key }) where size < new.size {
      let former = try SignedCheckpoint(parsing: Array(text.utf8)).checkpoint
      let proof = try proofs.consistency(from: size, to: new.size)
      do { try proof.verify(oldRoot: former.root, newRoot: new.root) } catch {
        keep(text)
        standing.claims.drop(size: size)
        throw LogFailure(
          .forked, "the log \(new.origin) of \(new.size) leaves does not continue the \(size) that it showed before")
      }
    }
    try memory.accept(shown, proof: try proofs.consistency(from: known, to: new.size).hashes)
    standing.claims.settle(through: new.size)
  }

  private func isShorter(
    _ new: Checkpoint, than size: Int, _ uptime: Int64, _ standing: inout Standing
  ) throws(LogFailure) -> Verdict {
    let since = standing.shorter ?? uptime
    standing.shorter = since
    guard uptime - since >= Self.grace else { return .fine }
    throw LogFailure(.shrank, "the log \(new.origin) had \(size) leaves and shows \(new.size)")
  }

  /// Both checkpoints together are evidence: the remembered one stays, and this one is kept beside it.
  private func keep(_ text: String) {
    let bytes = Array(text.utf8.prefix(SignedNote.maximumSize))
    guard !bytes.isEmpty else { return }
    let path = folder + "/refused-" + SHA256Digest(hashing: bytes).description.prefix(16) + ".checkpoint"
    guard access(path, F_OK) != 0 else { return }
    try? SmallFile.replace(path, with: bytes)
  }
}

/// The tiles of a log as the server shows them to devices.
struct ServerTiles: TileStore {
  let client: HTTPClient
  let server: String

  private static let longest = TilePath.fullWidth * 32

  func read(_ path: TilePath) throws(LogFailure) -> [UInt8]? {
    let answer: HTTPClient.Answer
    do { answer = try client.get(server + "/log/" + path.text) } catch {
      throw LogFailure(.storage, error.description)
    }
    switch answer.status {
    case 200 where answer.body.count <= Self.longest: return answer.body
    case 200: throw LogFailure(.tooLarge, "\(path.text) is longer than a tile")
    case 404, 410: return nil
    default: throw LogFailure(.storage, "\(path.text): status \(answer.status)")
    }
  }

  func write(_ resources: [(path: TilePath, bytes: [UInt8])]) throws(LogFailure) {
    throw LogFailure(.storage, "the server's log is read here, never written")
  }

  func remove(_ paths: [TilePath]) {}
}
