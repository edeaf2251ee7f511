import Contents
import JapaneseText
import Testing

@testable import Documents

@Suite struct FormatIdentificationTests {
  private static func format(_ bytes: [UInt8], _ name: String = "a") throws(UnreadReason) -> FileFormat {
    try FileFormat.identify(MemorySource(bytes), named: name)
  }

  /// An archive of empty stored members with these names: local headers, central directory, end.
  private static func zip(_ names: [String]) -> [UInt8] {
    func little(_ value: Int, _ count: Int) -> [UInt8] { (0..<count).map { UInt8(value >> ($0 * 8) & 0xFF) } }
    var archive: [UInt8] = []
    var directory: [UInt8] = []
    for name in names {
      let letters = Array(name.utf8)
      directory += [0x50, 0x4B, 1, 2] + little(20, 2) + little(20, 2) + little(0, 20) + little(letters.count, 2)
      directory += little(0, 12) + little(archive.count, 4) + letters
      archive += [0x50, 0x4B, 3, 4] + little(20, 2) + little(0, 20) + little(letters.count, 2) + little(0, 2) + letters
    }
    let start = archive.count
    archive += directory
    archive += [0x50, 0x4B, 5, 6] + little(0, 4) + little(names.count, 2) + little(names.count, 2)
    return archive + little(directory.count, 4) + little(start, 4) + little(0, 2)
  }

