import Testing

@testable import FoundingCase

@Suite("Writers")
struct WriterTests {
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
