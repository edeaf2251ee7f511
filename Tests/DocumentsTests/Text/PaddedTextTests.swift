import Contents
import JapaneseText
import Testing

@testable import Documents

/// Fields that are filled up with zero bytes.
@Suite struct PaddedTextTests {
  private static let people = [("架空 一郎", "03-0000-0001"), ("試作 花子", "090-0000-0002"), ("見本 次", "03-0000-0003")]

  private static func padded(_ text: String, _ length: Int, _ encoding: TextEncoding) -> [UInt8] {
    let bytes = encoding.encode(text).bytes
    return bytes + [UInt8](repeating: 0, count: length - bytes.count)
  }

  @Test(arguments: [TextEncoding.cp932, .eucJP, .utf8]) func recordsOfOneLength(encoding: TextEncoding) throws {
    var bytes = Self.people.flatMap { Self.padded($0.0, 40, encoding) + Self.padded($0.1, 16, encoding) }
    bytes += [UInt8](repeating: 0, count: 512)
    #expect(try FileFormat.identify(MemorySource(bytes), named: "KAIIN.DAT") == .padded)
    let read = OfficeRecording(bytes, named: "KAIIN.DAT")
    #expect(read.failure == nil)
    #expect(read.tables.first?.rows == Self.people.map { [$0.0, $0.1] })
  }

  /// The length of the name differs, and none is at the start of the third field of the second record.
  @Test func aFieldMayBeEmpty() throws {
    let rows = [("架空一郎", "03-0000-0001", "甲"), ("試作花", "", "乙"), ("見本次郎", "03-0000-0003", "丙")]
    let bytes = rows.flatMap {
      Self.padded($0.0, 20, .cp932) + Self.padded($0.1, 16, .cp932) + Self.padded($0.2, 8, .cp932)
    }
    #expect(OfficeRecording(bytes, named: "a.bin").tables.first?.rows == rows.map { [$0.0, $0.1, $0.2] })
  }

  @Test func linesWhoseColumnsAreFilledUp() throws {
    let bytes: [UInt8] = Self.people.flatMap { person -> [UInt8] in
      Self.padded(person.0, 24, .cp932) + Self.padded(person.1, 16, .cp932) + [0x0D, 0x0A]
    }
    let read = OfficeRecording(bytes, named: "list.prn")
    let text = read.tables.flatMap(\.rows).flatMap { $0 } + read.passages.map(\.text)
    for person in Self.people { #expect(text.contains { $0.contains(person.0) }, "\(person.0)") }
    #expect(!text.contains { $0.contains("\0") })
  }

  @Test func textsThatZerosPart() throws {
    let bytes = Array("氏名: 架空 一郎\0電話: 03-0000-0001\0氏名: 試作 花子\0電話: 03-0000-00\0".utf8)
    let read = OfficeRecording(bytes, named: "environ")
    #expect(read.failure == nil)
    #expect(!read.passages.isEmpty || !read.tables.isEmpty)
  }

  @Test func whatIsNoTextIsNotTakenForOne() throws {
    var numbers: [UInt8] = []
    for index in 0..<2_000 { numbers += [UInt8(index & 0x7F | 0x20), 0, 0, 0] }
    #expect(!PaddedText.isPadded(numbers))
    var seeded = SeededBytes(seed: 4)
    let noise = (0..<4_000).map { index in index % 9 == 0 ? 0 : UInt8.random(in: 0x20...0xFF, using: &seeded) }
    #expect(!PaddedText.isPadded(noise))
    #expect(!PaddedText.isPadded([UInt8](repeating: 0, count: 4_000)))
    // UTF-16 has zeros, too, and is text without this.
    let wide = TextEncoding.utf16LE.encode("name,phone\r\nKaku Ichiro,03-0000-0001\r\n").bytes
    #expect(try FileFormat.identify(MemorySource(wide), named: "a.txt") == .text)
  }
}
