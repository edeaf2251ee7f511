import Contents

/// Reads HL7 version 2 messages, as hospitals exchange and keep them: each message as one row of who is the patient, the
/// next of kin, the doctors, what was found.
enum HealthMessageReader {
  static func read(_ source: any ByteSource, at place: Place, in reading: Reading) throws(UnreadReason) {
    var messages = HealthMessages(at: place, in: reading)
    try DecodedLines.each(of: source, at: place, in: reading) { line throws(UnreadReason) in try messages.take(line) }
    try messages.finish()
  }
}

private struct HealthMessages {
  private static let mostRelatives = 16

  private let reading: Reading
  private var table: RecordTable
  private var record: RecordTable.Record = []
  private var seen: [[UInt8]: Int] = [:]
  private var marks = HealthMarks()

  init(at place: Place, in reading: Reading) {
    self.reading = reading
    table = RecordTable(place, reading)
  }

  mutating func take(_ line: ArraySlice<UInt8>) throws(UnreadReason) {
    // A frame of the lower layer protocol begins with 0x0B and ends with 0x1C.
    let segment = line.drop { $0 < 0x20 }.prefix { $0 >= 0x20 || $0 == 0x09 }
    guard segment.count > 4 else { return }
    let name = Array(segment.prefix(3))
    if name == Array("MSH".utf8) {
      try end()
      marks = HealthMarks(segment)
      return
    }
    let fields = marks.fields(of: segment)
    switch String(decoding: name, as: UTF8.self) {
    case "PID":
      // Several patients of one message.
      if record.contains(where: { $0.key.starts(with: Array("patient".utf8)) }) { try end() }
      takePatient(fields)
    case "NK1": takeRelative(fields, as: "emergencyContact", name: 2, phone: [5, 6], address: 4)
    case "GT1": takeRelative(fields, as: "guarantor", name: 3, phone: [6, 7], address: 5)
    case "IN1": takeRelative(fields, as: "insured", name: 16, phone: [], address: 19)
    case "PV1": for field in [7, 8, 9, 17] { takeDoctor(fields, field) }
    case "STF": takeRelative(fields, as: "staff", name: 3, phone: [10], address: 11)
    case "OBX": add("patient.test_result", marks.text(fields, 5, 0))
    case "DG1": add("patient.diagnosis", marks.text(fields, 3, 1) + marks.text(fields, 4, 0))
    case "AL1": add("patient.allergy", marks.text(fields, 3, 1))
    case "SCH", "TXA": break
    default: break
    }
  }

  mutating func finish() throws(UnreadReason) {
    try end()
    try table.finish()
  }

  private mutating func end() throws(UnreadReason) {
    guard !record.isEmpty else { return }
    try reading.chargeEntry()
    try table.append(record)
    record.removeAll(keepingCapacity: true)
    seen.removeAll(keepingCapacity: true)
  }

  // MARK: Segments

  private mutating func takePatient(_ fields: [ArraySlice<UInt8>]) {
    addName("patient", fields, 5)
    let birth = marks.text(fields, 7, 0)
    add("patient.birth_date", Array(birth.prefix(8)))
    add("patient.sex", marks.text(fields, 8, 0))
    addAddress("patient", fields, 11)
    for field in [13, 14] { add("patient.phone", phone(fields, field)) }
    add("patient.ssn", marks.text(fields, 19, 0))
  }

  private mutating func takeRelative(
    _ fields: [ArraySlice<UInt8>], as who: String, name: Int, phone numbers: [Int], address: Int
  ) {
    let number = (seen[Array(who.utf8)] ?? 0) + 1
    guard number <= Self.mostRelatives, !marks.text(fields, name, 0).isEmpty else { return }
    seen[Array(who.utf8)] = number
    let prefix = number == 1 ? who : "\(who)\(number)"
    addName(prefix, fields, name)
    addAddress(prefix, fields, address)
    for field in numbers { add(prefix + ".phone", phone(fields, field)) }
  }

  /// An identifier stands before the name (XCN).
  private mutating func takeDoctor(_ fields: [ArraySlice<UInt8>], _ field: Int) {
    let family = marks.text(fields, field, 1)
    guard !family.isEmpty else { return }
    let key = "doctor\(field)"
    guard seen[Array((key + ".family_name").utf8)] == nil else { return }
    add(key + ".family_name", family)
    add(key + ".given_name", marks.text(fields, field, 2))
  }

