import AsyncHTTPClient
import NIOCore
import TransparencyLog

/// A log somewhere else, read over HTTP as C2SP tlog-tiles has it. Whom it is read from does not matter: what comes is
/// held against the log's key.
package struct RemoteLog: Sendable {
  /// The log could not be read; it says nothing about whether it is sound.
  package struct Failure: Error, Sendable, CustomStringConvertible {
    package enum Code: String, Sendable {
      /// No answer, or one that broke off.
      case unreachable
      /// An answer with another status than 200.
      case status
      /// More bytes than the resource can have.
      case tooLarge = "too_large"
      /// A log with more entries than are taken into memory.
      case tooLong = "too_long"
    }

    package let code: Code
    /// Below the log's address.
    package let resource: String
    /// Of the answer; the number of entries for `tooLong`; else 0.
    package let number: Int

    package var description: String { "\(resource): \(code.rawValue) \(number)" }
  }

  /// Some 1.5 GB at 132 bytes each, while they are verified.
  package static let mostEntries = 12_000_000
  /// Of bytes of entries, which a log that is not ours may have longer.
  private static let mostBytes = 1 << 30
  private static let requestsAtOnce = 8
  private static let tries = 3

  /// Ends without a slash.
  private let url: String
  private let client: HTTPClient
  private let timeout: TimeAmount

  /// - Parameters:
  ///   - url: below which `checkpoint` and `tile/…` lie.
  ///   - timeout: for each request, from the connection to the last byte.
  package init(url: String, client: HTTPClient = .shared, timeout: TimeAmount = .seconds(30)) {
    self.url = url.hasSuffix("/") ? String(url.dropLast()) : url
    self.client = client
    self.timeout = timeout
  }

  /// The published checkpoint; its signature is not verified.
  /// - Throws: `Failure`, or `LogFailure` when it is none.
  package func checkpoint() async throws -> SignedCheckpoint {
    guard let bytes = try await read(.checkpoint) else {
      throw Failure(code: .status, resource: TilePath.checkpoint.text, number: 404)
    }
    return try SignedCheckpoint(parsing: bytes)
  }

  /// Everything that a log of this size has, for an audit. What is not there is left out: the audit names it.
  /// - Parameter size: of a checkpoint whose signature was verified, so that nobody can make us fetch without end.
  package func tiles(of size: Int) async throws -> MemoryTileStore {
    guard size <= Self.mostEntries else {
      throw Failure(code: .tooLong, resource: TilePath.checkpoint.text, number: size)
    }
    let store = MemoryTileStore()
    try await withThrowingTaskGroup(of: (path: TilePath, bytes: [UInt8])?.self) { group in
      var paths = Self.paths(of: size).makeIterator()
      var total = 0
      for _ in 0..<Self.requestsAtOnce {
        if let path = paths.next() { group.addTask { try await resource(path) } }
      }
      while let found = try await group.next() {
        if let found {
          total += found.bytes.count
          guard total <= Self.mostBytes + size * 66 else {
            throw Failure(code: .tooLarge, resource: found.path.text, number: 0)
          }
          store.write([found])
        }
        if let path = paths.next() { group.addTask { try await resource(path) } }
      }
    }
    return store
  }

  private static func paths(of size: Int) -> [TilePath] {
    var paths: [TilePath] = []
    var level = 0
    while size >> (8 * level) > 0 {
      let tiles = ((size >> (8 * level)) + TilePath.fullWidth - 1) / TilePath.fullWidth
      for index in 0..<tiles {
        let width = TilePath.width(level: level, index: index, size: size)
        guard width > 0 else { continue }
        paths.append(.hashes(level: level, index: index, width: width))
        if level == 0 { paths.append(.entries(index: index, width: width)) }
      }
      level += 1
    }
    return paths
  }

  /// A partial tile goes when the full one is there, which begins with the same bytes.
  private func resource(_ path: TilePath) async throws -> (path: TilePath, bytes: [UInt8])? {
    if let bytes = try await read(path) { return (path, bytes) }
    let full: TilePath
    switch path {
    case .hashes(let level, let index, _): full = .hashes(level: level, index: index, width: TilePath.fullWidth)
    case .entries(let index, _): full = .entries(index: index, width: TilePath.fullWidth)
    case .checkpoint: return nil
    }
    guard full != path, let bytes = try await read(full) else { return nil }
    return (full, bytes)
  }

  private static func mostBytes(of path: TilePath) -> Int {
    switch path {
    case .checkpoint: SignedNote.maximumSize
    case .hashes(_, _, let width): width * 32
    case .entries(_, let width): width * (65_535 + 2)
    }
  }

  /// - Returns: nil for 404.
  private func read(_ path: TilePath) async throws -> [UInt8]? {
    var attempt = 1
    while true {
      do {
        return try await ask(path)
      } catch let failure as Failure where failure.code != .unreachable && failure.number < 500 {
        throw failure
      } catch let failure as Failure {
        guard attempt < Self.tries else { throw failure }
        try await Task.sleep(for: .milliseconds(200 << attempt))
        attempt += 1
      }
    }
  }

  private func ask(_ path: TilePath) async throws -> [UInt8]? {
    let response: HTTPClientResponse
    do {
      response = try await client.execute(HTTPClientRequest(url: url + "/" + path.text), timeout: timeout)
    } catch {
      throw Failure(code: .unreachable, resource: path.text, number: 0)
    }
    switch response.status.code {
    case 200: break
    case 404, 410: return nil
    default: throw Failure(code: .status, resource: path.text, number: Int(response.status.code))
    }
    do {
      return Array(try await response.body.collect(upTo: Self.mostBytes(of: path)).readableBytesView)
    } catch is NIOTooManyBytesError {
      throw Failure(code: .tooLarge, resource: path.text, number: 0)
    } catch {
      throw Failure(code: .unreachable, resource: path.text, number: 0)
    }
  }
}
