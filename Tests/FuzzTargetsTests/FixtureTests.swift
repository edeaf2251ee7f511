import FuzzTargets
import Glibc
import Testing

/// Every fuzz target with every small fixture, whole, cut and with bytes exchanged: what must hold holds, or the run ends
/// there. `HIKAE_FUZZ_ROUNDS` asks for more exchanges than the few of every run.
@Suite("Fuzz targets") struct FixtureTests {
  private static let longest = 70_000

  private static let inputs: [[UInt8]] = {
    let tests = #filePath.split(separator: "/", omittingEmptySubsequences: false).dropLast(2).joined(separator: "/")
    let folders = ["DocumentsTests", "OperationLogsTests", "DiskEncryptionTests", "KeyEscrowTests"]
    return [[], [0], Array("{}".utf8)] + folders.flatMap { files(below: "\(tests)/\($0)/Fixtures") }
  }()

  private static func files(below folder: String) -> [[UInt8]] {
    guard let directory = opendir(folder) else { return [] }
    defer { closedir(directory) }
    var found: [[UInt8]] = []
    while let entry = readdir(directory) {
      let name = withUnsafeBytes(of: entry.pointee.d_name) { bytes in
        String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
      }
      if name.hasPrefix(".") { continue }
      let path = folder + "/" + name
      if entry.pointee.d_type == UInt8(DT_DIR) {
        found += files(below: path)
      } else if let bytes = small(path) {
        found.append(bytes)
      }
    }
    return found
  }

  private static func small(_ path: String) -> [UInt8]? {
    guard let file = fopen(path, "r") else { return nil }
    defer { fclose(file) }
    var bytes = [UInt8](repeating: 0, count: longest)
    let count = fread(&bytes, 1, longest, file)
    return count < longest ? Array(bytes[..<count]) : nil
  }

  @Test(arguments: FuzzTarget.all.map(\.name)) func fixtures(name: String) throws {
    let target = try #require(FuzzTarget.all.first { $0.name == name })
    #expect(Self.inputs.count > 20)
    let rounds = getenv("HIKAE_FUZZ_ROUNDS").flatMap { Int(String(cString: $0)) } ?? 2
    for (number, input) in Self.inputs.enumerated() {
      input.withUnsafeBytes(target.run)
      input.prefix(input.count * 2 / 3).withUnsafeBytes(target.run)
      guard !input.isEmpty else { continue }
      for round in 0..<rounds {
        var numbers = Mixing(state: UInt64(number << 20 | round))
        var changed = input
        for _ in 0...(round % 8) {
          changed[Int(numbers.next() % UInt64(changed.count))] = UInt8(truncatingIfNeeded: numbers.next())
        }
        changed.withUnsafeBytes(target.run)
      }
    }
  }

  /// SplitMix64: the same exchanges in every run.
  private struct Mixing {
    var state: UInt64

    mutating func next() -> UInt64 {
      state &+= 0x9E37_79B9_7F4A_7C15
      var mixed = state
      mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
      mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
      return mixed ^ (mixed >> 31)
    }
  }
}
