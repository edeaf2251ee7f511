import Cryptography
import Glibc
import Testing

@testable import TransparencyLog

@Suite("Appending and reading tiles") struct LogTests {
  @Test(arguments: [1, 2, 255, 256, 257, 511, 512, 513, 1000, 65_536, 65_793])
  func tilesHaveTheRootOfTheLeaves(size: Int) throws {
    let log = try TestLog(size: size)
    #expect(try log.reader.root() == log.root())
    for old in [0, 1, size / 3, size / 2, size - 1, size] {
      #expect(try log.reader.root(of: old) == log.root(old))
      try log.reader.proofs.consistency(from: old, to: size).verify(oldRoot: log.root(old), newRoot: log.root())
    }
    for index in [0, size / 2, size - 1] {
      let proof = try log.reader.proofs.inclusion(of: index, in: size)
      #expect(try log.reader.entry(index) == log.entries[index])
      try proof.verify(MerkleHash.leaf(log.entries[index]), root: log.root())
    }
  }

  /// In batches of any size, with tiles read back in between, the same bytes come out as all at once.
  @Test(arguments: 0..<8 as Range<UInt64>) func batchesMakeTheSameTiles(seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    let whole = try TestLog(size: 1500)
    let store = MemoryTileStore()
    var size = 0
    while size < 1500 {
      var appender = try LogAppender(store: store, size: size)
      #expect(appender.root == whole.root(size))
      let end = min(1500, size + Int.random(in: 0...400, using: &random))
      for index in size..<end { try appender.append(whole.entries[index]) }
      try appender.flush()
      store.remove(LogAppender.superseded(from: size, to: end))
      size = end
    }
    for path in whole.store.paths where path != .checkpoint {
      #expect(store.read(path) == whole.store.read(path), "seed \(seed), \(path.text)")
    }
    // Of partial tiles only those of the tiles that are still partial are left.
    for path in store.paths {
      switch path {
      case .hashes(let level, let index, let width) where width < 256:
        #expect(TilePath.width(level: level, index: index, size: 1500) < 256)
      case .entries(let index, let width) where width < 256:
        #expect(TilePath.width(level: 0, index: index, size: 1500) < 256)
      default: break
      }
    }
  }

  /// Whoever holds a former checkpoint is given proofs that lead to its root, though the partial tiles of that size are gone.
  @Test func proofsOfFormerSizesComeOutOfThePresentTiles() throws {
    let log = try TestLog(size: 900)
    let reader = log.reader
    for (size, indices) in [
      (1, [0]), (255, [0, 254]), (256, [255]), (300, [0, 256, 299]), (899, [898]), (900, [511]),
    ] {
      for index in indices {
        let proof = try reader.proofs.inclusion(of: index, in: size)
        #expect(proof.size == size)
        try proof.verify(MerkleHash.leaf(log.entries[index]), root: log.root(size))
        #expect(throws: LogFailure(.proof, "")) {
          try proof.verify(MerkleHash.leaf(TestLog.entry(index, forked: true)), root: log.root(size))
        }
      }
    }
    #expect(throws: LogFailure(.proof, "")) { try reader.proofs.inclusion(of: 300, in: 300) }
  }

  @Test func entriesHaveALimit() throws {
    var appender = try LogAppender(store: MemoryTileStore(), size: 0)
    try appender.append([UInt8](repeating: 1, count: 65_535))
    #expect(throws: LogFailure(.tooLarge, "")) { try appender.append([UInt8](repeating: 1, count: 65_536)) }
    #expect(appender.size == 1)
    try appender.append([])
    #expect(appender.size == 2)
  }

  @Test(
    arguments: [
      [], [0], [0, 1], [0, 3, 1, 2], [0, 1, 7, 0], [0xFF, 0xFF], [0, 0, 0, 0, 0],
    ] as [[UInt8]])
  func damagedBundlesAreRefused(bytes: [UInt8]) { #expect(Tile.entries(bytes, width: 1) == nil) }

  @Test func aFolderKeepsALog() throws {
    let scratch = try ScratchFolder()
    let store = FolderTileStore(scratch.path + "/deep/log")
    let log = try TestLog(size: 700)
    var appender = try LogAppender(store: store, size: 0)
    for entry in log.entries.prefix(300) { try appender.append(entry) }
    try appender.flush()
    appender = try LogAppender(store: store, size: 300)
    for entry in log.entries.dropFirst(300) { try appender.append(entry) }
    try appender.flush()
    try store.write([(.checkpoint, try log.checkpoint().bytes)])
    #expect(try TileReader(store: store, size: 700).root() == log.root())
    #expect(try store.read(.hashes(level: 0, index: 1, width: 256))?.count == 8192)
    #expect(ScratchFolder.entries(of: store.folder + "/tile/0") == ["000", "001", "001.p", "002.p"])
    store.remove(LogAppender.superseded(from: 300, to: 700))
    #expect(ScratchFolder.entries(of: store.folder + "/tile/0") == ["000", "001", "002.p"])
    // A client that saw the checkpoint of 300 leaves still gets its tree.
    #expect(try TileReader(store: store, size: 300).root() == log.root(300))
    #expect(try TileReader(store: store, size: 300).entry(299) == log.entries[299])

    let site = LogSite(store: store)
    #expect(try site.resource(at: "checkpoint")?.contentType == "text/plain; charset=utf-8")
    #expect(try site.resource(at: "tile/0/000")?.bytes.count == 8192)
    #expect(try site.resource(at: "tile/0/000")?.cacheControl.contains("immutable") == true)
    #expect(try site.resource(at: "tile/0/001.p/44") == nil)
    #expect(try site.resource(at: "../keys/log.key") == nil)
  }

  @Test func manyFilesAtOnce() throws {
    let scratch = try ScratchFolder()
    let store = FolderTileStore(scratch.path)
    let log = try TestLog(size: 256 * 20)
    var appender = try LogAppender(store: store, size: 0)
    for entry in log.entries { try appender.append(entry) }
    #expect(appender.waiting == 40)
    try appender.flush()
    #expect(try TileReader(store: store, size: log.entries.count).root() == log.root())
  }

  @Test func aLogWhoseEdgeIsMissingIsNotContinued() throws {
    let log = try TestLog(size: 300)
    log.store.remove([.hashes(level: 0, index: 1, width: 44)])
    #expect(throws: LogFailure(.missing, "")) { try LogAppender(store: log.store, size: 300) }
    log.store.write([(.hashes(level: 0, index: 1, width: 44), [1, 2, 3])])
    #expect(throws: LogFailure(.damaged, "")) { try LogAppender(store: log.store, size: 300) }
  }

  @Test func aFileThatCannotBeWrittenIsAFailure() throws {
    let scratch = try ScratchFolder()
    let store = FolderTileStore(scratch.path)
    try store.write([(.checkpoint, [1])])
    #expect(throws: LogFailure(.storage, "")) {
      try FolderTileStore(scratch.path + "/checkpoint").write([(.checkpoint, [2])])
    }
    #expect(mkdir(scratch.path + "/tile", 0o755) == 0)
    #expect(try store.read(.hashes(level: 0, index: 0, width: 256)) == nil)
    #expect(mkdir(scratch.path + "/tile/0", 0o755) == 0 && mkdir(scratch.path + "/tile/0/000", 0o755) == 0)
    #expect(throws: LogFailure(.storage, "")) { try store.read(.hashes(level: 0, index: 0, width: 256)) }
  }
}
