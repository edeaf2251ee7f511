import Contents

@testable import Documents

/// What reading a text gave, in a form that tests compare.
struct TextReading {
  enum Part: Equatable {
    case table([[String]])
    case passage(String)
  }

  var parts: [Part] = []
  var decoding: TextDecoding?
  /// Numbers of the first row of each batch, against the rows that came before it.
  var rowNumbersAgree = true

  init(_ bytes: [UInt8], named name: String = "a.txt") throws {
    try self.init(MemorySource(bytes), named: name)
  }

  init(_ text: String, named name: String = "a.txt") throws { try self.init(Array(text.utf8), named: name) }

  init(_ source: any ByteSource, named name: String = "a.txt") throws {
    var parts: [Part] = []
    var decoding: TextDecoding?
    var agree = true
    let reading = Reading(limits: ReadingLimits()) { event throws(UnreadReason) in
      switch event {
      case .table: parts.append(.table([]))
      case .rows(let batch):
        guard case .table(var rows) = parts.last else { throw .damaged }
        agree = agree && batch.firstRow == rows.count
        rows += (0..<batch.rowCount).map { batch.cells(ofRow: $0) }
        parts[parts.count - 1] = .table(rows)
      case .passage(let passage): parts.append(.passage(passage.text))
      case .decoded(let told): decoding = told
      case .member, .unread: throw .damaged
      }
    }
    try TextReader.read(source, named: name, at: Place(), in: reading)
    self.parts = parts
    self.decoding = decoding
    rowNumbersAgree = agree
  }

  /// The rows, when the whole was one table.
  var rows: [[String]]? {
    guard parts.count == 1, case .table(let rows) = parts[0] else { return nil }
    return rows
  }

  var passages: [String] { parts.compactMap { if case .passage(let text) = $0 { text } else { nil } } }
}

/// A source that gives a few bytes at a time, as a slow network share may.
final class TricklingSource: ByteSource {
  private let whole: MemorySource
  private let most: Int

  init(_ bytes: [UInt8], most: Int) {
    whole = MemorySource(bytes)
    self.most = most
  }

  var size: Int64 { whole.size }
  var fileDescriptor: Int32? { nil }

  func read(at offset: Int64, into buffer: UnsafeMutableRawBufferPointer) throws(UnreadReason) -> Int {
    try whole.read(at: offset, into: UnsafeMutableRawBufferPointer(rebasing: buffer[..<min(most, buffer.count)]))
  }
}

/// SplitMix64: the same numbers for the same seed on every machine.
struct SeededNumbers: RandomNumberGenerator {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var value = state
    value = (value ^ value >> 30) &* 0xBF58_476D_1CE4_E5B9
    value = (value ^ value >> 27) &* 0x94D0_49BB_1331_11EB
    return value ^ value >> 31
  }
}
