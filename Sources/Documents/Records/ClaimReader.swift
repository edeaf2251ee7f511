import Contents

/// Reads the claims that Japanese hospitals, dentists, pharmacies and visiting nurses send to the payers, and that health
/// insurers get from them (レセプト電算処理: RECEIPTC.UKE, RECEIPTD, RECEIPTS, RECEIPTY, .HEN, CSV): each claim as one row of whose it
/// is, by whom insured, and of what ill.
///
/// Source: 社会保険診療報酬支払基金・厚生労働省「オンライン又は光ディスク等による請求に係る記録条件仕様」 for 医科, DPC, 歯科, 調剤 and 訪問看護. The
/// beginnings of the records RE (common part of a claim), HO (insurer), KO (public expense), SN (confirmed insurance) and
/// SY (illness) are the same in all of them. Files for insurers put the kind of data, a line number and a branch number
/// before each record (「レセプト電子データ提供」).
enum ClaimReader {
  static func read(_ source: any ByteSource, at place: Place, in reading: Reading) throws(UnreadReason) {
    var claims = Claims(at: place, in: reading)
    try DecodedLines.each(of: source, at: place, in: reading) { line throws(UnreadReason) in try claims.take(line) }
    try claims.finish()
  }

  /// One of the first lines begins a claim, and nearly all are records of two letters.
  static func looksLike(_ lines: [ArraySlice<UInt8>]) -> Bool {
    var records = 0
    var filled = 0
    var claims = 0
    for line in lines.prefix(200) where line.count > 1 {
      filled += 1
      guard let record = ClaimRecord(line) else { continue }
      records += 1
      if record.isClaim { claims += 1 }
    }
    return claims > 0 && records >= 3 && records * 10 >= filled * 9
  }
}

/// The fields of one line, from the letters of its record on.
private struct ClaimRecord {
  private static let mostFields = 120
  /// Numbers before the record's letters in files for insurers.
  private static let mostNumbers = 4

  let fields: ArraySlice<ArraySlice<UInt8>>

  init?(_ line: ArraySlice<UInt8>) {
    let all = line.split(separator: UInt8(ascii: ","), maxSplits: Self.mostFields, omittingEmptySubsequences: false)
    for (number, field) in all.prefix(Self.mostNumbers + 1).enumerated() {
      let name = field.withoutQuotes
      if name.count == 2, name.allSatisfy({ (0x41...0x5A).contains($0) || $0 &- 0x30 < 10 }),
        (0x41...0x5A).contains(name[name.startIndex])
      {
        guard all.count > number + 1 else { return nil }
        fields = all[number...]
        return
      }
      guard !field.isEmpty, field.withoutQuotes.allSatisfy({ $0 &- 0x30 < 10 }) else { return nil }
    }
    return nil
  }

  var name: String { String(decoding: self[0], as: UTF8.self) }

  /// By the numbers of the specification, less one.
  subscript(_ number: Int) -> [UInt8] {
    let index = fields.startIndex + number
    return index < fields.endIndex ? Array(fields[index].withoutQuotes.withoutBlanks.prefix(400)) : []
  }

  /// Somebody with a name, a sex and a birth date, and the month of the treatment.
  var isClaim: Bool {
    guard name == "RE", fields.count >= 7, !self[4].isEmpty else { return false }
    return isNumber(self[3], of: 5...6) && isNumber(self[6], of: 7...8) && isNumber(self[5], of: 1...1)
  }

  private func isNumber(_ field: [UInt8], of lengths: ClosedRange<Int>) -> Bool {
    lengths.contains(field.count) && field.allSatisfy { $0 &- 0x30 < 10 }
  }

  /// The name in kana stands behind the fields of the treatment, further behind in each edition.
  var kana: [UInt8] {
    var number = 13
    while number < fields.count {
      let field = self[number]
      if Self.isKana(field) { return field }
      number += 1
    }
    return []
  }

  /// Three katakana at least (U+30A1 to U+30FC, or their half-width forms), and blanks.
  private static func isKana(_ field: [UInt8]) -> Bool {
    var letters = 0
    var index = 0
    while index < field.count {
      if field[index] == 0x20 {
        index += 1
        continue
      }
      guard index + 2 < field.count else { return false }
      switch (field[index], field[index + 1], field[index + 2]) {
      case (0xE3, 0x80, 0x80): break
      case (0xE3, 0x82, 0xA1...), (0xE3, 0x83, 0x80...0xBC), (0xEF, 0xBD, 0xA6...0xBF), (0xEF, 0xBE, 0x80...0x9F):
        letters += 1
      default: return false
      }
      index += 3
    }
    return letters >= 3
  }
}

private struct Claims {
  private static let mostIllnesses = 16

  private let reading: Reading
  private var table: RecordTable
  private var record: RecordTable.Record = []
  private var illnesses: [[UInt8]] = []

  init(at place: Place, in reading: Reading) {
    self.reading = reading
    table = RecordTable(place, reading)
  }

  mutating func take(_ line: ArraySlice<UInt8>) throws(UnreadReason) {
    guard let fields = ClaimRecord(line) else { return }
    switch fields.name {
    case "RE":
      try end()
      record.add("氏名", fields[4])
      record.add("カナ氏名", fields.kana)
      record.add("性別", SexCode.word(fields[5]))
      record.add("生年月日", fields[6])
      record.add("カルテ番号", fields[13])
    case "HO":
      record.add("保険者番号", fields[1])
      record.add("被保険者証記号", fields[2])
      record.add("被保険者証番号", fields[3])
    case "SN": if fields[1] == [UInt8(ascii: "1")], fields[6].count == 2 { record.add("枝番", fields[6]) }
    case "KO":
      record.add("公費負担者番号", fields[1])
      record.add("公費受給者番号", fields[2])
    case "SY", "SB", "HS":
      guard !record.isEmpty, illnesses.count < Self.mostIllnesses else { return }
      // In words where no code is known: 0000999.
      let words = fields[5]
      illnesses.append(words.isEmpty ? fields[1] : words)
    default: break
    }
  }

  mutating func finish() throws(UnreadReason) {
    try end()
    try table.finish()
  }

  private mutating func end() throws(UnreadReason) {
    guard !record.isEmpty else { return }
    record.add("傷病名", Array(illnesses.joined(separator: [0x20])))
    illnesses.removeAll(keepingCapacity: true)
    try reading.chargeEntry()
    try table.append(record)
    record.removeAll(keepingCapacity: true)
  }
}
