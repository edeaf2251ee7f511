import JapaneseText

/// A cell cut at spaces, middle dots and commas into the parts of a name, and the script it is written in.
struct NameParts {
  enum Script { case japanese, kana, latin, hangul, mixed }

  /// Byte ranges of the parts in the cell.
  private var ranges = (0..<0, 0..<0, 0..<0, 0..<0, 0..<0)
  private(set) var count = 0
  /// Ends of the parts in the folded text, in scalars.
  private(set) var ends = (0, 0, 0, 0, 0)
  private(set) var script = Script.mixed
  private(set) var hasDigits = false
  private(set) var hasHonorific = false
  /// Latin letters: every part begins with a capital.
  private(set) var isCapitalised = true
  /// Words after the first that begin small.
  private(set) var smallWords = 0
  /// `Smith, John`: the family stands first.
  private(set) var hasComma = false
  /// ジョン・スミス.
  private(set) var hasMiddleDot = false

  /// Cuts the cell. False when it is no short text.
  mutating func take(_ cell: CellBytes) -> Bool {
    guard !cell.isEmpty, cell.count <= NameScalars.longestText else { return false }
    var index = 0
    var start = -1
    var kanji = 0, hiragana = 0, katakana = 0, latin = 0, hangul = 0, other = 0
    while index < cell.count {
      let (scalar, length) = NameScalars.scalar(in: cell, at: index)
      if scalar.isSpace || Self.isMiddleDot(scalar) || scalar == 0x2C || scalar == 0xFF0C || scalar == 0x3D
        || scalar == 0xFF1D
      {
        if start >= 0 { add(start..<index) }
        start = -1
        if Self.isMiddleDot(scalar) { hasMiddleDot = true }
        if scalar == 0x2C || scalar == 0xFF0C { hasComma = true }
        index += length
        continue
      }
      // What stands in parentheses after a name is a remark or its reading.
      if scalar == 0x28 || scalar == 0xFF08, kanji + hiragana + katakana + latin >= 2, katakana + kanji + latin > 0,
        isRemark(cell, from: index)
      {
        break
      }
      if scalar.isKanji {
        kanji += 1
      } else if scalar.isHiragana {
        hiragana += 1
      } else if scalar.isKatakana || scalar.isHalfKatakana || scalar == 0x3099 || scalar == 0x309A {
        katakana += 1
      } else if scalar.isLatin {
        latin += 1
        // van and de stand small inside of a name.
        if start < 0, count == 0, (0x61...0x7A).contains(scalar) { isCapitalised = false }
        if start < 0, count > 0, (0x61...0x7A).contains(scalar) { smallWords += 1 }
      } else if scalar.isHangul {
        hangul += 1
      } else if scalar.isDigit {
        hasDigits = true
      } else if scalar == 0x2E || scalar == 0x27 || scalar == 0x2019 || scalar == 0x2D
        || (0xFE00...0xFE0F).contains(scalar)
        || (0xE0100...0xE01EF).contains(scalar) || scalar == 0x2010
      {
        // Initials, O'Brien, Anne-Marie, variation selectors.
      } else {
        other += 1
      }
      if start < 0 { start = index }
      index += length
    }
    if start >= 0 { add(start..<index) }
    script =
      other > 0
      ? .mixed
      : kanji > 0
        ? latin + hangul == 0 ? .japanese : .mixed
        : hiragana + katakana > 0
          ? latin + hangul == 0 ? .kana : .mixed
          : hangul > 0 ? latin == 0 ? .hangul : .mixed : latin > 0 ? .latin : .mixed
    return true
  }

  @inline(__always)
  private static func isMiddleDot(_ scalar: UInt32) -> Bool {
    scalar == 0x30FB || scalar == 0xFF65 || scalar == 0xB7 || scalar == 0x2022
  }

