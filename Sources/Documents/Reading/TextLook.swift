import Contents
import JapaneseText

/// What the beginning of a file says when it is read as text: whether it is text at all, and in which written format.
struct TextLook {
  /// The first 16 kB as UTF-8, without byte order mark and leading blanks.
  private let text: [UInt8]
  private let badCharacters: Int
  private let hasMark: Bool
  private let isWhole: Bool

  init(_ head: [UInt8], isWhole: Bool) {
    var text: [UInt8] = []
    var hasMark = false
    head.withUnsafeBytes { bytes in
      let guess = EncodingGuess(of: bytes, isWhole: isWhole)
      hasMark = guess.hasByteOrderMark
      var decoder = TextDecoder(guess.encoding)
      let body = UnsafeRawBufferPointer(rebasing: bytes[min(guess.byteOrderMarkLength, bytes.count)...])
      decoder.decode(body, isLast: isWhole, into: &text)
    }
    var bad = 0
    var index = 0
    while index < text.count {
      switch text[index] {
      case 0x09, 0x0A, 0x0C, 0x0D, 0x1A, 0x1B: break
      case 0x00...0x1F, 0x7F: bad += 1
      case 0xEF where index + 2 < text.count && text[index + 1] == 0xBF && text[index + 2] == 0xBD: bad += 1
      default: break
      }
      index += 1
    }
    let start = text.firstIndex { $0 != 0x20 && $0 != 0x09 && $0 != 0x0A && $0 != 0x0D } ?? text.endIndex
    self.text = Array(text[start...])
    self.hasMark = hasMark
    self.isWhole = isWhole
    badCharacters = bad
  }

  /// Unreadable and control characters are rare in text: compressed or compiled bytes have one in ten at least.
  var isText: Bool { badCharacters * 50 <= max(text.count, 1) || hasMark && badCharacters * 10 <= text.count }

  func format(nameExtension: String) -> FileFormat {
    let namedText = ["txt", "csv", "tsv", "tab", "log", "prn", "dat"].contains(nameExtension)
    // Bytes that nobody can read are kept and counted where the name promises text.
    guard isText || namedText && badCharacters * 3 <= text.count else { return .unknown }
    if begins(with: "BEGIN:VCARD") { return .vcard }
    if begins(with: "BEGIN:VCALENDAR") { return .calendar }
    if text.first == UInt8(ascii: "<") { return markup(nameExtension: nameExtension) }
    if let first = text.first, first == UInt8(ascii: "{") || first == UInt8(ascii: "["), !namedText,
      looksLikeJSON || ["json", "jsonl", "ndjson", "geojson", "ipynb"].contains(nameExtension)
    {
      return .json
    }
    if begins(with: "From "), startsMailbox { return .mbox }
    let isWebArchive = begins(with: "mime-version:") && contains("multipart/related")
    if !namedText || nameExtension == "txt",
      isWebArchive || mailFields >= (["eml", "mht", "mhtml"].contains(nameExtension) ? 1 : 3)
    {
      return .eml
    }
    if ["html", "htm", "xhtml"].contains(nameExtension), contains("<body") || contains("<table") { return .html }
    if let format = RecordLook(text[...], isWhole: isWhole).format(nameExtension: nameExtension) { return format }
    if nameExtension == "sql" || Self.dumpBeginnings.contains(where: begins) { return .sql }
    return .text
  }

  private func markup(nameExtension: String) -> FileFormat {
    if begins(with: "<!doctype html") || begins(with: "<html") { return .html }
    let isXML = begins(with: "<?xml")
    if contains("<html"), !isXML || contains("1999/xhtml") || nameExtension.hasPrefix("htm") { return .html }
    if isXML { return .xml }
    if ["html", "htm", "xhtml"].contains(nameExtension) { return .html }
    if contains("<table") || contains("<body") || contains("<head") || contains("<meta ") { return .html }
    // `<name …>` without a declaration; `<taro@example.jp>` and `<<EOF` are text.
    guard nameExtension == "xml" || contains("</") || contains("/>"), text.count > 1 else { return .text }
    let second = text[1]
    let isLetter = (0x61...0x7A).contains(second | 0x20)
    return isLetter || second == UInt8(ascii: "!") ? .xml : .text
  }

