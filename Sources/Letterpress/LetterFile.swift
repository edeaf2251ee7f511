import CPango

/// A PDF of letters, one after the other, each beginning on a page of its own; made in memory, by one thread.
package final class LetterFile {
  private let canvas: PDFCanvas
  private let envelope: EnvelopeProfile
  private let language: String
  package private(set) var letters = 0
  package private(set) var pages = 0

  /// - Parameters:
  ///   - title: of the PDF, shown by readers.
  ///   - language: BCP 47, of all its letters.
  ///   - madeAt: ISO 8601, for the PDF's own data.
  /// - Throws: `LetterpressFailure`: `envelope`, `no_font`, `drawing`.
  package init(
    title: String, language: String, madeAt: String, envelope: EnvelopeProfile = .long3,
    fonts: FontSet = .standard
  ) throws(LetterpressFailure) {
    guard envelope.isUsable else { throw .envelope }
    self.envelope = envelope
    self.language = language
    canvas = try PDFCanvas(title: title, language: language, madeAt: madeAt, fonts: fonts)
  }

  /// Adds a letter, whole or not at all.
  /// - Returns: its number of pages.
  /// - Throws: `LetterpressFailure`: `missing_glyphs`, `too_long` and `unfit` leave the file as it was; after `drawing` it is
  ///   of no use.
  @discardableResult
  package func add(_ letter: Letter) throws(LetterpressFailure) -> Int {
    guard letter.form.language == language else { throw .unfit(part: .text) }
    let sheet = try LetterSheet(letter, in: envelope, setting: &canvas.setting)
    let page = canvas.page
    for (number, content) in sheet.pages.enumerated() {
      canvas.draw(content)
      if number == 0 {
        for fold in envelope.folds {
          cairo_move_to(page, 4 * SheetPage.millimetre, fold * SheetPage.millimetre)
          cairo_line_to(page, 8 * SheetPage.millimetre, fold * SheetPage.millimetre)
        }
        cairo_stroke(page)
        sheet.mark.draw(on: page, x: sheet.markPlace.x, y: sheet.markPlace.y, width: LetterSheet.markWidth)
      }
      canvas.turn()
    }
    try canvas.check()
    letters += 1
    pages += sheet.pages.count
    return sheet.pages.count
  }

  /// - Returns: the whole PDF. Nothing can be added to it any more.
  package func finish() throws(LetterpressFailure) -> [UInt8] { try canvas.finish() }
}
