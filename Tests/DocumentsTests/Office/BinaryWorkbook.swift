/// Writes binary workbooks ([MS-XLSB]) record by record.
enum BinaryWorkbook {
  /// Parts of one: names and bytes, in the order of the archive.
  typealias Parts = [(name: String, bytes: [UInt8])]

  static func archive(_ parts: Parts) -> [UInt8] {
    var zip = ZipWriter()
    for (name, bytes) in parts { zip.add(name, bytes) }
    return zip.finish()
  }

  // MARK: - Records

  static func little(_ value: some BinaryInteger, _ count: Int) -> [UInt8] {
    (0..<count).map { UInt8(truncatingIfNeeded: UInt64(truncatingIfNeeded: value) >> (8 * $0)) }
  }

  static func record(_ type: Int, _ data: [UInt8] = []) -> [UInt8] {
    var bytes = type < 0x80 ? [UInt8(type)] : [UInt8(type & 0x7F | 0x80), UInt8(type >> 7)]
    var length = data.count
    repeat {
      bytes.append(UInt8(length & 0x7F) | (length > 0x7F ? 0x80 : 0))
      length >>= 7
    } while length > 0
    return bytes + data
  }

  static func wide(_ text: String?) -> [UInt8] {
    guard let text else { return little(0xFFFF_FFFF as UInt32, 4) }
    return little(text.utf16.count, 4) + text.utf16.flatMap { little($0, 2) }
  }

  /// A text with a run of formats and its reading in kana behind it.
  static func rich(_ text: String, reading: String? = nil) -> [UInt8] {
    let runs = little(1, 4) + little(0, 2) + little(0, 2)
    let phonetic = reading.map { wide($0) + little(0, 4) } ?? []
    return [reading == nil ? 0x01 : 0x03] + wide(text) + runs + phonetic
  }

  static func row(_ number: Int) -> [UInt8] {
    record(0, little(number, 4) + little(0, 4) + little(300, 2) + [0, 0, 0] + little(0, 4))
  }

  /// - Parameter column: nil for a cell of the short kind, which stands behind the last one.
  static func cell(_ type: Int, _ column: Int?, style: Int = 0, _ data: [UInt8] = []) -> [UInt8] {
    guard let column else { return record(type + 11, little(style, 4) + data) }
    return record(type, little(column, 4) + little(style, 4) + data)
  }

  static func shared(_ index: Int, _ column: Int? = nil) -> [UInt8] { cell(7, column, little(index, 4)) }
  static func text(_ text: String, _ column: Int? = nil) -> [UInt8] { cell(6, column, wide(text)) }
  static func whole(_ value: Int, _ column: Int? = nil, style: Int = 0) -> [UInt8] {
    cell(2, column, style: style, little(value << 2 | 2, 4))
  }
  static func real(_ value: Double, _ column: Int? = nil, style: Int = 0) -> [UInt8] {
    cell(5, column, style: style, little(value.bitPattern, 8))
  }

  // MARK: - Parts

  static func sheet(_ rows: [UInt8], behind: [UInt8] = []) -> [UInt8] {
    record(129) + record(145) + rows + record(146) + behind + record(130)
  }

  static func relationships(_ list: [(id: String, type: String, target: String)]) -> [UInt8] {
    let all = list.map { "<Relationship Id=\"\($0.id)\" Type=\"http://x/\($0.type)\" Target=\"\($0.target)\"/>" }
    return Array("<Relationships>\(all.joined())</Relationships>".utf8)
  }

  static func workbook(_ sheets: [(name: String, id: String, isHidden: Bool)], date1904: Bool = false) -> [UInt8] {
    let bundle = sheets.enumerated().map { number, sheet in
      record(156, little(sheet.isHidden ? 1 : 0, 4) + little(number + 1, 4) + wide(sheet.id) + wide(sheet.name))
    }
    return record(131) + record(153, little(date1904 ? 1 : 0, 4) + little(0, 4) + wide("")) + record(143)
      + bundle.joined() + record(144) + record(132)
  }

