import Cryptography
import Glibc
import Synchronization
import TransparencyLog

/// Holds the server's log against what this device has seen of it. A server that shows another history than before, or a
/// shorter one, has lost or rewritten what was reported: nothing more is given to it, and nothing is forgotten here.
package final class LogWatch: Sendable {
  package enum Verdict: Sendable, Equatable {
    /// It continues what was seen, or will be looked at later.
    case fine
    /// It could not be checked now; it is tried again with the next receipt.
    case unchecked(String)
    /// It cannot be the log that it was.
    case contradicted(String)
  }

  private struct Times {
    var checked: Int64?
    /// Since when the server shows less than what was seen.
    var shorter: Int64?
  }

  private let policy: TrustPolicy
  private let memory: CheckpointMemory
  private let folder: String
  private let times = Mutex(Times())

  /// Milliseconds between two looks at the log's tiles: a proof costs the server two requests.
  package static let interval: Int64 = 3_600_000
  /// Milliseconds for which a server may show less: one of several on one record is a little behind the others.
  package static let grace: Int64 = 600_000

  /// - Parameters:
  ///   - key: of the log, as the enrolment gave it.
  ///   - folder: exists; the last checkpoint lies here, and those that were refused.
  package init(key: VerifierKey, folder: String) {
    policy = TrustPolicy(log: key)
    memory = CheckpointMemory(policy: policy, store: FolderCheckpointStore(folder))
    self.folder = folder
  }

  /// - Parameters:
  ///   - text: the checkpoint of a receipt.
  ///   - tiles: of the server that gave it.
  ///   - uptime: milliseconds.
  package func examine(_ text: String, tiles: any TileStore, uptime: Int64) -> Verdict {
    do throws(LogFailure) {
      let shown = try SignedCheckpoint(parsing: Array(text.utf8))
      try policy.verify(shown)
      let new = shown.checkpoint
      guard let known = try memory.latest(of: new.origin)?.checkpoint, known.size != new.size else {
        try memory.accept(shown, proof: [])
        times.withLock { $0.shorter = nil }
        return .fine
      }
      guard new.size > known.size else { return try isShorter(shown, than: known.size, uptime: uptime) }
      times.withLock { $0.shorter = nil }
      let isDue = times.withLock { $0.checked.map { uptime - $0 >= Self.interval } ?? true }
      guard isDue else { return .fine }
      let reader = TileReader(store: tiles, size: new.size)
      let proof = try reader.proofs.consistency(from: known.size, to: new.size)
      try memory.accept(shown, proof: proof.hashes)
      times.withLock { $0.checked = uptime }
      return .fine
    } catch {
      switch error.code {
      case .malformed, .signature, .forked, .shrank, .quorum, .proof:
        keep(text)
        return .contradicted("the server's log is not the one that it was: " + error.message)
      case .missing, .damaged, .storage, .tooLarge, .conflict:
        return .unchecked("the server's log cannot be checked: " + error.message)
      }
    }
  }

  private func isShorter(
    _ shown: SignedCheckpoint, than size: Int, uptime: Int64
  ) throws(LogFailure) -> Verdict {
    let since = times.withLock { times in
      let since = times.shorter ?? uptime
      times.shorter = since
      return since
    }
    guard uptime - since >= Self.grace else { return .fine }
    throw LogFailure(
      .shrank, "the log \(shown.checkpoint.origin) had \(size) leaves and shows \(shown.checkpoint.size)")
  }

  /// Both checkpoints together are evidence: the remembered one stays, and this one is kept beside it.
  private func keep(_ text: String) {
    let bytes = Array(text.utf8.prefix(SignedNote.maximumSize))
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
