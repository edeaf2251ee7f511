/// A form with a file, as browsers send it (RFC 7578): fields, and the bytes of files.
///
/// Part headers are read for the name and whether it is a file, nothing else; what a file calls itself is not used.
struct MultipartForm {
  /// More parts than any form of ours has; what follows is dropped.
  static let mostParts = 40

  private(set) var fields = FormFields()
  private(set) var files: [String: [UInt8]] = [:]

  /// - Parameter contentType: of the request: it names what stands between the parts.
  /// - Returns: nil for what is no such form, or is cut off.
  init?(_ body: [UInt8], contentType: String) {
    guard let boundary = Self.boundary(in: contentType) else { return nil }
    let mark = Array("--".utf8) + boundary
    guard body.starts(with: mark) else { return nil }
    var place = mark.count
    while true {
      let rest = body[place...]
      // After the last part.
      if rest.starts(with: Array("--".utf8)) { return }
      guard rest.starts(with: Self.lineBreak),
        let headEnd = Self.find(Self.lineBreak + Self.lineBreak, in: body, from: place),
        let end = Self.find(Self.lineBreak + mark, in: body, from: headEnd + 2)
      else { return nil }
      let content = headEnd + 4 <= end ? body[(headEnd + 4)..<end] : []
      add(content, head: String(decoding: body[place..<headEnd], as: UTF8.self))
      place = end + Self.lineBreak.count + mark.count
    }
  }

  private static let lineBreak: [UInt8] = [13, 10]

  private mutating func add(_ content: ArraySlice<UInt8>, head: String) {
    let line = head.split(separator: "\r\n").first { $0.lowercased().hasPrefix("content-disposition:") } ?? ""
    guard fields.count + files.count < Self.mostParts, let name = Self.parameter("name", of: line), !name.isEmpty
    else { return }
    if Self.parameter("filename", of: line) != nil {
      files[name] = Array(content)
    } else {
      fields.add(name, String(decoding: content, as: UTF8.self))
    }
  }

  /// Quoted, as browsers write it: quotation marks inside come as `%22`.
  private static func parameter(_ name: String, of line: Substring) -> String? {
    for part in line.split(separator: ";").dropFirst() {
      let sides = part.split(separator: "=", maxSplits: 1)
      guard sides.count == 2, sides[0].filter({ $0 != " " }).lowercased() == name else { continue }
      return String(sides[1].filter { $0 != "\"" })
    }
    return nil
  }

  private static func boundary(in contentType: String) -> [UInt8]? {
    guard contentType.lowercased().hasPrefix("multipart/form-data"),
      let text = parameter("boundary", of: contentType[...]), (1...70).contains(text.utf8.count)
    else { return nil }
    return Array(text.utf8)
  }

  /// Where `wanted` begins; looks for its first byte, which is rare in most files.
  private static func find(_ wanted: [UInt8], in bytes: [UInt8], from start: Int) -> Int? {
    guard start <= bytes.count - wanted.count, let first = wanted.first else { return nil }
    return bytes.withUnsafeBufferPointer { bytes in
      var place = start
      while place <= bytes.count - wanted.count {
        if bytes[place] == first, bytes[place..<(place + wanted.count)].elementsEqual(wanted) { return place }
        place += 1
      }
      return nil
    }
  }
}
