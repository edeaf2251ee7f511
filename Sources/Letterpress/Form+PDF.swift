extension Form {
  /// On A4, every page with its number.
  /// - Parameter madeAt: ISO 8601, for the PDF's own data.
  /// - Throws: `LetterpressFailure`: `missing_glyphs` for characters that no installed font has, and for controls; `unfit`,
  ///   `no_font`, `drawing`.
  package func pdf(madeAt: String, fonts: FontSet = .standard) throws(LetterpressFailure) -> [UInt8] {
    let canvas = try PDFCanvas(title: title, language: language, madeAt: madeAt, fonts: fonts)
    for page in try FormSheet(self, setting: &canvas.setting).pages {
      canvas.draw(page)
      canvas.turn()
    }
    return try canvas.finish()
  }
}
