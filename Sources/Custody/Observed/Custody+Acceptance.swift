import CanonicalForms
import Cryptography
import Observations
import PersonalData
import Storage

/// What became of a batch.
package enum Acceptance: Sendable, Equatable {
  /// It is on disk: now, or since it came before.
  case accepted(Receipt)
  /// Another body stands under its numbers, or its chain does not join on. Both are kept: a cloned machine, a restored
  /// image, or somebody who tampers.
  case conflict
  case refused(Refusal)

  package enum Refusal: String, Sendable {
    /// No such device, or no such enrolment of it.
    case unknownEpoch = "unknown_epoch"
    /// The device was enrolled anew, and what is left of the former enrolment is not signed.
    case closedEpoch = "closed_epoch"
    case signature
    case profiles
  }
}

/// A batch that was held against its device's key, made ready to be written down.
package struct CheckedBatch: Sendable {
  fileprivate enum Verdict: Sendable {
    case sound(SoundBatch)
    case refused(Acceptance.Refusal)
  }

  fileprivate let verdict: Verdict
}

/// A batch that its device signed, and its entry for the journal: without identity keys.
private struct SoundBatch: Sendable {
  let batch: Batch
  let digest: SHA256Digest
  let epoch: DeviceEpoch
  let received: Moment
  let entry: NewEntry
}

extension Custody {
  /// Takes a batch down. When it returns `.accepted`, the batch is durable.
  ///
  /// A batch that comes again gets the same answer and changes nothing. Batches may come in any order: what is missing
  /// in between is listed in the receipt.
  package func accept(_ batch: Batch, receivedAt received: Moment = .now) throws -> Acceptance {
    let checked = try check(batch, receivedAt: received)
    // Whoever has no part in the record does not make others wait for it.
    if case .refused(let refusal) = checked.verdict { return .refused(refusal) }
    return try store.write { try take(checked, in: $0) }
  }

  /// Takes down batches of any devices, all in one transaction, which costs one wait for the disk.
  /// - Returns: what became of each, in their order. When it throws, none was taken down.
  package func accept(_ batches: [CheckedBatch]) throws -> [Acceptance] {
    try store.write { session in try batches.map { try take($0, in: session) } }
  }

  /// Verifies a batch and makes its entry: what costs time and needs no turn at the record, so that several threads can do
  /// it while another writes.
  package func check(_ batch: Batch, receivedAt received: Moment) throws -> CheckedBatch {
    let signed = batch.signedBytes
    guard let epoch = try store.read({ try EnrolmentRegister(session: $0).epoch(batch.epoch, of: batch.device) }) else {
      return CheckedBatch(verdict: .refused(.unknownEpoch))
    }
    if !epoch.signingKey.isEmpty {
      guard let key = Ed25519PublicKey(epoch.signingKey), key.isValid(batch.signature, of: signed) else {
        return CheckedBatch(verdict: .refused(.signature))
      }
    }
    // Identity keys become tokens before anything is stored.
    var profiles: [RecordedProfile] = []
    for message in batch.profiles {
      guard let profile = try? ProfileMessage.decode(message) else { return CheckedBatch(verdict: .refused(.profiles)) }
      profiles.append(RecordedProfile(profile, tokeniser: tokeniser))
    }
    guard profiles.allSatisfy(batch.names) else { return CheckedBatch(verdict: .refused(.profiles)) }
    let digest = SHA256Digest(hashing: signed)
    return CheckedBatch(
      verdict: .sound(
        SoundBatch(
          batch: batch, digest: digest, epoch: epoch, received: received,
          entry: batch.entry(signed: signed, digest: digest, profiles: profiles, received: received))))
  }

  private func take(_ checked: CheckedBatch, in session: SQLSession) throws -> Acceptance {
    switch checked.verdict {
    case .refused(let refusal): .refused(refusal)
    case .sound(let sound): try take(sound, in: session)
    }
  }

