import Contents
import Glibc
import Testing

@testable import Documents

@Suite struct FileSourceTests {
  @Test func bytesAreReadFromAnyOffset() throws {
    let file = try ScratchFile("0123456789", named: "a.txt")
    let source = try FileSource(path: file.path)
    #expect(source.size == 10)
    #expect(try source.bytes(at: 3, count: 4) == Array("3456".utf8))
    #expect(try source.bytes(at: 8, count: 100) == Array("89".utf8))
    #expect(try source.bytes(at: 10, count: 1).isEmpty)
    #expect(!source.hasChanged)
  }

  /// What came over the network is read as a file is, by a worker, too.
  @Test func bytesInMemoryAreAFile() throws {
    let bytes = (0..<100_000).map { UInt8(truncatingIfNeeded: $0 &* 7) }
    let source = try FileSource(inMemory: bytes)
    #expect(source.size == 100_000 && source.fileDescriptor != nil && !source.hasChanged)
    #expect(try source.bytes(at: 0, count: 200_000) == bytes)
    #expect(try FileSource(inMemory: []).size == 0)
    let page = "<table><tr><td>架空</td><td>1</td></tr></table>"
    let pool = ReaderPool(executable: try BuiltProduct.hikae, count: 1)
    var here: [ContentEvent] = []
    try DocumentReader.read(MemorySource(Array(page.utf8)), named: "list.html") { here.append($0) }
    var there: [ContentEvent] = []
    try pool.read(try FileSource(inMemory: Array(page.utf8)), named: "list.html") { there.append($0) }
    #expect(there == here && !here.isEmpty)
  }

  @Test func aChangeIsSeen() throws {
    let file = try ScratchFile("0123456789", named: "a.txt")
    let source = try FileSource(path: file.path)
    truncate(file.path, 5)
    #expect(source.hasChanged)
  }

  @Test func onlyRegularFilesAreOpened() throws {
    let file = try ScratchFile("x", named: "a.txt")
    let link = file.path + ".link"
    try #require(symlink(file.path, link) == 0)
    defer { unlink(link) }
    let pipe = file.path + ".pipe"
    try #require(mkfifo(pipe, 0o600) == 0)
    defer { unlink(pipe) }
    for path in [link, pipe, "/dev/null", "/tmp"] {
      #expect(throws: UnreadReason.unknownType, "\(path)") { try FileSource(path: path) }
    }
    #expect(throws: UnreadReason.inputOutput) { try FileSource(path: file.path + ".none") }
    #expect(throws: UnreadReason.inputOutput) { try FileSource(descriptor: -1) }
  }

  @Test func withoutPermissionIsAReason() throws {
    // The superuser may read everything.
    guard geteuid() != 0 else { return }
    let file = try ScratchFile("x", named: "a.txt")
    chmod(file.path, 0)
    #expect(throws: UnreadReason.noPermission) { try FileSource(path: file.path) }
  }

  @Test func aTemporarySourceHoldsWhatWasAppended() throws {
    let source = try TemporarySource()
    let piece = [UInt8](repeating: 7, count: 70_000)
    for _ in 0..<3 { try source.append(piece) }
    #expect(source.size == 210_000)
    #expect(try source.bytes(at: 209_998, count: 10) == [7, 7])
  }

  @Test func bytesInMemoryGetADescriptorOfTheirOwn() throws {
    let bytes = (0..<3_000_000).map { UInt8(truncatingIfNeeded: $0) }
    let same = try MemorySource(bytes).withFileDescriptor { descriptor throws(UnreadReason) in
      try FileSource(descriptor: dup(descriptor)).bytes(at: 0, count: bytes.count) == bytes
    }
    #expect(same)
  }
}