  /// A name comes once in each script (XPN 8: I ideographic, P phonetic, A alphabetic).
  private mutating func addName(_ who: String, _ fields: [ArraySlice<UInt8>], _ field: Int) {
    let scripts = (0..<marks.repetitions(fields, field)).map { marks.text(fields, field, 7, of: $0) }
    let isPhonetic = scripts.map { $0 == [UInt8(ascii: "P")] }
    let main = isPhonetic.firstIndex(of: false) ?? 0
    add(who + ".family_name", marks.text(fields, field, 0, of: main))
    add(who + ".given_name", marks.text(fields, field, 1, of: main))
    guard let reading = isPhonetic.firstIndex(of: true), reading != main else { return }
    let parts = [0, 1].map { marks.text(fields, field, $0, of: reading) }.filter { !$0.isEmpty }
    add(who + ".name_kana", Array(parts.joined(separator: [0x20])))
  }

  private mutating func addAddress(_ who: String, _ fields: [ArraySlice<UInt8>], _ field: Int) {
    let parts = ["street_address", "address2", "city", "state", "postal_code"]
    for (part, title) in parts.enumerated() { add(who + "." + title, marks.text(fields, field, part)) }
  }

  /// As one text, else by the parts of the newer form (XTN 5 to 7) or unformatted (XTN 12).
  private func phone(_ fields: [ArraySlice<UInt8>], _ field: Int) -> [UInt8] {
    let whole = marks.text(fields, field, 0)
    if !whole.isEmpty { return whole }
    let parts = [4, 5, 6].map { marks.text(fields, field, $0) }.filter { !$0.isEmpty }
    return parts.isEmpty ? marks.text(fields, field, 11) : Array(parts.joined(separator: [0x20]))
  }

  private mutating func add(_ title: String, _ value: [UInt8]) {
    guard !value.isEmpty, record.count < 512 else { return }
    let key = Array(title.utf8)
    let count = (seen[key] ?? 0) + 1
    seen[key] = count
    record.append((count == 1 ? key : key + Array(" \(count)".utf8), value))
  }
}

/// The characters that divide a message, as its first segment names them.
private struct HealthMarks {
  private var field = UInt8(ascii: "|")
  private var component = UInt8(ascii: "^")
  private var repetition = UInt8(ascii: "~")
  private var escape = UInt8(ascii: "\\")
  private var part = UInt8(ascii: "&")

  init() {}

  init(_ header: ArraySlice<UInt8>) {
    let bytes = Array(header.prefix(8))
    guard bytes.count == 8 else { return }
    (field, component, repetition, escape, part) = (bytes[3], bytes[4], bytes[5], bytes[6], bytes[7])
  }

  func fields(of segment: ArraySlice<UInt8>) -> [ArraySlice<UInt8>] {
    segment.split(separator: field, maxSplits: 200, omittingEmptySubsequences: false)
  }

  /// How often a field comes, at most.
  private static let mostRepetitions = 16

  func repetitions(_ fields: [ArraySlice<UInt8>], _ number: Int) -> Int {
    guard number < fields.count else { return 0 }
    return min(fields[number].count { $0 == repetition } + 1, Self.mostRepetitions)
  }

  /// A component of a field, of its first repetition where no other is asked for.
  func text(_ fields: [ArraySlice<UInt8>], _ number: Int, _ index: Int, of time: Int = 0) -> [UInt8] {
    guard number < fields.count else { return [] }
    let times = fields[number].split(
      separator: repetition, maxSplits: Self.mostRepetitions, omittingEmptySubsequences: false)
    guard time < times.count else { return [] }
    let parts = times[time].split(separator: component, maxSplits: 32, omittingEmptySubsequences: false)
    guard index < parts.count else { return [] }
    let value = parts[index].prefix { $0 != part }
    // `""` deletes what was there.
    if value.elementsEqual([0x22, 0x22]) { return [] }
    return Array(value.prefix(4_096).filter { $0 != escape }[...])
  }
}
