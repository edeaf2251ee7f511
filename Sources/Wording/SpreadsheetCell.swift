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

  /// As `quoted`, for what is no number and no day even when it looks like one: `00123`, `3-4`, `2025/1`, `1E5`, sixteen
  /// digits. Spreadsheets would change these for good, so they are written as `="00123"`: a text, in Excel, LibreOffice and
  /// Google's. Nothing but digits, a few letters and signs is ever put between those quotation marks, so that no formula is.
  package static func quotedText(_ text: String) -> String {
    looksLikeANumber(text) ? "\"=\"\"\(text)\"\"\"" : quoted(text)
  }

  private static let months = [
    "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
  ]

  private static func looksLikeANumber(_ text: String) -> Bool {
    guard let first = text.utf8.first, text.utf8.count <= 40, first != UInt8(ascii: "-"), first != UInt8(ascii: "+"),
      text.utf8.allSatisfy(isHarmless)
    else { return false }
    // Plain numbers come out of a spreadsheet as they went in.
    if text.utf8.allSatisfy(isDigit) {
      return text.utf8.count > 15 || (text.utf8.count > 1 && first == UInt8(ascii: "0"))
    }
    // Digits with what stands between the parts of days, times, fractions and powers of ten: `1E5`, `3-4`, `3:45`.
    let rest = text.lowercased().split { $0.isNumber || "-/.: ".contains($0) }.map(String.init)
    guard text.utf8.contains(where: isDigit) else { return false }
    return rest.allSatisfy { word in
      word == "e" || word == "am" || word == "pm" || months.contains { word.hasPrefix($0) }
    }
  }

  private static func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }

  private static func isHarmless(_ byte: UInt8) -> Bool {
    isDigit(byte) || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte)
      || (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte) || "-/.: ".utf8.contains(byte)
  }
}
