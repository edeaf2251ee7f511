import CNameLists
import JapaneseText

/// A family or given name as written and as read (hiragana).
package struct NameForm: Sendable, Hashable {
  package var written: String
  package var reading: String
}

/// Family names by the number of their bearers, given names by sex; only spellings that every encoding of the case can
/// write (JIS X 0208), so that a person is spelled alike in each file unless a variant is planted.
struct NamePool: Sendable {
  var surnames: [NameForm]
  /// Running sum of bearers.
  private var weights: [Int]
  private(set) var men: [NameForm]
  private(set) var women: [NameForm]

  /// No list tells how many people bear a given name. Their order is shuffled and drawn with a skew (see `given`), so
  /// that some are frequent and homonyms come about.
  init(seed: UInt64) {
    self = Self.lists
    var random = SeededGenerator(seed: seed, subject: 11)
    random.shuffle(&men)
    random.shuffle(&women)
  }

  /// The lists are read once.
  private static let lists = NamePool()

  private init() {
    var surnames: [NameForm] = []
    var weights: [Int] = []
    var sum = 0
    forEachLine(of: hikae_surnames(), length: hikae_surnames_length()) { fields in
      guard fields.count == 3, let count = Int(fields[1]), isPlain(fields[0]) else { return }
      sum += count
      surnames.append(NameForm(written: String(fields[0]), reading: String(fields[2])))
      weights.append(sum)
    }
    self.surnames = surnames
    self.weights = weights

    var men: [NameForm] = []
    var women: [NameForm] = []
    for (text, length) in [
      (hikae_common_given_names1(), hikae_common_given_names1_length()),
      (hikae_common_given_names2(), hikae_common_given_names2_length()),
    ] {
      forEachLine(of: text, length: length) { fields in
        guard fields.count == 3, isPlain(fields[0]) else { return }
        let form = NameForm(written: String(fields[0]), reading: String(fields[1]))
        if fields[2] == "M" { men.append(form) }
        if fields[2] == "F" { women.append(form) }
      }
    }
    self.men = men
    self.women = women
  }

  func surname(_ random: inout SeededGenerator) -> Int {
    guard let total = weights.last else { return 0 }
    let target = random.int(below: total)
    var low = 0
    var high = weights.count - 1
    while low < high {
      let middle = (low + high) / 2
      if weights[middle] > target { high = middle } else { low = middle + 1 }
    }
    return low
  }

  /// The square of a uniform draw: the first of n names gets about 1/√n of the people, some 0.7 %, as the most frequent
  /// given names have.
  func given(isFemale: Bool, _ random: inout SeededGenerator) -> Int {
    let u = random.unit()
    return Int(u * u * Double(isFemale ? women.count : men.count))
  }

  func given(_ index: Int, isFemale: Bool) -> NameForm { isFemale ? women[index] : men[index] }
}

/// Calls `body` with the tab-separated fields of every line of a C text.
func forEachLine(of text: UnsafePointer<CChar>?, length: Int, _ body: ([Substring]) -> Void) {
  guard let text else { return }
  let bytes = UnsafeRawBufferPointer(start: text, count: length)
  for line in String(decoding: bytes, as: UTF8.self).split(separator: "\n") {
    body(line.split(separator: "\t", omittingEmptySubsequences: false))
  }
}

/// Written in JIS X 0208 alone: no character lost, and no escape sequence to a supplementary set (ESC $ ().
func isPlain(_ text: Substring) -> Bool {
  let encoded = TextEncoding.iso2022JP.encode(String(text))
  guard encoded.unencodable.isEmpty else { return false }
  return !encoded.bytes.indices.dropFirst(2).contains { i in
    encoded.bytes[i] == 0x28 && encoded.bytes[i - 1] == 0x24 && encoded.bytes[i - 2] == 0x1B
  }
}
