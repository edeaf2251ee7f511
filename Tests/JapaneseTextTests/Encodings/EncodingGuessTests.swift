import Testing

@testable import JapaneseText

@Suite struct EncodingGuessTests {
  static let texts = [
    "山田太郎", "佐藤　花子", "髙橋 一郎", "やまだ たろう", "ヤマダ タロウ", "東京都新宿区西新宿1-2-3",
    "氏名,生年月日,電話番号\r\n山田太郎,昭和50年1月2日,090-0000-0000\r\n", "健康保険組合_名簿.csv", "〒160-0023",
  ]

  private func guess(_ bytes: [UInt8], isWhole: Bool = true) -> EncodingGuess {
    bytes.withUnsafeBytes { EncodingGuess(of: $0, isWhole: isWhole) }
  }

  @Test(arguments: texts, [TextEncoding.utf8, .cp932, .eucJP, .iso2022JP])
  func tellsShortTextsApart(_ text: String, _ encoding: TextEncoding) {
    let encoded = encoding.encode(text)
    let found = guess(encoded.bytes)
    #expect(found.encoding == encoding)
    #expect(!found.hasByteOrderMark)
    #expect(found.confidence > 0.5)
  }

  @Test(arguments: texts.filter { $0.utf16.count > 5 }, [TextEncoding.utf16LE, .utf16BE])
  func tellsUTF16WithoutAMark(_ text: String, _ encoding: TextEncoding) {
    #expect(guess(encoding.encode(text).bytes).encoding == encoding)
  }

  @Test(arguments: ["ﾔﾏﾀﾞ ﾀﾛｳ", "ｻﾄｳ ﾊﾅｺ", "ﾀｶﾊｼ ｲﾁﾛｳ", "ﾜﾀﾅﾍﾞ ﾕｳｷ", "1,ｽｽﾞｷ ｼﾞﾛｳ,男"])
  func halfWidthKanaIsCP932(_ text: String) {
    #expect(guess(TextEncoding.cp932.encode(text).bytes).encoding == .cp932)
  }

  @Test(arguments: ["José García", "Müller", "François Lefèvre", "Peña, María"])
  func westernText(_ text: String) {
    #expect(guess(TextEncoding.windows1252.encode(text).bytes).encoding == .windows1252)
    #expect(guess(TextEncoding.utf8.encode(text).bytes).encoding == .utf8)
  }

  @Test func byteOrderMarks() {
    #expect(guess([0xEF, 0xBB, 0xBF, 0x41]) == guess([0xEF, 0xBB, 0xBF]))
    #expect(guess([0xEF, 0xBB, 0xBF]).byteOrderMarkLength == 3)
    #expect(guess([0xFF, 0xFE, 0x71, 0x5C]).encoding == .utf16LE)
    #expect(guess([0xFE, 0xFF, 0x5C, 0x71]).encoding == .utf16BE)
    #expect(guess([0xFE, 0xFF]).byteOrderMarkLength == 2)
  }

  @Test func aPrefixMayEndInsideACharacter() {
    for encoding in [TextEncoding.utf8, .cp932, .eucJP] {
      let bytes = encoding.encode("氏名：山田太郎、住所：東京都").bytes
      for end in 8..<bytes.count {
        #expect(guess(Array(bytes[..<end]), isWhole: false).encoding == encoding, "\(encoding.rawValue) cut at \(end)")
      }
    }
  }

  @Test func plainASCIIIsUTF8AndAPrefixOfItLessSure() {
    let bytes = Array("id,name\n1,Smith\n".utf8)
    #expect(guess(bytes) == guess([]))
    #expect(guess(bytes, isWhole: false).encoding == .utf8)
    #expect(guess(bytes, isWhole: false).confidence < 1)
  }

  /// As UTF-16 these would be kanji or kana too.
  @Test(arguments: ["mail", "name", "B0D0F0", "list.csv", "19750102", "Sheet1", "john smith"])
  func shortASCIIIsNotUTF16(_ text: String) {
    #expect(guess(Array(text.utf8)).encoding == .utf8)
  }

  @Test func damageDoesNotChangeTheEncoding() {
    let text = String(repeating: "氏名：山田太郎、住所：東京都新宿区\n", count: 20)
    for encoding in [TextEncoding.utf8, .cp932, .eucJP] {
      var bytes = encoding.encode(text).bytes
      bytes[40] = 0xFF
      bytes[200] = 0x80
      #expect(guess(bytes).encoding == encoding)
    }
  }

  @Test func zerosThatFillRecordsAreNotUTF16() {
    let record = TextEncoding.cp932.encode("山田太郎").bytes + [UInt8](repeating: 0, count: 13)
    #expect(guess(Array(repeatElement(record, count: 10).joined())).encoding == .cp932)
  }

  @Test func anyBytesGiveAConfidenceBetweenZeroAndOne() {
    var generator = SeededGenerator(seed: 11)
    for round in 0..<500 {
      let bytes = (0..<Int.random(in: 0...40, using: &generator)).map { _ in
        UInt8.random(in: 0...255, using: &generator)
      }
      let confidence = guess(bytes, isWhole: Bool.random(using: &generator)).confidence
      #expect((0...1).contains(confidence), "seed 11, round \(round)")
    }
  }
}