  /// A parenthesis that closes the cell and is not that of (株).
  private func isRemark(_ cell: CellBytes, from open: Int) -> Bool {
    let (_, width) = NameScalars.scalar(in: cell, at: open)
    guard open + width < cell.count, let last = cell.last, last == 0x29 || last == 0x89 else { return false }
    let (inner, _) = NameScalars.scalar(in: cell, at: open + width)
    // 株 有 合 同.
    return inner != 0x682A && inner != 0x6709 && inner != 0x5408 && inner != 0x540C
  }

  private mutating func add(_ range: Range<Int>) {
    switch count {
    case 0: ranges.0 = range
    case 1: ranges.1 = range
    case 2: ranges.2 = range
    case 3: ranges.3 = range
    // Everything further belongs to the last part.
    default: ranges.4 = (count == 4 ? range.lowerBound : ranges.4.lowerBound)..<range.upperBound
    }
    count += 1
  }

  private func range(_ index: Int) -> Range<Int> {
    switch index {
    case 0: ranges.0
    case 1: ranges.1
    case 2: ranges.2
    case 3: ranges.3
    default: ranges.4
    }
  }

  private mutating func setEnd(_ index: Int, _ end: Int) {
    switch index {
    case 0: ends.0 = end
    case 1: ends.1 = end
    case 2: ends.2 = end
    case 3: ends.3 = end
    default: ends.4 = end
    }
  }

  /// The end of a part in the folded text.
  func end(_ index: Int) -> Int {
    switch index {
    case 0: ends.0
    case 1: ends.1
    case 2: ends.2
    case 3: ends.3
    default: ends.4
    }
  }

  /// Hands over the folded text (without separators) with the ends of the parts set. An honorific at the end is cut off.
  func withFolded<Result>(_ cell: CellBytes, _ body: (NameWord, NameParts) -> Result) -> Result {
    withUnsafeTemporaryAllocation(of: UInt8.self, capacity: cell.count + 1) { folded in
      withUnsafeTemporaryAllocation(of: UInt32.self, capacity: cell.count + 1) { scalars in
        guard let bytes = folded.baseAddress, let output = scalars.baseAddress else {
          return body(NameWord(start: nil, count: 0), self)
        }
        var parts = self
        parts.count = min(count, 5)
        var total = 0
        for index in 0..<parts.count {
          let part = cell.part(range(index))
          let length = script == .kana ? Folding.foldKana(part, into: bytes) : Folding.foldName(part, into: bytes)
          let room = cell.count - total
          total += NameScalars.decode(CellBytes(start: bytes, count: length), into: output + total, capacity: room)
          parts.setEnd(index, total)
        }
        let text = NameWord(start: output, count: total)
        let honorific = script == .japanese || script == .kana ? Honorific.length(atEndOf: text) : 0
        if honorific > 0, total - honorific >= 2 {
          parts.hasHonorific = true
          total -= honorific
          while parts.count > 1, parts.count >= 2, parts.end(parts.count - 2) >= total { parts.count -= 1 }
          parts.setEnd(parts.count - 1, total)
        }
        return body(NameWord(start: output, count: total), parts)
      }
    }
  }
}

/// Words after a name: 様 さん 殿 先生 氏.
enum Honorific {
  /// Scalars of an honorific at the end of a folded name; 0 when there is none.
  static func length(atEndOf name: NameWord) -> Int {
    guard let last = name.last else { return 0 }
    func before(_ offset: Int) -> UInt32 { name.count > offset ? name[name.count - 1 - offset] : 0 }
    switch last {
    // 様 殿 氏, and サマ as foldKana writes it.
    case 0x69D8, 0x6BBF, 0x6C0F: return 1
    // 先生.
    case 0x751F: return before(1) == 0x5148 ? 2 : 0
    // さん, さま.
    case 0x3093, 0x307E: return before(1) == 0x3055 ? 2 : 0
    case 0x30DE: return before(1) == 0x30B5 && name.count > 5 ? 2 : 0
    default: return 0
    }
  }
}
