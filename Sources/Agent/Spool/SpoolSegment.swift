import CanonicalForms
import Cryptography
import Glibc
import Observations

/// One thing that stands in the spool.
package enum SpoolEntry: Sendable, Equatable {
  /// A record; bulk ones are given up first. The profile is the message that the record names by its digest.
  case record(Observation, isBulk: Bool, profile: [UInt8]?)
  /// Records that were given up: the sequence goes on after `last`, the chain with `after`.
  case dropped(last: UInt64, after: RecordChain)
}

/// A file of the spool: sealed frames, one after another, only ever added to.
///
/// The file is a line of text, then frames: length (4 bytes, big-endian), sealed bytes. A frame opens only with its own
/// number in its own file, so that none can be left out, repeated or put elsewhere unseen. The first frame says which
/// sequence and chain the file begins with, the boot that its records belong to, which is one for a whole file, and when
/// in that boot it was begun.
struct SpoolSegment {
  static let magic = Array("hikae.spool/1\n".utf8)
  static let suffix = ".spool"
  /// No frame is longer: a profile of a million people is some 100 MB; what is larger is no frame.
  static let longestFrame = 512 << 20

  var number: Int
  var path: String
  var first: UInt64
  var before: RecordChain
  var boot: BootID
  /// Milliseconds for which that boot had run when the file was begun; nil in files of agents that did not write it down.
  var opened: Int64?
  var bytes: Int64

  static func path(in folder: String, number: Int) -> String {
    let digits = String(number)
    return folder + "/" + String(repeating: "0", count: max(0, 10 - digits.count)) + digits + suffix
  }

  static func number(of name: String) -> Int? { name.hasSuffix(suffix) ? Int(name.dropLast(suffix.count)) : nil }

  // MARK: Frames

  static func frame(_ content: [UInt8], segment: Int, index: Int, by sealer: Sealer) -> [UInt8]? {
    guard let sealed = sealer.seal(content, for: place(segment, index)), let length = UInt32(exactly: sealed.count)
    else {
      return nil
    }
    return (0..<4).map { UInt8(truncatingIfNeeded: length >> (24 - 8 * $0)) } + sealed
  }

  private static func place(_ segment: Int, _ index: Int) -> [UInt8] {
    var writer = ByteWriter()
    writer.fixed(UInt64(segment))
    writer.fixed(UInt64(index))
    return writer.bytes
  }

  static func header(first: UInt64, before: RecordChain, boot: BootID, opened: Int64?) -> [UInt8] {
    var writer = ByteWriter()
    writer.fixed(first)
    writer.raw(before.head.bytes)
    writer.raw(boot.bytes)
    if let opened { writer.fixed(UInt64(bitPattern: opened)) }
    return writer.bytes
  }

  static func encode(_ entry: SpoolEntry) -> [UInt8] {
    var writer = ByteWriter()
    switch entry {
    case .record(let record, let isBulk, let profile):
      writer.byte(isBulk ? 2 : 1)
      writer.block(record.bytes)
      writer.block(profile ?? [])
    case .dropped(let last, let after):
      writer.byte(3)
      writer.fixed(last)
      writer.raw(after.head.bytes)
    }
    return writer.bytes
  }

  static func decode(_ content: [UInt8]) -> SpoolEntry? {
    do throws(ByteReader.Damaged) {
      var reader = ByteReader(content)
      switch try reader.byte() {
      case let kind where kind == 1 || kind == 2:
        var record = ByteReader(try reader.block())
        let observation = try Observation(from: &record)
        let profile = try reader.block()
        return .record(observation, isBulk: kind == 2, profile: profile.isEmpty ? nil : profile)
      case 3:
        let last = try reader.raw(8).reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        guard let head = SHA256Digest(try reader.raw(32)) else { return nil }
        return .dropped(last: last, after: RecordChain(head: head))
      default: return nil
      }
    } catch {
      return nil
    }
  }
}

/// Reads a segment frame by frame, up to the first that is not whole.
struct SpoolReader {
  /// Where a frame begins.
  struct Position {
    var offset: Int64
    var index: Int
  }

  let segment: SpoolSegment
  private(set) var position: Position
  private let file: Int32
  private let sealer: Sealer

  /// - Returns: nil when the file cannot be opened, or its first frame is not what it should be.
  init?(path: String, number: Int, by sealer: Sealer) {
    let file = open(path, O_RDONLY | O_CLOEXEC)
    guard file >= 0 else { return nil }
    self.file = file
    self.sealer = sealer
    var status = stat()
    guard fstat(file, &status) == 0, Self.read(file, at: 0, count: SpoolSegment.magic.count) == SpoolSegment.magic,
      let (content, next) = Self.frame(
        file, at: Position(offset: Int64(SpoolSegment.magic.count), index: 0), segment: number, by: sealer),
      content.count == 56 || content.count == 64, let head = SHA256Digest(content[8..<40]),
      let boot = BootID(Array(content[40..<56]))
    else {
      close(file)
      return nil
    }
    segment = SpoolSegment(
      number: number, path: path, first: content[..<8].reduce(UInt64(0)) { $0 << 8 | UInt64($1) },
      before: RecordChain(head: head), boot: boot,
      opened: content.count == 64
        ? Int64(bitPattern: content[56...].reduce(UInt64(0)) { $0 << 8 | UInt64($1) }) : nil,
      bytes: Int64(status.st_size))
    position = next
  }

  func end() { close(file) }

  mutating func seek(_ position: Position) { self.position = position }

  /// - Returns: nil at the end, or at a frame that is not whole.
  mutating func next() -> SpoolEntry? {
    guard let (content, after) = Self.frame(file, at: position, segment: segment.number, by: sealer),
      let entry = SpoolSegment.decode(content)
    else { return nil }
    position = after
    return entry
  }

  private static func frame(
    _ file: Int32, at position: Position, segment: Int, by sealer: Sealer
  ) -> (content: [UInt8], next: Position)? {
    guard let head = read(file, at: position.offset, count: 4) else { return nil }
    let length = head.reduce(0) { $0 << 8 | Int($1) }
    var status = stat()
    guard length <= SpoolSegment.longestFrame, fstat(file, &status) == 0,
      Int64(length) <= Int64(status.st_size) - position.offset - 4,
      let sealed = read(file, at: position.offset + 4, count: length)
    else { return nil }
    var place = ByteWriter()
    place.fixed(UInt64(segment))
    place.fixed(UInt64(position.index))
    guard let content = sealed.withUnsafeBytes({ sealer.open($0, for: place.bytes) }) else { return nil }
    return (content, Position(offset: position.offset + 4 + Int64(length), index: position.index + 1))
  }

  private static func read(_ file: Int32, at offset: Int64, count: Int) -> [UInt8]? {
    var bytes = [UInt8](repeating: 0, count: count)
    var done = 0
    while done < count {
      let got = bytes.withUnsafeMutableBytes { buffer in
        pread(file, buffer.baseAddress.map { $0 + done }, count - done, off_t(offset) + off_t(done))
      }
      if got < 0, errno == EINTR { continue }
      guard got > 0 else { return nil }
      done += got
    }
    return bytes
  }
}
