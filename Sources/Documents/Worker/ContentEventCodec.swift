import CProcess
import Contents

/// Content events as bytes, for the way from the reader worker. Little-endian as the machine is: both ends are the
/// same program on the same machine. The decoder trusts nothing, since the worker may have been taken over.
package enum ContentEventCodec {
  /// Bytes of one encoded event, at most: a batch of the longest record and its bounds stays below.
  package static let longest = 64 << 20

  private enum Tag {
    static let table: UInt8 = 1
    static let rows: UInt8 = 2
    static let passage: UInt8 = 3
    static let member: UInt8 = 4
    static let unread: UInt8 = 5
    static let decoded: UInt8 = 6
  }

  /// Appends one event.
  package static func encode(_ event: ContentEvent, into bytes: inout [UInt8]) {
    switch event {
    case .table(let origin):
      bytes.append(Tag.table)
      bytes.append(origin.header.rawValue)
      encode(origin.place, into: &bytes)
    case .rows(let batch):
      bytes.append(Tag.rows)
      append(UInt64(batch.firstRow), to: &bytes)
      append(UInt64(batch.text.count), to: &bytes)
      append(UInt64(batch.starts.count), to: &bytes)
      append(UInt64(batch.rowEnds.count), to: &bytes)
      bytes.append(contentsOf: batch.text)
      for values in [batch.starts, batch.ends, batch.rowEnds] {
        values.withUnsafeBytes { bytes.append(contentsOf: $0) }
      }
    case .passage(let passage):
      bytes.append(Tag.passage)
      bytes.append(passage.kind.rawValue)
      encode(passage.place, into: &bytes)
      encode(passage.text, into: &bytes)
    case .member(let place):
      bytes.append(Tag.member)
      encode(place, into: &bytes)
    case .unread(let place, let reason):
      bytes.append(Tag.unread)
      encode(place, into: &bytes)
      encode(reason.rawValue, into: &bytes)
    case .decoded(let decoding):
      bytes.append(Tag.decoded)
      encode(decoding.place, into: &bytes)
      encode(decoding.encoding, into: &bytes)
      bytes.append(decoding.hasByteOrderMark ? 1 : 0)
      append(decoding.confidence.bitPattern, to: &bytes)
      append(UInt64(clamping: decoding.unreadableBytes), to: &bytes)
    }
  }

  /// The event that `bytes` hold; nil when they are not exactly one event.
  package static func decode(_ bytes: UnsafeRawBufferPointer) -> ContentEvent? {
    var input = ByteCursor(bytes)
    guard let tag = input.byte(), let event = decode(tag, &input), input.isAtEnd else { return nil }
    return event
  }

  private static func decode(_ tag: UInt8, _ input: inout ByteCursor) -> ContentEvent? {
    switch tag {
    case Tag.table:
      guard let header = input.byte().flatMap(TableOrigin.Header.init(rawValue:)), let place = place(&input) else {
        return nil
      }
      return .table(TableOrigin(place: place, header: header))
    case Tag.rows: return rows(&input).map { .rows($0) }
    case Tag.passage:
      guard let kind = input.byte().flatMap(Passage.Kind.init(rawValue:)), let place = place(&input),
        let text = input.string()
      else { return nil }
      return .passage(Passage(text, kind: kind, place: place))
    case Tag.member: return place(&input).map { .member($0) }
    case Tag.unread:
      guard let place = place(&input), let reason = input.string().flatMap(UnreadReason.init(rawValue:)) else {
        return nil
      }
      return .unread(place, reason)
    case Tag.decoded:
      guard let place = place(&input), let encoding = input.string(), let mark = input.byte(), mark <= 1,
        let confidence = input.word(), let unreadable = input.count()
      else { return nil }
      return .decoded(
        TextDecoding(
          place: place, encoding: encoding, hasByteOrderMark: mark == 1,
          confidence: Double(bitPattern: confidence), unreadableBytes: unreadable))
    default: return nil
    }
  }

  private static func rows(_ input: inout ByteCursor) -> RowBatch? {
    guard let firstRow = input.count(), let textLength = input.count(), let cells = input.count(),
      let rows = input.count(), let text = input.bytes(textLength),
      scan_valid_utf8(text.baseAddress?.assumingMemoryBound(to: UInt8.self), text.count) == text.count,
      let starts = input.numbers(cells), let ends = input.numbers(cells), let rowEnds = input.numbers(rows)
    else { return nil }
    for cell in starts.indices where starts[cell] > ends[cell] || Int(ends[cell]) > textLength { return nil }
    var before: UInt32 = 0
    for end in rowEnds {
      guard end >= before, Int(end) <= cells else { return nil }
      before = end
    }
    guard Int(before) == cells else { return nil }
    return RowBatch(text: Array(text), starts: starts, ends: ends, rowEnds: rowEnds, firstRow: firstRow)
  }

  private static func encode(_ text: String, into bytes: inout [UInt8]) {
    append(UInt64(text.utf8.count), to: &bytes)
    bytes.append(contentsOf: text.utf8)
  }

  private static func encode(_ place: Place, into bytes: inout [UInt8]) {
    append(UInt64(place.steps.count), to: &bytes)
    for step in place.steps {
      switch step {
      case .member(let name):
        bytes.append(1)
        encode(name, into: &bytes)
      case .sheet(let name):
        bytes.append(2)
        encode(name, into: &bytes)
      case .table(let name):
        bytes.append(3)
        encode(name, into: &bytes)
      case .page(let number):
        bytes.append(4)
        append(UInt64(clamping: number), to: &bytes)
      case .message(let number):
        bytes.append(5)
        append(UInt64(clamping: number), to: &bytes)
      }
    }
  }

  private static func place(_ input: inout ByteCursor) -> Place? {
    guard let count = input.count(), count <= 1_000 else { return nil }
    var steps: [Place.Step] = []
    for _ in 0..<count {
      switch input.byte() {
      case 1: input.string().map { steps.append(.member($0)) }
      case 2: input.string().map { steps.append(.sheet($0)) }
      case 3: input.string().map { steps.append(.table($0)) }
      case 4: input.count().map { steps.append(.page($0)) }
      case 5: input.count().map { steps.append(.message($0)) }
      default: return nil
      }
    }
    return steps.count == count ? Place(steps) : nil
  }

  private static func append(_ value: UInt64, to bytes: inout [UInt8]) {
    withUnsafeBytes(of: value) { bytes.append(contentsOf: $0) }
  }
}

