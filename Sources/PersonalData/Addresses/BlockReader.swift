/// Reads what follows the municipality: town, block numbers, building.
enum BlockReader {
  /// Longest address after the municipality, in bytes.
  private static let limit = 240

  /// - Returns: the hash of the block's digits (0 for none) and the end of the address.
  static func read(_ text: CellBytes, from start: Int) -> (hash: UInt64, end: Int) {
    var block = Block()
    var index = start
    let stop = min(text.count, start + limit)
    // Offset behind the last character that is not a space.
    var end = start
    while index < stop {
      let byte = text[index]
      if byte.isDigit || byte.isBeyondASCII, let number = number(text, at: index) {
        let after = suffix(text, at: number.end, isKanji: number.isKanji)
        if number.isKanji, after.role == .none {
          index = number.end
          end = index
          continue
        }
        block.add(number.value, role: after.role)
        index = after.end
        end = index
        continue
      }
      let length = byte < 0x80 ? 1 : byte < 0xE0 ? 2 : byte < 0xF0 ? 3 : 4
      if byte == 0x20 || text.has("　", at: index) {
        // One space divides the building; two end the address in running text.
        let next = index + length
        if next < stop, text[next] == 0x20 || text.has("　", at: next) { break }
        block.close()
        index = next
        continue
      }
      if isEnd(text, at: index) { break }
      if !isJoint(text, at: index) { block.close() }
      index += length
      end = min(index, text.count)
    }
    return (block.hash, end)
  }

  /// The numbers of the block: those of the first run, joined by hyphens or by 丁目, 番, 号.
  private struct Block {
    private var value: UInt64 = 0xCBF2_9CE4_8422_2325
    private var numbers = 0
    private var leading = 0
    private var isClosed = false

    var hash: UInt64 { numbers + leading == 0 ? 0 : value | 1 }

    mutating func add(_ number: UInt32, role: Role) {
      guard !isClosed, numbers < 3 else { return }
      value = (value ^ UInt64(number)) &* 0x100_0000_01B3
      value ^= value >> 29
      // 北1条西2丁目, 第3地割: part of the town's name, though written in digits.
      if role == .town { leading += 1 } else { numbers += 1 }
    }

    /// Other text follows: later digits are of a building. Before the first number it is the town.
    mutating func close() { if numbers > 0 { isClosed = true } }
  }

  enum Role {
    case none, block, town
  }

  /// 丁目, 番地, 番, 号, 条, 地割, a hyphen or の behind a number.
  private static func suffix(_ text: CellBytes, at start: Int, isKanji: Bool) -> (role: Role, end: Int) {
    for word in blockSuffixes where text.has(word, at: start) {
      // 四番町, 一番町 are names of towns.
      if text.has("番町", at: start) { return (isKanji ? .none : .block, start) }
      return (.block, start + word.utf8CodeUnitCount)
    }
    if text.has("条", at: start) { return (.town, start + 3) }
    if text.has("地割", at: start) { return (.town, start + 6) }
    // After a kanji number only words count: 三ノ宮, 八王子, 六本木 are names.
    return (isKanji ? .none : .block, start)
  }

  private static let blockSuffixes: [StaticString] = ["丁目", "番地", "番", "号"]

  /// Characters that join two numbers of one block.
  private static func isJoint(_ text: CellBytes, at index: Int) -> Bool {
    let (ascii, _) = NumberFolding.asciiForm(of: text, at: index)
    if ascii == 0x2D { return true }
    return text.has("の", at: index) || text.has("ノ", at: index) || text.has("之", at: index)
      || text.has("番", at: index) || text.has("号", at: index) || text.has("地", at: index)
  }

  /// Characters at which an address ends.
  private static func isEnd(_ text: CellBytes, at index: Int) -> Bool {
    let byte = text[index]
    if byte < 0x80 {
      switch byte {
      case 0x00...0x1F, 0x22, 0x2C, 0x3A, 0x3B, 0x3C, 0x3E, 0x7C: return true
      // TEL 03-…
      case 0x54, 0x74: return text.hasLetters("tel", at: index)
      default: return false
      }
    }
    switch byte {
    case 0xE3:
      return text.has("、", at: index) || text.has("。", at: index) || text.has("〒", at: index)
        || text.has("」", at: index) || text.has("』", at: index)
    case 0xEF:
      return text.has("，", at: index) || text.has("；", at: index) || text.has("：", at: index)
        || text.has("ＴＥＬ", at: index)
    case 0xE9: return text.has("電話", at: index)
    case 0xE6: return text.has("様", at: index)
    case 0xE2: return text.has("℡", at: index) || text.has("☎", at: index)
    default: return false
    }
  }

  // MARK: Numbers

  private struct Number {
    var value: UInt32
    var end: Int
    var isKanji: Bool
  }

  /// ASCII, full-width or kanji digits at `start`. Kanji numbers go to 99 (二十三) or digit by digit (二三).
  private static func number(_ text: CellBytes, at start: Int) -> Number? {
    var value: UInt32 = 0
    var index = start
    var digits = 0
    while index < text.count {
      let byte = text[index]
      if byte.isDigit {
        value = value &* 10 &+ UInt32(byte.digit)
        index += 1
      } else if byte == 0xEF, index + 2 < text.count, text[index + 1] == 0xBC, text[index + 2] &- 0x90 < 10 {
        value = value &* 10 &+ UInt32(text[index + 2] - 0x90)
        index += 3
      } else {
        break
      }
      digits += 1
    }
    if digits > 0 { return Number(value: value, end: index, isKanji: false) }
    return kanjiNumber(text, at: start)
  }

  private static func kanjiNumber(_ text: CellBytes, at start: Int) -> Number? {
    guard text[start] >= 0xE3 else { return nil }
    var total: UInt32 = 0
    var current: UInt32 = 0
    var index = start
    while let digit = kanjiDigit(text, at: index) {
      if digit == 10 {
        total = total &+ (current == 0 ? 10 : current &* 10)
        current = 0
      } else {
        current = current &* 10 &+ digit
      }
      index += 3
    }
    return index == start ? nil : Number(value: total &+ current, end: index, isKanji: true)
  }

  private static func kanjiDigit(_ text: CellBytes, at index: Int) -> UInt32? {
    guard index &+ 3 <= text.count else { return nil }
    let character = UInt32(text[index]) << 16 | UInt32(text[index + 1]) << 8 | UInt32(text[index + 2])
    switch character {
    case 0xE38087: return 0  // 〇
    case 0xE4B880: return 1  // 一
    case 0xE4BA8C: return 2  // 二
    case 0xE4B889: return 3  // 三
    case 0xE59B9B: return 4  // 四
    case 0xE4BA94: return 5  // 五
    case 0xE585AD: return 6  // 六
    case 0xE4B883: return 7  // 七
    case 0xE585AB: return 8  // 八
    case 0xE4B99D: return 9  // 九
    case 0xE58D81: return 10  // 十
    default: return nil
    }
  }
}