  static func strings(_ items: [[UInt8]]) -> [UInt8] {
    record(159, little(items.count, 4) + little(items.count, 4)) + items.flatMap { record(19, $0) } + record(160)
  }

  /// - Parameter formats: of the cells' styles; those from 164 on have the codes given.
  static func styles(_ formats: [Int], codes: [Int: String]) -> [UInt8] {
    let own = codes.keys.sorted().flatMap { record(44, little($0, 2) + wide(codes[$0])) }
    let format: (Int) -> [UInt8] = { record(47, little(0xFFFF, 2) + little($0, 2) + little(0, 12)) }
    return record(278) + own + record(626) + format(14) + record(627) + record(617)
      + formats.flatMap(format) + record(618) + record(279)
  }

  static func package(_ parts: Parts, sheets: [(name: String, id: String, isHidden: Bool)]) -> Parts {
    let targets = sheets.enumerated().map { ($1.id, "worksheet", "worksheets/sheet\($0 + 1).bin") }
    return [
      ("[Content_Types].xml", Array("<Types/>".utf8)),
      ("_rels/.rels", relationships([("r1", "officeDocument", "xl/workbook.bin")])),
      ("xl/workbook.bin", workbook(sheets)),
      (
        "xl/_rels/workbook.bin.rels",
        relationships(targets + [("s1", "sharedStrings", "sharedStrings.bin"), ("s2", "styles", "styles.bin")])
      ),
    ] + parts
  }

  /// A list of members, and what lies hidden behind it. `Fixtures/office/roster.xlsb` is this one.
  static var roster: Parts {
    let titles = ["氏名", "フリガナ", "生年月日", "電話番号", "郵便番号", "金額", "在籍"]
    let items = titles.map { [0] + wide($0) } + [rich("試験　太郎", reading: "シケンタロウ"), [0] + wide("シケン　タロウ")]
    let first =
      row(0) + titles.indices.flatMap { shared($0, $0 == 0 ? 0 : nil) }
      + row(1) + shared(7, 0) + shared(8) + whole(27_396, style: 1) + text("03-1234-5678") + whole(600_001, style: 2)
      + real(0.1 + 0.2) + cell(4, nil, [1])
      + row(3) + text("見本 & <花子>", 0) + cell(1, 1) + real(18_548.5, 2, style: 1)
      + cell(8, 3, wide("090-1111-2222") + little(0, 2) + little(0, 8)) + cell(2, nil, little(12_345 << 2 | 3, 4))
      + cell(9, 5, little((1e15).bitPattern, 8) + little(0, 10)) + cell(11, 6, [0x07] + little(0, 10))
      + row(4) + cell(62, 0, rich("例示　次郎\r\n（転居）")) + real(-12_345_678_901, 5)
    let heading = little(0, 2) + wide("&L名簿&R&D") + wide(nil) + wide(nil) + wide(nil) + wide("&C取扱注意") + wide(nil)
    let comments =
      record(628) + record(630) + record(632, wide("青木 健一")) + record(632, wide("tc={1}")) + record(631) + record(633)
      + [(0, "本人より電話あり"), (1, "写し")].flatMap { author, text in
        record(635, little(author, 4) + little(0, 32)) + record(637, rich(text)) + record(636)
      } + record(634) + record(629)
    return package(
      [
        ("xl/sharedStrings.bin", strings(items)), ("xl/styles.bin", styles([0, 14, 164], codes: [164: "000\\-0000"])),
        ("xl/worksheets/sheet1.bin", sheet(first, behind: record(479, heading) + record(480))),
        ("xl/worksheets/sheet2.bin", sheet(row(0) + text("隠しシート", 0) + row(199) + text("離れた行", 1))),
        ("xl/worksheets/_rels/sheet1.bin.rels", relationships([("c1", "comments", "../comments1.bin")])),
        ("xl/comments1.bin", comments),
      ], sheets: [("名簿", "r1", false), ("控え", "r2", true)])
  }
}
