import CPango

/// The pages of a PDF of A4 sheets, and the setting of texts on them. It is made in memory: names and addresses lie on no
/// disk before somebody decides where.
///
/// One thread; the same pages at the same date give the same bytes with the same versions of the libraries and fonts.
final class PDFCanvas {
  let page: OpaquePointer
  let context: OpaquePointer
  var setting: TypeSetting
  private let surface: OpaquePointer
  private let output: PDFBytes

  /// - Parameters:
  ///   - title: of the PDF, shown by readers.
  ///   - language: BCP 47, of all its texts.
  ///   - madeAt: ISO 8601, for the PDF's own data.
  /// - Throws: `LetterpressFailure`: `no_font`, `drawing`.
  init(title: String, language: String, madeAt: String, fonts: FontSet) throws(LetterpressFailure) {
    let output = PDFBytes()
    self.output = output
    // Whoever draws holds the output: cairo calls back until the surface is finished, which is before it is let go.
    surface = cairo_pdf_surface_create_for_stream(
      { closure, bytes, count in
        guard let closure else { return CAIRO_STATUS_WRITE_ERROR }
        let output = Unmanaged<PDFBytes>.fromOpaque(closure).takeUnretainedValue()
        output.bytes.append(contentsOf: UnsafeBufferPointer(start: bytes, count: Int(count)))
        return CAIRO_STATUS_SUCCESS
      }, Unmanaged.passUnretained(output).toOpaque(), SheetPage.width, SheetPage.height)
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

  /// Draws what stands on a page. The page goes on until `turn`.
  func draw(_ content: SheetPage) {
    if !content.grounds.isEmpty {
      cairo_save(page)
      cairo_set_source_rgb(page, 0.92, 0.92, 0.92)
      for ground in content.grounds { cairo_rectangle(page, ground.x, ground.y, ground.width, ground.height) }
      cairo_fill(page)
      cairo_restore(page)
    }
    for line in content.lines { line.block.draw(line: line.number, on: page, x: line.x, y: line.y) }
    for box in content.boxes { cairo_rectangle(page, box.x, box.y, box.width, box.height) }
    cairo_stroke(page)
  }

  func turn() { cairo_show_page(page) }

  /// - Returns: the whole PDF. Nothing can be added to it any more.
  func finish() throws(LetterpressFailure) -> [UInt8] {
    cairo_surface_finish(surface)
    try check()
    return output.bytes
  }

  /// - Throws: `drawing`, when cairo refused something.
  func check() throws(LetterpressFailure) {
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
