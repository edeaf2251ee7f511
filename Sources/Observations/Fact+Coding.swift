import CanonicalForms
import Contents
import Cryptography

extension Observation {
  /// Appends the binary form (docs/formats/batch.md).
  package func write(to writer: inout ByteWriter) {
    writer.number(sequence)
    writer.signed(time.milliseconds)
    writer.signed(uptime)
    fact.write(to: &writer)
  }

  package init(from reader: inout ByteReader) throws(ByteReader.Damaged) {
    self.init(
      sequence: try reader.number(), time: Moment(milliseconds: try reader.signed()), uptime: try reader.signed(),
      fact: try Fact(from: &reader))
  }
}

extension Fact {
  fileprivate func write(to writer: inout ByteWriter) {
    switch self {
    case .found(let file):
      writer.byte(1)
      file.write(to: &writer)
    case .named(let path, let size, let sha256):
      writer.byte(2)
      writer.text(path)
      writer.signed(size ?? -1)
      writer.block(sha256?.bytes ?? [])
    case .written(let path):
      writer.byte(3)
      writer.text(path)
    case .moved(let from, let to, let isFolder):
      writer.byte(4)
      writer.text(from)
      writer.text(to)
      writer.byte(isFolder ? 1 : 0)
    case .copied(let from, let to, let size):
      writer.byte(5)
      writer.text(from)
      writer.text(to)
      writer.signed(size ?? -1)
    case .gone(let path, let isFolder):
      writer.byte(6)
      writer.text(path)
      writer.byte(isFolder ? 1 : 0)
    case .cleared(let path):
      writer.byte(7)
      writer.text(path)
    case .profiled(let sha256, let recogniser, let people, let digest):
      writer.byte(8)
      writer.raw(sha256.bytes)
      writer.count(recogniser)
      writer.count(people)
      writer.raw(digest.bytes)
    case .watchStarted(let root):
      writer.byte(16)
      writer.text(root)
    case .watchStopped(let root, let reason):
      writer.byte(17)
      writer.text(root)
      writer.text(reason.rawValue)
    case .missed(let root, let since, let reason):
      writer.byte(18)
      writer.text(root)
      writer.signed(since.milliseconds)
      writer.text(reason.rawValue)
    case .scanStarted(let root):
      writer.byte(19)
      writer.text(root)
    case .scanFinished(let root, let counts):
      writer.byte(20)
      writer.text(root)
      writer.count(counts.files)
      writer.signed(counts.bytes)
      writer.count(counts.silent)
      writer.count(counts.unread)
    case .booted(let boot):
      writer.byte(32)
      writer.raw(boot.bytes)
    case .shutDown: writer.byte(33)
    case .slept: writer.byte(34)
    case .woke(let milliseconds):
      writer.byte(35)
      writer.signed(milliseconds)
    case .clockJumped(let milliseconds):
      writer.byte(36)
      writer.signed(milliseconds)
    case .mediumAttached(let id, let label, let mountPoint):
      writer.byte(37)
      writer.text(id)
      writer.text(label)
      writer.text(mountPoint)
    case .mediumDetached(let id):
      writer.byte(38)
      writer.text(id)
    case .network(let name):
      writer.byte(39)
      writer.text(name)
    case .heartbeat(let queued, let dropped):
      writer.byte(40)
      writer.count(queued)
      writer.count(dropped)
    }
  }

