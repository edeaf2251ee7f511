import Contents
import Documents
import Foundation
import Testing

@testable import Letterpress

@Suite struct FormTests {
  static func form(_ value: String = "社内で紛失に気付いた。", language: String = "ja") -> Form {
    Form(
      language: language, title: "漏えい等報告書（速報）", head: [.init("報告の種別", "速報"), .init("事案番号", "I-1")],
      notes: ["報告の時点で把握している内容を記載しています。"],
      sections: [
        .init(
          title: "一　概要", continued: "一　概要（続き）", mark: "一部未判明",
          rows: [
            .init("概要", value), .init("紛失した日時", "2025-03-14 12:00", mark: "追加"),
            .init("発見日時", "未判明", mark: "未判明"),
          ]),
        .init(title: "二　個人データの項目", continued: "二　個人データの項目（続き）", rows: [.init("項目", "氏名 & <住所>")]),
      ], foot: "漏えい等報告書（速報）　I-1　作成 2025-03-20 10:00")
  }

  static let words = [
    "漏えい等報告書（速報）", "報告の種別", "一　概要", "一部未判明", "紛失した日時", "2025-03-14 12:00", "追加", "発見日時", "未判明",
    "二　個人データの項目", "氏名 & <住所>", "報告の時点で把握している内容を記載しています。",
  ]

  static func plain(_ text: String) -> String { text.filter { !$0.isWhitespace } }

  static func pdf(_ form: Form) throws -> [UInt8] { try form.pdf(madeAt: "2025-03-20T10:00:00+09:00") }
  static func docx(_ form: Form) throws -> [UInt8] {
    try form.docx(madeAt: "2025-03-20T01:00:00.000Z", day: (2025, 3, 20))
  }

  @Test func everythingStandsOnThePage() throws {
    let folder = try TestFolder()
    try folder.keep(Self.pdf(Self.form()), as: "form.pdf")
    let text = Self.plain(try folder.text(of: "form.pdf", as: "-raw"))
    for word in Self.words { #expect(text.contains(Self.plain(word)), "\(word)") }
    #expect(text.contains("1/1"))
  }

  /// What a row says goes on over as many pages as it needs, under its heading, and nothing is lost.
  @Test func aLongRowGoesOnOverThePage() throws {
    let folder = try TestFolder()
    let sentences = (1...220).map { "第\($0)文では、紛失に気付いた経緯と、その後に確認した事実を順に述べる。" }
    try folder.keep(Self.pdf(Self.form(sentences.joined(separator: "\n"))), as: "form.pdf")
    let pages = try folder.text(of: "form.pdf", as: "-raw").split(separator: "\u{0C}").filter {
      !Self.plain(String($0)).isEmpty
    }
    #expect(pages.count >= 4)
    // A sentence may be cut between two of its lines: foot and heading stand between them then.
    let text = pages.enumerated().map { number, page in
      Self.plain(String(page)).replacing(Self.plain(Self.form().foot) + "\(number + 1)/\(pages.count)", with: "")
        .replacing("一概要（続き）", with: "")
    }.joined()
    for sentence in sentences { #expect(text.contains(Self.plain(sentence)), "\(sentence)") }
    for (number, page) in pages.enumerated() {
      #expect(page.contains("\(number + 1) / \(pages.count)"))
      #expect(Self.plain(String(page)).contains("I-1"))
    }
    #expect(Self.plain(String(pages[1])).contains("一概要（続き）"))
    // Without blank lines: one paragraph that has to be cut between its own lines.
    try folder.keep(Self.pdf(Self.form(sentences.joined())), as: "one.pdf")
    let one = Self.plain(try folder.text(of: "one.pdf", as: "-raw"))
    #expect(one.contains("第220文") && one.contains("第1文"))
  }

  /// Rows of every height next to the foot of the page: no line leaves it, none is lost, and it ends.
  @Test(arguments: 0..<40) func nothingStandsBelowThePage(lines: Int) throws {
    var form = Self.form()
    form.sections[0].rows = (0..<lines).map { .init("行", "第\($0)行") }
    form.sections[0].rows.append(.init("長い行", (0..<lines).map { "続き\($0)。" }.joined(separator: "\n")))
    let canvas = try PDFCanvas(title: "", language: "ja", madeAt: "2025-03-20T10:00:00+09:00", fonts: .standard)
    let sheet = try FormSheet(form, setting: &canvas.setting)
    #expect(sheet.pages.count <= 5)
    for page in sheet.pages {
      for box in page.boxes { #expect(box.y + box.height <= 277 * SheetPage.millimetre) }
      for line in page.lines { #expect(line.y + line.block.lines[line.number].height <= 292 * SheetPage.millimetre) }
    }
  }

  /// What cannot be printed is told by its code, not left out.
  @Test func aMissingGlyphIsTold() throws {
    #expect(throws: LetterpressFailure.missingGlyphs(part: .fields, scalars: [0x10FFFD])) {
      try Self.pdf(Self.form("外字 \u{10FFFD} を含む"))
    }
    for control: Unicode.Scalar in ["\u{0}", "\u{202E}", "\u{8}"] {
      let form = Self.form("a\(control)b")
      #expect(throws: LetterpressFailure.missingGlyphs(part: .fields, scalars: [control.value])) { try Self.pdf(form) }
      #expect(throws: LetterpressFailure.missingGlyphs(part: .fields, scalars: [control.value])) { try Self.docx(form) }
    }
    _ = try Self.pdf(Self.form("𠮷田と髙橋と葛\u{E0100}城\tと﨑"))
  }

  /// The DOCX says the same, read by a reader that knows nothing of the writer.
  @Test func theWordProcessorsFileSaysTheSame() throws {
    let bytes = try Self.docx(Self.form("一行目\n二行目"))
    let folder = try TestFolder()
    try folder.keep(bytes, as: "form.docx")
    let text = try FormReading.text(of: folder.url(of: "form.docx"))
    for word in Self.words + ["一行目", "二行目"] {
      #expect(Self.plain(text).contains(Self.plain(word)), "\(word)")
    }
    #expect(try Self.docx(Self.form()) == Self.docx(Self.form()))
  }
}

/// The text of a file of an office, as `Documents` reads it.
enum FormReading {
  static func text(of url: URL) throws -> String {
    var text = ""
    try DocumentReader.read(try FileSource(path: url.path), named: url.lastPathComponent, limits: ReadingLimits()) {
      switch $0 {
      case .passage(let passage): text += passage.text + "\n"
      case .rows(let batch):
        for row in 0..<batch.rowCount { text += batch.cells(ofRow: row).joined(separator: "\t") + "\n" }
      default: break
      }
    }
    return text
  }
}
