import Contents
import Testing

@testable import Documents

@Suite struct RTFReaderTests {
  private static func read(_ text: String) -> OfficeRecording { read(Array(text.utf8)) }

  private static func read(_ bytes: [UInt8]) -> OfficeRecording { OfficeRecording(bytes, named: "a.rtf") }

  /// A document of one paragraph.
  private static func paragraph(_ text: String, head: String = #"\ansi\ansicpg932\deff0"#) -> String? {
    read(#"{\rtf1\#(head){\fonttbl{\f0\fnil MS Gothic;}{\f1\fnil\fcharset0 Arial;}}\f0 \#(text)\par}"#)
      .passages.first?.text
  }

  @Test func aRosterOfWordIsRead() throws {
    let told = try OfficeRecording(fixture: "roster_cp932.rtf")
    #expect(told.failure == nil)
    #expect(
      told.tables.map(\.rows) == [
        [
          ["氏名", "表示名", "電話番号"], ["山田 表能", "ソ連", "03-1234-5678"],
          ["鈴木 十子", "構暴", "090-1111-2222"],
        ]
      ])
    let headings = told.passages.filter { $0.kind == .heading }.map(\.text).joined()
    #expect(headings.contains("青葉健康保険組合") && headings.contains("組合員名簿"))
    let bodies = told.passages.filter { $0.kind != .heading }.map(\.text).joined()
    // A word with its reading above it stands in the instruction of a field.
    #expect(bodies.contains("髙橋 一郎渡辺 三郎 011-234-5678"))
    #expect(bodies.contains("伊藤 五月 090-3333-4444"))
    #expect(bodies.components(of: "小林 六実") == 1)
    #expect(!bodies.contains("読まれない") && !bodies.contains("わたなべ") && !bodies.contains("作成者"))
  }

  @Test func aRosterOfLibreOfficeIsRead() throws {
    let told = try OfficeRecording(fixture: "roster_unicode.rtf")
    #expect(told.failure == nil)
    #expect(told.tables.first?.rows.count == 4)
    #expect(told.tables.first?.rows.last == ["佐々木 次郎", "ササキ ジロウ", "1975/06/15", "06-6543-2109"])
    #expect(told.passages.contains { $0.text.contains("小林 六実 052-111-2222") })
  }

