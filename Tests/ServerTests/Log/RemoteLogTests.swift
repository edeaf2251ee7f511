import AsyncHTTPClient
import Cryptography
import NIOCore
import Server
import Testing
import TransparencyLog

/// A log that is read over HTTP, with nothing but its key at hand.
@Suite struct RemoteLogTests {
  private static func publish(_ count: Int, in tiles: any TileStore, by signer: NoteSigner) throws {
    var size = 0
    if let bytes = try tiles.read(.checkpoint) { size = try SignedCheckpoint(parsing: bytes).checkpoint.size }
    var appender = try LogAppender(store: tiles, size: size)
    for number in size..<size + count {
      try appender.append(SHA256Digest(hashing: Array("entry \(number)".utf8)).bytes)
    }
    try appender.flush()
    let new = try Checkpoint(origin: signer.key.name, size: appender.size, root: appender.root).signed(by: signer)
    try tiles.write([(.checkpoint, new.bytes)])
    tiles.remove(LogAppender.superseded(from: size, to: appender.size))
  }

  private static func signer() throws -> NoteSigner {
    try NoteSigner(name: "log.example/remote", kind: .plain, privateKey: Ed25519PrivateKey())
  }

  @Test(arguments: [0, 1, 256, 257, 700]) func aWholeLogIsRead(size: Int) async throws {
    let signer = try Self.signer()
    try await RunningServer.with { server in
      try Self.publish(size, in: server.tiles, by: signer)
      let log = RemoteLog(url: server.open + "/log/")
      let shown = try await log.checkpoint()
      try shown.verify(by: [signer.key])
      #expect(shown.checkpoint.size == size)
      let tiles = try await log.tiles(of: size)
      #expect(try LogAudit(store: tiles, checkpoint: shown.checkpoint).run().isSound)
    }
  }

  /// The log has grown since its checkpoint was read, and its partial tiles are gone.
  @Test func aLogThatGrowsMeanwhileIsRead() async throws {
    let signer = try Self.signer()
    try await RunningServer.with { server in
      try Self.publish(200, in: server.tiles, by: signer)
      let log = RemoteLog(url: server.open + "/log")
      let shown = try await log.checkpoint()
      try Self.publish(400, in: server.tiles, by: signer)
      #expect(server.tiles.read(.hashes(level: 0, index: 0, width: 200)) == nil)
      let tiles = try await log.tiles(of: 200)
      #expect(try LogAudit(store: tiles, checkpoint: shown.checkpoint).run().isSound)
    }
  }

  @Test func whatIsChangedOrMissingIsNamed() async throws {
    let signer = try Self.signer()
    try await RunningServer.with { server in
      try Self.publish(600, in: server.tiles, by: signer)
      let log = RemoteLog(url: server.open + "/log")
      let shown = try await log.checkpoint()
      let path = TilePath.hashes(level: 0, index: 1, width: TilePath.fullWidth)
      var bytes = try #require(server.tiles.read(path))
      bytes[32 * 7] ^= 1
      server.tiles.write([(path, bytes)])
      let changed = try await log.tiles(of: 600)
      #expect(try LogAudit(store: changed, checkpoint: shown.checkpoint).run().firstBad?.leaf == 256 + 7)
      server.tiles.remove([path])
      let missing = try await log.tiles(of: 600)
      #expect(try LogAudit(store: missing, checkpoint: shown.checkpoint).run().firstBad?.leaf == 256)
    }
  }

  @Test func whatIsNoLogIsSaid() async throws {
    try await RunningServer.with { server in
      let absent = await #expect(throws: RemoteLog.Failure.self) {
        try await RemoteLog(url: server.open + "/log").checkpoint()
      }
      #expect(absent?.code == .status && absent?.number == 404)
      let tooLong = await #expect(throws: RemoteLog.Failure.self) {
        try await RemoteLog(url: server.open + "/log").tiles(of: RemoteLog.mostEntries + 1)
      }
      #expect(tooLong?.code == .tooLong)
      // A tile that goes on and on is not taken.
      server.tiles.write([(.hashes(level: 0, index: 0, width: 3), [UInt8](repeating: 1, count: 97))])
      let tooLarge = await #expect(throws: RemoteLog.Failure.self) {
        try await RemoteLog(url: server.open + "/log").tiles(of: 3)
      }
      #expect(tooLarge?.code == .tooLarge)
    }
    let nobody = await #expect(throws: RemoteLog.Failure.self) {
      try await RemoteLog(url: "http://127.0.0.1:1", timeout: .seconds(2)).checkpoint()
    }
    #expect(nobody?.code == .unreachable)
  }
}
