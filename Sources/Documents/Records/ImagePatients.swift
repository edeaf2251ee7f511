import Contents

/// Makes rows of the patients whom objects of medical imaging name (DICOM PS3.6, group 0010), whether they were read from
/// the objects themselves or from what a program printed of them. Physicians and operators (groups 0008 and 0032) handle.
struct ImagePatients {
  /// Group and element of an attribute.
  struct Tag: Hashable {
    var group: UInt16
    var element: UInt16

    init(_ group: UInt16, _ element: UInt16) {
      self.group = group
      self.element = element
    }

    static let patientName = Tag(0x0010, 0x0010)
    static let characterSet = Tag(0x0008, 0x0005)
  }

  private static let titles: [Tag: String] = [
    Tag(0x0010, 0x0020): "patient.id", Tag(0x0010, 0x0030): "patient.birth_date", Tag(0x0010, 0x0040): "patient.sex",
    Tag(0x0010, 0x1040): "patient.address", Tag(0x0010, 0x2154): "patient.phone",
    Tag(0x0010, 0x2000): "patient.medical_history", Tag(0x0010, 0x2110): "patient.allergies",
    Tag(0x0010, 0x21B0): "patient.medical_history", Tag(0x0008, 0x1080): "patient.diagnosis",
    // What was looked at, and by which kind of machine: that there was an examination tells of health.
    Tag(0x0008, 0x1030): "patient.condition", Tag(0x0018, 0x0015): "patient.condition",
    Tag(0x0018, 0x1030): "patient.condition", Tag(0x0008, 0x0060): "patient.condition",
  ]

  /// Names of those who are neither the patient nor work with the image: a parent or an owner.
  private static let responsible = Tag(0x0010, 0x2297)
  private static let handlers: Set<Tag> = [
    Tag(0x0008, 0x0090), Tag(0x0008, 0x009C), Tag(0x0008, 0x1048), Tag(0x0008, 0x1050), Tag(0x0008, 0x1060),
    Tag(0x0008, 0x1070), Tag(0x0032, 0x1032),
  ]

  private let reading: Reading
  private var table: RecordTable
  private var record: RecordTable.Record = []
  private var hasName = false

  init(at place: Place, in reading: Reading) {
    self.reading = reading
    table = RecordTable(place, reading)
  }

  static func isWanted(_ tag: Tag) -> Bool {
    titles[tag] != nil || tag == .patientName || tag == responsible || handlers.contains(tag)
  }

  /// - Parameter value: the attribute's value as UTF-8.
  mutating func take(_ tag: Tag, _ value: ArraySlice<UInt8>) {
    let value = value.withoutBlanks.prefix(4_096)
    guard !value.isEmpty else { return }
    if tag == .patientName {
      guard !hasName, !Self.isNobody(value) else { return }
      hasName = true
      addName("patient", value)
    } else if tag == Self.responsible {
      addName("guardian", value)
    } else if Self.handlers.contains(tag) {
      addName("doctor", value)
    } else if let title = Self.titles[tag] {
      add(title, Array(value))
    }
  }

  /// Ends one object, or one patient of a directory.
  mutating func endObject() throws(UnreadReason) {
    defer {
      record.removeAll(keepingCapacity: true)
      hasName = false
    }
    guard hasName else { return }
    try reading.chargeEntry()
    try table.append(record)
  }

  mutating func finish() throws(UnreadReason) {
    try endObject()
    try table.finish()
  }

  /// Up to three groups parted by `=`: in letters of Latin, in kanji, in kana; each of up to five parts parted by `^`,
  /// family name first (PS3.5, 6.2.1).
  private mutating func addName(_ who: String, _ value: ArraySlice<UInt8>) {
    let one = value.prefix { $0 != UInt8(ascii: "\\") }
    let groups = one.split(separator: UInt8(ascii: "="), maxSplits: 3, omittingEmptySubsequences: false)
      .map(Self.nameOfGroup)
    let written = groups.count > 1 && !groups[1].isEmpty ? groups[1] : groups.first ?? []
    add(who + ".name", written.isEmpty && groups.count > 2 ? groups[2] : written)
    if groups.count > 2, !written.isEmpty, groups[2] != written { add(who + ".kana", groups[2]) }
  }

  private static func nameOfGroup(_ group: ArraySlice<UInt8>) -> [UInt8] {
    let parts = group.split(separator: UInt8(ascii: "^"), maxSplits: 5, omittingEmptySubsequences: false)
      .map(\.withoutBlanks)
    // Family, given and middle name; titles follow.
    return Array(parts.prefix(3).filter { !$0.isEmpty }.joined(separator: [0x20]))
  }

  /// What programs put in the place of a name that they took out.
  private static func isNobody(_ name: ArraySlice<UInt8>) -> Bool {
    let letters = name.lazy.filter { (0x41...0x5A).contains($0 & 0xDF) }.map { $0 | 0x20 }
    return ["anonymous", "anonymized", "anonymised", "anon", "removed", "unknown", "noname", "none", "phantom", "test"]
      .contains(String(decoding: Array(letters), as: UTF8.self)) && !name.contains { $0 >= 0x80 }
  }

  private mutating func add(_ title: String, _ value: [UInt8]) {
    if record.count < 64 { record.add(title, value) }
  }
}
