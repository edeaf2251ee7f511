/// The words of the records in a log, two by two, to know an address again that another line holds: the mail to
/// `connor.mitchell47@…` went to Connor Mitchell, whom a record names, and to nobody new.
struct LogNames {
  private static let most = 20_000
  private static let mostWords = 8

  private var pairs: Set<[UInt8]> = []

  /// Notes the words of one record.
  mutating func take(_ tokens: [JSONTokenizer.Token]) {
    guard pairs.count < Self.most else { return }
    var words: [[UInt8]] = []
    for token in tokens {
      guard case .string(let bytes) = token, bytes.count <= 40, words.count < Self.mostWords else { continue }
      for word in bytes.split(separator: 0x20, maxSplits: 3) where word.count >= 2 && word.allSatisfy(Self.isLetter) {
        // Names begin with capitals, keys of records seldom do.
        guard word.first.map({ $0 < 0x60 }) == true, words.count < Self.mostWords else { continue }
        words.append(word.map { $0 | 0x20 })
      }
    }
    for first in words.indices {
      for second in words.indices where first != second { pairs.insert(words[first] + words[second]) }
    }
  }

  /// A line in which the addresses of those whom records name are none.
  func withoutKnownAddresses(_ line: ArraySlice<UInt8>) -> [UInt8] {
    var result = Array(line)
    guard !pairs.isEmpty else { return result }
    for sign in result.indices where result[sign] == UInt8(ascii: "@") {
      var start = sign
      while start > 0, Self.isOfLocal(result[start - 1]) { start -= 1 }
      if pairs.contains(result[start..<sign].filter(Self.isLetter).map { $0 | 0x20 }) { result[sign] = 0x20 }
    }
    return result
  }

  private static func isLetter(_ byte: UInt8) -> Bool { (byte | 0x20) &- 0x61 < 26 }

  private static func isOfLocal(_ byte: UInt8) -> Bool {
    isLetter(byte) || byte &- 0x30 < 10 || byte == 0x2E || byte == 0x2D || byte == 0x5F
  }
}
