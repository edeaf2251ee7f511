/// Names behind a profession that stands before them as a title: 医師　清水　堅洋, 弁護士 魚居 知世.
extension NameFinder {
  private static let professions: [StaticString] = [
    "医師", "歯科医師", "弁護士", "司法書士", "行政書士", "税理士", "公認会計士", "社会保険労務士", "弁理士", "薬剤師", "看護師", "保健師", "助産師",
    "教諭", "担任", "校長", "園長", "住職", "民生委員", "公証人", "調査士", "鑑定士", "建築士", "准教授", "教授",
  ]
  private static let openings = Set(professions.compactMap { String(describing: $0).unicodeScalars.first?.value })

  mutating func findTitledNames() {
    for index in text.scalars.indices where Self.openings.contains(text.scalars[index]) {
      guard let title = Self.professions.first(where: { text.has($0, at: index) }) else { continue }
      let end = text.index(ofByte: Int(text.offsets[index]) + title.utf8CodeUnitCount)
      var start = end
      while text[start].isSpace || text[start] == 0x3A { start += 1 }
      guard start > end, text.line(of: start) == text.line(of: end) else { continue }
      takeTitled(from: start)
    }
  }

  private mutating func takeTitled(from start: Int) {
    var first = start
    while text[first].isNameScript, first - start < 8 { first += 1 }
    guard first > start else { return }
    var range = start..<first
    if text[first].isSpace, text[first + 1].isNameScript, range.count <= 5 {
      var second = first + 1
      while text[second].isNameScript, second - first < 7 { second += 1 }
      if read(start..<second).score > read(range).score { range = start..<second }
    }
    let reading = read(range)
    guard range.count >= 3, reading.shapes.contains(.personName), reading.shapes.contains(.listedSurname),
      reading.score > 0.8,
      reading.shapes.isDisjoint(with: [.organisationName, .insurerName, .roleWord, .department, .productLike])
    else { return }
    add(NameCandidate(range: range, isFull: true, cue: .label, certainty: .certain, kana: nil))
  }
}
