import CanonicalForms
import Cryptography
import Glibc
import Observations

/// The device's records until the server has them: numbered, chained, sealed, on the disk.
///
/// Sequence and chain survive everything but the loss of the folder. A tail that a kill or a full disk tore is cut off at
/// its last whole frame; nothing of it was sent, since only what was synced is. What is missing in the middle, and what
/// had to be given up for want of room, shows as a hole in the sequence and leaves as a tombstone.
package final class Spool {
  package struct Limits: Sendable {
    package var bytes: Int64 = 2 << 30
    package var days: Int = 60
    package var segmentBytes: Int64 = 4 << 20

    package init() {}
  }

  /// The disk took nothing more. The record was not numbered.
  package struct Full: Error, Equatable {}

  let folder: String
  let sealer: Sealer
  let boot: BootID
  var limits: Limits
  private let write: (Int32, [UInt8]) -> Bool

  /// Oldest first; the last is written to while `file` is open.
  var segments: [SpoolSegment] = []
  private var file: Int32 = -1
  private var frames = 0
  private var nextNumber = 1
  private var isDirty = false

  /// What the server has, and the chain up to there.
  var acknowledged: UInt64 = 0
  var acknowledgedChain = RecordChain.start
  /// Where reading goes on after what is acknowledged, when that is known.
  var cursor: (segment: Int, position: SpoolReader.Position)?
  var following: (last: UInt64, after: RecordChain, segment: Int, position: SpoolReader.Position)?

  package private(set) var nextSequence: UInt64 = 1
  package private(set) var chain = RecordChain.start
  /// When the last record was written, by its own time; nil when there never was one.
  package private(set) var lastTime: Moment?
  /// The last file ended in a torn frame.
  package private(set) var hadTornTail = false

  /// Opens or makes the spool.
  /// - Parameters:
  ///   - key: 32 bytes, kept in a file of its own.
  ///   - write: writes all bytes or says false; another one serves tests of a full disk.
  package init(
    folder: String, key: [UInt8], boot: BootID, limits: Limits = Limits(),
    write: @escaping (Int32, [UInt8]) -> Bool = SmallFile.writeAll
  ) throws(AgentFailure) {
    guard let sealer = Sealer(key: key) else { throw AgentFailure(.state, "the spool's key is not 32 bytes") }
    self.folder = folder
    self.sealer = sealer
    self.boot = boot
    self.limits = limits
    self.write = write
    guard mkdir(folder, 0o700) == 0 || errno == EEXIST else {
      throw AgentFailure(.state, "\(folder) cannot be made: \(AgentFailure.lastError)")
    }
    SmallFile.syncFolder(of: folder)
    try readState()
    try openSegments()
  }

  deinit { if file >= 0 { close(file) } }

  package var bytes: Int64 { segments.reduce(0) { $0 + $1.bytes } }
  /// Records that the server has not acknowledged, given up ones included.
  package var pending: Int { Int(nextSequence - 1 - acknowledged) }

  // MARK: Opening

  private func openSegments() throws(AgentFailure) {
    chain = acknowledgedChain
    nextSequence = acknowledged + 1
    let numbers = SmallFile.names(in: folder).compactMap(SpoolSegment.number).sorted()
    nextNumber = (numbers.last ?? 0) + 1
    for number in numbers {
      let path = SpoolSegment.path(in: folder, number: number)
      guard let reader = SpoolReader(path: path, number: number, by: sealer) else {
        // Torn before its first frame was whole, or damaged: what it held shows as a hole.
        unlink(path)
        continue
      }
      segments.append(reader.segment)
      reader.end()
    }
    guard let last = segments.last, var reader = SpoolReader(path: last.path, number: last.number, by: sealer) else {
      return
    }
    defer { reader.end() }
    var sequence = last.first - 1
    var head = last.before
    while let entry = reader.next() {
      switch entry {
      case .record(let record, _, _):
        sequence = record.sequence
        head.append(record.bytes)
        lastTime = max(lastTime ?? record.time, record.time)
      case .dropped(let last, let after):
        sequence = last
        head = after
      }
    }
    if reader.position.offset < last.bytes {
      hadTornTail = true
      truncate(last.path, off_t(reader.position.offset))
      segments[segments.count - 1].bytes = reader.position.offset
    }
    if sequence >= nextSequence {
      nextSequence = sequence + 1
      chain = head
    }
    forgetAcknowledged()
  }

  private var statePath: String { folder + "/acknowledged" }

  private func readState() throws(AgentFailure) {
    guard let sealed = SmallFile.read(statePath) else { return }
    guard let content = sealed.withUnsafeBytes({ sealer.open($0, for: Array("state".utf8)) }), content.count == 48,
      let head = SHA256Digest(content[8..<40])
    else { throw AgentFailure(.state, "\(statePath) does not open with the spool's key") }
    acknowledged = content[..<8].reduce(0) { $0 << 8 | UInt64($1) }
    acknowledgedChain = RecordChain(head: head)
    let time = content[40...].reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
    lastTime = time == 0 ? nil : Moment(milliseconds: Int64(bitPattern: time))
  }

  func writeState() throws(AgentFailure) {
    var writer = ByteWriter()
    writer.fixed(acknowledged)
    writer.raw(acknowledgedChain.head.bytes)
    writer.fixed(UInt64(bitPattern: lastTime?.milliseconds ?? 0))
    guard let sealed = sealer.seal(writer.bytes, for: Array("state".utf8)) else {
      throw AgentFailure(.state, "the spool's state cannot be sealed")
    }
    try SmallFile.replace(statePath, with: sealed)
  }

  // MARK: Writing

  /// Numbers and writes a record. It lasts after `sync`.
  package func append(_ entry: Entry, isBulk: Bool) throws(Full) {
    let record = Observation(
      sequence: nextSequence, time: entry.stamp.time, uptime: entry.stamp.uptime, fact: entry.fact)
    if file >= 0, let last = segments.last, last.bytes > limits.segmentBytes { closeSegment() }
    if file < 0 { try openSegment(at: entry.stamp.uptime) }
    guard let number = segments.last?.number, let size = segments.last?.bytes,
      let frame = SpoolSegment.frame(
        SpoolSegment.encode(.record(record, isBulk: isBulk, profile: entry.profile)), segment: number, index: frames,
        by: sealer), write(file, frame)
    else {
      takeBack()
      throw Full()
    }
    segments[segments.count - 1].bytes = size + Int64(frame.count)
    frames += 1
    nextSequence += 1
    chain.append(record.bytes)
    lastTime = entry.stamp.time
    isDirty = true
  }

  /// Cuts off what was written of a record for which there was no room.
  private func takeBack() {
    guard file >= 0, let size = segments.last?.bytes else { return }
    if ftruncate(file, off_t(size)) != 0 || lseek(file, off_t(size), SEEK_SET) < 0 { closeSegment() }
  }

  private func openSegment(at uptime: Int64) throws(Full) {
    let path = SpoolSegment.path(in: folder, number: nextNumber)
    let opened = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
    guard opened >= 0 else { throw Full() }
    let header = SpoolSegment.header(first: nextSequence, before: chain, boot: boot, opened: uptime)
    guard let frame = SpoolSegment.frame(header, segment: nextNumber, index: 0, by: sealer),
      write(opened, SpoolSegment.magic + frame)
    else {
      close(opened)
      unlink(path)
      throw Full()
    }
    SmallFile.syncFolder(of: path)
    file = opened
    frames = 1
    segments.append(
      SpoolSegment(
        number: nextNumber, path: path, first: nextSequence, before: chain, boot: boot,
        opened: uptime, bytes: Int64(SpoolSegment.magic.count + frame.count)))
    nextNumber += 1
    isDirty = true
  }

  /// Ends the file that is written to; the next record begins another.
  func closeSegment() {
    guard file >= 0 else { return }
    fdatasync(file)
    close(file)
    file = -1
  }

  /// Makes everything written so far last.
  /// - Returns: false when the disk refuses.
  @discardableResult
  package func sync() -> Bool {
    guard isDirty else { return true }
    if file >= 0, fdatasync(file) != 0 { return false }
    isDirty = false
    return true
  }

  /// Deletes files of which the server has everything.
  func forgetAcknowledged() {
    while let first = segments.first {
      let end = segments.count > 1 ? segments[1].first - 1 : nextSequence - 1
      guard end <= acknowledged else { return }
      if segments.count == 1 {
        // An empty file that is being written to stays.
        if file >= 0 && first.first > acknowledged { return }
        closeSegment()
      }
      unlink(first.path)
      segments.removeFirst()
    }
  }
}
