import HTTPTypes
import Hummingbird
import JapaneseText
import NIOCore
import Wording

/// A table for a spreadsheet: UTF-8 with a byte order mark or CP932, no cell that would run as a formula.
struct CSVExport {
  let encoding: TextEncoding
  let name: String

  init(encoding: String, name: String) {
    self.encoding = encoding == "cp932" ? .cp932 : .utf8
    self.name = name
  }

  func response(_ rows: [[String]]) -> Response {
    var bytes: [UInt8] = encoding == .utf8 ? [0xEF, 0xBB, 0xBF] : []
    for row in rows {
      bytes += encoding.encode(row.map(SpreadsheetCell.quoted).joined(separator: ",") + "\r\n").bytes
    }
    let charset = encoding == .utf8 ? "utf-8" : "windows-31j"
    return Response(
      status: .ok,
      headers: [
        .contentType: "text/csv; charset=\(charset); header=present",
        .contentDisposition: "attachment; filename=\"hikae-\(name).csv\"",
      ], body: ResponseBody(byteBuffer: ByteBuffer(bytes: bytes)))
  }
}
