import CanonicalForms
import Cryptography

extension Batch {
  private static let magic = Array("hikae.batch/1\n".utf8)
  private static let signatureLength = 64

  /// What the signature covers: everything but the profiles, which the records' digests cover, and the signature.
  package var signedBytes: [UInt8] {
    var writer = ByteWriter()
    writer.raw(Self.magic)
    writer.text(device)
    writer.count(epoch)
    writer.raw(boot.bytes)
    writer.number(firstSequence)
    writer.number(lastSequence)
    writer.raw(before.head.bytes)
    writer.raw(after.head.bytes)
    writer.signed(sealed.milliseconds)
    writer.signed(sealedUptime)
    writer.text(lastCheckpoint)
    switch body {
    case .records(let records):
      writer.byte(1)
      writer.count(records.count)
      for record in records { writer.block(record.bytes) }
    case .tombstone(let reason):
      writer.byte(2)
      writer.text(reason.rawValue)
    }
    return writer.bytes
  }

  package var bytes: [UInt8] {
    var writer = ByteWriter()
    writer.block(signedBytes)
    writer.raw(signature.count == Self.signatureLength ? signature : Array(repeating: 0, count: Self.signatureLength))
    writer.count(profiles.count)
    for profile in profiles { writer.block(profile) }
    return writer.bytes
  }

  /// Reads a batch from foreign bytes. Everything that can be checked without knowing the device is checked: form,
  /// numbers, the chain, and that the profiles are those that the records name.
  package init(from bytes: [UInt8]) throws(BatchFailure) {
    guard bytes.count <= Self.largest else { throw BatchFailure(.tooLarge) }
    do throws(ByteReader.Damaged) {
      var outer = ByteReader(bytes)
      let signed = try outer.block()
      let signature = try outer.raw(Self.signatureLength)
      let profiles = try Self.list(&outer) { reader throws(ByteReader.Damaged) in try reader.block() }
      guard outer.isAtEnd else { throw ByteReader.Damaged() }
      try self.init(signed: signed)
      self.signature = signature
      self.profiles = profiles
    } catch {
      throw BatchFailure(.malformed)
    }
    try check()
  }

  /// The body of a batch that was accepted before, from its signed bytes.
  package static func body(fromSigned bytes: [UInt8]) throws(ByteReader.Damaged) -> Body {
    try Batch(signed: bytes).body
  }

  private init(signed bytes: [UInt8]) throws(ByteReader.Damaged) {
    var reader = ByteReader(bytes)
    guard try reader.raw(Self.magic.count) == Self.magic else { throw ByteReader.Damaged() }
    let device = try reader.text()
    let epoch = try reader.integer()
    guard let boot = BootID(try reader.raw(16)) else { throw ByteReader.Damaged() }
    let firstSequence = try reader.number()
    let lastSequence = try reader.number()
    let before = RecordChain(head: try reader.digest())
    let after = RecordChain(head: try reader.digest())
    let sealed = Moment(milliseconds: try reader.signed())
    let sealedUptime = try reader.signed()
    let lastCheckpoint = try reader.text()
    let body: Body
    switch try reader.byte() {
    case 1: body = .records(try Self.records(&reader))
    case 2:
      guard let reason = GapReason(rawValue: try reader.text()) else { throw ByteReader.Damaged() }
      body = .tombstone(reason: reason)
    default: throw ByteReader.Damaged()
    }
    guard reader.isAtEnd else { throw ByteReader.Damaged() }
    self.init(
      device: device, epoch: epoch, boot: boot, firstSequence: firstSequence, lastSequence: lastSequence,
      before: before, after: after, sealed: sealed, sealedUptime: sealedUptime, lastCheckpoint: lastCheckpoint,
      body: body)
  }

  private static func records(_ reader: inout ByteReader) throws(ByteReader.Damaged) -> [Observation] {
    let records = try list(&reader) { reader throws(ByteReader.Damaged) in
      var record = ByteReader(try reader.block())
      let observation = try Observation(from: &record)
      guard record.isAtEnd else { throw ByteReader.Damaged() }
      return observation
    }
    guard !records.isEmpty, records.count <= mostRecords else { throw ByteReader.Damaged() }
    return records
  }

  private static func list<T>(
    _ reader: inout ByteReader, _ read: (inout ByteReader) throws(ByteReader.Damaged) -> T
  ) throws(ByteReader.Damaged) -> [T] {
    let count = try reader.count()
    var items: [T] = []
    for _ in 0..<count { items.append(try read(&reader)) }
    return items
  }

  private func check() throws(BatchFailure) {
    guard firstSequence >= 1, lastSequence >= firstSequence else { throw BatchFailure(.sequence) }
    guard case .records(let records) = body else {
      guard profiles.isEmpty else { throw BatchFailure(.profiles) }
      return
    }
    guard lastSequence - firstSequence == UInt64(records.count - 1) else { throw BatchFailure(.sequence) }
    var chain = before
    var wanted: Set<SHA256Digest> = []
    for (place, record) in records.enumerated() {
      guard record.sequence == firstSequence + UInt64(place) else { throw BatchFailure(.sequence) }
      chain.append(record.bytes)
      if case .profiled(_, _, _, let digest) = record.fact { wanted.insert(digest) }
    }
    guard chain == after else { throw BatchFailure(.chain) }
    guard Set(profiles.map { SHA256Digest(hashing: $0) }) == wanted, profiles.count == wanted.count else {
      throw BatchFailure(.profiles)
    }
  }
}

/// Why a batch is not one. Never holds anything of its content.
package struct BatchFailure: Error, Sendable, Equatable, CustomStringConvertible {
  package enum Code: String, Sendable {
    case malformed
    case tooLarge = "too_large"
    /// The numbers of the records do not follow each other.
    case sequence
    /// The records do not give the hash that the batch ends with.
    case chain
    /// The profiles are not those that the records name.
    case profiles
  }

  package let code: Code

  package init(_ code: Code) { self.code = code }

  package var description: String {
    switch code {
    case .malformed: "the batch does not have the form of docs/formats/batch.md"
    case .tooLarge: "the batch is larger than \(Batch.largest >> 20) MB"
    case .sequence: "the numbers of the batch's records do not follow each other"
    case .chain: "the batch's records do not give the hash that it ends with"
    case .profiles: "the batch's profiles are not those that its records name"
    }
  }
}
