import CPango
import CQRCode

/// A QR code (ISO/IEC 18004), error correction M: still read when the window's film shines or a corner is torn.
package struct QRMark {
  /// Modules on a side.
  package let size: Int
  /// Row by row.
  package let dark: [Bool]

  /// - Returns: nil for a text that no QR code holds.
  package init?(_ text: String) {
    guard !text.isEmpty, !text.utf8.contains(0), let code = QRcode_encodeString8bit(text, 0, QR_ECLEVEL_M) else {
      return nil
    }
    defer { QRcode_free(code) }
    let size = Int(code.pointee.width)
    self.size = size
    dark = (0..<size * size).map { code.pointee.data[$0] & 1 == 1 }
  }

  /// - Parameter width: of all its modules, in points; four modules around it must stay empty.
  func draw(on page: OpaquePointer, x: Double, y: Double, width: Double) {
    let module = width / Double(size)
    for row in 0..<size {
      var column = 0
      while column < size {
        var end = column
        while end < size, dark[row * size + end] { end += 1 }
        if end > column {
          cairo_rectangle(
            page, x + Double(column) * module, y + Double(row) * module, Double(end - column) * module, module)
        }
        column = end + 1
      }
    }
    cairo_fill(page)
  }
}
