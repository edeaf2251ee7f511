import Contents

@testable import Documents

/// What a reading told, kept so that a test can look at it.
struct OfficeRecording {
  var events: [ContentEvent] = []
  var failure: UnreadReason?

  var tables: [(place: String, rows: [[String]])] {
    var tables: [(place: String, rows: [[String]])] = []
    for event in events {
      switch event {
      case .table(let origin): tables.append((origin.place.description, []))
      case .rows(let batch):
        if !tables.isEmpty { tables[tables.count - 1].rows += (0..<batch.rowCount).map { batch.cells(ofRow: $0) } }
      default: break
      }
    }
    return tables
  }

  var passages: [Passage] { events.compactMap { if case .passage(let passage) = $0 { passage } else { nil } } }

  var unread: [String: UnreadReason] {
    var found: [String: UnreadReason] = [:]
    for case .unread(let place, let reason) in events { found[place.description] = reason }
    return found
  }

  init(_ bytes: [UInt8], named name: String, limits: ReadingLimits = ReadingLimits()) {
    var events: [ContentEvent] = []
    do throws(UnreadReason) {
      try DocumentReader.read(MemorySource(bytes), named: name, limits: limits) { events.append($0) }
    } catch {
      failure = error
    }
    self.events = events
  }

  init(fixture name: String) throws {
    self.init(try Self.bytes(ofFixture: name), named: name)
  }

  static func bytes(ofFixture name: String) throws -> [UInt8] {
    let folder = #filePath.split(separator: "/").dropLast(2).joined(separator: "/")
    let source = try FileSource(path: "/\(folder)/Fixtures/office/\(name)")
    return try source.bytes(at: 0, count: Int(source.size))
  }
}

/// SplitMix64: a seeded generator, so that a failure names its seed.
struct SeededBytes: RandomNumberGenerator {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}
