import Custody
import Mustache

/// Escapes as the reports do, scalar by scalar. The library's own content type goes character by character, so that a
/// quotation mark with a combining mark after it would end an attribute: names from files could break out.
struct ScalarHTML: MustacheContentType {
  static let name = "SCALAR_HTML"

  func escapeText(_ text: String) -> String { Markup.escaped(text, lineBreak: "\n") }
}
