import JapaneseText

/// The legal forms of organisations: in full, in brackets and as one character. The same company is written with each of
/// them, before its name and behind it, and without any.
enum LegalForms {
  /// Writes every form as its shortest mark, 健康保険組合 in its short form, and width, case, spaces and old kanji alike.
  static func marked(_ text: String) -> [UInt8] { replace(in: Array(Folding.foldText(text).utf8), by: marks) }

  /// Takes the marks away from what `marked` gave.
  static func bare(_ marked: [UInt8]) -> [UInt8] { replace(in: marked, by: strips) }

  /// Spellings of one form, its mark first. The mark is what `Folding.foldText` makes of the bracketed form, which is
  /// one character where Unicode has it: （株）, (株) and ㍿ all come out as ㈱.
  private static let forms: [[String]] = [
    ["(株)", "株式会社"], ["(有)", "有限会社"], ["(同)", "合同会社"], ["(資)", "合資会社"], ["(名)", "合名会社"],
    ["(相)", "相互会社"], ["(社)", "(一社)", "(公社)", "一般社団法人", "公益社団法人", "社団法人"],
    ["(財)", "(一財)", "(公財)", "一般財団法人", "公益財団法人", "財団法人"],
    ["(医)", "(医社)", "(医財)", "医療法人社団", "医療法人財団", "特定医療法人", "社会医療法人", "医療法人"],
    ["(福)", "(社福)", "社会福祉法人"], ["(学)", "学校法人"], ["(宗)", "宗教法人"],
    ["(特非)", "(NPO)", "特定非営利活動法人", "認定NPO法人", "NPO法人"],
    ["(独)", "(地独)", "地方独立行政法人", "国立研究開発法人", "国立大学法人", "独立行政法人"], ["(弁)", "弁護士法人"], ["(税)", "税理士法人"],
    ["(協)"], ["(特)"], [",ltd.", "co.,ltd.", "co.,ltd", "co.ltd.", ",ltd"], [",inc.", ",inc"],
  ]

  private struct Pair {
    var long: [UInt8]
    var short: [UInt8]
  }

  /// Pairs by their first three bytes: at most places of a text nothing has to be compared.
  private typealias Pairs = [UInt32: [Pair]]

  private static let marks = pairs(
    forms.flatMap { spellings in
      let mark = Folding.foldText(spellings[0])
      return spellings.dropFirst().map { (Folding.foldText($0), mark) }
    } + [("健康保険組合", "健保"), ("健保組合", "健保")])

  private static let strips = pairs(forms.map { (Folding.foldText($0[0]), "") })

  private static func pairs(_ list: [(long: String, short: String)]) -> Pairs {
    var found: Pairs = [:]
    for (long, short) in list {
      let pair = Pair(long: Array(long.utf8), short: Array(short.utf8))
      found[key(pair.long, at: 0), default: []].append(pair)
    }
    // 一般社団法人 before a part of it.
    return found.mapValues { $0.sorted { $0.long.count > $1.long.count } }
  }

  private static func key(_ bytes: [UInt8], at position: Int) -> UInt32 {
    UInt32(bytes[position]) << 16 | UInt32(bytes[position + 1]) << 8 | UInt32(bytes[position + 2])
  }

  /// On bytes: this runs once for each file of a device, and searching in a String costs microseconds.
  private static func replace(in text: [UInt8], by pairs: Pairs) -> [UInt8] {
    var out: [UInt8] = []
    out.reserveCapacity(text.count)
    var position = 0
    while position < text.count {
      if position + 3 <= text.count, let candidates = pairs[key(text, at: position)],
        let hit = candidates.first(where: { text[position...].starts(with: $0.long) })
      {
        out += hit.short
        position += hit.long.count
      } else {
        out.append(text[position])
        position += 1
      }
    }
    return out
  }
}
