import CPango

/// What stands on one A4 page, before anything is drawn.
struct SheetPage {
  /// In points.
  static let width = 210 * millimetre
  static let height = 297 * millimetre
  static let millimetre = 72 / 25.4

  struct Line {
    let block: TextBlock
    let number: Int
    let x: Double
    let y: Double
  }

  /// In points.
  struct Box {
    let x: Double
    let y: Double
    let width: Double
    let height: Double
  }

  var lines: [Line] = []
  /// Rules of tables and boxes.
  var boxes: [Box] = []
  /// Grounds of headings, behind the text.
  var grounds: [Box] = []

  /// All lines of a block, one below the other.
  mutating func put(_ block: TextBlock, x: Double, y: Double) {
    var y = y
    for (number, line) in block.lines.enumerated() {
      lines.append(Line(block: block, number: number, x: x, y: y))
      y += line.height
    }
  }
}
