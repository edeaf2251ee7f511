import JapaneseText

/// Columns about people's health that tell nothing of the people of the table.
extension ColumnTyping {
  /// - Parameter texts: the titles as written.
  func settleHealth(_ findings: inout [ColumnFinding], _ texts: [String], _ tallies: [ColumnTally]) {
    let isOfDoctors = Self.isOfDoctors(findings, texts)
    let isOfInsured = findings.contains { [.insurerNumber, .insuranceNumber, .insuranceSymbol].contains($0.role) }
    for column in findings.indices {
      let tally = tallies[column]
      let isDepartment = tally.filled > 0 && tally.departmentCells * 10 >= tally.filled * 9
      switch findings[column].role {
      case .otherSensitive:
        // `障害者` over 0 and 0: a column that every payroll has. And what doctors work in is no illness of theirs.
        guard tally.filled > 0, tally.nothingCells == tally.filled || isDepartment && isOfDoctors else { continue }
        findings[column].role = .other
        findings[column].evidence = .titleContradicted
      case .employer where isDepartment, .department where isDepartment, .none where isDepartment && isOfInsured:
        // 内科 in a list of claims: where the insured were treated.
        findings[column].role = isOfInsured ? .otherSensitive : .department
        findings[column].evidence = .neighbours
      default: break
      }
    }
  }

  private static func isOfDoctors(_ findings: [ColumnFinding], _ texts: [String]) -> Bool {
    let isNumbered = findings.contains { $0.role == .insuranceNumber || $0.role == .insuranceSymbol }
    return !isNumbered
      && findings.contains { finding in
        let isOwn = finding.group.relation == .unnamed && finding.role.isAnchor
        return isOwn && ["医師", "先生", "ドクター", "院長", "講師"].contains(where: finding.title.contains)
      }
  }
}

/// What stands in a field of a form when there is nothing to tell.
enum NothingWords {
  private static let words: Set<[UInt8]> = Set(
    [
      "なし", "無し", "無", "ない", "特になし", "特に無し", "該当なし", "該当無し", "非該当", "いいえ", "0", "０", "×", "✕", "x", "X", "-", "－", "―",
      "ー", "—", "–",
      "no", "No", "NO", "none", "None", "NONE", "n", "N", "false", "FALSE", "False", "nil", "Nil", "n/a", "N/A", "nein",
      "Nein",
      "non", "Non", "ninguna", "Ninguna", "nessuna", "Nessuna", "0:無", "0:なし", "無(0)",
    ].map { Array($0.utf8) })

  static func contains(_ cell: CellBytes) -> Bool {
    guard cell.count <= 15, !cell.isEmpty else { return false }
    // Nearly all cells end here.
    return firsts[Int(cell[0] >> 6)] >> UInt64(cell[0] & 63) & 1 != 0 && words.contains(Array(cell))
  }

  private static let firsts: [UInt64] = {
    var bits: [UInt64] = [0, 0, 0, 0]
    for word in words { bits[Int(word[0] >> 6)] |= 1 << UInt64(word[0] & 63) }
    return bits
  }()
}

/// Cells that answer a question: TRUE, はい, 有, and what says that there is nothing.
enum AnswerWords {
  private static let words: Set<[UInt8]> = Set(
    [
      "true", "True", "TRUE", "yes", "Yes", "YES", "y", "Y", "on", "ON", "ok", "OK", "off", "OFF", "はい", "有", "有り",
      "あり",
      "可", "不可", "該当", "○", "◯", "〇", "●", "有効", "無効", "1", "null", "NULL",
    ].map { Array($0.utf8) })

  static func contains(_ cell: CellBytes) -> Bool {
    cell.count <= 6 && (NothingWords.contains(cell) || words.contains(Array(cell)))
  }
}

/// Departments of hospitals, as lists of visits and of claims name them.
enum HospitalDepartments {
  private static let endings: [StaticString] = [
    "内科", "外科", "小児科", "眼科", "皮膚科", "皮フ科", "咽喉科", "耳鼻科", "婦人科", "産科", "泌尿器科", "精神科", "神経科", "放射線科", "麻酔科", "歯科",
    "歯科口腔外科",
    "リハビリテーション科", "リハビリ科", "救急科", "循環器科", "消化器科", "呼吸器科", "アレルギー科", "病理診断科",
  ]

  static func contains(_ cell: CellBytes) -> Bool {
    guard (6...45).contains(cell.count), cell.has("科", at: cell.count - 3) else { return false }
    return endings.contains { cell.has($0, at: cell.count - $0.utf8CodeUnitCount) }
  }
}
