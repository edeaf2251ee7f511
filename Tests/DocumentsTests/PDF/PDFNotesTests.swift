import Contents
import Testing

@testable import Documents

/// Form values and annotations of PDFs, and fonts that say nothing.
@Suite struct PDFNotesTests {
  private static func told(_ pdf: [UInt8]) throws -> (notes: PDFNotes, told: Told) {
    let objects = try PDFObjects(MemorySource(pdf), in: Reading(limits: ReadingLimits()) { _ in })
    let notes = PDFNotes(try #require(objects))
    return (notes, Told([]) { _, place, reading throws(UnreadReason) in try notes.emit(at: place, in: reading) })
  }

  private static func told(_ pdf: String) throws -> (notes: PDFNotes, told: Told) { try told(Array(pdf.utf8)) }

  private static func utf16(_ text: String) -> String {
    "<FEFF"
      + text.utf16.map { unit in
        let hex = String(unit, radix: 16)
        return String(repeating: "0", count: 4 - hex.count) + hex
      }.joined() + ">"
  }

  private static let form = """
    %PDF-1.7
    1 0 obj << /T (person) /Kids [2 0 R] >> endobj
    2 0 obj << /FT /Tx /T (name) /Parent 1 0 R /V \(utf16("青木 健一")) /Rect [0 0 9 9] /Subtype /Widget >> endobj
    3 0 obj << /FT /Tx /T (x) /TU \(utf16("電話番号")) /V 9 0 R >> endobj
    4 0 obj << /FT /Btn /T (agree) /V /Yes >> endobj
    5 0 obj << /Type /Annot /Subtype /Text /Rect [0 0 9 9] /T \(utf16("高橋 美紀")) /Contents (M\\374ller \\(Jan\\)) >> endobj
    6 0 obj << /Length 20 >> stream
    7 0 obj << /V (no) >
    endstream endobj
    9 0 obj (03-1234-0001) endobj
    trailer << /Root 1 0 R >>
    """

  @Test func valuesWithTheirLabelsAndAnnotations() throws {
    let told = try Self.told(Self.form).told
    #expect(told.tables == [[["person.name", "青木 健一"], ["電話番号", "03-1234-0001"]]])
    #expect(told.bodies.map(\.trimmingBlanks) == ["Müller (Jan)"])
    #expect(told.unread.isEmpty)
  }

  @Test func objectsInStreamsAreFound() throws {
    let inner = "2 0 3 30 << /FT /Tx /T (a) /V (one) >>  << /FT /Tx /T (b) /V (two) >>"
    let first = 9
    // Stored blocks of deflate: no packing, so that the test can write them by hand.
    let data = Array(inner.utf8)
    let count = UInt16(data.count)
    let packed: [UInt8] =
      [0x78, 0x01, 1, UInt8(count & 0xFF), UInt8(count >> 8), UInt8(~count & 0xFF), UInt8(~count >> 8)] + data + [
        0, 0, 0, 0,
      ]
    let head =
      "%PDF-1.7\n5 0 obj << /Type /ObjStm /N 2 /First \(first) /Filter /FlateDecode /Length \(packed.count) >> stream\n"
    let told = try Self.told(Array(head.utf8) + packed + Array("\nendstream endobj".utf8)).told
    #expect(told.tables == [[["a", "one"], ["b", "two"]]])
  }

  @Test func encryptedValuesAreAGap() throws {
    let told = try Self.told(Self.form.replacing("/Root 1 0 R", with: "/Root 1 0 R /Encrypt 8 0 R")).told
    #expect(told.unread == ["": .password])
    #expect(told.tables.isEmpty)
  }

  @Test(arguments: [
    ("/Subtype /Type0 /Encoding /Identity-H /DescendantFonts [3 0 R]", "Identity", true, false),
    ("/Subtype /Type0 /Encoding /Identity-H /DescendantFonts [3 0 R]", "Japan1", false, false),
    ("/Subtype /Type0 /Encoding /Identity-H /ToUnicode 4 0 R /DescendantFonts [3 0 R]", "Identity", false, false),
    ("/Subtype /Type0 /Encoding /UniJIS-UCS2-H /DescendantFonts [3 0 R]", "Identity", false, false),
    ("/Subtype /TrueType /BaseFont /AAAAAA+Gothic", "", false, true),
    ("/Subtype /Type1 /BaseFont /Helvetica", "", false, false),
  ])
  func fonts(_ font: String, _ ordering: String, _ isMute: Bool, _ isDoubtful: Bool) throws {
    let notes = try Self.told(
      "2 0 obj << /Type /Font \(font) >> endobj 3 0 obj << /CIDSystemInfo << /Ordering (\(ordering)) >> >> endobj"
    ).notes
    #expect(notes.hasMuteFonts == isMute)
    #expect(notes.hasDoubtfulFonts == isDoubtful)
  }

  @Test(arguments: [
    ("•‚ ƒ„ …† ƒ‡ ˆ‰2124 € Š‹ Œ‡ •Ž ••7-15-6", true, true), ("•‚ ƒ„ …† ƒ‡ ˆ‰2124 € Š‹ Œ‡ •Ž ••7-15-6", false, true),
    ("青木 健一 090-1234-0001 (係長) 2024/06/01", true, false), ("Grüße aus Köln, Frau Müller — 12,50 €", true, false),
    ("目次 ........................ 12", true, false), ("\u{F0A8} \u{F0A8} \u{F0A8} \u{F0A8} \u{F0A8}", false, true),
    ("・りんご ・みかん ・ぶどう ・もも ・なし", true, false), ("", true, false),
  ])
  func garble(_ text: String, _ isDoubtful: Bool, _ isGarbled: Bool) {
    #expect(GarbledText.isLikely(Array(text.utf8), isDoubtful: isDoubtful) == isGarbled)
  }

  @Test(arguments: 0..<200) func brokenBytesAreNormalInput(seed: Int) throws {
    var random = SeededBytes(seed: UInt64(seed))
    var bytes = Array(Self.form.utf8)
    if seed % 3 == 0 { bytes.removeLast(Int.random(in: 1..<bytes.count, using: &random)) }
    for _ in 0..<Int.random(in: 1...30, using: &random) {
      bytes[Int.random(in: bytes.indices, using: &random)] =
        seed % 2 == 0
        ? UInt8.random(in: 0...255, using: &random) : Array("<>[]()/ R0".utf8).randomElement(using: &random) ?? 0
    }
    _ = try Self.told(bytes)
  }

  @Test func nestingWithoutEnd() throws {
    _ = try Self.told("1 0 obj " + String(repeating: "[<<", count: 50_000))
    _ = try Self.told("1 0 obj " + String(repeating: "(", count: 50_000))
  }
}
