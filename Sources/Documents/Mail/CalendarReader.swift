import Contents
import JapaneseText

/// Reads calendars (iCalendar, RFC 5545): organisers and attendees as one table with a row for each, and what an entry
/// says as a passage.
enum CalendarReader {
  private static let header = ["氏名", "メールアドレス", "予約日"]

  static func read(_ source: any ByteSource, at place: Place, in reading: Reading) throws(UnreadReason) {
    var lines = FoldedLines()
    var charset = CharsetStream()
    var decoded: [UInt8] = []
    var entries = CalendarEntries(place, reading)
    // Unfolded as bytes: lines are folded after 75 of them, also within a character (RFC 5545, 3.1).
    try source.eachChunk(of: source.whole) { chunk, isLast throws(UnreadReason) in
      var unfolded: [UInt8] = []
      lines.push(chunk, isLast: isLast, into: &unfolded)
      unfolded.withUnsafeBytes { charset.push($0, isLast: isLast, into: &decoded) }
      var start = 0
      while let newline = decoded[start...].firstIndex(of: 0x0A) {
        try entries.take(decoded[start..<newline])
        start = newline + 1
      }
      if isLast { try entries.take(decoded[start...]) }
      decoded.removeFirst(isLast ? decoded.count : start)
    }
    try entries.finish(header: header)
    try reading.emit(.decoded(charset.decoding(at: place)))
  }
}

/// Joins lines that were folded with a line end and a blank, in any encoding whose blanks and line ends are ASCII.
struct FoldedLines {
  private var held: [UInt8] = []

  /// Appends whole lines, each with a line feed.
  mutating func push(_ chunk: some Collection<UInt8>, isLast: Bool, into output: inout [UInt8]) {
    for byte in chunk {
      switch byte {
      case 0x0D: if held.isEmpty { held = [0x0D] } else { flush(into: &output, next: byte) }
      case 0x0A: if held.count == 1, held[0] == 0x0D { held.append(byte) } else { flush(into: &output, next: byte) }
      case 0x20, 0x09:
        if held.last == 0x0A { held.removeAll(keepingCapacity: true) } else { output.append(byte) }
      default:
        if !held.isEmpty { flush(into: &output, next: nil) }
        output.append(byte)
      }
    }
    if isLast, !held.isEmpty { flush(into: &output, next: nil) }
  }

  /// What was held is the end of a line after all.
  private mutating func flush(into output: inout [UInt8], next: UInt8?) {
    if held.last == 0x0A || held.last == 0x0D { output.append(0x0A) }
    held.removeAll(keepingCapacity: true)
    if let next { held.append(next) }
  }
}

/// Gathers the entries of a calendar line by line.
struct CalendarEntries {
  private static let longestText = 64 << 10
  private static let mostRows = 500_000

  private let place: Place
  private let reading: Reading
  private var passages: PassageOutlet
  private var people: Set<[String]> = []
  /// In the order of the file.
  private var rows: [[String]] = []
  private var attendees: [(name: String, address: String)] = []
  private var date = ""
  private var text = ""
  private var isInEntry = false

  init(_ place: Place, _ reading: Reading) {
    self.place = place
    self.reading = reading
    passages = PassageOutlet(place, reading)
  }

  mutating func take(_ line: ArraySlice<UInt8>) throws(UnreadReason) {
    guard let property = VCardProperty(Array(line)) else { return }
    switch property.name {
    case "BEGIN":
      let kind = property.value.uppercased()
      if ["VEVENT", "VTODO", "VJOURNAL"].contains(kind) {
        try endEntry()
        isInEntry = true
      }
    case "END": if ["VEVENT", "VTODO", "VJOURNAL"].contains(property.value.uppercased()) { try endEntry() }
    case "ORGANIZER", "ATTENDEE", "CONTACT": takeAttendee(property, line)
    case "DTSTART", "DUE": date = Self.day(property.value)
    case "SUMMARY": add("Summary: ", property.value)
    case "DESCRIPTION", "COMMENT", "LOCATION": add("", property.value)
    default: break
    }
  }

