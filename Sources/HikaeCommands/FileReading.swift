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
    var rows: [[String]] = []
    var tables = 0
    do throws(UnreadReason) {
      let source = try FileSource(path: path)
      try pool().read(source, named: FileReader.name(of: path)) { event in
        switch event {
        case .table: tables += 1
        case .rows(let batch) where tables <= 1:
          for row in 0..<batch.rowCount { rows.append(batch.cells(ofRow: row)) }
        default: break
        }
      }
    } catch {
      throw PathFailure(path: path, reason: "cannot be read (\(error.rawValue))")
    }
    guard !rows.isEmpty else { throw PathFailure(path: path, reason: "holds no table") }
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
