import Contents
import Cryptography
import Glibc
import JapaneseText
import PersonalData
import Testing

@testable import Documents

/// Every fixture of every format, cut and flipped: whatever comes, reading ends, in time and with a reason or with
/// what could be read. In a worker, so that a crash is told with the seed that made it instead of ending the run. What
/// comes out is recognised here, as after any reading: a trap there ends the run.
@Suite struct CorruptionTests {
  private static let fixtures: [String] = {
    let root = (#filePath.split(separator: "/", omittingEmptySubsequences: false).dropLast() + ["Fixtures"])
      .joined(separator: "/")
    return files(below: root).sorted()
  }()

  private static func files(below folder: String) -> [String] {
    guard let directory = opendir(folder) else { return [] }
    defer { closedir(directory) }
    var found: [String] = []
    while let entry = readdir(directory) {
      let name = withUnsafeBytes(of: entry.pointee.d_name) { bytes in
        String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
      }
      guard !name.hasPrefix(".") else { continue }
      let path = folder + "/" + name
      if entry.pointee.d_type == UInt8(DT_DIR) { found += files(below: path) } else { found.append(path) }
    }
    return found
  }

  private static var limits: ReadingLimits {
    var limits = ReadingLimits()
    limits.depth = 4
    limits.entries = 2_000
    limits.unpackedBytes = 64 << 20
    limits.memberBytesInMemory = 1 << 20
    limits.processorSeconds = 20
    limits.waitingSeconds = 60
    return limits
  }

  /// Reasons that speak of the reader instead of the file.
  private static let failures: Set<UnreadReason> = [.crashed, .timedOut]

  @Test func thereAreFixtures() { #expect(!Self.fixtures.isEmpty) }

  @Test(arguments: fixtures) func aDamagedFileIsRead(path: String) throws {
    let name = path.split(separator: "/").last.map(String.init) ?? path
    let file = try FileSource(path: path)
    let whole = try file.bytes(at: 0, count: Int(file.size))
    try #require(!whole.isEmpty)
    let pool = ReaderPool(executable: try BuiltProduct.hikae, count: 1)
    for seed in UInt64(1)...12 {
      var numbers = SeededNumbers(seed: seed &* 7_919 &+ UInt64(whole.count))
      var bytes = whole
      if seed % 3 == 0 {
        bytes.removeLast(Int(numbers.next() % UInt64(whole.count)))
      } else {
        // Few flips hit values, many hit structure.
        for _ in 0..<(seed % 2 == 0 ? 3 : 1 + bytes.count / 100) {
          bytes[Int(numbers.next() % UInt64(bytes.count))] = UInt8(truncatingIfNeeded: numbers.next())
        }
      }
      let outcome = try Self.outcome(of: bytes, named: name, by: pool)
      #expect(outcome.map { !Self.failures.contains($0) } ?? true, "\(name), seed \(seed): \(outcome?.rawValue ?? "")")
    }
  }

  private static func outcome(of bytes: [UInt8], named name: String, by pool: ReaderPool) throws -> UnreadReason? {
    let copy = try TemporarySource()
    try copy.append(bytes)
    let source = try copy.withFileDescriptor { descriptor throws(UnreadReason) in
      try FileSource(descriptor: fcntl(descriptor, F_DUPFD_CLOEXEC, 0))
    }
    let today = try #require(CivilDate(year: 2025, month: 3, day: 15))
    let recognising = ContentReading(asOf: today)
    var unread: UnreadReason?
    do throws(UnreadReason) {
      try pool.read(source, named: name, limits: limits) { event in
        // Looking at every cell proves that its bounds hold.
        if case .rows(let batch) = event { for row in 0..<batch.rowCount { _ = batch.cells(ofRow: row) } }
        recognising.consume(event)
      }
    } catch {
      unread = error
    }
    let profile = recognising.finish(
      sha256: SHA256Digest(hashing: bytes), size: Int64(bytes.count), unread: unread
    ).profile
    #expect(profile.people <= profile.records, "\(name): more people than records")
    return unread
  }
}
