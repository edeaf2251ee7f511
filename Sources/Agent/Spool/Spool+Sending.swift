import Cryptography
import Observations

extension Spool {
  /// A stretch of records to be sent, or a hole to be told.
  package struct Stretch: Sendable, Equatable {
    package var first: UInt64
    package var last: UInt64
    package var before: RecordChain
    package var after: RecordChain
    package var boot: BootID
    package var body: Batch.Body
    package var profiles: [[UInt8]]
  }

  /// What follows after the last acknowledged record, at most so many; nil when there is nothing. The same as long as
  /// nothing is acknowledged or given up.
  /// - Parameter bytes: of records and profiles that go together, unless one alone has more.
  package func next(most: Int, bytes mostBytes: Int = Courier.mostBytes) -> Stretch? {
    sync()
    let wanted = acknowledged + 1
    guard wanted < nextSequence else { return nil }
    // The file that holds the wanted record: the last that begins at or before it.
    guard let place = segments.lastIndex(where: { $0.first <= wanted }) else {
      return hole(from: wanted, before: segments.first)
    }
    let segment = segments[place]
    guard var reader = SpoolReader(path: segment.path, number: segment.number, by: sealer) else {
      return hole(from: wanted, before: segments.dropFirst(place + 1).first)
    }
    defer { reader.end() }
    var sequence = segment.first
    var chain = segment.before
    if let cursor, cursor.segment == segment.number {
      reader.seek(cursor.position)
      sequence = wanted
      chain = acknowledgedChain
    }
    var stretch = Stretch(
      first: wanted, last: acknowledged, before: acknowledgedChain, after: acknowledgedChain, boot: segment.boot,
      body: .records([]), profiles: [])
    var records: [Observation] = []
    var digests: Set<SHA256Digest> = []
    var size = 0
    while records.count < most {
      let before = reader.position
      guard let entry = reader.next() else { break }
      switch entry {
      case .dropped(let last, let after):
        if last < wanted {
          (sequence, chain) = (last + 1, after)
        } else if records.isEmpty {
          following = (last, after, segment.number, reader.position)
          return Stretch(
            first: wanted, last: last, before: acknowledgedChain, after: after, boot: segment.boot,
            body: .tombstone(reason: .dropped), profiles: [])
        } else {
          reader.seek(before)
          return stretch.with(records)
        }
        continue
      case .record(let record, _, let profile):
        guard record.sequence == sequence else { break }
        sequence += 1
        chain.append(record.bytes)
        if record.sequence < wanted { continue }
        size += record.bytes.count + (profile?.count ?? 0)
        if !records.isEmpty, size > mostBytes { return stretch.with(records) }
        records.append(record)
        if let profile, digests.insert(SHA256Digest(hashing: profile)).inserted { stretch.profiles.append(profile) }
        stretch.last = record.sequence
        stretch.after = chain
        following = (record.sequence, chain, segment.number, reader.position)
        continue
      }
      break
    }
    if records.isEmpty { return hole(from: wanted, before: segments.dropFirst(place + 1).first) }
    return stretch.with(records)
  }

  /// Records that are not there any more, up to where the next file begins.
  private func hole(from first: UInt64, before segment: SpoolSegment?) -> Stretch? {
    let last = segment.map { $0.first - 1 } ?? nextSequence - 1
    let after = segment?.before ?? chain
    guard last >= first else { return nil }
    following = nil
    return Stretch(
      first: first, last: last, before: acknowledgedChain, after: after, boot: segment?.boot ?? boot,
      body: .tombstone(reason: .dropped), profiles: [])
  }

  /// The server has everything up to here: it is forgotten.
  package func acknowledge(through last: UInt64, after: RecordChain) throws(AgentFailure) {
    guard last > acknowledged, last < nextSequence else { return }
    acknowledged = last
    acknowledgedChain = after
    cursor = following.flatMap { $0.last == last ? ($0.segment, $0.position) : nil }
    following = nil
    forgetAcknowledged()
    try writeState()
  }
}

extension Spool.Stretch {
  /// Tells of the same records that they do not come.
  package mutating func passOver() {
    body = .tombstone(reason: .dropped)
    profiles = []
  }

  fileprivate func with(_ records: [Observation]) -> Self {
    var copy = self
    copy.body = .records(records)
    return copy
  }
}
