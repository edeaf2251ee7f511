import Contents
import Glibc
import Testing

@testable import Documents

/// What a worker reads must come through to the other side, where nothing is believed.
@Suite struct CrossingTests {
  private static let people = 30_000

  /// Three times as long as the pieces in which text is read.
  private static var list: [UInt8] {
    var text = "番号,氏名,生年月日\n"
    for number in 0..<people { text += "\(number),山田 太郎,1975/01/02\n" }
    return Array(text.utf8)
  }

  @Test func everyBatchOfALongListHoldsTogether() throws {
    var rows = 0
    try DocumentReader.read(MemorySource(Self.list), named: "a.csv") { event throws(UnreadReason) in
      guard case .rows(let batch) = event else { return }
      rows += batch.rowCount
      var bytes: [UInt8] = []
      ContentEventCodec.encode(event, into: &bytes)
      // A row that a piece cut must not leave its first cells in the batch before it.
      if bytes.withUnsafeBytes({ ContentEventCodec.decode($0) }) != event { throw .crashed }
    }
    #expect(rows == Self.people + 1)
  }

  @Test func aLongListInAnArchive() throws {
    var zip = ZipWriter()
    zip.add("a.csv", Self.list)
    let file = try ScratchFile(zip.finish(), named: "a.zip")
    var rows = 0
    try ReaderPool(executable: try BuiltProduct.hikae, count: 1).read(try FileSource(path: file.path), named: "a.zip") {
      if case .rows(let batch) = $0 { rows += batch.rowCount }
    }
    #expect(rows == Self.people + 1)
  }

  /// Taking one of two quotes away moves the rest of the cell, and may leave half a character behind it.
  @Test func doubledQuotesBesideJapaneseLeaveNoHalfCharacter() throws {
    let text = "番号,氏名,備考\r\n1,山田 太郎,\"「\"\"至急\"\"」\"\r\n2,佐藤 花子,\"「\"\"」至急\"\r\n"
    var cells: [String] = []
    try DocumentReader.read(MemorySource(Array(text.utf8)), named: "a.csv") { event throws(UnreadReason) in
      guard case .rows(let batch) = event else { return }
      for row in 0..<batch.rowCount { cells += batch.cells(ofRow: row) }
      var bytes: [UInt8] = []
      ContentEventCodec.encode(event, into: &bytes)
      if bytes.withUnsafeBytes({ ContentEventCodec.decode($0) }) != event { throw .crashed }
    }
    #expect(cells.contains("「\"至急\"」"))
    #expect(cells.contains("「\"」至急"))
  }

  @Test func theEndOfAWorkerIsTheEndOfWhatItStarted() throws {
    let file = try ScratchFile("<html><body>文</body></html>", named: "a.html")
    let note = try ScratchFile("", named: "child")
    let worker = try ScratchFile("#!/bin/sh\nsleep 100 & echo $! > \(note.path)\nexec sleep 100\n", named: "worker")
    var limits = ReadingLimits()
    limits.waitingSeconds = 8
    let source = try FileSource(path: file.path)
    #expect(throws: UnreadReason.timedOut) {
      try ReaderPool(executable: worker.path, count: 1).read(source, named: "a.html", limits: limits) { _ in }
    }
    let noted = try FileSource(path: note.path).bytes(at: 0, count: 20)
    let child = try #require(Int32(String(decoding: noted, as: UTF8.self).trimmingBlanks))
    #expect(!Self.lives(child))
  }

  /// Whether a process runs; one that waits to be buried does not.
  private static func lives(_ process: Int32) -> Bool {
    for _ in 0..<200 {
      let status = open("/proc/\(process)/stat", O_RDONLY)
      guard status >= 0 else { return false }
      var text = [UInt8](repeating: 0, count: 256)
      let got = read(status, &text, text.count)
      close(status)
      let line = String(decoding: text.prefix(max(0, got)), as: UTF8.self)
      if got <= 0 || line.contains(") Z ") || line.contains(") X ") { return false }
      usleep(10_000)
    }
    return true
  }
}
