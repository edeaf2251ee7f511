import Contents
import JapaneseText

/// Watches the rows of a table that is not about people for titles that name people: a list below a summary on one
/// sheet. Works on bytes, so that logs and number tables pass at speed.
enum TitleWatch {
  private static let words: [StaticString] = ["氏名", "名前", "姓名", "フリガナ", "ふりがな", "ﾌﾘｶﾞﾅ", "患者名", "受診者", "被保険者"]
  private static let latinWords: [StaticString] = ["name", "Name", "NAME"]

  /// The first row from `start` on that may be such titles: short cells only, one of which says name or reading.
  static func candidate(in batch: RowBatch, from start: Int) -> Int? {
    guard start < batch.rowCount else { return nil }
    return batch.text.withUnsafeBufferPointer { text in
      (start..<batch.rowCount).first { row in
        var filled = 0
        var names = false
        for cell in batch.rowStart(row)..<Int(batch.rowEnds[row]) {
          let bounds = Int(batch.starts[cell])..<Int(batch.ends[cell])
          if bounds.isEmpty { continue }
          if bounds.count > 60 { return false }
          filled += 1
          names = names || says(CellBytes(rebasing: text[bounds]))
        }
        return names && filled >= 2
      }
    }
  }

  private static func says(_ cell: CellBytes) -> Bool {
    guard cell.count >= 4 else { return false }
    let isLatin = cell[0] < 0x80
    for index in 0...(cell.count - 4) where isLatin ? cell[index] | 0x20 == 0x6E : cell[index] >= 0xE3 {
      if (isLatin ? latinWords : words).contains(where: { cell.has($0, at: index) }) { return true }
    }
    return false
  }

  /// Whether titles are one title in two languages, as catalogues of translations have it: `Name` beside 氏名.
  static func isTranslation(_ plan: TablePlan) -> Bool {
    let titled = plan.findings.compactMap { finding in
      HeaderVocabulary.read(finding.title).map { (role: $0.role, isLatin: finding.title.utf8.allSatisfy { $0 < 0x80 }) }
    }
    guard titled.count <= 3 else { return false }
    return titled.indices.dropLast().contains { index in
      titled[(index + 1)...].contains { $0.role == titled[index].role && $0.isLatin != titled[index].isLatin }
    }
  }

  /// Whether the columns of names hold names: rows that explain titles (`氏名|name|varchar`) are no list.
  static func standsOverNames(_ plan: TablePlan, _ tallies: [ColumnTally]) -> Bool {
    plan.people.contains { person in
      person.anchors.contains { column in
        guard column < tallies.count, tallies[column].filled > 0 else { return false }
        let tally = tallies[column]
        let shapes: [NameShapes] = [.personName, .kanaName, .romajiName, .surnameOnly, .givenOnly]
        return shapes.contains { tally.share($0) >= 0.5 }
      }
    }
  }
}
