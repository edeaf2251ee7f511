/// Where the window of an envelope shows the folded sheet. There is no national standard for it: makers differ, so a print
/// shop's own measures go in here, and a test sheet shows whether they fit.
package struct EnvelopeProfile: Sendable, Equatable {
  /// In millimetres from the left and upper edge of the sheet, as it lies in the envelope.
  package var x: Double
  package var y: Double
  package var width: Double
  package var height: Double
  /// The sheet slides inside the envelope: so much of the window stays empty on each side, in millimetres.
  package var slack: Double
  /// Where the sheet is folded, in millimetres from its upper edge.
  package var folds: [Double]

  package init(
    x: Double, y: Double, width: Double, height: Double, slack: Double = 5, folds: [Double] = [99, 198]
  ) {
    self.x = x
    self.y = y
    self.width = width
    self.height = height
    self.slack = slack
    self.folds = folds
  }

  /// A4 folded in three into 長形3号 (120 × 235 mm) with a window at the left.
  package static let long3 = EnvelopeProfile(x: 14, y: 10, width: 95, height: 50)

  /// Whether an address can stand in it: on the sheet, above the first fold, and large enough for a few lines.
  package var isUsable: Bool {
    [x, y, width, height, slack].allSatisfy { $0.isFinite && $0 >= 0 } && x + width <= 130 && y + height <= 99
      && width - 2 * slack >= 50 && height - 2 * slack >= 25
  }
}
