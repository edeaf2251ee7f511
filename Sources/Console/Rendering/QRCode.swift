import Custody
import Letterpress

/// A QR code as SVG: drawn here, so that nothing secret goes elsewhere to become a picture, and without a style, which the
/// policy of pages would not allow.
enum QRCode {
  /// Modules that stay empty around it (ISO/IEC 18004, 5.3.8).
  private static let margin = 4

  /// - Parameter label: what it is, for whoever does not see it.
  /// - Returns: empty for what no code holds.
  static func drawing(_ text: String, label: String) -> Drawing {
    guard let mark = QRMark(text) else { return Drawing(svg: "") }
    let side = mark.size + 2 * margin
    var path = ""
    for row in 0..<mark.size {
      var column = 0
      while column < mark.size {
        var end = column
        while end < mark.size, mark.dark[row * mark.size + end] { end += 1 }
        if end > column { path += "M\(column + margin) \(row + margin)h\(end - column)v1h-\(end - column)z" }
        column = end + 1
      }
    }
    return Drawing(
      svg: "<svg class=\"qr\" viewBox=\"0 0 \(side) \(side)\" width=\"232\" height=\"232\" role=\"img\" "
        + "aria-label=\"\(Markup.escaped(label))\"><rect width=\"\(side)\" height=\"\(side)\" fill=\"#fff\"/>"
        + "<path d=\"\(path)\" fill=\"#000\" shape-rendering=\"crispEdges\"/></svg>")
  }
}