  /// An object with a name first, or an array of values. `[section]` and `{{…}}` are something else.
  private var looksLikeJSON: Bool {
    guard let first = text.first else { return false }
    let rest = text.dropFirst().first { $0 != 0x20 && $0 != 0x09 && $0 != 0x0A && $0 != 0x0D }
    guard let second = rest else { return false }
    if first == UInt8(ascii: "{") { return second == UInt8(ascii: "\"") || second == UInt8(ascii: "}") }
    return [UInt8(ascii: "{"), UInt8(ascii: "["), UInt8(ascii: "\""), UInt8(ascii: "]")].contains(second)
  }

  /// How programs begin the dumps that they write, also where the name says nothing.
  private static let dumpBeginnings = [
    "-- mysql dump", "-- mariadb dump", "-- phpmyadmin sql dump", "--\n-- postgresql database dump",
    "--\r\n-- postgresql database dump", "-- postgresql database dump", "pragma foreign_keys=", "insert into ",
    "create table ", "drop table if exists ", "begin transaction;", "/*!40101 set ",
  ]

  /// `From sender Thu Jan  4 …` and then a header line (RFC 4155).
  private var startsMailbox: Bool {
    guard let end = text.firstIndex(of: 0x0A) else { return false }
    let line = text[..<end]
    guard line.count < 400, line.contains(UInt8(ascii: ":")), line.contains(where: { $0 >= 0x30 && $0 <= 0x39 }) else {
      return false
    }
    return Self.fieldName(of: text[text.index(after: end)...]) != nil
  }

  /// Well-known header fields before the first blank line; 0 when any line there is neither a field nor folded.
  private var mailFields: Int {
    var known = 0
    for line in text.split(separator: 0x0A, maxSplits: 200, omittingEmptySubsequences: false).prefix(200) {
      if line.isEmpty || line == [0x0D] { return known }
      if line.first == 0x20 || line.first == 0x09 { continue }
      guard let name = Self.fieldName(of: line) else { return 0 }
      if Self.mailFieldNames.contains(name) || name.hasPrefix("x-") { known += 1 }
    }
    return known
  }

  private static let mailFieldNames: Set<String> = [
    "from", "to", "cc", "subject", "date", "received", "return-path", "message-id", "mime-version", "delivered-to",
    "content-type", "content-transfer-encoding", "reply-to", "sender", "references", "in-reply-to", "dkim-signature",
  ]

  /// The name before the colon, in lower case, when the line begins like a header field (RFC 5322, 2.2).
  private static func fieldName(of line: ArraySlice<UInt8>) -> String? {
    guard let colon = line.prefix(80).firstIndex(of: UInt8(ascii: ":")), colon > line.startIndex else { return nil }
    let name = line[line.startIndex..<colon]
    guard name.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) else { return nil }
    return String(decoding: name.map { $0 >= 0x41 && $0 <= 0x5A ? $0 | 0x20 : $0 }, as: UTF8.self)
  }

  /// `word` is in lower case.
  private func begins(with word: String) -> Bool {
    let pattern = word.utf8
    guard text.count >= pattern.count else { return false }
    return zip(text, pattern).allSatisfy { Self.lower($0) == Self.lower($1) }
  }

  private func contains(_ word: String) -> Bool {
    let pattern = Array(word.utf8)
    guard text.count >= pattern.count else { return false }
    for start in 0...(text.count - pattern.count) where Self.lower(text[start]) == pattern[0] {
      if zip(text[start...], pattern).allSatisfy({ Self.lower($0) == $1 }) { return true }
    }
    return false
  }

  private static func lower(_ byte: UInt8) -> UInt8 { byte >= 0x41 && byte <= 0x5A ? byte | 0x20 : byte }
}
