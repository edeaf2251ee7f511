import Mustache

/// HTML that was made here, piece by piece, with every foreign text escaped: charts.
struct Markup: MustacheCustomRenderable, CustomStringConvertible, Sendable {
  let html: String

  var renderText: String { html }
  var isNull: Bool { html.isEmpty }
  var description: String { html }

  static func escaped(_ text: String) -> String {
    var out = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "&": out += "&amp;"
      case "<": out += "&lt;"
      case ">": out += "&gt;"
      case "\"": out += "&quot;"
      case "'": out += "&#39;"
      default: out.unicodeScalars.append(scalar)
      }
    }
    return out
  }
}
