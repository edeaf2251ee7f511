import Contents
import Cryptography
import JapaneseText

@testable import PersonalData

/// What rows given as text come to: people, fields, and how the table was understood.
struct RowsRead {
  let profile: ContentProfile
  let explanation: ContentExplanation

  /// - Parameters:
  ///   - lines: one row a line, cells parted by `|`.
  ///   - batches: rows of the first batches, of which the last goes on; one batch when empty.
  init(_ lines: String, header: TableOrigin.Header = .unknown, batches: [Int] = []) {
    self.init(
      lines.split(separator: "\n", omittingEmptySubsequences: false).map { line in
        line.split(separator: "|", omittingEmptySubsequences: false).map(String.init)
      }, header: header, batches: batches)
  }

  init(_ rows: [[String]], header: TableOrigin.Header = .unknown, batches: [Int] = []) {
    let reading = ContentReading(asOf: Self.today)
    reading.consume(.table(TableOrigin(header: header)))
    var start = 0
    var number = 0
    repeat {
      let size = batches.isEmpty ? max(1, rows.count) : batches[min(number, batches.count - 1)]
      var batch = RowBatch(firstRow: start)
      for row in rows[start..<min(rows.count, start + size)] { batch.append(row: row) }
      reading.consume(.rows(batch))
      start += size
      number += 1
    } while start < rows.count
    (profile, explanation) = reading.finish(sha256: SHA256Digest(hashing: []), size: 0)
  }

  /// Several tables of one content, each as lines.
  init(tables: [String]) {
    let reading = ContentReading(asOf: Self.today)
    for table in tables {
      reading.consume(.table(TableOrigin()))
      var batch = RowBatch()
      for line in table.split(separator: "\n") {
        batch.append(row: line.split(separator: "|", omittingEmptySubsequences: false).map(String.init))
      }
      reading.consume(.rows(batch))
    }
    (profile, explanation) = reading.finish(sha256: SHA256Digest(hashing: []), size: 0)
  }

  static let today = CivilDate(packed: 2025_03_15) ?? CivilDate(dayNumber: 0)

  var people: Int { profile.people }
  var layout: String? { explanation.tables.first?.layout }
  var roles: [ColumnRole] { explanation.tables.first?.columns.map(\.role) ?? [] }
  var fields: Set<Field> { Set(profile.fieldCounts.keys) }

  func count(_ field: Field) -> Int { profile.fieldCounts[field] ?? 0 }
}
