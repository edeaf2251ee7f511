import JapaneseText

/// Others whom a form names beside its person: a doctor, a teacher, a witness.
extension FormReading {
  /// Whom a form names for the care of its person: a doctor, or anybody with a courtesy title, behind the name of a clinic or
  /// a school. Who only filled the form in or keeps it does not count.
  func advisor(_ cell: String, under label: String) -> String? {
    guard !HeaderWords.isAudit(label), cell.utf8.count <= 120 else { return nil }
    var bytes = cell
    guard label.contains("医") || bytes.withUTF8(ColumnTally.isHonoured) || cell.hasSuffix("先生") else { return nil }
    if let name = name(cell) { return name }
    let words = cell.split { $0.isWhitespace || $0 == "\u{3000}" || $0 == "/" || $0 == "／" }
    for count in [3, 2, 1] where words.count > count {
      if let name = name(words.suffix(count).joined(separator: " ")) { return name }
    }
    return nil
  }

  /// 災害発生の事実を確認した者 and 製造部 課長 本郷　拡人 beside it: whom a label that is no title says to be somebody.
  func further(_ cells: [String], _ column: Int) -> String? {
    let label = TableReading.trim(cells[column])
    guard column + 1 < cells.count, let last = label.unicodeScalars.last, last == "者" || last == "人",
      label.unicodeScalars.count >= 4, !HeaderWords.isAudit(label)
    else { return nil }
    let value = cells[column + 1]
    guard value.utf8.count <= 120 else { return nil }
    if let name = name(value) { return name }
    let words = value.split { $0.isWhitespace }
    return words.count > 2 ? name(words.suffix(2).joined(separator: " ")) : nil
  }

  /// Records an advisor with the telephone number that stands right behind.
  /// - Returns: the first column that is not read yet.
  func takeAdvisor(_ name: String, _ cells: [String], from start: Int) -> Int {
    var facts = PersonFacts()
    facts.name = name
    facts.fields.insert(.name)
    var end = start
    let filled = cells.indices.filter { $0 >= start && !cells[$0].isEmpty }.prefix(2)
    if filled.count == 2, HeaderVocabulary.read(cells[filled[0]])?.role == .phone {
      var number = cells[filled[1]]
      number.withUTF8 { cell in PhoneNumber.parseAll(cell) { if $0.kind != .service { facts.phones.append($0.digits) } }
      }
      if !facts.phones.isEmpty {
        facts.fields.insert(.phone)
        end = filled[1] + 1
      }
    }
    if recorder.record(facts, hints: [], row: row) { collector.recordCount += 1 }
    return end
  }
}