  /// A compound file whose directory holds streams of these names.
  private static func compoundFile(_ streams: [String]) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: 512 * 3)
    bytes.replaceSubrange(0..<8, with: OLELook.magic)
    bytes[30] = 9
    bytes[44] = 1
    bytes[48] = 1  // the directory is sector 1, the allocation table sector 0
    for index in 77..<512 { bytes[index] = 0xFF }
    bytes[76] = 0
    for index in 77..<80 { bytes[index] = 0 }
    bytes.replaceSubrange(512..<520, with: [0xFD, 0xFF, 0xFF, 0xFF, 0xFE, 0xFF, 0xFF, 0xFF])
    for (number, name) in streams.enumerated() {
      let entry = 1024 + number * 128
      for (index, letter) in name.utf8.enumerated() { bytes[entry + index * 2] = letter }
      bytes[entry + 64] = UInt8((name.utf8.count + 1) * 2)
    }
    return bytes
  }

  @Test(arguments: [
    (["[Content_Types].xml", "xl/workbook.xml"], FileFormat.xlsx),
    (["[Content_Types].xml", "word/document.xml"], .docx),
    (["[Content_Types].xml", "ppt/presentation.xml"], .pptx), (["[Content_Types].xml", "xl/workbook.bin"], .xlsb),
    (["[Content_Types].xml", "xl/worksheets/sheet1.bin", "xl/theme/theme1.xml"], .xlsb),
    (["a.csv", "b.xlsx"], .zip), (["xl/backup/a.csv", "a.txt"], .zip), ([], .zip),
  ]) func archivesAreToldByTheirNames(names: [String], format: FileFormat) throws {
    #expect(try Self.format(Self.zip(names)) == format)
  }

  @Test func aDamagedOfficeFileIsStillOne() throws {
    let whole = Self.zip(["[Content_Types].xml", "xl/workbook.xml"])
    #expect(try Self.format(Array(whole.dropLast(20))) == .xlsx)
    #expect(try Self.format(Array(whole.prefix(20)), "a.docx") == .docx)
  }

  @Test func compoundFilesAreToldByTheirStreams() throws {
    #expect(try Self.format(Self.compoundFile(["Root Entry", "Workbook"])) == .xls)
    #expect(try Self.format(Self.compoundFile(["Root Entry", "Book"])) == .xls)
    #expect(try Self.format(Self.compoundFile(["Root Entry", "WordDocument"]), "a.xls") == .doc)
    #expect(try Self.format(Self.compoundFile(["Root Entry", "PowerPoint Document"])) == .ppt)
    #expect(try Self.format(Self.compoundFile(["Root Entry", "__properties_version1.0"])) == .msg)
    #expect(try Self.format(Self.compoundFile(["Root Entry", "DocumentText"]), "a.jtd") == .oleOther)
    #expect(throws: UnreadReason.password) { try Self.format(Self.compoundFile(["Root Entry", "EncryptedPackage"])) }
    #expect(try Self.format(OLELook.magic) == .oleOther)
  }

  @Test(arguments: [
    ("%PDF-1.7\n", "a", FileFormat.pdf), ("\n%PDF-1.4", "a", .pdf), ("Write %PDF-1.7 to the file.", "a", .text),
    ("SQLite format 3\0", "a.txt", .sqlite), ("", "a.csv", .text), ("", "a.db", .text),
    ("<?xml version=\"1.0\"?><a/>", "a", .xml), ("<!DOCTYPE html><p>x", "a.txt", .html),
    ("  <HTML><body>", "a.xls", .html), ("<table><tr><td>1</table>", "a.xls", .html),
    ("<?xml version=\"1.0\"?><html xmlns=\"http://www.w3.org/1999/xhtml\">", "a", .html),
    ("<taro@example.jp> wrote", "a", .text), ("<a><b>1</b></a>", "a", .xml),
    ("{\"a\": 1}", "a", .json), ("[{\"a\": 1}]", "a", .json), ("{\"a\":1}\n{\"a\":2}\n", "a.log2", .json),
    ("[section]\nkey=1\n", "a.ini", .text), ("[1, 2]", "a.json", .json), ("[1] 注", "a", .text),
    ("BEGIN:VCARD\r\nVERSION:3.0\r\n", "a", .vcard), ("begin:vcard\n", "a", .vcard),
    ("BEGIN:VCALENDAR\r\nVERSION:2.0\r\n", "a.ics", .calendar),
    ("From a@b.jp Thu Jan  4 10:00:00 2024\nReceived: x\n\n", "a", .mbox),
    ("From here on we walk.\nNote: x\n", "a", .text),
    ("Received: x\r\nFrom: a\r\nTo: b\r\nSubject: c\r\n\r\nx", "a", .eml), ("Subject: c\r\n\r\nx", "a.eml", .eml),
    ("MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=x\r\n\r\n--x", "a.doc", .eml),
    ("From: <Saved by a browser>\r\nSubject: a\r\n\r\nx", "a.mht", .eml), ("{\\rtf1\\ansi a}", "a.doc", .rtf),
    ("件名: お願い\n\n本文", "a", .text), ("Name: x\nAge: 3\n", "a", .text), ("a,b\n1,2\n", "a.csv", .text),
    ("\u{7F}ELF", "a", .inert), ("OggS", "a", .inert), ("GIF89a", "a", .unknown),
  ]) func filesAreToldByTheirFirstBytes(text: String, name: String, format: FileFormat) throws {
    #expect(try Self.format(Array(text.utf8), name) == format)
  }

  @Test func picturesMayHoldPeopleAndProgramsDoNot() throws {
    #expect(try Self.format([0xFF, 0xD8, 0xFF, 0xE0, 0, 16]) == .unknown)
    #expect(try Self.format([0x4D, 0x5A, 0x90, 0x00, 3]) == .inert)
    #expect(try Self.format([0, 0, 0, 24] + Array("ftypmp42".utf8)) == .inert)
    #expect(try Self.format([0, 0, 0, 24] + Array("ftypheic".utf8)) == .unknown)
    #expect(try Self.format([0, 1, 0, 0] + Array("Standard Jet DB".utf8)) == .unknown)
  }

  /// FileMaker begins with the four bytes of a font; what a font says of its tables must hold.
  @Test func fontsAreToldFromDatabases() throws {
    let rest = [UInt8](repeating: 0x9D, count: 400)
    #expect(try Self.format([0, 1, 0, 0, 0, 17, 1, 0, 0, 4, 0, 16] + Array("DSIG".utf8) + rest, "a.ttf") == .inert)
    let fileMaker: [UInt8] = [0, 1, 0, 0, 0, 2, 0, 1, 0, 5, 0, 2, 0, 2, 0xC0] + Array("HBAM7".utf8) + rest
    for name in ["顧客.fp7", "顧客.fmp12", "a"] { #expect(try Self.format(fileMaker, name) == .unknown) }
  }

  /// Databases, mail stores and documents of other programs may hold people: they are named as not read.
  @Test(arguments: [
    ("customers.parquet", "PAR1"), ("notes.nsf", "\u{1A}\0\0\u{4}\0\0"),
    ("文書.xdw", "\u{60}\u{E}\u{2}\u{1}"), ("a.feather", "ARROW1\0\0"), ("a.orc", "ORC"), ("a.sav", "$FL2@(#) SPSS\0\0"),
    ("a.avro", "Obj\u{1}\u{4}\u{14}avro"), ("a.hwp", "HWP Document File V3.00 \u{1A}"), ("a.psafe3", "PWS3"),
    ("AddressDB.pdb", "AddressDB\0\0\0"), ("a.lwp", "WordPro\0"), ("a.wk1", "\0\0\u{2}\0\u{6}\u{4}"),
  ]) func othersMayHoldPeople(name: String, magic: String) throws {
    var random = SeededNumbers(seed: 4)
    let rest = (0..<2_000).map { _ in UInt8(truncatingIfNeeded: random.next()) }
    #expect(try Self.format(Array(magic.utf8) + rest, name) == .unknown, "\(name)")
  }

  /// Both are read now; one that is damaged is told so by its reader.
  @Test func databasesAndMailStoresOfOfficeAreKnownByTheirFirstBytes() throws {
    let rest = [UInt8](repeating: 0x9D, count: 2_000)
    #expect(try Self.format(Array("!BDN".utf8) + rest, "a") == .pst)
    #expect(try Self.format(Array("\0\u{1}\0\0Standard Jet DB\0".utf8) + rest, "a") == .access)
  }

  @Test(arguments: ["報告.docx", "a.XLSX", "a.pdf", "a.zip", "a.tar.gz", "a.doc"])
  func nothingIsNoDocument(name: String) {
    #expect(throws: UnreadReason.damaged) { try Self.format([], name) }
  }

  @Test func textThatBeginsLikeAnArchiveIsText() throws {
    for text in ["070701,架空 一郎\n", "BZh の使い方\n", "Rar! と叫ぶ\n", "aa-lh5- のこと\n", "PK\n"] {
      #expect(try Self.format(Array(text.utf8), "a.txt") == .text, "\(text)")
    }
  }

  @Test(arguments: Array(UInt64(1)...20)) func randomBytesAreNotText(seed: UInt64) throws {
    var numbers = SeededNumbers(seed: seed)
    let bytes = [0x80] + (0..<5_000).map { _ in UInt8(truncatingIfNeeded: numbers.next()) }
    #expect(try Self.format(bytes) == .unknown, "seed \(seed)")
  }

  @Test(arguments: TextEncoding.allCases) func textInAnyEncodingIsText(encoding: TextEncoding) throws {
    let isJapanese = TextEncoding.japanese.contains(encoding)
    let text = isJapanese ? "氏名,住所\r\n山田 太郎,東京都港区一丁目\r\n" : "Müller,Zürich\r\nName,Ort\r\n"
    #expect(try Self.format(encoding.encode(text).bytes, "a") == .text)
  }
}
