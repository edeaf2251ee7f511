/// Whether a text is a conversation that an app wrote out: below each day the messages, `10:01⇥writer⇥text`. Divided by
/// their tabs they look like a table, but one without titles in which nobody has a row of their own.
struct ConversationLook {
  private static let leastMessages = 4

  private var messages = 0
  private var days = 0
  private var others = 0
  private var writers: Set<[UInt8]> = []

  init(_ lines: SampleLines) {
    for range in lines.ranges {
      let line = lines.bytes[range]
      let cells = line.split(separator: 0x09, maxSplits: 3, omittingEmptySubsequences: false)
      if cells.count >= 2, Self.isTime(cells[0]) {
        guard cells.count >= 3 else { continue }
        messages += 1
        if writers.count < 1_000 { writers.insert(Array(cells[1])) }
      } else if cells.count == 1, Self.isDay(line) {
        days += 1
      } else if cells.count > 1 {
        others += 1
      }
    }
  }

  /// Most writers write more than once, which tells messages from a plan of the day.
  var isConversation: Bool {
    messages >= Self.leastMessages && days > 0 && others * 4 <= messages && writers.count * 3 <= messages * 2
  }

  /// `9:29`, `21:03`, `午後9:29`, `10:02 AM`.
  private static func isTime(_ cell: ArraySlice<UInt8>) -> Bool {
    guard (4...16).contains(cell.count), let colon = cell.firstIndex(of: 0x3A), colon > cell.startIndex,
      cell.endIndex - colon >= 3
    else { return false }
    return isDigit(cell[colon - 1]) && isDigit(cell[colon + 1]) && isDigit(cell[colon + 2])
      && cell.count { isDigit($0) } <= 6
  }

  /// `2026/10/28(水)`, `2026年10月28日 水曜日`, `Wed, 10/28/2026`: a short line with a year.
  private static func isDay(_ line: ArraySlice<UInt8>) -> Bool {
    guard line.count <= 40 else { return false }
    let digits = line.count { isDigit($0) }
    return (6...8).contains(digits)
  }

  private static func isDigit(_ byte: UInt8) -> Bool { byte &- 0x30 < 10 }
}
