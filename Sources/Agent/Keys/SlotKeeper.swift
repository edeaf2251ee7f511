import CanonicalForms
import DiskEncryption
import Glibc

/// The agent's own slot on a LUKS2 volume. Its key is made here, kept by the server and nowhere else.
///
/// In this order, each step on the disk before the next: the intent is written down; the slot is made; its fingerprint is written
/// down; the server has the key and says that it proved it; the slot is relied on. A crash in between leaves the disk as open to its
/// owner as it was, and never a slot that is relied on without a proved key. No older slot is touched before the last step.
package struct SlotKeeper {
  /// What has just been done: tests end there.
  package enum Step: Sendable, CaseIterable { case intended, made, noted, kept, relied }

  /// What the slot asks for: the least, as its key has full strength.
  private static let leastWork = PasswordWork.pbkdf2(iterations: 1000)

  /// Left-over slots beside which the agent makes another by itself: a person takes them away.
  private static let mostOrphans = 3

  private let device: String
  private let server: DiskServer
  private let slots: OwnSlots
  private let after: (Step) throws -> Void

  /// - Parameters:
  ///   - device: path of the device or image that the volume lies on.
  ///   - after: called after each step.
  package init(
    device: String, server: DiskServer, slots: OwnSlots, after: @escaping (Step) throws -> Void = { _ in }
  ) {
    self.device = device
    self.server = server
    self.slots = slots
    self.after = after
  }

  package struct Adopted: Sendable, Equatable {
    package let volume: String
    package let slot: Int
    /// False when there was one already, and the server has proved its key again.
    package let isNew: Bool
    /// Slots of the agent's own that nobody needs any more.
    package let older: [Int]
  }

  /// Makes sure that there is a slot that is relied on.
  /// - Parameters:
  ///   - existing: opens any slot of the volume.
  ///   - replacing: makes a new one whatever there is.
  package func adopt(existing: SecretBytes, replacing: Bool = false) throws -> Adopted {
    let lock = try slots.take()
    defer { close(lock) }
    return try adoptHolding(existing: existing, of: nil, replacing: replacing)
  }

  private func adoptHolding(existing: SecretBytes, of slot: Int?, replacing: Bool) throws -> Adopted {
    let volume = try read().volume
    try settle()
    if !replacing, let relied = try slots.all(of: volume.uuid).first(where: { $0.state == .relied }),
      try isKept(relied)
    {
      return Adopted(volume: volume.uuid, slot: relied.slot, isNew: false, older: try older(of: volume.uuid))
    }
    let taken = Set(volume.slots.map(\.number)).union(try slots.all(of: volume.uuid).map(\.slot))
    guard let number = (0..<LUKSVolume.mostSlots).first(where: { !taken.contains($0) }) else {
      throw AgentFailure(.state, "no key slot of the volume is free")
    }
    var own = OwnSlot(
      volume: volume.uuid, slot: number, state: .adding, fingerprint: nil, sequence: volume.sequence)
    try slots.put(own)
    try after(.intended)
    let key = try RecoveryPhrase.make()
    do {
      try KeySlots.add(key, to: number, existing: existing, of: slot, path: device)
    } catch {
      // Nothing was made: a slot that lies there now is somebody else's.
      if error.code == .protector || error.code == .key { try slots.forget(own) } else { try settle() }
      throw error
    }
    try after(.made)
    own.state = .added
    own.sequence = nil
    own.fingerprint = try fingerprint(of: number)
    try slots.put(own)
    try after(.noted)
    guard try send([.key(volume: volume.uuid, slot: number, key)], about: number) else {
      own.state = .orphan
      try slots.put(own)
      throw AgentFailure(.delivery, "the server could not prove the key of slot \(number), and does not keep it")
    }
    try after(.kept)
    try slots.rely(on: own)
    try after(.relied)
    return Adopted(volume: volume.uuid, slot: number, isNew: true, older: try older(of: volume.uuid))
  }

  /// Makes a new slot with the key of the one that is relied on, which somebody has seen, and takes that one away. Where it was
  /// cut off in between, only the latter is left to do. Nobody watches: slots that were left over stay.
  /// - Returns: nil when the slot is none of the agent's own.
  package func rotate(_ slot: Int, key: SecretBytes) throws -> Adopted? {
    let lock = try slots.take()
    defer { close(lock) }
    let volume = try read().volume
    let report = EncryptedVolume.luks(volume).report
    guard let shown = try slots.all(of: volume.uuid).first(where: { $0.slot == slot && $0.lies(in: report) }) else {
      return nil
    }
    switch shown.state {
    case .relied:
      guard try slots.all(of: volume.uuid).filter({ $0.state == .orphan }).count < Self.mostOrphans else {
        throw AgentFailure(.state, "slots were left over on \(device): hikae-agent keys prune \(device)")
      }
      _ = try adoptHolding(existing: key, of: slot, replacing: true)
    case .retired: break
    case .adding, .added, .orphan: return nil
    }
    _ = try pruneHolding([.retired])
    return try slots.all(of: volume.uuid).first { $0.state == .relied }.map { relied in
      Adopted(volume: volume.uuid, slot: relied.slot, isNew: shown.state == .relied, older: [])
    }
  }

  /// Takes away slots of the agent's own that nobody needs: those that another has taken the place of, once the server has said
  /// again that it keeps the key of that one; and those whose key nobody has. Never the last slot.
  /// - Returns: their numbers.
  package func prune() throws -> [Int] {
    let lock = try slots.take()
    defer { close(lock) }
    try settle()
    return try pruneHolding([.retired, .orphan])
  }

  private func pruneHolding(_ states: Set<OwnSlot.State>) throws -> [Int] {
    let volume = try read().volume
    let all = try slots.all(of: volume.uuid)
    let relied = all.first { $0.state == .relied }
    if all.contains(where: { $0.state == .retired }) {
      guard let relied, try isKept(relied) else {
        throw AgentFailure(.state, "no slot of the agent is relied on: nothing is taken away")
      }
    }
    var removed: [Int] = []
    for old in all where states.contains(old.state) {
      // Somebody else may have put a key under the number since.
      let present = try read().volume
      if old.lies(in: EncryptedVolume.luks(present).report) {
        guard present.slots.count > 1 else { break }
        try KeySlots.remove(old.slot, path: device)
        removed.append(old.slot)
      }
      try slots.forget(old)
    }
    // The metadata are others now: the key is proved against them.
    if let relied, !removed.isEmpty { _ = try isKept(relied) }
    return removed
  }

  /// Finds out what became of attempts that were cut off.
  private func settle() throws {
    let volume = try read().volume
    let report = EncryptedVolume.luks(volume).report
    for var own in try slots.all(of: volume.uuid) {
      switch own.state {
      case .adding:
        // The slot was free when this was written down, and making it changes the header once. Where anything else changed it as
        // well, the slot may be somebody's: other tools make recovery keys of the same form.
        guard let slot = volume.slot(own.slot), slot.work == Self.leastWork, let before = own.sequence,
          volume.sequence == before &+ 1
        else {
          try slots.forget(own)
          continue
        }
        own.sequence = nil
        own.fingerprint = try fingerprint(of: own.slot)
        own.state = .orphan
        try slots.put(own)
      case .added:
        guard own.lies(in: report) else {
          try slots.forget(own)
          continue
        }
        // The server may have the key: its answer was not heard.
        if try isKept(own) {
          try slots.rely(on: own)
        } else {
          own.state = .orphan
          try slots.put(own)
        }
      case .relied, .retired, .orphan: if !own.lies(in: report) { try slots.forget(own) }
      }
    }
  }

  /// Whether the server keeps a slot's key and proves it against the metadata as they are now.
  private func isKept(_ own: OwnSlot) throws -> Bool {
    try send([.confirm(volume: own.volume, slot: own.slot)], about: own.slot)
  }

  private func send(_ statements: [DiskStatement], about slot: Int) throws -> Bool {
    let (image, volume) = try read()
    let encrypted = EncryptedVolume.luks(volume)
    guard volume.slot(slot) != nil else { return false }
    let copy = try encrypted.metadata(in: image, slot: slot)
    let answer = try server.sayPatiently(DiskMessage([.report(encrypted.report), .copy(copy)] + statements))
    return answer.orders.contains { order in
      if case .kept(volume.uuid, slot, true) = order { true } else { false }
    }
  }

  private func older(of volume: String) throws -> [Int] {
    try slots.all(of: volume).filter { $0.state == .retired || $0.state == .orphan }.map(\.slot).sorted()
  }

  private func fingerprint(of slot: Int) throws -> String? {
    EncryptedVolume.luks(try read().volume).report.protectors.first { $0.id == String(slot) }?.fingerprint
      .map { "\($0)" }
  }

  /// The header as it is on the disk now.
  private func read() throws -> (image: FileImage, volume: LUKSVolume) {
    let image = try FileImage(path: device)
    guard case .luks(let volume) = try EncryptedVolume(reading: image), volume.version == 2 else {
      throw AgentFailure(.usage, "\(device) is no LUKS2 volume")
    }
    return (image, volume)
  }
}
