import Foundation
import Testing

@testable import Letterpress

@Suite struct LetterFileTests {
  static let form = Letter.Form(
    language: "ja", sender: ["一般財団法人 みなと健診協会", "〒000-0000 架空県架空市1-1", "電話 000-000-0000"],
    date: "令和8年11月26日", title: "個人データの紛失に関するお詫びとお知らせ",
    paragraphs: [
      "謹啓 時下ますますご清栄のこととお慶び申し上げます。このたび、当協会が健康診断の業務に使用していたパソコン1台を紛失し、"
        + "その中にあなたの個人データが含まれていたことが判明いたしました。深くお詫び申し上げます。",
      "現在までに、不正に利用された事実は確認されておりません。",
    ], fieldsTitle: "対象となるあなたの情報", contact: ["お問い合わせ窓口 電話 000-000-0000（平日 9:00〜17:00）"], codeTitle: "お問い合わせ番号")

  static func letter(_ name: String = "佐藤 花子 様", address: [String] = ["架空県架空市本町1-2-3", "メゾン架空 101号"]) -> Letter {
    Letter(
      form: form, addressee: .init(postcode: "〒000-0001", address: address, name: name),
      fields: [.init("氏名", "佐藤 花子"), .init("健診の年度", "2019年度から2024年度")], code: "ABCD-EFGH-JKMN")
  }

  static func file() throws -> LetterFile {
    try LetterFile(title: "letters", language: "ja", madeAt: "2026-11-26T09:00:00+09:00")
  }

  @Test func whatIsPrintedCanBeReadAgain() throws {
    let folder = try TestFolder()
    let file = try Self.file()
    #expect(try file.add(Self.letter()) == 1)
    try folder.keep(file.finish(), as: "letters.pdf")
    let text = try folder.text(of: "letters.pdf")
    for expected in ["佐藤 花子 様", "架空県架空市本町1-2-3", "メゾン架空 101号", "〒000-0001", "2019年度から2024年度", "ABCD-EFGH-JKMN"] {
      #expect(text.contains(expected), "\(expected)")
    }
    #expect(text.filter { !$0.isWhitespace }.contains("深くお詫び申し上げます。"))
  }

  /// Names as they stand in family registers come out as they went in.
  @Test(arguments: ["𠮷田 一郎 様", "髙橋 﨑子 様", "葛\u{E0100}城 太郎 様", "渡邉\u{E0100} 花子 様", "草彅 剛志 様", "德永 桒子 様"])
  func registeredNamesStay(name: String) throws {
    let folder = try TestFolder()
    let file = try Self.file()
    try file.add(Self.letter(name))
    try folder.keep(file.finish(), as: "letters.pdf")
    let printed = try folder.text(of: "letters.pdf").unicodeScalars.filter { !(0xE0100...0xE01EF).contains($0.value) }
    let wanted = name.unicodeScalars.filter { !(0xE0100...0xE01EF).contains($0.value) }
    #expect(String(String.UnicodeScalarView(printed)).contains(String(String.UnicodeScalarView(wanted))))
  }

  /// Two shapes of one character are two drawings, in either collection of variants.
  @Test(arguments: [("葛\u{E0100}城 様", "葛\u{E0101}城 様"), ("辻\u{E0102} 様", "辻\u{E0103} 様")])
  func aVariantIsAnotherShape(one: String, other: String) throws {
    let folder = try TestFolder()
    for (name, text) in [("one", one), ("again", one), ("other", other)] {
      let file = try Self.file()
      try file.add(Self.letter(text))
      try folder.keep(file.finish(), as: name)
    }
    #expect(try folder.picture(of: "one") == folder.picture(of: "again"))
    #expect(try folder.picture(of: "one") != folder.picture(of: "other"))
  }

