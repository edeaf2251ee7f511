import CanonicalForms
import DiskEncryption
import Glibc

/// A key slot that the agent made, as it remembers it. The key is nowhere here.
package struct OwnSlot: Sendable, Hashable {
  /// Raw values stand in the file.
  package enum State: String, Sendable {
    /// Written down before the slot is touched: it may be there or not.
    case adding
    /// On the disk; nobody is known to keep its key.
    case added
    /// The server keeps the key and has proved it: this slot is relied on.
    case relied
    /// Another slot is relied on in its place.
    case retired
    /// Left over by an attempt that was cut off: nobody has its key.
    case orphan
  }

  package let volume: String
  package let slot: Int
  package var state: State
  /// Of the slot as it is on the disk; nil while it may not be there.
  package var fingerprint: String?
  /// The header's sequence number when the intent was written down; nil where that is over, or was not noted.
  package var sequence: UInt64? = nil

  /// Whether it is this slot that lies on the disk, and not another one under its number.
  func lies(in report: ProtectorReport) -> Bool {
    report.protectors.contains { $0.id == String(slot) && $0.fingerprint.map { "\($0)" } == fingerprint }
  }
}

/// The file in which the agent remembers its slots. Every change is on the disk before the next step is taken.
package struct OwnSlots: Sendable {
  private let folder: StateFolder

  package init(_ folder: StateFolder) { self.folder = folder }

  private static let name = "keyslots.json"
  private var path: String { folder.path + "/" + Self.name }

  /// - Throws: `.state` for a file that is damaged: what is relied on must not be forgotten in silence.
  package func all() throws(AgentFailure) -> [OwnSlot] {
    guard access(path, F_OK) == 0 else { return [] }
    guard let bytes = SmallFile.read(path), let json = try? JSON(parsing: bytes),
      case .array(let listed) = json["slots"]
    else { throw AgentFailure(.state, "\(path) cannot be read") }
    var slots: [OwnSlot] = []
    for one in listed {
      guard let volume = one["volume"].string, let slot = one["slot"].integer.flatMap({ Int(exactly: $0) }),
        let state = one["state"].string.flatMap(OwnSlot.State.init(rawValue:))
      else { throw AgentFailure(.state, "\(path) cannot be read") }
      slots.append(
        OwnSlot(
          volume: volume, slot: slot, state: state, fingerprint: one["fingerprint"].string,
          sequence: one["sequence"].integer.flatMap { UInt64(exactly: $0) }))
    }
    return slots
  }

  package func all(of volume: String) throws(AgentFailure) -> [OwnSlot] { try all().filter { $0.volume == volume } }

  /// Takes down what is known of a slot now.
  package func put(_ slot: OwnSlot) throws(AgentFailure) {
    var slots = try all().filter { $0.volume != slot.volume || $0.slot != slot.slot }
    slots.append(slot)
    try write(slots)
  }

  package func forget(_ slot: OwnSlot) throws(AgentFailure) {
    try write(try all().filter { $0.volume != slot.volume || $0.slot != slot.slot })
  }

  /// One slot is relied on from now on, and all others of the volume that were are not: in one step.
  package func rely(on slot: OwnSlot) throws(AgentFailure) {
    try write(
      try all().map { other in
        var other = other
        guard other.volume == slot.volume else { return other }
        if other.slot == slot.slot {
          other.state = .relied
          other.fingerprint = slot.fingerprint
        } else if other.state == .relied {
          other.state = .retired
        }
        return other
      })
  }

  private func write(_ slots: [OwnSlot]) throws(AgentFailure) {
    let json: JSON = [
      "slots": .array(
        slots.map { slot in
          [
            "volume": .string(slot.volume), "slot": JSON(slot.slot), "state": .string(slot.state.rawValue),
            "fingerprint": JSON(slot.fingerprint),
            "sequence": slot.sequence.flatMap { Int64(exactly: $0) }.map { .integer($0) } ?? .null,
          ]
        })
    ]
    try SmallFile.replace(path, with: json.canonicalBytes)
  }

  /// Holds the file for this process until the descriptor is closed: the running agent and a command must not both change slots.
  func take() throws(AgentFailure) -> Int32 {
    let lock = open(folder.path + "/keyslots.lock", O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
    guard lock >= 0 else { throw AgentFailure(.state, "\(folder.path) cannot be used: \(AgentFailure.lastError)") }
    guard flock(lock, LOCK_EX | LOCK_NB) == 0 else {
      close(lock)
      throw AgentFailure(.running, "key slots are being changed by another process: try again")
    }
    return lock
  }
}
