import Contents

/// What has to be put right in a text before it can be split: line ends of several kinds in one file, form feeds, and
/// separators of full width. Decided on the sample; costs nothing where nothing is wrong.
struct TextMending: Equatable {
  /// Carriage returns without a line feed end records too: files that were put together from several systems.
  private(set) var foldsLoneReturns = false
  /// Printed lists begin a page with 0x0C.
  private(set) var foldsFormFeeds = false
  /// A separator of three bytes, such as `，` or `│`; it becomes two blanks and `TextMending.unitSeparator`.
  private(set) var wideSeparator: [UInt8]?

  /// The separator of units in ASCII, which no text has otherwise.
  static let unitSeparator: UInt8 = 0x1F

  private static let wideSeparators: [[UInt8]] = ["，", "；", "｜", "│", "┃", "、"].map { Array($0.utf8) }

  private var endedInReturn = false

  var isNeeded: Bool { foldsLoneReturns || foldsFormFeeds || wideSeparator != nil }

  /// - Parameter sample: the beginning of a text whose lines end in 0x0A, at most some 64 kB are looked at.
  init(of sample: [UInt8], isWhole: Bool, newline: UInt8, namedTable: Bool) {
    guard newline == 0x0A else { return }
    var head = Array(sample.prefix(SampleLines.most))
    foldsFormFeeds = head.contains(0x0C)
    if Self.loneReturns(in: head) > 0 {
      let asIs = Self.bestVote(head, isWhole: isWhole, namedTable: namedTable)
      var folded = head
      var trial = TextMending()
      trial.foldsLoneReturns = true
      trial.mend(&folded, from: 0, isLast: true)
      let mended = Self.bestVote(folded, isWhole: isWhole, namedTable: namedTable)
      // A return inside a cell would tear its record: then the rows were more even before.
      if let asIs {
        let isMoreEven = (mended?.share ?? 0) > asIs.share + 0.05
        foldsLoneReturns =
          isMoreEven || mended.map { $0.share >= asIs.share && $0.usualCells == asIs.usualCells } ?? false
      } else {
        foldsLoneReturns = true
      }
      if foldsLoneReturns { head = folded }
    }
    let separators = Self.wideSeparators.filter { Self.holds(head, $0) }
    guard !separators.isEmpty, Self.bestVote(head, isWhole: isWhole, namedTable: namedTable) == nil else { return }
    wideSeparator = separators.first { separator in
      var folded = head
      var trial = TextMending()
      trial.wideSeparator = separator
      trial.mend(&folded, from: 0, isLast: true)
      let lines = SampleLines(folded, isWhole: isWhole, newline: 0x0A)
      return lines.sentences * 5 <= lines.ranges.count
        && DelimiterVote(Self.unitSeparator, over: lines.records, newline: 0x0A).isPlainTable
    }
  }

  private init() {}

  private static func bestVote(_ sample: [UInt8], isWhole: Bool, namedTable: Bool) -> DelimiterVote? {
    let records = SampleLines(sample, isWhole: isWhole, newline: 0x0A).records
    let votes = TextLayout.delimiters.map { DelimiterVote($0, over: records, newline: 0x0A) }
    guard let best = votes.max(by: { $0.strength < $1.strength }), best.isTable(namedTable: namedTable) else {
      return nil
    }
    return best
  }

  private static func holds(_ bytes: [UInt8], _ separator: [UInt8]) -> Bool {
    bytes.withUnsafeBufferPointer { bytes in
      (0..<max(0, bytes.count - 2)).contains {
        bytes[$0] == separator[0] && bytes[$0 + 1] == separator[1] && bytes[$0 + 2] == separator[2]
      }
    }
  }

  /// Returns that stand neither before a line feed nor before a return with one.
  private static func loneReturns(in bytes: [UInt8]) -> Int {
    var count = 0
    for index in bytes.indices.dropLast() where bytes[index] == 0x0D {
      if bytes[index + 1] != 0x0A, bytes[index + 1] != 0x0D { count += 1 }
    }
    return count
  }

  /// Mends what was appended to `text` from `start` on.
  mutating func mend(_ text: inout [UInt8], from start: Int, isLast: Bool) {
    // A return at the end of the last piece waits in the unfinished record before `start`.
    let first = endedInReturn && start > 0 && text[start - 1] == 0x0D ? start - 1 : start
    endedInReturn = !isLast && text.last == 0x0D
    let separator = wideSeparator
    text.withUnsafeMutableBufferPointer { bytes in
      var index = first
      while index < bytes.count {
        let byte = bytes[index]
        if foldsLoneReturns, byte == 0x0D {
          if index + 1 < bytes.count ? bytes[index + 1] != 0x0A && bytes[index + 1] != 0x0D : isLast {
            bytes[index] = 0x0A
          }
        } else if foldsFormFeeds, byte == 0x0C {
          bytes[index] = 0x0A
        } else if let separator, byte == separator[0], index + 2 < bytes.count, bytes[index + 1] == separator[1],
          bytes[index + 2] == separator[2]
        {
          bytes[index] = 0x20
          bytes[index + 1] = 0x20
          bytes[index + 2] = Self.unitSeparator
          index += 2
        }
        index += 1
      }
    }
  }
}