  @Test(arguments: [
    ("山\u{E01EF}田 様", [0x5C71, 0xE01EF]), ("\u{F0000}田 様", [0xF0000]), ("田\u{10FFFD} 様", [0x10FFFD]),
  ])
  func aMissingGlyphStopsTheLetter(name: String, scalars: [UInt32]) throws {
    let folder = try TestFolder()
    let file = try Self.file()
    try file.add(Self.letter("佐藤 様"))
    #expect(throws: LetterpressFailure.missingGlyphs(part: .name, scalars: scalars)) {
      try file.add(Self.letter(name))
    }
    try file.add(Self.letter("鈴木 様"))
    try folder.keep(file.finish(), as: "letters.pdf")
    #expect(file.letters == 2 && file.pages == 2)
    let text = try folder.text(of: "letters.pdf")
    #expect(text.contains("佐藤 様") && text.contains("鈴木 様"))
  }

  @Test(arguments: ["", " ", "\u{3000}", "佐藤\n様", "佐藤\u{0} 様", "\u{202E}藤佐", "a\u{FEFF}b"])
  func whatIsNoNameIsRefused(name: String) throws {
    let file = try Self.file()
    #expect(throws: LetterpressFailure.unfit(part: .name)) { try file.add(Self.letter(name)) }
  }

  @Test func whatDoesNotFitTheWindowIsRefused() throws {
    let file = try Self.file()
    #expect(throws: LetterpressFailure.tooLong(part: .address)) {
      try file.add(Self.letter(address: [String(repeating: "架空県架空市", count: 30)]))
    }
    #expect(throws: LetterpressFailure.unfit(part: .address)) { try file.add(Self.letter(address: [])) }
    #expect(throws: LetterpressFailure.envelope) {
      try LetterFile(
        title: "", language: "ja", madeAt: "2026-11-26T09:00:00+09:00",
        envelope: EnvelopeProfile(x: 10, y: 10, width: 40, height: 20))
    }
  }

  /// Nothing but the address shows in the window: no word of why the letter is written.
  @Test func theWindowShowsTheAddressAlone() throws {
    let folder = try TestFolder()
    let file = try Self.file()
    try file.add(Self.letter())
    try folder.keep(file.finish(), as: "letters.pdf")
    let window = EnvelopeProfile.long3
    let text = try folder.text(of: "letters.pdf", x: window.x, y: window.y, width: window.width, height: window.height)
    let lines = text.split(whereSeparator: \.isNewline).map { $0.trimmingCharacters(in: .whitespaces) }.filter {
      !$0.isEmpty
    }
    #expect(lines.first == "〒000-0001")
    #expect(Set(lines) == ["〒000-0001", "架空県架空市本町1-2-3", "メゾン架空 101号", "佐藤 花子 様"])
  }

  @Test func longLettersGoOnAndEveryPageSaysWhoseItIs() throws {
    let folder = try TestFolder()
    let file = try Self.file()
    var letter = Self.letter()
    letter.form.paragraphs = (1...40).map { "第\($0)段落 " + String(repeating: "これは長い文章です。", count: 12) }
    #expect(try file.add(letter) >= 3)
    try folder.keep(file.finish(), as: "letters.pdf")
    let text = try folder.text(of: "letters.pdf")
    #expect(text.contains("第1段落") && text.contains("第40段落"))
    #expect(text.components(separatedBy: "ABCD-EFGH-JKMN").count - 1 == file.pages)
    // How wide a blank is depends on the fonts of the machine, and so does whether pdftotext tells of it.
    let solid = text.filter { $0 != " " }
    #expect(solid.contains("1/\(file.pages)") && solid.contains("\(file.pages)/\(file.pages)"))
  }

  /// The code that is seen through the window is the one at the foot.
  @Test func theMarkHoldsTheCode() throws {
    let mark = try #require(QRMark("ABCD-EFGH-JKMN"))
    let other = try #require(QRMark("ABCD-EFGH-JKMP"))
    #expect(mark.dark.count == mark.size * mark.size && mark.size >= 21)
    #expect(mark.dark != other.dark)
    // Finder patterns of ISO/IEC 18004: seven dark modules in a row at three corners.
    #expect(mark.dark[0..<7].allSatisfy { $0 } && mark.dark[(mark.size - 7)..<mark.size].allSatisfy { $0 })
    #expect(QRMark("") == nil && QRMark(String(repeating: "x", count: 5_000)) == nil)
  }

  @Test func theSameLettersAreTheSameBytes() throws {
    let made = try (0..<2).map { _ in
      let file = try Self.file()
      for number in 1...5 { try file.add(Self.letter("佐藤 \(number)子 様")) }
      return try file.finish()
    }
    #expect(made[0] == made[1] && made[0].starts(with: Array("%PDF-".utf8)))
  }
}
