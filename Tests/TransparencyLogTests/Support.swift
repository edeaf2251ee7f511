import Cryptography
import Glibc
import Testing

@testable import TransparencyLog

/// A generator that gives the same numbers for the same seed (SplitMix64).
struct SeededGenerator: RandomNumberGenerator {
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

/// A log with keys, made in memory for a test.
struct TestLog {
  static let name = "log.example/test"
  let signer: NoteSigner
  let store: MemoryTileStore
  private(set) var entries: [[UInt8]]

  /// - Parameter fork: from this leaf on, other entries than the log of the same size has else.
  init(size: Int, fork: Int = .max, name: String = Self.name) throws {
    signer = try Self.signer(name)
    store = MemoryTileStore()
    entries = (0..<size).map { Self.entry($0, forked: $0 >= fork) }
    var appender = try LogAppender(store: store, size: 0)
    for entry in entries { try appender.append(entry) }
    try appender.flush()
    if size > 0 { #expect(try TileReader(store: store, size: size).root() == appender.root) }
    store.write([(.checkpoint, try checkpoint().bytes)])
  }

  /// 32 bytes, as commitments have.
  static func entry(_ index: Int, forked: Bool = false) -> [UInt8] {
    SHA256Digest(hashing: Array("\(forked ? "fork" : "entry") \(index)".utf8)).bytes
  }

  static func signer(_ name: String, kind: SignatureKind = .plain) throws -> NoteSigner {
    let seed = SHA256Digest(hashing: Array(name.utf8)).bytes
    return try NoteSigner(name: name, kind: kind, privateKey: Ed25519PrivateKey(seed: seed))
  }

  var key: VerifierKey { signer.key }
  var reader: TileReader { TileReader(store: store, size: entries.count) }

  func root(_ size: Int? = nil) -> SHA256Digest {
    MerkleHash.root(of: entries.prefix(size ?? entries.count).map { MerkleHash.leaf($0) })
  }

  func checkpoint(_ size: Int? = nil) throws -> SignedCheckpoint {
    try Checkpoint(origin: signer.key.name, size: size ?? entries.count, root: root(size)).signed(by: signer)
  }
}

func bytes(_ text: String) -> [UInt8] { Array(text.utf8) }

func hexBytes(_ text: String) -> [UInt8] {
  let digits = Array(text)
  return stride(from: 0, to: digits.count, by: 2).compactMap { UInt8(String(digits[$0...$0 + 1]), radix: 16) }
}

/// A folder that goes away with the last reference.
final class ScratchFolder {
  let path: String

  init() throws {
    var pattern = Array("/tmp/hikae-log-XXXXXX".utf8CString)
    try #require(mkdtemp(&pattern) != nil)
    path = String(decoding: pattern.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  deinit { Self.remove(path) }

  static func entries(of folder: String) -> [String] {
    guard let handle = opendir(folder) else { return [] }
    defer { closedir(handle) }
    var names: [String] = []
    while let entry = readdir(handle) {
      let name = withUnsafeBytes(of: entry.pointee.d_name) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
      if name != ".", name != ".." { names.append(name) }
    }
    return names.sorted()
  }

  private static func remove(_ path: String) {
    if unlink(path) == 0 { return }
    for name in entries(of: path) { remove(path + "/" + name) }
    rmdir(path)
  }
}
