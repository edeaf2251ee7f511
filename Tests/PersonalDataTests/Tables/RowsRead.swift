import Contents
import Cryptography
import JapaneseText

@testable import PersonalData

/// What rows given as text come to: people, fields, and how the table was understood.
struct RowsRead {
  let profile: ContentProfile
  let explanation: ContentExplanation

  /// - Parameter lines: one row a line, cells parted by `|`.
  init(_ lines: String, header: TableOrigin.Header = .unknown) {
    self.init(
      lines.split(separator: "\n", omittingEmptySubsequences: false).map { line in
        line.split(separator: "|", omittingEmptySubsequences: false).map(String.init)
      }, header: header)
  }

  init(_ rows: [[String]], header: TableOrigin.Header = .unknown) {
    var batch = RowBatch()
    for row in rows { batch.append(row: row) }
    let reading = ContentReading(asOf: Self.today)
    reading.consume(.table(TableOrigin(header: header)))
    reading.consume(.rows(batch))
    (profile, explanation) = reading.finish(sha256: SHA256Digest(hashing: []), size: 0)
  }

  static let today = CivilDate(packed: 2025_03_15) ?? CivilDate(dayNumber: 0)

  var people: Int { profile.people }
  var layout: String? { explanation.tables.first?.layout }
  var roles: [ColumnRole] { explanation.tables.first?.columns.map(\.role) ?? [] }
  var fields: Set<Field> { Set(profile.fieldCounts.keys) }

  func count(_ field: Field) -> Int { profile.fieldCounts[field] ?? 0 }
}
