import CPango

/// A text that is laid out: shaped once, drawn as often as it is needed.
final class TextBlock {
  struct Line {
    /// In points; `baseline` and `x` from the line's upper left corner.
    let height: Double
    let baseline: Double
    let x: Double
  }

  private let layout: OpaquePointer
  let lines: [Line]
  /// In points, without the gaps between lines.
  let height: Double

  /// - Parameters:
  ///   - context: of the page's surface, with the language set.
  ///   - width: where lines break, in points.
  init(
    _ text: String, font: OpaquePointer, width: Double, alignment: PangoAlignment = PANGO_ALIGN_LEFT,
    in context: OpaquePointer
  ) {
    layout = pango_layout_new(context)
    pango_layout_set_font_description(layout, font)
    pango_layout_set_text(layout, text, Int32(clamping: text.utf8.count))
    pango_layout_set_wrap(layout, PANGO_WRAP_WORD_CHAR)
    pango_layout_set_width(layout, Int32(width * Double(PANGO_SCALE)))
    pango_layout_set_alignment(layout, alignment)
    lines = Self.lines(of: layout)
    height = lines.reduce(0) { $0 + $1.height }
  }

  deinit { g_object_unref(UnsafeMutableRawPointer(layout)) }

  private static func lines(of layout: OpaquePointer) -> [Line] {
    guard let iterator = pango_layout_get_iter(layout) else { return [] }
    defer { pango_layout_iter_free(iterator) }
    var lines: [Line] = []
    repeat {
      var extent = PangoRectangle()
      pango_layout_iter_get_line_extents(iterator, nil, &extent)
      let baseline = pango_layout_iter_get_baseline(iterator) - extent.y
      lines.append(
        Line(height: points(extent.height), baseline: points(baseline), x: points(extent.x)))
    } while pango_layout_iter_next_line(iterator) != 0
    return lines
  }

  private static func points(_ units: Int32) -> Double { Double(units) / Double(PANGO_SCALE) }

  /// Draws one line, the upper left corner of the block's column at a point.
  func draw(line number: Int, on page: OpaquePointer, x: Double, y: Double) {
    cairo_move_to(page, x + lines[number].x, y + lines[number].baseline)
    pango_cairo_show_layout_line(page, pango_layout_get_line_readonly(layout, Int32(number)))
  }

  /// Characters that no font has, and variation selectors that the chosen font does not know after their character: it
  /// would show another shape of it, which in a name is another name. In the order of the text, each once.
  var missing: [UInt32] {
    var found: [UInt32] = []
    func note(_ scalar: UInt32) { if !found.contains(scalar) { found.append(scalar) } }
    guard let iterator = pango_layout_get_iter(layout), let start = pango_layout_get_text(layout) else { return [] }
    defer { pango_layout_iter_free(iterator) }
    repeat {
      guard let run = pango_layout_iter_get_run_readonly(iterator)?.pointee, let item = run.item,
        let glyphs = run.glyphs
      else { continue }
      for place in 0..<Int(glyphs.pointee.num_glyphs) {
        let glyph = glyphs.pointee.glyphs[place].glyph
        if glyph == Self.invalidInput { note(0xFFFD) } else if glyph & Self.unknown != 0 { note(glyph & ~Self.unknown) }
      }
      let bytes = UnsafeRawBufferPointer(
        start: start + Int(item.pointee.offset), count: Int(item.pointee.length))
      // Selectors are 4 bytes beginning with F3, or 3 beginning with EF B8: most runs have no such byte.
      guard bytes.contains(where: { $0 == 0xF3 || $0 == 0xEF }), let font = item.pointee.analysis.font,
        let face = pango_font_get_hb_font(font)
      else { continue }
      var before: UInt32 = 0
      for scalar in String(decoding: bytes, as: UTF8.self).unicodeScalars {
        var glyph: hb_codepoint_t = 0
        if Self.isSelector(scalar), hb_font_get_variation_glyph(face, before, scalar.value, &glyph) == 0 {
          note(before)
          note(scalar.value)
        }
        before = scalar.value
      }
    } while pango_layout_iter_next_run(iterator) != 0
    return found
  }

  // Pango's marks for glyphs that are none; macros that Swift does not see.
  private static let unknown: UInt32 = 0x1000_0000
  private static let invalidInput: UInt32 = 0xFFFF_FFFF

  private static func isSelector(_ scalar: Unicode.Scalar) -> Bool {
    (0xFE00...0xFE0F).contains(scalar.value) || (0xE0100...0xE01EF).contains(scalar.value)
  }
}
