import Contents
import Testing

@testable import Documents

/// What a worker had told before it ended is told.
@Suite("Readings that broke off") struct BrokenReadingTests {
  /// A worker that is asked, tells these events and then does something else. (The script's standard input is the socket.)
  static func worker(
    telling events: [ContentEvent], then end: String
  ) throws -> (worker: ScratchFile, told: ScratchFile) {
    var frames: [UInt8] = []
    for event in events {
      var payload: [UInt8] = []
      ContentEventCodec.encode(event, into: &payload)
      frames += WorkerMessage.header(WorkerMessage.event, length: payload.count) + payload
    }
    let told = try ScratchFile(frames, named: "told")
    return (try ScratchFile("#!/bin/sh\nhead -c 1 >/dev/null\ncat '\(told.path)' >&0\n\(end)\n", named: "worker"), told)
  }

  /// Only a worker that hangs meets the limit on waiting, which is long enough for a busy machine to start one.
  @Test(arguments: [
    ("kill -SEGV $$", UnreadReason.crashed, 120), ("kill -XCPU $$", .timedOut, 120), ("exec sleep 100", .timedOut, 8),
  ]) func whatCameBeforeTheEndIsPassedOn(end: String, reason: UnreadReason, waiting: Int) throws {
    var batch = RowBatch()
    for number in 0..<3_000 { batch.append(row: ["\(number)", "山田"]) }
    let events: [ContentEvent] = [.table(TableOrigin()), .rows(batch), .passage(Passage("文"))]
    let (worker, told) = try Self.worker(telling: events, then: end)
    let file = try ScratchFile("<html><body><p>文</p></body></html>", named: "a.html")
    var limits = ReadingLimits()
    limits.waitingSeconds = waiting
    var read: [ContentEvent] = []
    let source = try FileSource(path: file.path)
    let pool = ReaderPool(executable: worker.path, count: 1)
    #expect(throws: reason) { try pool.read(source, named: "a.html", limits: limits) { read.append($0) } }
    #expect(read == events)
    withExtendedLifetime(told) {}
  }
}
