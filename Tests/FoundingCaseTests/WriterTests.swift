import Testing

@testable import FoundingCase

@Suite("Writers")
struct WriterTests {
  @Test("CRC-32 of 123456789 is CBF43926")
  func checksum() { #expect(ZipFile.checksum(Array("123456789".utf8)) == 0xCBF4_3926) }

  @Test("what was deflated inflates to itself", arguments: 1...12)
  func deflate(seed: UInt64) {
    var random = SeededGenerator(seed: seed)
    let alphabet = random.int(in: 1...255)
    let bytes = (0..<random.int(below: 60_000)).map { _ in UInt8(random.int(below: alphabet)) }
    let input = bytes + bytes.prefix(300) + bytes
    #expect(FixedBlock.inflate(Deflate.compress(input)) == input, "seed \(seed)")
  }

  @Test(
    "base64 of RFC 4648, section 10",
    arguments: [("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg=="), ("foobar", "Zm9vYmFy")])
  func base64Vectors(text: String, expected: String) { #expect(base64(text.utf8) == expected) }

  @Test("half-width kana", arguments: [("サイトウ　ジュン", "ｻｲﾄｳ ｼﾞｭﾝ"), ("ワタナベ", "ﾜﾀﾅﾍﾞ"), ("ポーラ", "ﾎﾟｰﾗ")])
  func kana(full: String, half: String) { #expect(halfWidthKana(full) == half) }

  @Test("Latin letters", arguments: [("さとう", "sato"), ("じゅんいち", "junichi"), ("きっかわ", "kikkawa"), ("おおの", "ono")])
  func letters(reading: String, expected: String) { #expect(romaji(reading) == expected) }

  @Test("quotes and delimiters are quoted")
  func quoting() {
    let text = TextFile.delimitedText([[.text("a,b"), .text("say \"x\""), .number("1")]], by: ",")
    #expect(text == "\"a,b\",\"say \"\"x\"\"\",1\r\n")
  }
}

/// Inflates one block of fixed codes, written from RFC 1951 and independent of the compressor.
private enum FixedBlock {
  static func inflate(_ bytes: [UInt8]) -> [UInt8]? {
    var position = 0
    func bit() -> Int {
      defer { position += 1 }
      return position / 8 < bytes.count ? Int(bytes[position / 8] >> (position % 8)) & 1 : 0
    }
    func number(_ width: Int) -> Int { (0..<width).reduce(0) { $0 | bit() << $1 } }
    func code(_ width: Int, _ start: Int = 0) -> Int { (0..<width).reduce(start) { value, _ in value << 1 | bit() } }
    guard number(3) == 3 else { return nil }
    var output: [UInt8] = []
    while position / 8 < bytes.count {
      var symbol = code(7)
      if symbol <= 23 {
        symbol += 256
      } else {
        symbol = code(1, symbol)
        if symbol >= 0xC0, symbol <= 0xC7 {
          symbol += 280 - 0xC0
        } else if symbol >= 0xC8 {
          symbol = code(1, symbol) - 0x190 + 144
        } else {
          symbol -= 0x30
        }
      }
      if symbol < 256 {
        output.append(UInt8(symbol))
      } else if symbol == 256 {
        return output
      } else {
        let extra = symbol == 285 || symbol < 265 ? 0 : (symbol - 261) / 4
        let length =
          symbol == 285 ? 258 : symbol < 265 ? symbol - 254 : (((symbol - 265) % 4 + 4) << extra) + 3 + number(extra)
        let d = code(5)
        let distance = d < 4 ? d + 1 : ((2 + d % 2) << (d / 2 - 1)) + 1 + number(d / 2 - 1)
        guard distance <= output.count else { return nil }
        for _ in 0..<length { output.append(output[output.count - distance]) }
      }
    }
    return nil
  }
}
