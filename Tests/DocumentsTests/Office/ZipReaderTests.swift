import Contents
import Testing

@testable import Documents

@Suite struct ZipReaderTests {
  private let letter = Array("試験太郎 様".utf8)

  @Test func membersInOrderAndFoldersSkipped() {
    var zip = ZipWriter()
    zip.add("a/", [])
    zip.add("a/手紙.txt", letter, flags: 0x0800)
    let read = OfficeRecording(zip.finish(comment: "PK\u{5}\u{6} in a comment that looks like an end"), named: "a.zip")
    #expect(read.failure == nil)
    #expect(read.events.contains(.member(Place([.member("a/手紙.txt")]))))
    #expect(!read.events.contains(.member(Place([.member("a/")]))))
    #expect(read.unread.isEmpty)
  }

  /// 名簿 in CP932 with and without company, in UTF-8 without the flag, and beside a wrong name in Unicode Path.
  @Test func namesInEveryEncoding() throws {
    let cp932: [UInt8] = [0x96, 0xBC, 0x95, 0xEB, 0x2E, 0x74, 0x78, 0x74]
    let utf8 = Array("名簿.txt".utf8)
    var zip = ZipWriter()
    zip.add("", letter, rawName: cp932)
    zip.add("", letter, rawName: Array("b/".utf8) + utf8)
    let path = Array("c/名簿.txt".utf8)
    let raw = Array("c_.txt".utf8)
    zip.add(
      "", letter, rawName: raw,
      extra: zip.little(0x7075, 2) + zip.little(path.count + 5, 2) + [1] + zip.little(CRC32.of(raw), 4) + path)
    let archive = try ZipArchive(MemorySource(zip.finish()), limits: ReadingLimits())
    #expect(archive.entries.map(\.name) == ["名簿.txt", "b/名簿.txt", "c/名簿.txt"])
  }

  @Test func archiveWithinArchiveWithinArchive() {
    var bytes = letter
    for depth in 0..<3 {
      var zip = ZipWriter()
      zip.add(depth == 0 ? "手紙.txt" : "\(depth).zip", bytes)
      bytes = zip.finish()
    }
    let whole = OfficeRecording(bytes, named: "a.zip")
    #expect(whole.events.contains(.member(Place([.member("2.zip"), .member("1.zip"), .member("手紙.txt")]))))
    var limits = ReadingLimits()
    limits.depth = 2
    #expect(OfficeRecording(bytes, named: "a.zip", limits: limits).unread == ["2.zip / 1.zip / 手紙.txt": .tooDeep])
  }

  @Test func encryptedMembersAndArchives() {
    var mixed = ZipWriter()
    mixed.add("open.txt", letter)
    mixed.add("closed.txt", letter, flags: 1)
    mixed.add("aes.txt", letter, method: 99)
    mixed.add("bzip2.txt", letter, method: 12)
    let read = OfficeRecording(mixed.finish(), named: "a.zip")
    #expect(read.unread == ["closed.txt": .password, "aes.txt": .password, "bzip2.txt": .unknownType])
    var closed = ZipWriter()
    closed.add("d/", [])
    closed.add("closed.txt", letter, flags: 1)
    #expect(OfficeRecording(closed.finish(), named: "a.zip").failure == .password)
  }

  @Test func wrongChecksumIsReportedAfterTheContent() {
    var zip = ZipWriter()
    zip.add("a.txt", letter, crc: 1)
    let read = OfficeRecording(zip.finish(), named: "a.zip")
    #expect(read.unread == ["a.txt": .damaged])
    #expect(read.events.count > 2)
  }

  @Test func directoryLostOrCutOff() {
    var zip = ZipWriter()
    zip.add("a.txt", letter)
    zip.add("b.txt", letter)
    let whole = zip.finish()
    for length in [whole.count - 30, zip.bytes.count, zip.bytes.count - 4] {
      let read = OfficeRecording(Array(whole[..<length]), named: "a.zip")
      #expect(read.failure == nil)
      #expect(read.unread[""] == .damaged)
      #expect(read.events.contains(.member(Place([.member("a.txt")]))))
      #expect(read.events.contains(.member(Place([.member("b.txt")]))) || read.unread["b.txt"] == .damaged)
    }
    #expect(OfficeRecording(Array(whole[..<20]), named: "a.zip").failure == .damaged)
  }

  @Test func bytesBeforeTheArchiveShiftIt() throws {
    var zip = ZipWriter()
    zip.add("a.txt", letter)
    let source = MemorySource([UInt8](repeating: 0x20, count: 1_000) + zip.finish())
    let archive = try ZipArchive(source, limits: ReadingLimits())
    #expect(!archive.isDamaged)
    let entry = try #require(archive.entries.first)
    let member = try UnpackedMember(entry, of: archive, in: Reading(limits: ReadingLimits()) { _ in })
    #expect(try member.source.bytes(at: 0, count: 100) == letter)
    #expect(member.failure == nil)
  }

  /// One kernel of bytes, listed many times: only the first is unpacked.
  @Test func overlappingEntriesAreRefused() {
    var zip = ZipWriter()
    zip.add("0.txt", letter)
    for index in 1..<50 { zip.add("\(index).txt", letter, at: 0) }
    let read = OfficeRecording(zip.finish(), named: "a.zip")
    #expect(read.unread.count == 49)
    #expect(read.unread["7.txt"] == .damaged)
  }

  @Test func bombsEndAtTheLimits() {
    let packed = deflatedZeros(matches: 300_000)
    var zip = ZipWriter()
    zip.add("bomb.bin", packed, method: 8, size: 1)
    var ratio = ReadingLimits()
    ratio.ratio = 100
    #expect(OfficeRecording(zip.finish(), named: "a.zip", limits: ratio).unread == ["bomb.bin": .tooLarge])
    var total = ReadingLimits()
    total.unpackedBytes = 1 << 20
    #expect(OfficeRecording(zip.finish(), named: "a.zip", limits: total).failure == .tooLarge)
    var entries = ReadingLimits()
    entries.entries = 10
    var many = ZipWriter()
    for index in 0..<11 { many.add("\(index)", []) }
    #expect(OfficeRecording(many.finish(), named: "a.zip", limits: entries).failure == .tooLarge)
  }

  @Test func largeMembersGoThroughATemporaryFile() throws {
    let packed = deflatedZeros(matches: 4_000)
    var zip = ZipWriter()
    let zeros = [UInt8](repeating: 0, count: 1 + 4_000 * 258)
    zip.add("zeros", packed, method: 8, size: zeros.count, crc: CRC32.of(zeros))
    var limits = ReadingLimits()
    limits.memberBytesInMemory = 64 << 10
    let archive = try ZipArchive(MemorySource(zip.finish()), limits: limits)
    let entry = try #require(archive.entries.first)
    let member = try UnpackedMember(entry, of: archive, in: Reading(limits: limits) { _ in })
    #expect(member.source is TemporarySource)
    #expect(member.failure == nil)
    #expect(try member.source.bytes(at: 0, count: 2 << 20) == zeros)
  }
}