  private func take(_ sound: SoundBatch, in session: SQLSession) throws -> Acceptance {
    let batch = sound.batch
    let chain = BatchChain(device: batch.device, epoch: batch.epoch, session: session)
    switch try chain.place(of: batch, digest: sound.digest) {
    case .known(let entry):
      return .accepted(try receipt(for: batch, entry: entry, chain: chain))
    case .conflict:
      try refuse(batch, digest: sound.digest, at: sound.received, in: session)
      return .conflict
    case .free: break
    }
    // What a former enrolment left behind still counts when its own key signed it. Without a key anybody could write it.
    if sound.epoch.signingKey.isEmpty {
      guard
        try EnrolmentRegister(session: session).lastEpoch(of: batch.device, from: sound.epoch.source) == batch.epoch
      else { return .refused(.closedEpoch) }
    }
    let entry = try journal.append(sound.entry, at: sound.received, by: actor, in: session)
    return .accepted(try receipt(for: batch, entry: entry, chain: chain))
  }

  private func receipt(for batch: Batch, entry: Int64, chain: BatchChain) throws -> Receipt {
    Receipt(
      entry: entry, device: batch.device, epoch: batch.epoch, firstSequence: batch.firstSequence,
      lastSequence: batch.lastSequence, missing: try chain.missing())
  }

  /// Keeps a batch that contradicts another, once.
  private func refuse(_ batch: Batch, digest: SHA256Digest, at time: Moment, in session: SQLSession) throws {
    let isKept = try session.first(
      "SELECT 1 FROM batch_conflict WHERE device = ? AND epoch = ? AND digest = ?", SQLValue(batch.device),
      SQLValue(batch.epoch), .blob(digest.bytes)
    ) { _ in true }
    guard isKept == nil else { return }
    let body: JSON = [
      "device": .string(batch.device), "epoch": JSON(batch.epoch),
      "first": .integer(Int64(clamping: batch.firstSequence)),
      "last": .integer(Int64(clamping: batch.lastSequence)), "digest": JSON(bytes: digest.bytes),
      "signature": JSON(bytes: batch.signature),
    ]
    try journal.append(
      NewEntry(kind: "batch.refused", body: body, personal: batch.signedBytes), at: time, by: actor, in: session)
  }
}

extension Batch {
  /// Whether a record of the batch names this profile, with its content and the number of its people.
  fileprivate func names(_ profile: RecordedProfile) -> Bool {
    guard case .records(let records) = body else { return false }
    return records.contains { record in
      if case .profiled(profile.sha256, profile.recogniser, profile.persons.count, _) = record.fact {
        true
      } else {
        false
      }
    }
  }

  /// - Parameter signed: the bytes that the device signed; nothing is encoded a second time.
  func entry(
    signed: [UInt8], digest: SHA256Digest, profiles: [RecordedProfile], received: Moment
  ) -> NewEntry {
    var members: [String: JSON] = [
      "device": .string(device), "epoch": JSON(epoch), "first": .integer(Int64(clamping: firstSequence)),
      "last": .integer(Int64(clamping: lastSequence)), "before": JSON(bytes: before.head.bytes),
      "after": JSON(bytes: after.head.bytes), "digest": JSON(bytes: digest.bytes), "sealed": JSON(sealed),
      "received": JSON(received), "boot": JSON(bytes: boot.bytes), "signature": JSON(bytes: signature),
      "profiles": JSON(profiles.count), "people": JSON(profiles.reduce(0) { $0 + $1.persons.count }),
    ]
    var personal: [UInt8]?
    switch body {
    case .records(let records):
      members["records"] = JSON(records.count)
      members["dropped"] = .null
      personal = AcceptedBatch.bytes(signed: signed, profiles: profiles)
    case .tombstone(let reason):
      members["records"] = 0
      members["dropped"] = .string(reason.rawValue)
    }
    return NewEntry(kind: "batch.accepted", body: .object(members), personal: personal)
  }
}