  @Test(arguments: [
    // Unicode with one character, two bytes, a word or nothing behind it for those who cannot read it.
    (#"\u23665?\u30000?"#, "山田"), (#"\uc2\u23665\'8e\'52\u30000\'93\'63"#, "山田"), (#"\uc0\u23665\u30000"#, "山田"),
    (#"\u-25896?\u27211 ?x"#, "高橋x"), (#"\u-10176?\u-9211?"#, "\u{20005}"),
    // A group restores how many there are.
    (#"{\uc0\u23665}\u30000?"#, "山田"),
    // Bytes of CP932: both written as digits, the second as itself, escaped, and half-width kana.
    (#"\'8e\'52\'93\'63"#, "山田"), (#"\'8eR\'93c"#, "山田"), (#"\'95\'5c"#, "表"), (#"\'95\\"#, "表"),
    (#"\'8d\'5c\'96\'5c"#, "構暴"), (#"\'83\{"#, "ボ"), (#"\'83\}"#, "マ"), (#"\'d4\'cf\'c0\'de"#, "ﾔﾏﾀﾞ"),
    // The font says Latin, the file Japanese.
    (#"\f1\'8e\'52"#, "山"),
    (#"A\~B\_C\emdash D\{\}\\"#, "A B-C—D{}\\"),
    // A word that nobody knows ends at its blank and leaves no trace.
    (#"a\insrsid123 b{\*\whatever c}d"#, "abd"),
  ]) func textIsDecoded(rtf: String, text: String) {
    #expect(Self.paragraph(rtf) == text + "\n", "\(rtf)")
  }

  @Test func bytesAreTextWhereTheFileIsNotSevenBit() {
    // The second byte of 表 is a backslash, those of ボ and マ are braces.
    let text: [UInt8] = [0x95, 0x5C, 0x83, 0x7B, 0x83, 0x7D, 0x8E, 0x52]
    let told = Self.read(
      Array(#"{\rtf1\ansi\ansicpg932{\fonttbl{\f0\fnil "#.utf8) + text + Array(#";}}\f0 "#.utf8) + text
        + Array(#"\par}"#.utf8))
    #expect(told.failure == nil)
    #expect(told.passages.map(\.text) == ["表ボマ山\n"])
  }

  @Test func theFontChoosesTheCharacters() {
    let head = #"{\rtf1\ansi\ansicpg1252{\fonttbl{\f0\fcharset0 Arial;}{\f1\fcharset128 MS Mincho;}}"#
    #expect(Self.read(head + #"\f0 Ren\'e9 \f1\'8e\'52}"#).passages.map(\.text) == ["René 山\n"])
    #expect(Self.read(#"{\rtf1\ansi Ren\'e9 M\'fcller}"#).passages.map(\.text) == ["René Müller\n"])
  }

  @Test func cellsAndRowsAreTables() {
    let told = Self.read(
      #"{\rtf1\ansi Before\par\trowd\cellx1\cellx2 A\cell B\cell\row\pard\intbl C\par D\cell E\cell\row"#
        + #"\trowd\clvmgf\cellx1\cellx2 F\cell G\cell\row\trowd\clvmrg\cellx1\cellx2\cell H\cell\row\pard After\par}"#)
    #expect(told.tables.map(\.rows) == [[["A", "B"], ["C\nD", "E"], ["F", "G"], ["F", "H"]]])
    #expect(told.passages.map(\.text) == ["Before\n", "After\n"])
  }

  @Test func aTableWithinACellIsATableOfItsOwn() {
    let told = Self.read(
      #"{\rtf1\ansi\trowd\cellx1\cellx2\pard\intbl A\cell\pard\intbl\itap2 x\nestcell y\nestcell"#
        + #"{\*\nesttableprops\trowd\cellx1\cellx2\nestrow}{\nonesttables\par}\pard\intbl B\cell\row"#
        + #"\trowd\cellx1\cellx2\pard\intbl C\cell D\cell\row}"#)
    #expect(told.tables.map(\.rows) == [[["A", "B"], ["C", "D"]], [["x", "y"]]])
  }

  @Test func linksShowWhatTheySayAndFieldsTheirResult() {
    let told = Self.read(
      #"{\rtf1\ansi To {\field{\*\fldinst HYPERLINK "mailto:x@example.jp"}{\fldrslt Taro}} and {\field{\*\fldinst "#
        + #"MERGEFIELD name}{\fldrslt Hanako}}.\par}"#)
    #expect(told.passages.map(\.text) == ["To Taro and Hanako.\n"])
  }

  @Test func objectsAreReadAsFiles() {
    func hex(_ bytes: [UInt8]) -> String {
      bytes.map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
    }
    func little(_ value: Int) -> [UInt8] { (0..<4).map { UInt8(value >> ($0 * 8) & 0xFF) } }
    let file = Array("name,tel\nA,1\nB,2\n".utf8)
    let path = Array("C:\\list.csv\0".utf8)
    let package =
      [2, 0] + Array("list.csv\0".utf8) + path + [0, 0, 3, 0] + little(path.count) + path + little(file.count) + file
    let object = little(0x501) + little(2) + little(8) + Array("Package\0".utf8) + little(0) + little(0)
    let told = Self.read(
      #"{\rtf1\ansi{\object\objemb{\*\objdata "# + hex(object + little(package.count) + package)
        + #"}{\result shown}}\par}"#)
    #expect(told.tables.map(\.rows) == [[["name", "tel"], ["A", "1"], ["B", "2"]]])
    #expect(told.tables.first?.place.contains("list.csv") == true)
    #expect(told.passages.first?.text == "shown\n")
  }

  @Test func aPictureOfAPageIsTold() {
    let small = Self.read(#"{\rtf1{\pict\pngblip "# + String(repeating: "0", count: 1_000) + "}a}")
    #expect(small.unread.isEmpty)
    let large = Self.read(#"{\rtf1{\pict\pngblip "# + String(repeating: "0", count: 400 << 10) + "}a}")
    #expect(Array(large.unread.values) == [.unknownType])
  }

  @Test func whatBreaksOffIsToldAsFarAsItCame() {
    let told = Self.read(#"{\rtf1\ansi Taro\par {\b Hana"#)
    #expect(told.failure == .damaged)
    #expect(told.tables.map(\.rows) == [[["Taro"], ["Hana"]]])
    #expect(Self.read("{\\rtf1" + String(repeating: "{", count: 10_000)).failure == .tooDeep)
  }
}

extension String {
  fileprivate func components(of word: String) -> Int {
    let (text, word) = (Array(utf8), Array(word.utf8))
    guard text.count >= word.count else { return 0 }
    return (0...text.count - word.count).count { text[$0...].starts(with: word) }
  }

  fileprivate func contains(_ word: String) -> Bool { components(of: word) > 0 }
}
