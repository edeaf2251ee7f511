/// A cell of a CSV file that a spreadsheet opens as text.
package enum SpreadsheetCell {
  /// What a spreadsheet would run as a formula gets an apostrophe before it (OWASP, CSV injection).
  package static func quoted(_ text: String) -> String {
    var text = text
    if let first = text.unicodeScalars.first, "=+-@\t\r＝＋－＠".unicodeScalars.contains(first) { text = "'" + text }
    if text.contains(where: { $0 == "," || $0 == "\"" || $0 == "\n" || $0 == "\r" || $0 == "\r\n" }) {
      return "\"" + text.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\"") + "\""
    }
    return text
  }
}
