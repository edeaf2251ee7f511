import CanonicalForms

/// A record of a sensor in the form in which a device's history is read again: places and contents by number, so that
/// five years pass in milliseconds.
struct Trace: Equatable {
  enum Kind: UInt8 {
    case found = 1, unread, named, written, moved, folderMoved, copied, gone, folderGone, cleared
    case watchStarted = 32, watchStopped, missed, scanStarted, scanFinished
    /// The sensor lived, and no file waited to be read. Traces of before this was told apart say `alive` of everything
    /// that shows no more than that it lived.
    case alive = 48
    /// The sensor lived, and so many files waited to be read.
    case waiting
    /// Something else about the device itself.
    case noted

    var isOfFiles: Bool { rawValue < Kind.watchStarted.rawValue }
  }

  var kind: Kind
  /// Device clock, milliseconds.
  var time: Int64
  /// Number of the place, of the root, or of the old name.
  var place: Int32 = 0
  /// Number of the new name.
  var other: Int32 = 0
  /// Number of the content; of the reason for not reading; of the reason of a gap; of files that wait.
  var content: Int64 = 0
  var size: Int64 = 0
  /// Milliseconds, `unknown` where the sensor did not say.
  var modified: Int64 = Trace.unknown
  var changed: Int64 = Trace.unknown
  var fileID: UInt64 = 0
  var firstSeen: Int64 = Trace.unknown

  static let unknown = Int64.min
}

/// Traces as bytes: numbers of variable length, times as differences.
enum TraceCoding {
  struct Writer {
    private var out = ByteWriter()
    private var last: Int64 = 0

    var bytes: [UInt8] { out.bytes }

    mutating func append(_ trace: Trace) {
      out.byte(trace.kind.rawValue)
      out.signed(trace.time &- last)
      last = trace.time
      switch trace.kind {
      case .alive, .noted: break
      case .waiting: out.signed(trace.content)
      case .found, .unread:
        out.count(Int(trace.place))
        out.signed(trace.content)
        out.signed(trace.size)
        for moment in [trace.modified, trace.changed, trace.firstSeen] {
          out.signed(moment == Trace.unknown ? .min : moment &- trace.time)
        }
        out.number(trace.fileID)
      case .named:
        out.count(Int(trace.place))
        out.signed(trace.content)
        out.signed(trace.size)
      case .moved, .folderMoved, .copied:
        out.count(Int(trace.place))
        out.count(Int(trace.other))
      case .watchStopped:
        out.count(Int(trace.place))
        out.signed(trace.content)
      case .missed:
        out.count(Int(trace.place))
        out.signed(trace.content)
        out.signed(trace.modified &- trace.time)
      case .written, .gone, .folderGone, .cleared, .watchStarted, .scanStarted, .scanFinished:
        out.count(Int(trace.place))
      }
    }
  }

  /// Calls `body` with each trace in order.
  /// - Parameters:
  ///   - moment: size, times and id of a file are read only where the record, or one before it, is later: who makes a state
  ///     up to a moment does not ask for them, and most bytes are theirs.
  ///   - latest: the latest time of the records before these.
  /// - Returns: whether the bytes were whole.
  @inline(__always)
  static func forEach(
    _ bytes: UnsafeRawBufferPointer, detailsAfter moment: Int64? = nil, latest: Int64 = .min, _ body: (Trace) -> Void
  ) -> Bool {
    var input = Cursor(bytes: bytes)
    var last: Int64 = 0
    var latest = latest
    while input.position < bytes.count {
      guard let kind = Trace.Kind(rawValue: input.byte()) else { return false }
      last &+= input.signed()
      latest = max(latest, last)
      var trace = Trace(kind: kind, time: last)
      switch kind {
      case .alive, .noted: break
      case .waiting: trace.content = input.signed()
      case .found, .unread:
        trace.place = input.place()
        trace.content = input.signed()
        if let moment, latest <= moment {
          input.skip(5)
          break
        }
        trace.size = input.signed()
        trace.modified = input.moment(from: last)
        trace.changed = input.moment(from: last)
        trace.firstSeen = input.moment(from: last)
        trace.fileID = input.number()
      case .named:
        trace.place = input.place()
        trace.content = input.signed()
        trace.size = input.signed()
      case .moved, .folderMoved, .copied:
        trace.place = input.place()
        trace.other = input.place()
      case .watchStopped:
        trace.place = input.place()
        trace.content = input.signed()
      case .missed:
        trace.place = input.place()
        trace.content = input.signed()
        trace.modified = last &+ input.signed()
      case .written, .gone, .folderGone, .cleared, .watchStarted, .scanStarted, .scanFinished:
        trace.place = input.place()
      }
      if input.failed { return false }
      body(trace)
    }
    return true
  }

  private struct Cursor {
    let bytes: UnsafeRawBufferPointer
    var position = 0
    var failed = false

    @inline(__always)
    mutating func byte() -> UInt8 {
      guard position < bytes.count else {
        failed = true
        return 0
      }
      defer { position += 1 }
      return bytes[position]
    }

    @inline(__always)
    mutating func number() -> UInt64 {
      var value: UInt64 = 0
      var shift: UInt64 = 0
      while shift < 64 {
        let next = byte()
        value |= UInt64(next & 0x7F) << shift
        if next < 0x80 { return value }
        shift += 7
      }
      failed = true
      return 0
    }

    /// Passes over numbers, eight bytes at a time: each ends with the first byte whose highest bit is not set.
    @inline(__always)
    mutating func skip(_ count: Int) {
      var left = count
      while left > 0 {
        guard position + 8 <= bytes.count else {
          if byte() < 0x80 { left -= 1 }
          if failed { return }
          continue
        }
        let word = UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: position, as: UInt64.self))
        var ends = ~word & 0x8080_8080_8080_8080
        let here = ends.nonzeroBitCount
        if here < left {
          left -= here
          position += 8
        } else {
          for _ in 1..<left { ends &= ends - 1 }
          position += ends.trailingZeroBitCount / 8 + 1
          return
        }
      }
    }

    @inline(__always)
    mutating func signed() -> Int64 {
      let value = number()
      return Int64(bitPattern: value >> 1) ^ -Int64(bitPattern: value & 1)
    }

    @inline(__always)
    mutating func place() -> Int32 {
      guard let place = Int32(exactly: number()) else {
        failed = true
        return 0
      }
      return place
    }

    @inline(__always)
    mutating func moment(from time: Int64) -> Int64 {
      let difference = signed()
      return difference == .min ? Trace.unknown : time &+ difference
    }
  }
}
