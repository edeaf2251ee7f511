import CPango

/// A PDF of letters, one after the other, each beginning on a page of its own. It is made in memory: names and addresses
/// lie on no disk before somebody decides where.
///
/// One thread; the same letters at the same date give the same bytes with the same versions of the libraries and fonts.
package final class LetterFile {
  private let surface: OpaquePointer
  private let page: OpaquePointer
  private let context: OpaquePointer
  private let output: PDFBytes
  private let envelope: EnvelopeProfile
  private var setting: TypeSetting
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
    let output = PDFBytes()
    self.output = output
    self.envelope = envelope
    self.language = language
    // Whoever draws holds the output: cairo calls back until the surface is finished, which is before it is let go.
    surface = cairo_pdf_surface_create_for_stream(
      { closure, bytes, count in
        guard let closure else { return CAIRO_STATUS_WRITE_ERROR }
        let output = Unmanaged<PDFBytes>.fromOpaque(closure).takeUnretainedValue()
        output.bytes.append(contentsOf: UnsafeBufferPointer(start: bytes, count: Int(count)))
        return CAIRO_STATUS_SUCCESS
      }, Unmanaged.passUnretained(output).toOpaque(), LetterSheet.width, LetterSheet.height)
    cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_TITLE, title)
    cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_CREATE_DATE, madeAt)
    page = cairo_create(surface)
    context = pango_cairo_create_context(page)
    pango_context_set_language(context, pango_language_from_string(language))
    // Points are points here: Pango would otherwise take a screen's resolution.
    pango_cairo_context_set_resolution(context, 72)
    setting = TypeSetting(fonts: Fonts(fonts), context: context)
    cairo_set_line_width(page, 0.5)
    do {
      _ = try setting.own("あ漢", .body, width: 100, of: .text)
    } catch {
      throw .noFont
    }
    try check()
  }

  deinit {
    cairo_surface_finish(surface)
    g_object_unref(UnsafeMutableRawPointer(context))
    cairo_destroy(page)
    cairo_surface_destroy(surface)
  }

  /// Adds a letter, whole or not at all.
  /// - Returns: its number of pages.
  /// - Throws: `LetterpressFailure`: `missing_glyphs`, `too_long` and `unfit` leave the file as it was; after `drawing` it is
  ///   of no use.
  @discardableResult
  package func add(_ letter: Letter) throws(LetterpressFailure) -> Int {
    guard letter.form.language == language else { throw .unfit(part: .text) }
    let sheet = try LetterSheet(letter, in: envelope, setting: &setting)
    for (number, content) in sheet.pages.enumerated() {
      for line in content.lines { line.block.draw(line: line.number, on: page, x: line.x, y: line.y) }
      for box in content.boxes { cairo_rectangle(page, box.x, box.y, box.width, box.height) }
      if number == 0 {
        for fold in envelope.folds {
          cairo_move_to(page, 4 * LetterSheet.millimetre, fold * LetterSheet.millimetre)
          cairo_line_to(page, 8 * LetterSheet.millimetre, fold * LetterSheet.millimetre)
        }
      }
      cairo_stroke(page)
      if number == 0 {
        sheet.mark.draw(on: page, x: sheet.markPlace.x, y: sheet.markPlace.y, width: LetterSheet.markWidth)
      }
      cairo_show_page(page)
    }
    try check()
    letters += 1
    pages += sheet.pages.count
    return sheet.pages.count
  }

  /// - Returns: the whole PDF. Nothing can be added to it any more.
  package func finish() throws(LetterpressFailure) -> [UInt8] {
    cairo_surface_finish(surface)
    try check()
    return output.bytes
  }

  private func check() throws(LetterpressFailure) {
    let status = cairo_surface_status(surface)
    guard status == CAIRO_STATUS_SUCCESS else { throw .drawing(Int32(status.rawValue)) }
    let drawn = cairo_status(page)
    guard drawn == CAIRO_STATUS_SUCCESS else { throw .drawing(Int32(drawn.rawValue)) }
  }
}

/// Where cairo puts the PDF.
private final class PDFBytes {
  var bytes: [UInt8] = []
}
