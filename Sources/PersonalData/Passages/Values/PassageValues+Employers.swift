import JapaneseText

/// Firms that a text names as those whom somebody works for. A firm is named for many reasons: as a customer, as the sender,
/// as the shop; only a label, a word of work or a document about staff makes of it an employer.
extension PassageValues {
  /// - Parameter firms: where names of firms stand.
  mutating func takeEmployers(_ firms: [Range<Int>]) {
    guard !firms.isEmpty else { return }
    let subjects = titles()
    for firm in firms where isLabelled(firm) || isWorkedFor(firm) || stands(firm, below: subjects) {
      guard !values.contains(where: { $0.field == .employer && $0.range.overlaps(firm) }) else { continue }
      add(Value(field: .employer, range: firm, vouches: false))
    }
  }

  private static let labels: [StaticString] = [
    "勤務先", "事業所名", "事業所の名称", "会社名", "企業名", "就業先", "雇用主", "勤め先", "所属会社", "派遣元", "派遣先",
  ]

  /// 勤務先：株式会社…; 支払者 with its address before the firm, on certificates of tax withheld.
  private func isLabelled(_ firm: Range<Int>) -> Bool {
    let line = text.lines[text.line(of: firm.lowerBound)]
    for index in line.lowerBound..<firm.lowerBound {
      if text[index] == 0x652F, text.has("支払者", at: index) { return true }
      guard firm.lowerBound - index <= 16 else { continue }
      if Self.labels.contains(where: { text.has($0, at: index) }) { return true }
    }
    return false
  }

  private static let work: [StaticString] = [
    "入社", "に入社", "勤務", "に勤務", "在籍", "在職", "に在籍", "に就職", "退職", "を退職", "退社", "を退社", "の社員", "の従業員", "に転職", "へ転職", "へ出向",
    "に出向",
  ]

  /// 株式会社…勤務, 株式会社… 入社.
  private func isWorkedFor(_ firm: Range<Int>) -> Bool {
    var index = firm.upperBound
    while index < firm.upperBound + 4, text[index].isSpace { index += 1 }
    if Self.work.contains(where: { text.has($0, at: index) }) { return true }
    // The kanji of a name run on into the word: 株式会社ほしぞら薬局勤務.
    return Self.work.contains { text.has($0, at: firm.upperBound - 2) }
  }

  /// Titles of documents about staff, by their lines.
  private func titles() -> [(line: Int, subject: StaffWords.Subject)] {
    text.lines.enumerated().compactMap { number, line in
      guard (2...120).contains(line.count), let subject = StaffWords.subject(of: text.scalars[line]) else { return nil }
      return (number, subject)
    }
  }

  /// Lines that a title speaks for.
  private static let reach = 40

  /// In the pay slip or the history of work that the title above says it is.
  private func stands(_ firm: Range<Int>, below titles: [(line: Int, subject: StaffWords.Subject)]) -> Bool {
    let line = text.line(of: firm.lowerBound)
    // The firm may stand above the title of its own document.
    guard let title = titles.last(where: { $0.line <= line + 2 && line - $0.line <= Self.reach }) else { return false }
    let before = text.string(text.lines[line].lowerBound..<firm.lowerBound)
    guard !StaffWords.namesAgency(before) else { return false }
    let name = text.string(firm)
    guard StaffWords.isFirm(name) else { return false }
    switch title.subject {
    case .pay, .history: return true
    case .checkup:
      return text.has("御中", at: firm.upperBound) || text.has("様", at: firm.upperBound)
        || text.has("御中", at: firm.upperBound + 1)
    }
  }
}