/// Walks over foreign bytes; every step says nil instead of leaving them.
struct ByteCursor {
  private var rest: UnsafeRawBufferPointer

  init(_ bytes: UnsafeRawBufferPointer) { rest = bytes }

  var isAtEnd: Bool { rest.isEmpty }

  mutating func bytes(_ count: Int) -> UnsafeRawBufferPointer? {
    guard count >= 0, count <= rest.count else { return nil }
    let taken = UnsafeRawBufferPointer(rebasing: rest[..<(rest.startIndex + count)])
    rest = UnsafeRawBufferPointer(rebasing: rest[(rest.startIndex + count)...])
    return taken
  }

  mutating func byte() -> UInt8? { bytes(1)?.first }
  mutating func word() -> UInt64? { bytes(8)?.loadUnaligned(as: UInt64.self) }

  /// A number that may count something: not negative as `Int`.
  mutating func count() -> Int? { word().flatMap { Int(exactly: $0) } }

  mutating func string() -> String? {
    guard let length = count(), let text = bytes(length) else { return nil }
    return String(decoding: text, as: UTF8.self)
  }

  mutating func numbers(_ count: Int) -> [UInt32]? {
    guard count <= rest.count / 4, let raw = bytes(count * 4) else { return nil }
    return [UInt32](unsafeUninitializedCapacity: count) { buffer, filled in
      UnsafeMutableRawBufferPointer(buffer).copyMemory(from: raw)
      filled = count
    }
  }
}
