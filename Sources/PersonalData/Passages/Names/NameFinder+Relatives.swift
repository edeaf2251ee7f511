import JapaneseText

/// Relatives who are named by their given names beside somebody who is named in full: 加藤 豪（妻 公子）, and the people of
/// a family register, 【名】和宜.
extension NameFinder {
  private static let relations: [StaticString] = [
    "配偶者", "祖父", "祖母", "長男", "次男", "二男", "三男", "四男", "五男", "長女", "次女", "二女", "三女", "四女", "五女", "義父", "義母",
    "養父", "養母", "養子", "養女", "叔父", "叔母", "伯父", "伯母", "実父", "実母", "妻", "夫", "父", "母", "兄", "姉", "弟", "妹", "孫", "子",
    "名",
  ]
  private static let openings = Set(relations.compactMap { String(describing: $0).unicodeScalars.first?.value })

  /// Call it when everybody who is named in full was found.
  mutating func findRelatives() {
    var found: [Relative] = []
    for index in text.scalars.indices where Self.openings.contains(text.scalars[index]) {
      let before = text[index - 1]
      if before.isNameScript || before.isLatin { continue }
      guard let word = Self.relations.first(where: { text.has($0, at: index) }) else { continue }
      let end = text.index(ofByte: Int(text.offsets[index]) + word.utf8CodeUnitCount)
      let isLabel = before == 0x3010 && text[end] == 0x3011
      if word.utf8CodeUnitCount == 3, text[index] == 0x540D, !isLabel { continue }
      if let value = relative(from: end, isLabel: isLabel, isBracketed: before == 0x28) {
        let kind: Relative.Kind =
          !isLabel ? .other : text[index] == 0x540D ? .registered : text[index] == 0x7236 ? .father : .other
        found.append(
          Relative(
            value: value, isMarked: isLabel || before == 0x28,
            kind: isLabel && text[index] == 0x6BCD && word.utf8CodeUnitCount == 3 ? .mother : kind))
      }
    }
    guard !found.isEmpty else { return }
    // Parents of a register's people bear other family names: only who was named before is the head of a household.
    let heads = candidates.filter {
      $0.isFull && $0.spelled == nil && text[$0.range.lowerBound].isNameScript
    }.sorted { $0.range.upperBound < $1.range.upperBound }
    // Below the head of a register stand names of others: of whom somebody married, of parents.
    let registrars = heads.filter { !isInBrackets($0.range) }
    var father: NameCandidate?
    for relative in found {
      let own = relative.kind == .registered && !registrars.isEmpty ? registrars : heads
      var head = own.last { $0.range.upperBound <= relative.value.lowerBound }
      // Parents stand together, and bear one name.
      if relative.kind == .mother, let father, relative.value.lowerBound - father.range.upperBound < 60 {
        head = father
      }
      let before = candidates.count
      take(relative.value, of: head, isMarked: relative.isMarked)
      if relative.kind == .father { father = candidates.count > before ? candidates.last : nil }
    }
    dropMaidenNames(of: found.filter { $0.kind == .registered }.map(\.value))
  }

  private struct Relative {
    enum Kind {
      /// 【名】: bears the name of the register.
      case registered
      case father, mother, other
    }

    var value: Range<Int>
    var isMarked: Bool
    var kind: Kind
  }

  /// Whether a name stands behind a label in brackets: 【配偶者氏名】速水花子.
  private func isInBrackets(_ name: Range<Int>) -> Bool {
    var index = name.lowerBound - 1
    while text[index].isSpace { index -= 1 }
    return text[index] == 0x3011
  }

  /// 【配偶者氏名】速水花子 is the wife whom the register names 【名】花子, as she was called before.
  private mutating func dropMaidenNames(of registered: [Range<Int>]) {
    let given = Set(registered.map(text.string))
    guard !given.isEmpty else { return }
    let married = candidates.filter { candidate in
      guard candidate.spelled == nil, isInBrackets(candidate.range), endsSpouseLabel(before: candidate.range) else {
        return false
      }
      return given.contains { text.string(candidate.range).hasSuffix($0) }
    }.map(\.range)
    drop { married.contains($0.range) }
  }

  private func endsSpouseLabel(before name: Range<Int>) -> Bool {
    var index = name.lowerBound - 1
    while text[index] != 0x3010, text[index] != 0x0A, index > 0, name.lowerBound - index < 16 { index -= 1 }
    return text.has("配偶者", at: index + 1)
  }

  /// The word that names a relative, behind a gap, a colon or a bracket.
  private func relative(from end: Int, isLabel: Bool, isBracketed: Bool) -> Range<Int>? {
    var start = end + (isLabel ? 1 : 0)
    let isApart = isLabel || text[start].isSpace || text[start] == 0x3A || text[start] == 0x30FB
    while text[start].isSpace || text[start] == 0x3A || text[start] == 0x30FB { start += 1 }
    guard text.line(of: start) == text.line(of: end) else { return nil }
    var stop = start
    while text[stop].isNameScript, stop - start <= 8 { stop += 1 }
    if text[stop].isSpace, text[stop + 1].isNameScript, stop - start <= 4 {
      // 祖母 坂爪 若葉: both words are one name.
      var second = stop + 1
      while text[second].isNameScript, second - stop <= 5 { second += 1 }
      let both = start..<second
      let reading = read(both)
      if reading.shapes.contains(.personName), reading.score > 0.5, reading.shapes.contains(.listedSurname) {
        return both
      }
    }
    guard stop > start, stop - start <= 8, isApart || isBracketed && text[stop] == 0x29 else { return nil }
    let border = text[stop]
    return border == 0 || border.isSpace
      || [0x28, 0x29, 0x3001, 0x2C, 0x0A, 0x0D, 0x3010, 0x2F, 0x3B, 0x30FB].contains(border)
      || border.isDigit ? start..<stop : nil
  }

  private mutating func take(_ value: Range<Int>, of head: NameCandidate?, isMarked: Bool) {
    let reading = read(value)
    guard reading.shapes.isDisjoint(with: [.organisationName, .insurerName, .roleWord, .department]) else { return }
    let hasGap = value.contains { text[$0].isSpace }
    let isFull =
      hasGap || value.count >= 3 && reading.score > 0.5 && reading.shapes.contains(.listedSurname)
      || isMarked && value.count >= 4
    if isFull, reading.shapes.contains(.personName) {
      add(NameCandidate(range: value, isFull: true, cue: .label, certainty: .certain, kana: nil))
      return
    }
    guard let head, value.count <= 4, let family = family(of: head.range), isGivenName(value, isMarked: isMarked) else {
      return
    }
    add(
      NameCandidate(
        range: value, isFull: true, cue: .label, certainty: .certain, kana: nil,
        spelled: "\(family) \(text.string(value))"))
  }

  private func isGivenName(_ range: Range<Int>, isMarked: Bool) -> Bool {
    NameScalars.withFolded(text.cell(range)) { word in
      if classifier.lexicon.givenNames.value(NameHash.of(word)) != 0 {
        return isMarked || word.count == 1 || classifier.lexicon.nouns.value(NameHash.of(word)) == 0
      }
      return classifier.lexicon.givenEvidence(word) > (isMarked ? -4 : 0)
    }
  }

  /// The family name of a full name.
  private func family(of name: Range<Int>) -> String? {
    if let gap = name.first(where: { text[$0].isSpace }) { return text.string(name.lowerBound..<gap) }
    var source = text.string(name)
    return source.withUTF8 { bytes in
      classifier.lexicon.split(bytes).map { String(decoding: bytes.part($0.family), as: UTF8.self) }
    }
  }
}
