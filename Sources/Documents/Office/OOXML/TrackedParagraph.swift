/// Where a paragraph holds text that was inserted or deleted with tracking on (ECMA-376 part 1, 17.13.5). Read in one go
/// the two versions would run into each other: 山田様佐藤様 for a 山田様 that became 佐藤様.
struct TrackedParagraph: Sendable {
  private var start = 0
  private var changes: [(range: Range<Int>, isDeletion: Bool)] = []
  private var insertions = 0
  private var deletions = 0
  /// Changes of one paragraph that are told apart; of more of them the text stays as it is.
  private static let mostChanges = 10_000

  var hasDeletions: Bool { changes.contains { $0.isDeletion } }

  /// A paragraph begins where its buffer ends now. Changes may lie around whole paragraphs and stay open.
  mutating func begin(at start: Int) {
    self.start = start
    changes.removeAll(keepingCapacity: true)
  }

  mutating func open(isDeletion: Bool) { if isDeletion { deletions += 1 } else { insertions += 1 } }

  mutating func close(isDeletion: Bool) {
    if isDeletion { deletions = max(0, deletions - 1) } else { insertions = max(0, insertions - 1) }
  }

  /// Text was appended within these bounds of the buffer.
  mutating func note(_ range: Range<Int>) {
    guard insertions + deletions > 0, !range.isEmpty, changes.count < Self.mostChanges else { return }
    changes.append((range, deletions > 0))
  }

  /// Puts the paragraph as it is now into the buffer, and as it was on a line below.
  mutating func settle(in buffer: inout [UInt8]) {
    defer { begin(at: buffer.count) }
    guard start <= buffer.count, changes.count < Self.mostChanges else { return }
    let now = version(without: true, of: buffer)
    let before = version(without: false, of: buffer)
    buffer.removeSubrange(start...)
    buffer += now
    if now.contains(where: { $0 > 0x20 }), before.contains(where: { $0 > 0x20 }) { buffer.append(0x0A) }
    buffer += before
  }

  /// The paragraph without its deletions, or without its insertions.
  private func version(without deletions: Bool, of buffer: [UInt8]) -> [UInt8] {
    var version: [UInt8] = []
    var at = start
    for change in changes where change.isDeletion == deletions {
      guard change.range.lowerBound >= at, change.range.upperBound <= buffer.count else { continue }
      version += buffer[at..<change.range.lowerBound]
      at = change.range.upperBound
    }
    return version + buffer[at...]
  }
}
