import Contents
import Documents
import Glibc
import Observations
import OperationLogs

/// Logs from files and bytes, through the reader of documents, as the command reads them.
enum LogFixture {
  static func bytes(_ name: String) -> [UInt8] {
    let folder = #filePath.split(separator: "/", omittingEmptySubsequences: false).dropLast().joined(separator: "/")
    guard let file = fopen(folder + "/Fixtures/" + name, "rb") else { return [] }
    defer { fclose(file) }
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = fread(&buffer, 1, buffer.count, file)
      if count == 0 { return bytes }
      bytes += buffer[..<count]
    }
  }

  static func lines(_ name: String) -> [String] {
    String(decoding: bytes(name), as: UTF8.self).split(separator: "\n").map(String.init)
  }

  static func read(_ bytes: [UInt8], _ options: LogTable.Options = .init()) throws -> LogFile {
    var log = LogTable(options)
    try DocumentReader.read(MemorySource(bytes), named: "log.csv") { event in
      switch event {
      case .rows(let batch): log.rows(batch)
      case .passage(let passage): log.preamble(passage.text)
      default: break
      }
    }
    return log.finish()
  }

  static func read(_ text: String, _ options: LogTable.Options = .init()) throws -> LogFile {
    try read(Array(text.utf8), options)
  }

  static func osquery(_ bytes: [UInt8]) -> LogFile {
    var results = OsqueryResults()
    for (place, line) in bytes.split(separator: 0x0A, omittingEmptySubsequences: false).enumerated() {
      results.line(Array(line), number: place + 1)
    }
    return results.finish()
  }

  /// The form of the `.expected` files.
  static func described(_ log: LogFile) -> [String] {
    let blindness = log.layout?.blindness ?? []
    var lines = log.entries.map { entry in
      let trust = entry.facts(under: blindness).first?.trust.rawValue ?? ""
      return [
        "\(entry.row)", entry.time.utc, entry.device, entry.user,
        entry.operation.rawValue + (entry.isFolder ? " folder" : ""), entry.path ?? "", entry.target ?? "",
        entry.size.map { "\($0)" } ?? "", trust,
      ].joined(separator: "\t")
    }
    lines += log.unread.map { "unread\t\($0.row)\t\($0.reason.rawValue)" }
    if log.missingRows > 0 { lines.append("missing\t\(log.missingRows)") }
    return lines
  }
}

/// SplitMix64: the same numbers for the same seed, everywhere.
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
