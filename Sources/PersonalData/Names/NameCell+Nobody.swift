import JapaneseText

/// What stands in the place of a name and names nobody, or nobody new.
extension NameCell {
  /// Totals, placeholders and remarks that stand in name columns. `name` is folded.
  static func isNoPerson(_ name: CellBytes) -> Bool {
    guard let first = name.first, let last = name.last else { return true }
    if name.count < 2 || name.count > 120 { return true }
    if first.isDigit || last.isDigit || isRule(name) { return true }
    if NobodyWords.shared.contains(name) || isCount(name) { return true }
    // 日勤人数, 男子計 below a list.
    if noPersonEndings.contains(where: { name.has($0, at: name.count - $0.utf8CodeUnitCount) }) { return true }
    if isSubtotal(name) { return true }
    // `TOTAL` and `37 employees` in the columns of a name.
    if name.contains(where: { $0.isDigit }), noPersonMarks.contains(where: { name.has($0, at: 0) }) { return true }
    for mark in noPersonMarks where name.count <= mark.utf8CodeUnitCount + 6 && name.has(mark, at: 0) {
      if mark.utf8CodeUnitCount > 3 || name.count == mark.utf8CodeUnitCount { return true }
    }
    return false
  }

  /// 第1区計, 営業部計: what ends with 計 and is nobody's family name before it.
  private static func isSubtotal(_ name: CellBytes) -> Bool {
    guard name.count >= 6, name.has("計", at: name.count - 3) else { return false }
    let lexicon = NameLexicon.shared
    if let parts = lexicon.split(name), lexicon.isSurname(name.part(parts.family)),
      lexicon.isGivenName(name.part(parts.given))
    {
      return false
    }
    return !lexicon.isSurname(name.part(0..<(name.count - 3)))
  }

  /// Whether a program put the mailbox in the place of a name that it was not told: `t.yamada` beside `t.yamada@example.jp`.
  static func isLocalPart(_ name: CellBytes, of address: CellBytes) -> Bool {
    guard !name.isEmpty, name.count < address.count, address[name.count] == UInt8(ascii: "@") else { return false }
    return zip(name, address).allSatisfy { $0 == $1 || ($0 | 0x20 == $1 | 0x20 && $0.isLetter) }
  }

  /// Marks only, as in the line that Markdown draws below its titles: `:---:`.
  static func isRule(_ cell: CellBytes) -> Bool {
    guard let first = cell.first, first < 0x80, !first.isLetter, !first.isDigit else { return false }
    return !cell.contains { $0 >= 0x80 || $0.isLetter || $0.isDigit }
  }

  /// 35名, 受診者数35名, 他2名: a number of people in place of one.
  private static func isCount(_ name: CellBytes) -> Bool {
    name.count > 3 && name[name.count - 4].isDigit
      && counters.contains { name.has($0, at: name.count - $0.utf8CodeUnitCount) }
  }

  private static let counters: [StaticString] = ["名", "人", "件", "回", "点", "円", "歳", "組", "室", "枚", "台"]

  /// Whether a cell is the place of somebody who is not known yet: `TOUR CONDUCTOR TBA`, `Speaker (tbd)`.
  static func isAnnouncedLater(_ cell: CellBytes) -> Bool {
    var end = cell.count
    while end > 0, !cell[end - 1].isLetter, cell[end - 1] < 0x80 { end -= 1 }
    guard end >= 3, end == 3 || !cell[end - 4].isLetter && cell[end - 4] < 0x80 else { return false }
    return ["tba", "tbc", "tbd", "tbn"].contains { (word: StaticString) in cell.hasLetters(word, at: end - 3) }
  }