  fileprivate init(from reader: inout ByteReader) throws(ByteReader.Damaged) {
    switch try reader.byte() {
    case 1: self = .found(try FoundFile(from: &reader))
    case 2: self = .named(path: try reader.text(), size: try reader.size(), sha256: try reader.optionalDigest())
    case 3: self = .written(path: try reader.text())
    case 4: self = .moved(from: try reader.text(), to: try reader.text(), isFolder: try reader.flag())
    case 5: self = .copied(from: try reader.text(), to: try reader.text(), size: try reader.size())
    case 6: self = .gone(path: try reader.text(), isFolder: try reader.flag())
    case 7: self = .cleared(path: try reader.text())
    case 8:
      self = .profiled(
        sha256: try reader.digest(), recogniser: try reader.integer(), people: try reader.integer(),
        digest: try reader.digest())
    case 16: self = .watchStarted(root: try reader.text())
    case 17: self = .watchStopped(root: try reader.text(), reason: try reader.reason())
    case 18:
      self = .missed(
        root: try reader.text(), since: Moment(milliseconds: try reader.signed()), reason: try reader.reason())
    case 19: self = .scanStarted(root: try reader.text())
    case 20:
      self = .scanFinished(
        root: try reader.text(),
        counts: ScanCounts(
          files: try reader.integer(), bytes: try reader.signed(), silent: try reader.integer(),
          unread: try reader.integer()))
    case 32:
      guard let boot = BootID(try reader.raw(16)) else { throw ByteReader.Damaged() }
      self = .booted(boot: boot)
    case 33: self = .shutDown
    case 34: self = .slept
    case 35: self = .woke(milliseconds: try reader.signed())
    case 36: self = .clockJumped(milliseconds: try reader.signed())
    case 37:
      self = .mediumAttached(id: try reader.text(), label: try reader.text(), mountPoint: try reader.text())
    case 38: self = .mediumDetached(id: try reader.text())
    case 39: self = .network(name: try reader.text())
    case 40: self = .heartbeat(queued: try reader.integer(), dropped: try reader.integer())
    default: throw ByteReader.Damaged()
    }
  }
}

extension FoundFile {
  fileprivate func write(to writer: inout ByteWriter) {
    writer.text(path)
    writer.signed(size)
    writer.signed(modified?.milliseconds ?? .min)
    writer.signed(changed?.milliseconds ?? .min)
    writer.number(fileID)
    writer.signed(firstSeen?.milliseconds ?? .min)
    switch what {
    case .content(let sha256):
      writer.byte(1)
      writer.raw(sha256.bytes)
    case .unread(let reason):
      writer.byte(2)
      writer.text(reason.rawValue)
    }
  }

  fileprivate init(from reader: inout ByteReader) throws(ByteReader.Damaged) {
    self.init(
      path: try reader.text(), size: try reader.signed(), modified: try reader.optionalMoment(),
      changed: try reader.optionalMoment(), fileID: try reader.number(),
      firstSeen: try reader.optionalMoment(), what: .unread(.damaged))
    switch try reader.byte() {
    case 1: what = .content(try reader.digest())
    case 2:
      guard let reason = UnreadReason(rawValue: try reader.text()) else { throw ByteReader.Damaged() }
      what = .unread(reason)
    default: throw ByteReader.Damaged()
    }
  }
}

extension ByteReader {
  mutating func digest() throws(Damaged) -> SHA256Digest {
    guard let digest = SHA256Digest(try raw(32)) else { throw Damaged() }
    return digest
  }

  fileprivate mutating func optionalDigest() throws(Damaged) -> SHA256Digest? {
    let bytes = try block()
    if bytes.isEmpty { return nil }
    guard let digest = SHA256Digest(bytes) else { throw Damaged() }
    return digest
  }

  fileprivate mutating func size() throws(Damaged) -> Int64? {
    let size = try signed()
    return size < 0 ? nil : size
  }

  fileprivate mutating func flag() throws(Damaged) -> Bool {
    switch try byte() {
    case 0: false
    case 1: true
    default: throw Damaged()
    }
  }

  fileprivate mutating func reason() throws(Damaged) -> GapReason {
    guard let reason = GapReason(rawValue: try text()) else { throw Damaged() }
    return reason
  }

  fileprivate mutating func optionalMoment() throws(Damaged) -> Moment? {
    let milliseconds = try signed()
    return milliseconds == .min ? nil : Moment(milliseconds: milliseconds)
  }
}