  private mutating func add(_ label: String, _ value: String) {
    guard isInEntry, text.utf8.count < Self.longestText else { return }
    text += label + Self.unescaped(value) + "\n"
  }

  /// Rooms and things are nobody; a group is no single person.
  private mutating func takeAttendee(_ property: VCardProperty, _ line: ArraySlice<UInt8>) {
    guard isInEntry, attendees.count < 10_000 else { return }
    if property.name == "CONTACT" { return add("", property.value) }
    let parameters = CalendarParameters(line)
    if let kind = parameters["CUTYPE"]?.uppercased(), ["RESOURCE", "ROOM", "GROUP"].contains(kind) { return }
    if parameters["ROLE"]?.uppercased() == "NON-PARTICIPANT" { return }
    var address = property.value
    if address.lowercased().hasPrefix("mailto:") { address = String(address.dropFirst(7)) }
    if !address.contains("@") { address = parameters["EMAIL"] ?? "" }
    var name = parameters["CN"] ?? ""
    if name.contains("@") { name = "" }
    if name.isEmpty, address.isEmpty { return }
    attendees.append((name, address))
  }

  private mutating func endEntry() throws(UnreadReason) {
    defer {
      attendees = []
      date = ""
      text = ""
      isInEntry = false
    }
    for attendee in attendees where rows.count < Self.mostRows {
      let row = [attendee.name, attendee.address, date]
      if people.insert([attendee.name, attendee.address]).inserted { rows.append(row) }
    }
    if !text.isEmpty {
      try passages.append((date.isEmpty ? text : "Appointment: \(date)\n" + text).utf8)
      try passages.append("\n".utf8)
    }
  }

  mutating func finish(header: [String]) throws(UnreadReason) {
    try endEntry()
    if !rows.isEmpty {
      var table = TableOutlet(TableOrigin(place: place, header: .firstRow), reading)
      try table.append(row: header)
      for row in rows { try table.append(row: row) }
      try table.finish()
    }
    try passages.finish()
  }

  /// `20240921T010000Z` as `2024-09-21`.
  private static func day(_ value: String) -> String {
    let digits = value.utf8.prefix(8)
    guard digits.count == 8, digits.allSatisfy({ $0 &- 0x30 < 10 }) else { return "" }
    let text = String(decoding: Array(digits), as: UTF8.self)
    return "\(text.prefix(4))-\(text.dropFirst(4).prefix(2))-\(text.suffix(2))"
  }

  /// `\n`, `\,`, `\;` and `\\` (RFC 5545, 3.3.11).
  private static func unescaped(_ value: String) -> String {
    guard value.utf8.contains(UInt8(ascii: "\\")) else { return value }
    var result = ""
    var isEscaped = false
    for character in value {
      if isEscaped {
        isEscaped = false
        result.append(character == "n" || character == "N" ? "\n" : character)
      } else if character == "\\" {
        isEscaped = true
      } else {
        result.append(character)
      }
    }
    return result
  }
}

/// The parameters of a property with their values as written: `CN="Brown, Mary";ROLE=CHAIR`.
struct CalendarParameters {
  private var values: [String: String] = [:]

  init(_ line: ArraySlice<UInt8>) {
    var parts: [[UInt8]] = [[]]
    var isQuoted = false
    for byte in line.prefix(4_096) {
      if byte == 0x22 {
        isQuoted.toggle()
      } else if byte == UInt8(ascii: ":"), !isQuoted {
        break
      } else if byte == UInt8(ascii: ";"), !isQuoted {
        parts.append([])
      } else {
        parts[parts.count - 1].append(byte)
      }
    }
    for part in parts.dropFirst() {
      guard let sign = part.firstIndex(of: UInt8(ascii: "=")) else { continue }
      let name = String(decoding: part[..<sign], as: UTF8.self).uppercased()
      values[name] = values[name] ?? String(decoding: part[(sign + 1)...], as: UTF8.self)
    }
  }

  subscript(_ name: String) -> String? { values[name] }
}
