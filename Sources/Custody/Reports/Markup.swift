/// Pieces of the HTML of reports that are read and printed without the console.
package enum Markup {
  /// Text as it may stand between tags and in attributes, whatever is in it. Scalar by scalar: to Swift a quotation mark with
  /// a combining mark after it is another character, to a browser it is the end of an attribute.
  /// - Parameter lineBreak: what the end of a line becomes.
  package static func escaped(_ text: String, lineBreak: String = "<br>") -> String {
    var out = ""
    var isAfterReturn = false
    for scalar in text.unicodeScalars {
      defer { isAfterReturn = scalar == "\r" }
      switch scalar {
      case "&": out += "&amp;"
      case "<": out += "&lt;"
      case ">": out += "&gt;"
      case "\"": out += "&quot;"
      case "'": out += "&#39;"
      case "\r": out += lineBreak
      // What people type into forms comes with both.
      case "\n": out += isAfterReturn ? "" : lineBreak
      // Controls and direction marks in file names could make the page say something else than it does.
      case "\u{0}"..."\u{1F}", "\u{7F}"..."\u{9F}", "\u{202A}"..."\u{202E}", "\u{2066}"..."\u{2069}": out += "\u{FFFD}"
      default: out.unicodeScalars.append(scalar)
      }
    }
    return out
  }

  package struct Table {
    let header: [String]
    let numeric: Set<Int>

    /// - Parameter numeric: columns of figures, from 0.
    package init(header: [String], numeric: Set<Int> = []) {
      self.header = header
      self.numeric = numeric
    }

    package func html(_ rows: [[String]], style: String = "") -> String {
      func cell(_ tag: String, _ column: Int, _ text: String) -> String {
        "<\(tag)\(numeric.contains(column) ? " class=\"number\"" : "")>\(Markup.escaped(text))</\(tag)>"
      }
      // A column without a title has no header cell that a screen reader would announce as one.
      let head = header.enumerated().map { cell($1.isEmpty ? "td" : "th", $0, $1) }.joined()
      let body = rows.map { row in "<tr>" + row.enumerated().map { cell("td", $0, $1) }.joined() + "</tr>" }
      return """
        <table\(style.isEmpty ? "" : " class=\"\(style)\"")><thead><tr>\(head)</tr></thead>
        <tbody>\(body.joined(separator: "\n"))</tbody></table>
        """
    }
  }

  package static let style = """
    @page { size: A4; margin: 12mm 12mm 14mm;
      @bottom-right { content: counter(page) " / " counter(pages); font-size: 8pt; color: #5b6675; } }
    * { box-sizing: border-box; }
    body { font: 10.5pt/1.5 "Noto Sans CJK JP", "Noto Sans JP", "Hiragino Sans", "Yu Gothic", "Meiryo", sans-serif;
      color: #1c2430; max-width: 190mm; margin: 0 auto; padding: 8mm 4mm; }
    .kicker { margin: 0; color: #5b6675; letter-spacing: .06em; }
    h1 { font-size: 15pt; line-height: 1.3; margin: 0 0 3mm; }
    h1 time { white-space: nowrap; }
    h2 { font-size: 11pt; margin: 5mm 0 1.5mm; break-after: avoid; border-bottom: 1px solid #c9d1db; }
    dl { display: flex; flex-wrap: wrap; gap: 1mm 8mm; margin: 0; }
    dt { font-size: 8.5pt; color: #5b6675; }
    dd { margin: 0; }
    .figures { display: flex; gap: 6mm; margin: 4mm 0 0; }
    .figure { flex: 1; padding: 2mm 4mm; border-left: 2mm solid #9db4d0; background: #f3f6fa; }
    .figure.certain { border-color: #1f4e8c; }
    .figure strong { display: block; font-size: 24pt; line-height: 1.2; font-variant-numeric: tabular-nums; }
    .figure span { font-size: 9pt; color: #414b59; }
    .figure .label { display: block; font-size: 10pt; font-weight: 600; }
    .label::first-letter, th::first-letter, .fields dt::first-letter { text-transform: uppercase; }
    .notice { padding: 3mm 4mm; background: #fff4dc; border-left: 2mm solid #c98a00; }
    table { border-collapse: collapse; width: 100%; font-size: 8.5pt; margin: 2mm 0 3mm; }
    table.narrow { width: auto; min-width: 90mm; }
    th, td { text-align: left; vertical-align: top; padding: .6mm 1.5mm; border-bottom: 1px solid #e3e8ee; }
    th { color: #414b59; font-weight: 600; border-bottom-color: #9aa5b4; }
    .number { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
    table.clients { font-size: 8pt; line-height: 1.35; }
    table.clients td:nth-child(2) { width: 24%; }
    table.clients td:nth-child(7) { width: 21%; }
    table.clients td:nth-child(8) { width: 26%; }
    table.unread td:first-child, table.clients td:first-child, table.clients th { white-space: nowrap; }
    td { overflow-wrap: anywhere; }
    dl.fields { display: grid; grid-template-columns: repeat(3, 1fr); gap: 0 7mm; font-size: 8.5pt; }
    dl.fields div { display: flex; justify-content: space-between; border-bottom: 1px solid #e3e8ee; padding: .5mm 0; }
    dl.fields dt { color: inherit; }
    dl.fields dd { font-variant-numeric: tabular-nums; }
    dl.fields dd span { color: #5b6675; }
    tr { break-inside: avoid; }
    thead { display: table-header-group; }
    svg { width: 100%; height: auto; font-size: 11px; fill: #1c2430; }
    rect.possible { fill: #9db4d0; }
    rect.certain { fill: #1f4e8c; }
    ul { margin: 0 0 3mm; padding-left: 5mm; }
    .note, footer { font-size: 8.5pt; color: #5b6675; }
    footer { margin-top: 6mm; border-top: 1px solid #c9d1db; padding-top: 2mm; }
    @media print { section.overleaf { break-before: page; }
      body { padding: 0; max-width: none; -webkit-print-color-adjust: exact; print-color-adjust: exact; } }
    """
}