  private static let noPersonEndings: [StaticString] = [
    "人数", "合計", "小計", "総計", "件数", "者数", "総数", "平均", "平均値", "平均点", "最高点", "最低点", "最大値", "最小値", "最高値", "最低値",
    "中央値", "偏差", "偏差値", "基準値", "答率", "点率", "格率", "席率", "診率", "会議室", "応接室", "研修室", "未定", "調整中", "募集中", "手配中", "選出", "選任",
    "ご担当者",
  ]
  private static let noPersonMarks: [StaticString] = [
    "合計", "小計", "総計", "総合計", "累計", "以下余白", "該当なし", "該当者なし", "未定", "未登録", "不明", "なし", "無し", "空欄", "欠番",
    "削除", "テスト", "計", "---", "***", "n/a", "null", "none", "total", "subtotal",
    "unknown", "anonymous", "unbekannt", "inconnu", "anonyme", "desconocido", "sconosciuto", "onbekend", "匿名", "氏名不詳",
    "不詳",
    "別途", "空室", "空き室", "空家", "欠席者なし", "会議室", "議事録",
  ]

  /// Words in the place of a further person's name that name nobody new: `本人`, `同上`, `法定相続人`. `name` is folded.
  static func isNobodyNew(_ name: CellBytes) -> Bool {
    guard name.count <= 40, let first = name.first else { return true }
    if name.count <= 3, first < 0xE3 || first == 0xE3 && !name.isKanaOrKanji { return true }
    return nobodyNew.contains { $0.utf8CodeUnitCount == name.count && name.has($0, at: 0) }
  }

  private static let nobodyNew: [StaticString] = [
    "本人", "ご本人", "本人様", "契約者本人", "被保険者本人", "契約者", "被保険者", "同上", "同左", "同右", "同じ", "同人", "上記", "上記に同じ", "法定相続人", "相続人",
    "なし", "無し", "無",
    "有", "有り", "あり", "未定", "未登録", "不明", "不在", "空室", "空き", "配偶者", "妻", "夫", "子", "父", "母", "長男", "長女", "保証会社", "保証会社利用",
    "他", "その他", "全員",
    "self", "same", "sameasabove", "ditto", "none", "n/a", "na", "nil", "null", "unknown", "deceased", "notapplicable",
    "yes", "no", "tbc", "tba", "tbd", "vacant", "legalheirs", "estate", "keine", "keiner", "entfallt", "selbst",
    "siehe oben",
    "sieheoben", "neant", "aucun", "memepersonne", "ninguno", "elmismo", "nessuno", "geen", "brak", "本人的", "无", "無此人",
    "同上本人", "없음",
    "본인", "상동", "동일",
  ]

  /// Three katakana and more beside a kanji: firms, not names.
  static func mixesKanjiAndKatakana(_ cell: CellBytes) -> Bool {
    var kanji = 0
    var katakana = 0
    var index = 0
    while index < cell.count {
      let (scalar, width) = NameScalars.scalar(in: cell, at: index)
      if scalar.isKanji { kanji += 1 }
      if scalar.isKatakana { katakana += 1 }
      index += width
    }
    return kanji > 0 && katakana >= 3
  }

  /// `妻 花子` → 花子: a relative's name with the word for it before a space.
  static func withoutRelation(_ cell: CellBytes) -> CellBytes {
    guard let space = firstSpace(in: cell), space <= 12 else { return cell }
    let word = cell.part(0..<space)
    guard relatives.contains(where: { $0.utf8CodeUnitCount == word.count && word.has($0, at: 0) }) else { return cell }
    return trimmed(cell.from(space))
  }

  private static let relatives: [StaticString] = [
    "妻", "夫", "子", "父", "母", "長男", "長女", "次男", "次女", "三男", "三女", "二男", "二女", "祖父", "祖母", "兄", "弟", "姉", "妹", "孫", "配偶者",
    "同居人", "内縁", "婚約者",
  ]
}

extension CellBytes {
  fileprivate var isKanaOrKanji: Bool {
    // U+3041… and beyond: the marks of U+3000 (々 〇 apart) are none.
    count >= 3 && (self[0] > 0xE3 || self[1] >= 0x81)
  }
}
