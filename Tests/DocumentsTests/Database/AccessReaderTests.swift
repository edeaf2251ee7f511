import Contents
import JapaneseText
import Testing

@testable import Documents

@Suite struct AccessReaderTests {
  private static func told(_ bytes: [UInt8]) -> Told {
    Told(bytes) { source, place, reading throws(UnreadReason) in
      try AccessReader.read(source, at: place, in: reading)
    }
  }

  private static let text = JetDatabase.Column(name: "氏名", type: 10, length: 100)
  private static let memo = JetDatabase.Column(name: "備考", type: 12)

  // MARK: - Written by others

  @Test(arguments: ["clinic.mdb", "clinic.accdb"]) func tablesOfADatabase(_ name: String) throws {
    let told = Self.told(Told.fixture("database/\(name)"))
    #expect(told.thrown == nil && told.unread.isEmpty)
    #expect(told.headers == [.firstRow, .firstRow, .firstRow])
    let (departments, people, visits) = (told.tables[0], told.tables[1], told.tables[2])
    #expect(departments == [["部署コード", "部署名"], ["1", "総務課"], ["2", "健診課"], ["3", "渉外課"]])
    // Those who were deleted are none, and who got a longer address stands where the row was.
    #expect(people.count == 31 && visits.count == 61)
    #expect(people[0][..<5] == ["顧客番号", "氏名", "フリガナ", "生年月日", "電話番号"])
    #expect(
      people[8] == [
        "8", "𠮷田　一郎", "ヨシダ　イチロウ", "1954-08-08", "03-5550-0270", "100-0007", "東京都千代田区架空町8-3", "2", "0", "1750.5", "",
        "2", "健診課",
      ])
    #expect(people[1][6].hasSuffix("千二百三十四号室") && people[3][6] == people[1][6])
    #expect(people[5][10] == String(repeating: "長い覚え書き。", count: 1_500))
    #expect(people[6][10] == String(repeating: "窓口で確認した。", count: 60))
    #expect(people[10][10] == "memo only in Latin letters")
    #expect(visits[2][..<5] == ["2", "2", "2023-02-02 09:30", "51.25", "B"])
    #expect(visits[2].contains("緑川　一郎"))
  }

  @Test(arguments: ["clinic.mdb", "clinic.accdb"]) func peopleAreCounted(_ name: String) throws {
    // By its bytes, whatever it is called.
    let read = try PeopleRead(Told.fixture("database/\(name)"), named: "控え.bak")
    #expect(read.people == 30)
    #expect(read.count(.birthDate) == 30)
    #expect(read.count(.phone) == 30)
  }

  // MARK: - Written here

  /// Text in the code page of the database; a row of more than 255 bytes, whose offsets jump.
  @Test func aDatabaseOfAccess97() {
    let name: [UInt8] = [0xFB, 0xFC, 0x8B, 0xB4, 0x81, 0x40, 0x88, 0xEA]  // 髙橋　一
    let long = [UInt8](repeating: 0x41, count: 150)
    var database = JetDatabase(.jet3)
    let columns =
      [JetDatabase.Column(name: "no", type: 4, length: 4, isFixed: true)]
      + ["a", "b", "c", "d", "e"].map { JetDatabase.Column(name: $0, type: 10, length: 255) }
      + [JetDatabase.Column(name: "yes", type: 1, length: 1, isFixed: true)]
    database.add(
      "list", columns,
      [
        [JetDatabase.little(1, 4), name, nil, Array("x".utf8), nil, nil, []],
        [JetDatabase.little(-2, 4), long, long, long, name, Array("z".utf8), nil],
      ])
    database.add("MSysOther", [columns[1]], [[Array("system".utf8)]], kind: 0x8000_0000)
    let told = Self.told(database.finish())
    let wide = String(repeating: "A", count: 150)
    #expect(
      told.tables == [
        [
          ["no", "a", "b", "c", "d", "e", "yes"], ["1", "髙橋　一", "", "x", "", "", "1"],
          ["-2", wide, wide, wide, "髙橋　一", "z", "0"],
        ]
      ])
    #expect(told.thrown == nil && told.unread.isEmpty)
  }

  @Test func valuesOfEveryKind() {
    func column(_ name: String, _ type: UInt8, _ length: Int, scale: UInt8 = 0) -> JetDatabase.Column {
      JetDatabase.Column(name: name, type: type, length: length, isFixed: true, scale: scale)
    }
    let little = JetDatabase.little(_:_:) as (Int, Int) -> [UInt8]
    let identifier = Array(UInt8(1)...16)
    let decimal = [0x80] + little(0, 12) + little(1_234_500, 4)
    let long = Array("0000000000000721354:0000000342000000000:7".utf8) + [0]
    let columns = [
      column("byte", 2, 1), column("short", 3, 2), column("money", 5, 8), column("single", 6, 4),
      column("double", 7, 8),
      column("date", 8, 8), column("guid", 15, 16), column("decimal", 16, 17, scale: 3), column("big", 19, 8),
      column("long", 20, 42), JetDatabase.Column(name: "ole", type: 11),
      JetDatabase.Column(name: "bin", type: 9, length: 9),
    ]
    var database = JetDatabase(.jet4)
    database.add(
      "表", columns,
      [
        [
          [200], little(-300, 2), little(-12_345_600, 8), little(Int((0.1 as Float).bitPattern), 4),
          little(Int((2.5).bitPattern), 8), little(Int((27_396.25).bitPattern), 8), identifier, decimal,
          little(9_007_199_254_740_993, 8), long, little(5_000, 4) + little(0, 8), [1, 2, 3],
        ], columns.map { _ in nil },
      ])
    let told = Self.told(database.finish())
    #expect(
      told.tables.first?[1] == [
        "200", "-300", "-1234.56", "0.1", "2.5", "1975-01-02 06:00", "04030201-0605-0807-090a-0b0c0d0e0f10", "-1234.5",
        "9007199254740993", "1976-01-02 09:30", "(5000 bytes)", "(3 bytes)",
      ])
    #expect(told.tables.first?[2].allSatisfy(\.isEmpty) == true)
  }

  @Test(arguments: [
    (0.0, "00:00"), (0.5, "12:00"), (1, "1899-12-31"), (-1.25, "1899-12-29 06:00"), (-11_315.5, "1869-01-06 12:00"),
    (27_396, "1975-01-02"), (27_396.999_999_9, "1975-01-03"), (45_444.395_844_9, "2024-06-01 09:30:01"),
    (2_958_465, "9999-12-31"), (3e6, ""), (-657_434, "0100-01-01"), (.nan, ""), (.infinity, ""),
  ]) func dates(value: Double, text: String) {
    #expect(String(decoding: JetDate.text(of: value), as: UTF8.self) == text)
  }

  /// Characters of one byte and of two in turns, as Unicode compression writes them.
  @Test func compressedText() {
    let compressed: [UInt8] = [0xFF, 0xFE, 0x41, 0x42, 0, 0x42, 0xD8, 0xB7, 0xDF, 0x30, 0x75, 0, 0x2D]
    var database = JetDatabase(.jet4)
    database.add("表", [Self.text], [[compressed], [JetDatabase.wide("山田")], [[0xFF, 0xFE]]])
    #expect(Self.told(database.finish()).tables.first == [["氏名"], ["AB𠮷田-"], ["山田"], [""]])
  }

  @Test func anOutcomeOfAnExpressionIsTold() {
    func wrapped(_ value: [UInt8]) -> [UInt8] {
      [UInt8](repeating: 9, count: 16) + JetDatabase.little(value.count, 4) + value + [0, 0, 0]
    }
    var name = Self.text
    name.flags = 0xC0
    let date = JetDatabase.Column(name: "満期日", type: 8, length: 39, isFixed: true, flags: 0xC0)
    let amount = JetDatabase.Column(name: "額", type: 7, length: 39, isFixed: true, flags: 0xC0)
    let number = JetDatabase.little(Int((27_396.0).bitPattern), 8)
    var database = JetDatabase(.jet4)
    let fixed = wrapped(number) + [UInt8](repeating: 0, count: 8)
    database.add("表", [name, date, amount], [[wrapped(JetDatabase.wide("山田 太郎")), fixed, fixed]])
    #expect(Self.told(database.finish()).tables.first?[1] == ["山田 太郎", "1975-01-02", ""])
  }

  /// Whoever encodes a database keeps other programs from looking into it, and gives everybody the key.
  @Test(arguments: [JetFormat.jet3, .jet4]) func anEncodedDatabaseIsRead(_ format: JetFormat) {
    var database = JetDatabase(format)
    database.key = 0x8BAD_F00D
    database.add(
      "list", [JetDatabase.Column(name: "name", type: 10, length: 50)], [[format.isJet3 ? [0x41] : [0x41, 0]]])
    #expect(Self.told(database.finish()).tables == [[["name"], ["A"]]])
  }

  @Test func anEncryptedDatabaseSaysSo() {
    var bytes = Told.fixture("database/clinic.accdb")
    bytes.replaceSubrange(0x299..<0x2A1, with: [0x8F, 0x03, 4, 0, 4, 0, 0x40, 0])
    #expect(Self.told(bytes).thrown == .password)
    bytes[0x14] = 0x40
    #expect(Self.told(bytes).thrown == .unknownType)
  }

  /// A field with several values keeps them in a table of the system's: files, and the earlier texts of a memo.
  @Test func attachedFilesAndEarlierTextsAreRead() {
    let file = Array("氏名,電話番号\n山田 太郎,03-1234-5678\n".utf8)
    let little = JetDatabase.little(_:_:) as (Int, Int) -> [UInt8]
    let whole = little(16, 4) + little(1, 4) + little(4, 4) + [0x63, 0, 0, 0] + file
    let stored = [0x78, 0x01, 1] + little(whole.count, 2) + little(~whole.count, 2) + whole + [0, 0, 0, 0]
    let inline: ([UInt8]) -> [UInt8] = { little($0.count | 1 << 31, 4) + little(0, 8) + $0 }
    let columns = [
      JetDatabase.Column(name: "FileData", type: 11), JetDatabase.Column(name: "FileName", type: 10, length: 255),
    ]
    let rows: [JetDatabase.Row] = [
      [inline(little(1, 4) + little(whole.count, 4) + stored), JetDatabase.wide("packed.csv")],
      [inline(little(0, 4) + little(whole.count, 4) + whole), JetDatabase.wide("plain.csv")],
      [inline(little(7, 4) + little(0, 12)), JetDatabase.wide("broken.csv")],
      [inline(little(1, 4) + little(99, 4) + Array(stored.prefix(30))), JetDatabase.wide("cut.csv")],
    ]
    var database = JetDatabase(.jet4)
    let number = String(repeating: "0", count: 32)
    database.add("f_\(number)_Files", columns, rows, kind: 0x800A_0000)
    database.add("f_\(number)_History_x", [Self.text], [[JetDatabase.wide("前の名")]], kind: 0x800A_0000)
    let theme = columns + [JetDatabase.Column(name: "MSysResources_Data", type: 4, length: 4, isFixed: true)]
    database.add("f_\(number)_Data", theme, [rows[0] + [little(1, 4)]], kind: 0x800A_0000)
    let told = Self.told(database.finish())
    let list = [["氏名", "電話番号"], ["山田 太郎", "03-1234-5678"]]
    #expect(told.tables == [[["氏名"], ["前の名"]], list, list])
    #expect(told.members == ["packed.csv", "plain.csv"])
    #expect(told.unread == ["broken.csv": .damaged, "cut.csv": .damaged])
  }

  // MARK: - Broken

  private static var threeNames: JetDatabase {
    var database = JetDatabase(.jet4)
    database.add("表", [text], ["甲", "乙", "丙"].map { [JetDatabase.wide($0)] })
    return database
  }

  @Test func withoutItsCatalogTablesAreFoundByTheirPages() {
    var bytes = Self.threeNames.finish()
    for index in 2 * 4_096..<2 * 4_096 + 64 { bytes[index] = 0 }
    let told = Self.told(bytes)
    #expect(told.unread == ["": .damaged])
    #expect(told.tables == [[["氏名"], ["甲"], ["乙"], ["丙"]]])
  }

  @Test func withoutItsMapATableIsFoundByItsPages() {
    var database = Self.threeNames
    database.change(4) { $0[$0.count - 69] = 9 }
    let told = Self.told(database.finish())
    #expect(told.unread == ["[表]": .damaged])
    #expect(told.tables == [[["氏名"], ["甲"], ["乙"], ["丙"]]])
  }

  @Test func aMapThatLeavesPagesOutIsMended() {
    var database = Self.threeNames
    database.change(4) { $0.replaceSubrange($0.count - 64..<$0.count, with: repeatElement(0, count: 64)) }
    let told = Self.told(database.finish())
    #expect(told.unread.isEmpty)
    #expect(told.tables == [[["氏名"], ["甲"], ["乙"], ["丙"]]])
  }

  @Test func rowsThatAreMissingAreTold() {
    var database = JetDatabase(.jet4)
    database.add("表", [Self.text], [[JetDatabase.wide("甲")]], records: 5)
    let told = Self.told(database.finish())
    #expect(told.unread == ["[表]": .damaged])
    #expect(told.tables == [[["氏名"], ["甲"]]])
  }

  /// 0x8000: a row that was deleted, or one that only a pointer leads to; 0x4000: a pointer.
  @Test func deletedRowsAreNoneAndPointersAreFollowed() {
    var database = JetDatabase(.jet4)
    let page = database.add("表", [Self.text], [[JetDatabase.wide("甲")], [JetDatabase.wide("乙")]], flags: [0xC000])
    let far = database.row([JetDatabase.wide("遠い行")], [Self.text])
    let target = database.add(database.dataPage(owner: UInt32(page), [far], flags: [0x8000]))
    let pointer = JetDatabase.little(target << 8, 4)
    let loop = JetDatabase.little((target + 1) << 8 | 1, 4)
    let second = database.add(database.dataPage(owner: UInt32(page), [pointer, loop], flags: [0x4000, 0x4000]))
    database.change(page + 1) { [map = database.map([page + 2, target, second])] in
      $0.replaceSubrange($0.count - 69..<$0.count, with: map)
    }
    let told = Self.told(database.finish())
    #expect(told.tables == [[["氏名"], ["乙"], ["遠い行"]]])
    #expect(told.thrown == nil && told.unread.isEmpty)
  }

  @Test func memosOnPagesOfTheirOwnAndSuchAsLeadNowhere() {
    let little = JetDatabase.little(_:_:) as (Int, Int) -> [UInt8]
    var database = JetDatabase(.jet4)
    // Pages 3 to 5 are the table's own; the memos lie on page 6.
    let pointer: (Int) -> [UInt8] = { little(6 << 8 | $0, 4) + little(0, 4) }
    database.add(
      "表", [Self.memo],
      [
        [little(4 | 1 << 31, 4) + little(0, 8) + JetDatabase.wide("中に")], [little(4 | 1 << 30, 4) + pointer(0)],
        [little(8, 4) + pointer(1)], [little(1 << 20, 4) + pointer(3)], [little(4 | 1 << 30, 4) + little(99 << 8, 8)],
      ])
    database.add(
      database.dataPage(
        owner: 0x4C41_564C,
        [
          JetDatabase.wide("外に"), little(6 << 8 | 2, 4) + JetDatabase.wide("前半"), little(0, 4) + JetDatabase.wide("後半"),
          little(6 << 8 | 3, 4),
        ]))
    let told = Self.told(database.finish())
    #expect(told.tables == [[["備考"], ["中に"], ["外に"], ["前半後半"], [""], [""]]])
    #expect(told.unread == ["[表]": .damaged])
  }

  @Test func whatIsNoDatabaseIsDamaged() {
    let bytes = JetFile.magics[0] + [1] + [UInt8](repeating: 0x5A, count: 20_000)
    #expect(Self.told(bytes).thrown == .damaged)
    #expect(Self.told(Array(bytes.prefix(100))).thrown == .damaged)
  }
}
