import HTTPTypes
import Hummingbird
import JapaneseText
import NIOCore
import Wording

/// A table for a spreadsheet: UTF-8 with a byte order mark or CP932, no cell that would run as a formula, numbers of things
/// as they are. What the encoding could not hold is said in a row at the end, and so is what else the reader must know.
struct CSVExport {
  let encoding: TextEncoding
  let name: String
  let language: Language
  /// Columns of ids and names: a spreadsheet must not take them for numbers or days.
  let texts: Set<Int>
  /// Stands in a row of its own after all others.
  var note = ""

  init(_ visit: Visit, name: String, texts: Set<Int>) {
    encoding = visit.query["encoding"] == "cp932" ? .cp932 : .utf8
    self.name = name
    language = visit.language
    self.texts = texts
  }

  func response(_ rows: [[String]]) -> Response {
    var bytes: [UInt8] = encoding == .utf8 ? [0xEF, 0xBB, 0xBF] : []
    var (lost, lostRows) = (0, 0)
    for (number, row) in rows.enumerated() {
      let encoded = encoding.encode(line(row, isHeader: number == 0))
      bytes += encoded.bytes
      lost += encoded.unencodable.count
      if !encoded.unencodable.isEmpty { lostRows += 1 }
    }
    var notes = note.isEmpty ? [] : [note]
    if lost > 0 {
      notes.append(language.page(.exportSubstituted, language.number(lost), language.number(lostRows)))
    }
    for note in notes { bytes += encoding.encode(line([note], isHeader: true)).bytes }
    let charset = encoding == .utf8 ? "utf-8" : "windows-31j"
    return Response(
      status: .ok,
      headers: [
        .contentType: "text/csv; charset=\(charset); header=present",
        .contentDisposition: "attachment; filename=\"hikae-\(name).csv\"",
      ], body: ResponseBody(byteBuffer: ByteBuffer(bytes: bytes)))
  }

  /// Lists up to so many rows are looked through before somebody takes them.
  private static let mostChecked = 500

  /// What to know of CP932 before taking a list; empty when it holds all, or when the list is long.
  static func warning(_ rows: @autoclosure () -> [[String]], of count: Int, _ language: Language) -> String {
    guard count <= mostChecked else { return "" }
    let lost = rows().reduce(0) { $0 + TextEncoding.cp932.encode($1.joined()).unencodable.count }
    return lost == 0 ? "" : language.page(.exportLossy, language.number(lost))
  }

  private func line(_ row: [String], isHeader: Bool) -> String {
    row.enumerated().map { column, text in
      !isHeader && texts.contains(column) ? SpreadsheetCell.quotedText(text) : SpreadsheetCell.quoted(text)
    }.joined(separator: ",") + "\r\n"
  }
}
