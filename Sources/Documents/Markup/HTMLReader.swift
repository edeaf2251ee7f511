import Contents
import JapaneseText

/// Reads HTML: saved pages, reports, and the tables that Excel and its imitators save as HTML under the name `.xls`.
///
/// Tables come as tables, the other text as passages, the title as a heading. Scripts, styles and comments are dropped.
enum HTMLReader {
  private static let declarationLength = 4 << 10

  static func read(_ source: any ByteSource, at place: Place, in reading: Reading) throws(UnreadReason) {
    let prefix = try source.bytes(at: 0, count: declarationLength)
    var charset = CharsetStream(declared: declaredEncoding(in: prefix))
    var flow = HTMLFlow(at: place, in: reading)
    var text: [UInt8] = []
    try source.eachChunk(of: source.whole) { chunk, isLast throws(UnreadReason) in
      text.removeAll(keepingCapacity: true)
      charset.push(chunk, isLast: isLast, into: &text)
      try flow.push(text, isLast: isLast)
    }
    try reading.emit(.decoded(charset.decoding(at: place)))
  }

  /// The text of a page without tags, tables and all as lines of text, for those who want no tables.
  static func text(of html: some Collection<UInt8>) throws(UnreadReason) -> String {
    var lines: [String] = []
    let reading = Reading(limits: ReadingLimits()) { event throws(UnreadReason) in
      switch event {
      case .passage(let passage): lines.append(passage.text)
      case .rows(let batch):
        for row in 0..<batch.rowCount { lines.append(batch.cells(ofRow: row).joined(separator: "  ")) }
      default: break
      }
    }
    var flow = HTMLFlow(at: Place(), in: reading)
    try flow.push(html, isLast: true)
    return lines.joined(separator: "\n")
  }

  /// What `<meta charset=…>`, `<meta http-equiv … charset=…>` or an XML declaration says, from the page's beginning.
  static func declaredEncoding(in prefix: [UInt8]) -> TextEncoding? {
    let lower = String(decoding: prefix.lazy.filter { $0 != 0 }, as: UTF8.self).lowercased()
    for key in ["charset", "encoding"] {
      guard let name = value(of: key, in: lower[...]), let encoding = TextEncoding(mimeName: name) else { continue }
      return encoding
    }
    return nil
  }

  private static func value(of key: String, in text: Substring) -> String? {
    let wanted = Array(key.utf8)
    let bytes = Array(text.utf8)
    var index = 0
    while index + wanted.count < bytes.count {
      if bytes[index] == wanted[0], bytes[index..<index + wanted.count].elementsEqual(wanted) {
        var next = index + wanted.count
        while next < bytes.count, bytes[next] <= 0x20 { next += 1 }
        if next < bytes.count, bytes[next] == UInt8(ascii: "=") {
          let rest = bytes[(next + 1)...].drop { $0 <= 0x20 || $0 == 0x22 || $0 == 0x27 }
          let name = rest.prefix { $0 > 0x20 && $0 != 0x22 && $0 != 0x27 && $0 != 0x3B && $0 != 0x3E && $0 != 0x3F }
          return String(decoding: name, as: UTF8.self)
        }
      }
      index += 1
    }
    return nil
  }
}
