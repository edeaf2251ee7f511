import Contents
import Testing

@testable import Documents

/// Word and PowerPoint before 2007. The fixtures were written by LibreOffice.
@Suite struct OldOfficeReadersTests {
  @Test func aRosterOfWordIsRead() throws {
    let told = try OfficeRecording(fixture: "roster.doc")
    #expect(told.failure == nil)
    #expect(
      told.tables.map(\.rows) == [
        [
          ["氏名", "フリガナ", "生年月日", "電話番号"], ["山田 太郎", "ヤマダ タロウ", "昭和55年4月1日", "03-1234-5678"],
          ["鈴木 花子", "スズキ ハナコ", "平成2年11月30日", "090-1111-2222"],
          ["佐々木 次郎", "ササキ ジロウ", "1975/06/15", "06-6543-2109"],
        ]
      ])
    let passages = told.passages
    #expect(passages.first?.kind == .heading)
    #expect(passages.first?.text.hasPrefix("青葉健康保険組合 御中") == true)
    #expect(passages.last?.kind == .body && passages.filter { $0.kind == .boxes }.count == 1)
    let bodies = passages.filter { $0.kind != .heading }.map { $0.text.trimmed }
    #expect(
      bodies == [
        "名簿を送ります。受診者 高橋 一郎（昭和40年1月2日生、電話 045-222-3333）ほか。", "担当まで\n\n以上",
        "渡辺 三郎 電話 011-234-5678", "伊藤 五月 090-3333-4444 に確認", "問合せ 小林 六実 052-111-2222",
        "中村 四郎",
      ])
  }

  @Test func anEncryptedDocumentSaysSo() throws {
    var bytes = try OfficeRecording.bytes(ofFixture: "roster.doc")
    let header = try #require(
      stride(from: 512, to: bytes.count, by: 512).first { bytes[$0] == 0xEC && bytes[$0 + 1] == 0xA5 })
    bytes[header + 0x0B] |= 1
    #expect(OfficeRecording(bytes, named: "a.doc").failure == .password)
  }

  @Test func aDocumentWithoutItsPieceTableIsReadAsFarAsItGoes() throws {
    var bytes = try OfficeRecording.bytes(ofFixture: "roster.doc")
    let header = try #require(
      stride(from: 512, to: bytes.count, by: 512).first { bytes[$0] == 0xEC && bytes[$0 + 1] == 0xA5 })
    for offset in 0x1A2..<0x1AA { bytes[header + offset] = 0 }
    #expect(OfficeRecording(bytes, named: "a.doc").failure == .damaged)
  }

  @Test func slidesAreRead() throws {
    let told = try OfficeRecording(fixture: "slides.ppt")
    #expect(told.failure == nil)
    #expect(told.tables.first?.rows.map(\.first) == ["氏名", "山田 太郎", "鈴木 花子", "佐々木 次郎"])
    let boxes = told.passages.filter { $0.kind == .boxes }.map { $0.text.trimmed }
    #expect(boxes.contains("新入職員 高橋 一郎 電話 045-222-3333"))
    #expect(boxes.contains("連絡は 渡辺 三郎 011-234-5678 へ"))
  }

  @Test func anEncryptedPresentationSaysSo() throws {
    var bytes = try OfficeRecording.bytes(ofFixture: "slides.ppt")
    let token: [UInt8] = [0x5F, 0xC0, 0x91, 0xE3]
    let place = try #require((0..<bytes.count - 4).first { Array(bytes[$0..<$0 + 4]) == token })
    bytes.replaceSubrange(place..<place + 4, with: [0xDF, 0xC4, 0xD1, 0xF3])
    #expect(OfficeRecording(bytes, named: "a.ppt").failure == .password)
  }

  @Test(arguments: [
    (#"EQ \* jc2 \* "Font:MS" \* hps10 \o\ad(\s\up 9(やまだ),山田)"#, "山田"),
    (#" eq \o(\s\up 9(た,ろう);太郎)"#, "太郎"), (#"EQ \f(1,2)"#, nil), ("HYPERLINK \"mailto:a@example.jp\"", nil), ("", nil),
    (#"EQ \o\ad(山田"#, nil),
  ]) func readingsAboveWordsLeaveTheWords(instruction: String, base: String?) {
    #expect(FieldInstruction.baseOfRuby(Array(instruction.utf8)).map { String(decoding: $0, as: UTF8.self) } == base)
  }

  @Test func theRowsOfATableEndWhereTheFileSaysSo() throws {
    // Without paragraphs' properties an empty cell ends a row.
    var told: [ContentEvent] = []
    let events = EventList()
    let reading = Reading(limits: ReadingLimits()) { event throws(UnreadReason) in events.list.append(event) }
    var text = WordText(WordParagraphs(), at: Place(), kind: .body, in: reading)
    for unit in "A\u{7}B\u{7}\u{7}C\u{7}D\u{7}\u{7}E\u{13}PAGE\u{14}7\u{15}F\r".utf16 { try text.take(unit, at: 0) }
    try text.finish()
    told = events.list
    guard case .rows(let batch) = told[1], case .passage(let passage) = told[2] else {
      Issue.record("no table")
      return
    }
    #expect((0..<batch.rowCount).map { batch.cells(ofRow: $0) } == [["A", "B"], ["C", "D"]])
    #expect(passage.text == "E7F\n")
  }

  private final class EventList { var list: [ContentEvent] = [] }
}

extension String {
  fileprivate var trimmed: String {
    let blank: (Character) -> Bool = { $0 == "\n" || $0 == "\t" || $0 == " " }
    return String(drop(while: blank).reversed().drop(while: blank).reversed())
  }
}
