import Contents
import Testing

@testable import Documents

@Suite struct ContentEventCodecTests {
  private static let place = Place([.member("bundle.zip"), .sheet("一覧"), .table("t"), .page(3), .message(7)])

  private static var batch: RowBatch {
    var batch = RowBatch(firstRow: 12)
    batch.append(row: ["山田 太郎", "", "1975/01/02"])
    batch.append(row: ["鈴木"])
    return batch
  }

  private static let events: [ContentEvent] = [
    .table(TableOrigin(place: place, header: .firstRow)), .rows(batch), .rows(RowBatch()),
    .passage(Passage("拝啓\n", kind: .heading, place: place)), .member(place), .unread(Place(), .tooDeep),
    .decoded(
      TextDecoding(
        place: place, encoding: "CP932", hasByteOrderMark: true, confidence: 0.25, unreadableBytes: 9)),
  ]

  private static func encoded(_ event: ContentEvent) -> [UInt8] {
    var bytes: [UInt8] = []
    ContentEventCodec.encode(event, into: &bytes)
    return bytes
  }

  private static func decoded(_ bytes: [UInt8]) -> ContentEvent? { bytes.withUnsafeBytes(ContentEventCodec.decode) }

  @Test(arguments: events) func anEventComesBackAsItWas(event: ContentEvent) {
    #expect(Self.decoded(Self.encoded(event)) == event)
  }

  @Test(arguments: events) func aCutEventIsNone(event: ContentEvent) {
    let bytes = Self.encoded(event)
    for length in bytes.indices { #expect(Self.decoded(Array(bytes[..<length])) == nil) }
    #expect(Self.decoded(bytes + [0]) == nil)
  }

  @Test(arguments: Array(UInt64(1)...20)) func whatIsDecodedFromFlippedBytesHolds(seed: UInt64) {
    var numbers = SeededNumbers(seed: seed)
    for event in Self.events {
      var bytes = Self.encoded(event)
      for _ in 0..<3 { bytes[Int(numbers.next() % UInt64(bytes.count))] = UInt8(truncatingIfNeeded: numbers.next()) }
      guard case .rows(let batch)? = Self.decoded(bytes) else { continue }
      // Every bound lies inside: reading all cells must not trap.
      let cells = (0..<batch.rowCount).reduce(0) { $0 + batch.cells(ofRow: $1).count }
      #expect(cells == batch.starts.count, "seed \(seed)")
    }
  }

  @Test func boundsOutsideTheTextAreRefused() {
    var far = Self.batch
    far.ends[0] = UInt32(far.text.count + 1)
    var crossed = Self.batch
    crossed.starts[0] = crossed.ends[0] + 1
    var tooManyCells = Self.batch
    tooManyCells.rowEnds[1] = 9
    var backwards = Self.batch
    backwards.rowEnds = [4, 3]
    var unequal = Self.batch
    unequal.rowEnds = [3]
    var notText = Self.batch
    notText.text[0] = 0xFF
    for batch in [far, crossed, tooManyCells, backwards, unequal, notText] {
      #expect(Self.decoded(Self.encoded(.rows(batch))) == nil)
    }
  }

  @Test func aRequestComesBackAsItWas() throws {
    var limits = ReadingLimits()
    limits.depth = 3
    limits.waitingSeconds = 5
    let bytes = WorkerMessage.encode(limits, named: "一覧.xlsx")
    let request = try #require(bytes.withUnsafeBytes(WorkerMessage.decodeRequest))
    #expect(request.limits == limits)
    #expect(request.name == "一覧.xlsx")
    #expect(bytes.prefix(63).withUnsafeBytes(WorkerMessage.decodeRequest) == nil)
  }
}
