/// What changed between two reports of the same device. Pure: it needs no secret and no disk.
package struct ProtectorDrift: Sendable, Hashable {
  package enum Change: Sendable, Hashable {
    /// The volume was encrypted anew: every key kept for it is of the past.
    case volumeReplaced
    case added(String)
    case removed(String)
    /// The same identifier holds another key.
    case changed(String)
    /// The later report is of older metadata, or of other metadata with the same counter: a clone, a restored disk, or
    /// tampering. Nothing is to be concluded from it about newer keys.
    case rolledBack
    case suspended
    case resumed
    /// Something else in the metadata is different.
    case rewritten
  }

  package let changes: Set<Change>

  package var isEmpty: Bool { changes.isEmpty }

  /// - Parameters: reports in the order in which they were made.
  package init(from earlier: ProtectorReport, to later: ProtectorReport) {
    guard earlier.volume == later.volume, earlier.system == later.system else {
      changes = [.volumeReplaced]
      return
    }
    var changes: Set<Change> = []
    let before = Dictionary(earlier.protectors.map { ($0.id, $0) }) { first, _ in first }
    let after = Dictionary(later.protectors.map { ($0.id, $0) }) { first, _ in first }
    for (id, entry) in after {
      guard let old = before[id] else {
        changes.insert(.added(id))
        continue
      }
      if old != entry { changes.insert(.changed(id)) }
    }
    for id in before.keys where after[id] == nil { changes.insert(.removed(id)) }
    if later.isSuspended, !earlier.isSuspended { changes.insert(.suspended) }
    if earlier.isSuspended, !later.isSuspended { changes.insert(.resumed) }
    if earlier.metadata != later.metadata {
      // LUKS1 counts nothing, so its order in time cannot be told.
      if later.counter < earlier.counter || (later.counter == earlier.counter && later.system != .luks1) {
        changes.insert(.rolledBack)
      }
      if changes.isEmpty { changes.insert(.rewritten) }
    }
    self.changes = changes
  }

  /// Whether a key that was proved for this protector has to be proved again before it is relied on.
  package func concerns(_ protector: String) -> Bool {
    changes.contains { change in
      switch change {
      case .volumeReplaced, .rolledBack: true
      case .removed(let id), .changed(let id): id == protector
      case .added, .suspended, .resumed, .rewritten: false
      }
    }
  }
}
