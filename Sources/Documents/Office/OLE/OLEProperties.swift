import Contents
import JapaneseText

/// Title, subject and company from the properties of an old Office document ([MS-OLEPS]): words that say whose it is.
enum OLEProperties {
  private static let largest: Int64 = 1 << 20

  static func emit(of storage: OLEStorage, at place: Place, in reading: Reading) throws(UnreadReason) {
    var lines: [String] = []
    // Title, subject, keywords; then category and company.
    for (name, wanted) in [("\u{5}SummaryInformation", [2, 3, 5]), ("\u{5}DocumentSummaryInformation", [2, 15])] {
      // The properties are beside the point of a document: what is wrong with them is not reported.
      do throws(UnreadReason) {
        if let bytes = try storage.bytes(named: name, limit: largest) { lines += strings(in: bytes, wanted) }
      } catch {
        continue
      }
    }
    guard !lines.isEmpty else { return }
    try reading.emit(.passage(Passage(lines.joined(separator: "\n"), kind: .heading, place: place)))
  }

  /// Strings of the first set of properties that have one of these numbers.
  private static func strings(in bytes: [UInt8], _ wanted: [Int]) -> [String] {
    guard bytes.uint16(at: 0) == 0xFFFE, let start = bytes.uint32(at: 44).map({ Int($0) }),
      let count = bytes.uint32(at: start + 4)
    else { return [] }
    var encoding = TextEncoding.windows1252
    var found: [(id: Int, at: Int)] = []
    for index in 0..<Int(min(count, 256)) {
      guard let id = bytes.uint32(at: start + 8 + index * 8), let offset = bytes.uint32(at: start + 12 + index * 8)
      else { break }
      if id == 1, let page = bytes.uint16(at: start + Int(offset) + 4) {
        encoding = TextEncoding(mimeName: "cp\(page)") ?? encoding
      }
      found.append((Int(id), start + Int(offset)))
    }
    return wanted.compactMap { id in
      found.first { $0.id == id }.flatMap { string(in: bytes, at: $0.at, encoding) }
    }
  }

  private static func string(in bytes: [UInt8], at offset: Int, _ encoding: TextEncoding) -> String? {
    guard let type = bytes.uint32(at: offset), let length = bytes.uint32(at: offset + 4), length > 0, length < 4_096
    else { return nil }
    let size = Int(length) * (type == 0x1F ? 2 : 1)
    guard type == 0x1E || type == 0x1F, offset + 8 + size <= bytes.count else { return nil }
    var decoder = TextDecoder(type == 0x1F ? .utf16LE : encoding)
    var text: [UInt8] = []
    bytes[offset + 8..<offset + 8 + size].withUnsafeBytes { decoder.decode($0, isLast: true, into: &text) }
    let shown = String(decoding: text.filter { $0 != 0 }, as: UTF8.self)
    return shown.utf8.contains(where: { $0 > 0x20 }) ? shown : nil
  }
}
