import Contents
import Testing

@testable import Documents

@Suite struct ArchiveReaderTests {
  private static func bytes(_ name: String) -> [UInt8] { Told.fixture("archives/\(name)") }

  private static func read(_ bytes: [UInt8], _ name: String, limits: ReadingLimits = ReadingLimits()) -> OfficeRecording
  {
    OfficeRecording(bytes, named: name, limits: limits)
  }

  private static func members(_ read: OfficeRecording) -> [String] {
    read.events.compactMap { if case .member(let place) = $0 { place.description } else { nil } }
  }

  /// Two lists, one in CP932 and one in EUC-JP, in every container.
  @Test(arguments: [
    "roster.7z", "roster.cpio", "roster.lzh", "roster.rar", "roster.tar.gz", "roster.tar.Z", "roster.tar.lz4",
    "roster.txz", "v7.tar",
  ]) func everyContainerGivesItsMembers(name: String) {
    let read = Self.read(Self.bytes(name), name)
    #expect(read.failure == nil)
    #expect(read.unread.isEmpty)
    let lists = name == "roster.lzh" ? ["名簿/表.csv", "名簿/二組.csv"] : ["名簿/一組.csv", "名簿/二組.csv"]
    #expect(Self.members(read).sorted() == lists.sorted())
    let names = read.tables.flatMap { $0.rows.compactMap(\.first) }
    #expect(Set(names) == ["氏名", "架空 一郎", "試作 花子", "見本 次郎", "例示 三枝"])
  }

  @Test func aCabinetGivesItsMembers() {
    let read = Self.read(Self.bytes("roster.cab"), "setup.bin")
    #expect(Self.members(read) == ["一組.csv", "二組.csv"])
    #expect(read.tables.count == 2)
  }

  /// Also one whose second byte is `\`, which unpackers take for the end of a folder.
  @Test func namesOfJapaneseWindows() {
    let read = Self.read(Self.bytes("names_cp932.tgz"), "a.tgz")
    #expect(Self.members(read) == ["名簿/表.csv", "名簿/能.csv"])
  }

  @Test(arguments: [
    ("list.csv.gz", "送付/会員.csv.gz", "会員.csv"), ("list.csv.gz", "会員.csv.GZ", "会員.csv"),
    ("list.csv.zst", "会員.csv.zst", "会員.csv"), ("list.csv.zst", "会員.bak", "会員.bak"),
  ]) func aPackedFileHasTheInnerName(fixture: String, name: String, inner: String) {
    let read = Self.read(Self.bytes(fixture), name)
    #expect(Self.members(read) == [inner])
    #expect(read.tables.first?.rows.count == 3)
  }

  @Test func passwordsAreTold() {
    #expect(Self.read(Self.bytes("closed.7z"), "a.7z").failure == .password)
    #expect(Self.read(Self.bytes("closed.rar"), "a.rar").failure == .password)
    #expect(Self.read(Self.bytes("closed_names.rar"), "a.rar").failure == .password)
    let half = Self.read(Self.bytes("half_closed.rar"), "a.rar")
    #expect(half.failure == nil)
    #expect(half.unread == ["b.csv": .password])
    #expect(half.tables.count == 1)
  }

  @Test func whatStandsBeforeTheDamageIsKept() {
    let tar = Self.bytes("v7.tar")
    let cut = Self.read(Array(tar.prefix(tar.count - 1_070)), "a.tar")
    #expect(cut.tables.first?.rows.count == 3)
    #expect(cut.failure == .damaged)
    var flipped = Self.bytes("roster.cab")
    flipped[flipped.count - 30] ^= 5
    let cabinet = Self.read(flipped, "a.cab")
    #expect(cabinet.tables.first?.rows.count == 3)
    #expect(cabinet.unread["二組.csv"] == .damaged)
  }

  /// So short that the library has nothing to give.
  @Test func aShortStreamThatBreaksOffIsReadAsFarAsItGoes() {
    let gz = Self.bytes("list.csv.gz")
    let cut = Self.read(Array(gz.prefix(gz.count - 20)), "list.csv.gz")
    #expect(cut.tables.first?.rows.first?.first == "氏名")
    #expect(cut.unread == ["list.csv": .damaged])
    let tar = Self.bytes("roster.tar.gz")
    let half = Self.read(Array(tar.prefix(tar.count - 60)), "roster.tar.gz")
    #expect(half.tables.first?.rows.count == 3)
    #expect(!half.unread.isEmpty)
  }

  /// The library itself does not look at this one.
  @Test func aWrongChecksumOfGzipIsTold() {
    var gz = Self.bytes("list.csv.gz")
    gz[gz.count - 6] ^= 1
    let read = Self.read(gz, "list.csv.gz")
    #expect(read.tables.first?.rows.count == 3)
    #expect(read.unread == ["list.csv": .damaged])
    // Of several streams in a row, only the last has its checksum at the end.
    let two = Self.read(Self.bytes("list.csv.gz") + Self.bytes("list.csv.gz"), "list.csv.gz")
    #expect(two.unread.isEmpty)
    #expect(two.tables.first?.rows.count == 6)
  }

  @Test func anArchiveInAnArchiveIsRead() {
    var zip = ZipWriter()
    zip.add("a.7z", Self.bytes("roster.7z"))
    let read = Self.read(zip.finish(), "a.zip")
    #expect(Self.members(read).contains("a.7z / 名簿/二組.csv"))
    var limits = ReadingLimits()
    limits.depth = 1
    #expect(Set(Self.read(zip.finish(), "a.zip", limits: limits).unread.values) == [.tooDeep])
  }

  @Test func limitsHold() {
    var limits = ReadingLimits()
    limits.entries = 2
    #expect(Self.read(Self.bytes("v7.tar"), "a.tar", limits: limits).failure == .tooLarge)
    limits = ReadingLimits()
    limits.unpackedBytes = 100
    #expect(Self.read(Self.bytes("v7.tar"), "a.tar", limits: limits).failure == .tooLarge)
  }

  /// A gigabyte of nothing in a megabyte: zstd with one block repeated (RFC 8878, 3.1.1.2.2), 128 kB in four bytes.
  @Test func aBombIsNotUnpacked() {
    let block: [UInt8] = [0x02, 0x00, 0x10, 0x61]
    var bomb: [UInt8] = [0x28, 0xB5, 0x2F, 0xFD, 0x00, 0x58]
    for _ in 0..<2_000 { bomb += block }
    bomb += [0x01, 0, 0]
    #expect(Self.read(bomb, "a.txt.zst").failure == .tooLarge)
    // Zeros pass for an empty tar, and are looked at all the same.
    let zeros: [UInt8] = bomb.map { $0 == 0x61 ? 0 : $0 }
    #expect(Self.read(zeros, "disk.img.zst").failure == .tooLarge)
  }
}
