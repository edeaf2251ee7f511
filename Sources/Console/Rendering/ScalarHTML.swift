import Mustache

/// Escapes scalar by scalar. The library escapes character by character, and a quotation mark with a combining mark after
/// it is another character to Swift, but the end of an attribute to a browser: names from files could break out.
struct ScalarHTML: MustacheContentType {
  static let name = "SCALAR_HTML"

  func escapeText(_ text: String) -> String { Markup.escaped(text) }
}
