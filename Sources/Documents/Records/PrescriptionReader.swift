import Contents

/// Reads what the two-dimensional codes of Japanese pharmacies say, as apps and counters keep it: the electronic medication
/// notebook (お薬手帳) and the printed prescription (院外処方箋). Whose medicines they are, who prescribed and who dispensed: each a
/// row of its own.
///
/// Sources: JAHIS「電子版お薬手帳データフォーマット仕様書」 (records 1, 2, 15, 55, 201, 701 behind the line JAHISTC) and「院外処方箋2次元シンボル
/// 記録条件規約」 (records 5, 11, 12, 13, 22, 23, 61, 201 behind the line JAHIS and a number).
enum PrescriptionReader {
  static func read(_ source: any ByteSource, at place: Place, in reading: Reading) throws(UnreadReason) {
    var prescriptions = Prescriptions(at: place, in: reading)
    try DecodedLines.each(of: source, at: place, in: reading) { line throws(UnreadReason) in
      try prescriptions.take(line)
    }
    try prescriptions.finish()
  }

  /// `JAHISTC07,1` or `JAHIS9`, and numbered records below.
  static func looksLike(_ lines: [ArraySlice<UInt8>]) -> Bool {
    let filled = lines.lazy.filter { !$0.isEmpty }.prefix(12)
    guard let first = filled.first, Kind(first) != nil else { return false }
    let records = filled.dropFirst()
    return !records.isEmpty
      && records.allSatisfy { line in
        line.prefix { $0 != UInt8(ascii: ",") }.allSatisfy { $0 &- 0x30 < 10 } || Kind(line) != nil
      }
  }

  fileprivate enum Kind {
    case notebook, prescription

    init?(_ line: ArraySlice<UInt8>) {
      let word = line.prefix { $0 != UInt8(ascii: ",") }
      guard word.count <= 12, word.begins(with: "JAHIS") else { return nil }
      let rest = word.dropFirst(5)
      self = rest.begins(with: "TC") ? .notebook : .prescription
      let number = self == .notebook ? rest.dropFirst(2) : rest
      guard !number.isEmpty, number.allSatisfy({ $0 &- 0x30 < 10 }) else { return nil }
    }
  }
}

private struct Prescriptions {
  private static let mostOthers = 64

  private let reading: Reading
  private var table: RecordTable
  private var kind: PrescriptionReader.Kind?
  private var patient: RecordTable.Record = []
  private var others: [RecordTable.Record] = []

  init(at place: Place, in reading: Reading) {
    self.reading = reading
    table = RecordTable(place, reading)
  }

  mutating func take(_ line: ArraySlice<UInt8>) throws(UnreadReason) {
    let line = line.withoutBlanks
    if let kind = PrescriptionReader.Kind(line) {
      try end()
      self.kind = kind
      return
    }
    let fields = line.split(separator: UInt8(ascii: ","), maxSplits: 60, omittingEmptySubsequences: false)
    guard fields.count > 1, let number = Int(String(decoding: fields[0], as: UTF8.self)) else { return }
    func field(_ index: Int) -> [UInt8] {
      index < fields.count ? Array(fields[index].withoutQuotes.withoutBlanks.prefix(400)) : []
    }
    switch (kind, number) {
    case (.notebook, 1):
      patient.add("氏名", field(1))
      patient.add("性別", SexCode.word(field(2)))
      patient.add("生年月日", field(3))
      patient.add("郵便番号", field(4))
      patient.add("住所", field(5))
      patient.add("電話番号", field(6))
      patient.add("カナ氏名", field(10))
    case (.notebook, 2): patient.add("アレルギー", field(2))
    case (.notebook, 15): addOther(name: field(1), kana: [], phone: field(2))
    case (.notebook, 55): addOther(name: field(1), kana: [], phone: [])
    case (.notebook, 701): addOther(name: field(1), kana: [], phone: field(3))
    case (.prescription, 5): addOther(name: field(3), kana: field(2), phone: [])
    case (.prescription, 11):
      patient.add("氏名", field(2))
      patient.add("カナ氏名", field(3))
    case (.prescription, 12): patient.add("性別", SexCode.word(field(1)))
    case (.prescription, 13): patient.add("生年月日", field(1))
    case (.prescription, 22): patient.add("保険者番号", field(1))
    case (.prescription, 23):
      patient.add("被保険者証記号", field(1))
      patient.add("被保険者証番号", field(2))
      patient.add("枝番", field(4))
    case (.prescription, 61):
      patient.add("住所", field(2))
      patient.add("電話番号", field(3))
    case (.notebook, 201): patient.add("処方薬", field(2))
    case (.prescription, 201): patient.add("処方薬", field(6))
    default: break
    }
  }

  mutating func finish() throws(UnreadReason) {
    try end()
    try table.finish()
  }

  private mutating func end() throws(UnreadReason) {
    for record in [patient] + others where !record.isEmpty {
      try reading.chargeEntry()
      try table.append(record)
    }
    patient.removeAll(keepingCapacity: true)
    others.removeAll(keepingCapacity: true)
  }

  private mutating func addOther(name: [UInt8], kana: [UInt8], phone: [UInt8]) {
    guard !name.isEmpty || !kana.isEmpty, others.count < Self.mostOthers else { return }
    let fields: RecordTable.Record = [
      (Array("氏名".utf8), name), (Array("カナ氏名".utf8), kana), (Array("電話番号".utf8), phone),
    ]
    others.append(fields.filter { !$0.value.isEmpty })
  }
}
