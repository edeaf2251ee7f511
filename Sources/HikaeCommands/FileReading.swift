import Contents
import Discovery
import Documents
import PersonalData
import Storage

/// Reads the files that a user hands over to be imported: through the same readers and limits as scanned ones.
enum FileReading {
  /// The first table of a CSV or XLSX file, whole.
  /// - Throws: `PathFailure` when the file cannot be read or holds no table.
  static func table(_ path: String) throws -> [[String]] {
    let rows: [[String]]
    do throws(UnreadReason) {
      rows = try table(of: FileSource(path: path), named: FileReader.name(of: path))
    } catch {
      throw PathFailure(path: path, reason: "cannot be read (\(error.rawValue))")
    }
    guard !rows.isEmpty else { throw PathFailure(path: path, reason: "holds no table") }
    return rows
  }

  /// The first table of what a browser sent, whole.
  static func table(of bytes: [UInt8]) throws(UnreadReason) -> [[String]] {
    let rows = try table(of: FileSource(inMemory: bytes), named: "list")
    guard !rows.isEmpty else { throw .unknownType }
    return rows
  }

  private static func table(of source: FileSource, named name: String) throws(UnreadReason) -> [[String]] {
    var rows: [[String]] = []
    var tables = 0
    try pool().read(source, named: name) { event in
      switch event {
      case .table: tables += 1
      case .rows(let batch) where tables <= 1:
        for row in 0..<batch.rowCount { rows.append(batch.cells(ofRow: row)) }
      default: break
      }
    }
    return rows
  }

  /// Whose data a file holds, as a scan would find it.
  static func profile(_ path: String) throws -> ContentProfile {
    let reader = try FileReader(pool: pool(), limits: ReadingLimits(), asOf: Today.civilDate)
    let outcome = reader.read(path)
    if let reason = outcome.unread { throw PathFailure(path: path, reason: "cannot be read (\(reason.rawValue))") }
    guard let profile = outcome.profile else { throw PathFailure(path: path, reason: "cannot be read") }
    return profile
  }

  private static func pool() throws(UnreadReason) -> ReaderPool {
    guard let executable = try? Executable.path() else { throw .inputOutput }
    return ReaderPool(executable: executable, count: 1)
  }
}
