import CanonicalForms
import Custody
import KeyEscrow
import Synchronization

/// What is known of kept keys, in memory: read again when the journal has news of it, not for every page.
final class KeyBoard: Sendable {
  private struct Kept: Sendable {
    let entry: Int64
    let snapshot: KeySnapshot
  }

  private let escrow: KeyEscrow
  private let kept = Mutex<Kept?>(nil)

  init(_ escrow: KeyEscrow) { self.escrow = escrow }

  /// Asks the database whether there is news, so it belongs off the threads of the network.
  func snapshot(at now: Moment) throws -> KeySnapshot {
    let known = kept.withLock { $0 }
    guard let (entry, snapshot) = try escrow.snapshot(newerThan: known?.entry, at: now) else {
      if let known { return known.snapshot }
      return try escrow.snapshot(at: now)
    }
    kept.withLock { kept in
      // Another page may have been quicker, and have seen more.
      if entry >= kept?.entry ?? 0 { kept = Kept(entry: entry, snapshot: snapshot) }
    }
    return snapshot
  }
}

extension Fleet {
  /// Devices that should have a key each: laptops that somebody has.
  var encryptable: [String] { members.lazy.map(\.device).filter(\.needsKey).map(\.id) }

  /// Devices that nobody has any more: their keys are kept, and are no alarm.
  var retired: Set<String> { Set(members.lazy.map(\.device).filter { $0.status == .retired }.map(\.id)) }
}

extension Device {
  var needsKey: Bool { kind == .laptop && status != .retired }
}

extension Console {
  func keySnapshot(_ visit: Visit) async throws -> KeySnapshot {
    let (keys, now) = (keys, visit.now)
    return try await work { try keys.snapshot(at: now) }
  }
}
