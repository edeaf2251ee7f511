import Contents
import Discovery
import Documents
import Glibc
import JapaneseText
import OperationLogs

/// Reads files of operation logs: tables through the readers of documents, osquery's results line by line.
enum LogFileReading {
  /// - Parameter layout: nil finds it by the titles.
  /// - Throws: `PathFailure` when the file cannot be read at all.
  static func read(_ path: String, as layout: LogLayout?, device: String?, zone: LogZone) throws -> LogFile {
    do throws(UnreadReason) {
      let source = try FileSource(path: path)
      if layout?.id == OsqueryResults.layout.id { return try lines(of: source, device: device) }
      let head = try source.bytes(at: 0, count: 4096).drop { $0 <= 0x20 || $0 == 0xEF || $0 == 0xBB || $0 == 0xBF }
      if layout == nil, head.first == UInt8(ascii: "{") { return try lines(of: source, device: device) }
      return try table(in: source, named: path, LogTable.Options(layout: layout, device: device, zone: zone))
    } catch {
      throw PathFailure(path: path, reason: "cannot be read (\(error.rawValue))")
    }
  }

  /// A mapping file.
  static func layout(_ path: String) throws -> LogLayout {
    let bytes: [UInt8]
    do throws(UnreadReason) {
      bytes = try FileSource(path: path).bytes(at: 0, count: LayoutFile.longest + 1)
    } catch {
      throw PathFailure(path: path, reason: "cannot be read (\(error.rawValue))")
    }
    do throws(LayoutFailure) {
      return try LayoutFile.read(bytes)
    } catch {
      throw PathFailure(path: path, reason: error.description)
    }
  }

  private static func table(
    in file: FileSource, named path: String, _ options: LogTable.Options
  ) throws(UnreadReason) -> LogFile {
    var log = LogTable(options)
    var tables = 0
    func take(_ event: ContentEvent) {
      switch event {
      case .table: tables += 1
      case .rows(let batch) where tables <= 1: log.rows(batch)
      case .passage(let passage) where tables <= 1: log.preamble(passage.text)
      default: break
      }
    }
    let name = FileReader.name(of: path)
    if let encoding = options.layout?.encoding {
      try DocumentReader.read(try transcoded(file, from: encoding), named: "log.csv") { take($0) }
    } else {
      guard let executable = try? Executable.path() else { throw .inputOutput }
      // A log is a table, whatever its name ends in.
      let isWorkbook = [".xlsx", ".xlsb", ".xls"].contains { name.hasSuffix($0) }
      let pool = ReaderPool(executable: executable, count: 1)
      try pool.read(file, named: isWorkbook ? name : name + ".csv") { take($0) }
    }
    return log.finish()
  }

  private static func lines(of source: FileSource, device: String?) throws(UnreadReason) -> LogFile {
    var results = OsqueryResults(device: device)
    var offset: Int64 = 0
    var number = 0
    var line: [UInt8] = []
    while offset < source.size {
      let piece = try source.bytes(at: offset, count: 256 << 10)
      guard !piece.isEmpty else { break }
      let isFirst = offset == 0
      offset += Int64(piece.count)
      var rest = piece[...]
      if isFirst, rest.starts(with: [0xEF, 0xBB, 0xBF]) { rest = rest.dropFirst(3) }
      while let end = rest.firstIndex(of: 0x0A) {
        number += 1
        results.line(line + rest[..<end], number: number)
        line = []
        rest = rest[(end + 1)...]
      }
      // What is too long for a line is too long with less, too.
      if line.count <= OsqueryResults.longestLine { line += rest }
    }
    results.line(line, number: number + 1)
    return results.finish()
  }

  /// The file in UTF-8, for a mapping that says how it is encoded.
  private static func transcoded(
    _ source: FileSource, from encoding: TextEncoding
  ) throws(UnreadReason) -> TemporarySource {
    let copy = try TemporarySource()
    try copy.append([0xEF, 0xBB, 0xBF])
    var decoder = TextDecoder(encoding)
    let head = try source.bytes(at: 0, count: 4)
    var offset = Int64(head.withUnsafeBytes { EncodingGuess(of: $0, isWhole: false) }.byteOrderMarkLength)
    while offset < source.size {
      let piece = try source.bytes(at: offset, count: 256 << 10)
      guard !piece.isEmpty else { break }
      offset += Int64(piece.count)
      var text: [UInt8] = []
      piece.withUnsafeBytes { decoder.decode($0, isLast: offset >= source.size, into: &text) }
      try copy.append(text)
    }
    return copy
  }
}
