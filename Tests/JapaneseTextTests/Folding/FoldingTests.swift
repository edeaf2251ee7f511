import Testing

@testable import JapaneseText

@Suite struct FoldingTests {
  @Test(arguments: [
    ("髙橋　一郎", "高橋一郎"), ("﨑山", "崎山"), ("齋藤", "斎藤"), ("齊藤", "斎藤"), ("斉藤", "斎藤"), ("邊", "辺"), ("邉", "辺"),
    ("澤", "沢"), ("嶋", "島"), ("嶌", "島"), ("濱", "浜"), ("濵", "浜"), ("廣", "広"), ("櫻", "桜"), ("國", "国"), ("栁", "柳"),
    ("舘", "館"), ("𠮷田", "吉田"), ("眞", "真"), ("惠", "恵"), ("龍", "竜"), ("冨", "富"), ("槗本", "橋本"), ("桒原", "桑原"),
    ("神", "神"), ("西邨", "西村"), ("廣瀨", "広瀬"), ("德惠", "徳恵"), ("佐藤聡", "佐藤聡"), ("福", "福"), ("渡邊\u{E0100}", "渡辺"),
    ("葛\u{FE00}", "葛"), ("ﾔﾏﾀﾞ ﾀﾛｳ", "ヤマダタロウ"), ("ﾊﾟｸ", "パク"),
    ("は\u{309A}く", "ぱく"), ("か\u{3099}", "が"), ("ｳﾞ", "ヴ"), ("ジョン・スミス", "ジョンスミス"), ("Ｊｏｈｎ　Ｓｍｉｔｈ", "johnsmith"),
    ("JOSÉ", "josé"), ("e\u{301}", "é"), ("\u{E000}田", "〓田"), ("三ヶ島", "三ケ島"), ("ユ－コ", "ユーコ"), ("ユ－コ　", "ユーコ"),
    ("O’Brien", "o'brien"), ("山\u{200B}田\u{00A0}太\t郎", "山田太郎"), ("⻑谷川", "長谷川"), ("", ""), ("佐々木", "佐々木"),
  ])
  func names(_ text: String, _ folded: String) {
    #expect(Folding.foldName(text).unicodeScalars.elementsEqual(folded.unicodeScalars), "\(Folding.foldName(text))")
  }

  @Test(arguments: [
    ("やまだ　たろう", "ヤマダタロウ"), ("ﾔﾏﾀﾞ ﾀﾛｳ", "ヤマダタロウ"), ("きょうこ", "キヨウコ"), ("キョウコ", "キヨウコ"), ("ｷｮｳｺ", "キヨウコ"),
    ("ヴィクトル", "ブイクトル"), ("ｳﾞｨｸﾄﾙ", "ブイクトル"), ("ユーコ", "ユ-コ"), ("ﾕ-ｺ", "ユ-コ"), ("ﾕｰｺ", "ユ-コ"), ("ユ～コ", "ユ-コ"),
    ("ユ－コ", "ユ-コ"), ("ヱツコ", "エツコ"), ("ハットリ", "ハツトリ"), ("ヵヶ", "カケ"),
  ])
  func readings(_ text: String, _ folded: String) {
    #expect(Folding.foldKana(text) == folded)
  }

  @Test(arguments: [
    ("㈱山田商店", "㈱山田商店"), ("(株)山田商店", "㈱山田商店"), ("（株）山田商店", "㈱山田商店"), ("（有） 佐藤", "㈲佐藤"),
    ("株式会社　山田", "株式会社山田"), ("電話番号（自宅）", "電話番号(自宅)"), ("カ－ド番号", "カード番号"), ("カード番号", "カード番号"),
    ("１−２－３", "1-2-3"), ("2ー3", "2-3"), ("ハイツ－101", "ハイツ-101"), ("Ｅ－ＭＡＩＬ", "e-mail"), ("ﾌﾘｶﾞﾅ", "フリガナ"), ("氏 名", "氏名"),
    ("澤田廣", "沢田広"), ("一丁目", "一丁目"), ("①Ⅲ㎏", "1iiikg"), ("氏名・住所", "氏名・住所"),
  ])
  func headersAndOrganisations(_ text: String, _ folded: String) {
    #expect(Folding.foldText(text) == folded)
  }

  /// No character makes the text longer, and folding again changes nothing.
  @Test func everyCharacterShrinksAndStays() {
    let folds: [(String) -> String] = [Folding.foldName, Folding.foldKana, Folding.foldText]
    for value in UInt32(1)...0x2_FFFF {
      guard let scalar = Unicode.Scalar(value) else { continue }
      let text = String(Character(scalar))
      for fold in folds {
        let once = fold(text)
        #expect(once.utf8.count <= text.utf8.count, "U+\(String(value, radix: 16))")
        #expect(fold(once) == once, "U+\(String(value, radix: 16))")
      }
    }
  }

  @Test(arguments: [1, 2, 3, 4, 5, 6, 7, 8] as [UInt64])
  func textsShrinkAndStay(_ seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    let pieces = Array("ｶﾞﾊﾟﾞﾟかはウ゛゜ー-－～〜ーｰ()（）株㈱有髙𠮷é\u{301}\u{3099}\u{309A}e A　 ①Ⅲ\u{E000}\u{E0100}ッャヴ1").flatMap {
      $0.unicodeScalars
    }
    let folds: [(String) -> String] = [Folding.foldName, Folding.foldKana, Folding.foldText]
    for _ in 0..<400 {
      var text = String.UnicodeScalarView()
      for _ in 0..<Int.random(in: 1...12, using: &generator) {
        text.append(pieces.randomElement(using: &generator) ?? "a")
      }
      for fold in folds {
        let once = fold(String(text))
        #expect(once.utf8.count <= String(text).utf8.count, "seed \(seed): \(String(text))")
        #expect(fold(once).unicodeScalars.elementsEqual(once.unicodeScalars), "seed \(seed): \(Array(text))")
      }
    }
  }

  @Test func bytesThatAreNotUTF8DoNotHarm() {
    var generator = SeededGenerator(seed: 5)
    for _ in 0..<2_000 {
      let bytes = (0..<Int.random(in: 0...24, using: &generator)).map { _ in
        UInt8.random(in: 0...255, using: &generator)
      }
      var output = [UInt8](repeating: 0xAA, count: bytes.count + 8)
      let length = bytes.withUnsafeBufferPointer { input in
        output.withUnsafeMutableBufferPointer { free in
          free.baseAddress.map { Folding.foldName(input, into: $0) } ?? -1
        }
      }
      #expect(length >= 0 && length <= bytes.count, "\(bytes)")
      #expect(output[bytes.count...].allSatisfy { $0 == 0xAA }, "\(bytes)")
    }
  }
}
