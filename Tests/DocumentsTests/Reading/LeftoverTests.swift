import Contents
import Testing

@testable import Documents

@Suite struct LeftoverTests {
  private static func format(_ bytes: [UInt8], _ name: String) throws -> FileFormat {
    try FileFormat.identify(MemorySource(bytes), named: name)
  }

  private static let compound = OLELook.magic + [UInt8](repeating: 0, count: 100)
  private static let link: [UInt8] = [0x4C, 0, 0, 0, 0x01, 0x14, 0x02, 0, 0, 0, 0, 0, 0xC0, 0, 0, 0, 0, 0, 0, 0x46]

  @Test func whatProgramsLeaveBehindIsNoGap() throws {
    #expect(try Self.format(Self.compound, "写真/Thumbs.db") == .inert)
    #expect(try Self.format(Array("[.ShellClassInfo]\r\n".utf8), "Desktop.ini") == .inert)
    #expect(try Self.format(Self.link, "名簿.xlsx.lnk") == .inert)
    #expect(try Self.format([4] + Array("taro".utf8) + [UInt8](repeating: 0, count: 160), "a/~$名簿.xlsx") == .inert)
    #expect(try Self.format([0, 0, 0, 1] + Array("Bud1".utf8) + [0, 0, 8, 0], ".DS_Store") == .inert)
    #expect(try Self.format([0, 0x05, 0x16, 0x07, 0, 2, 0, 0, 0, 0], "名簿/._一覧.csv") == .inert)
    #expect(try Self.format([0x18, 0xE2, 0x2D, 0, 0, 0, 0, 0, 3, 0], "list.db-shm") == .inert)
  }

  @Test func theNameAloneIsNotBelieved() throws {
    let list = Array("氏名,生年月日\n山田 太郎,1975/01/02\n".utf8)
    #expect(try Self.format(list, "Thumbs.db") == .text)
    #expect(try Self.format(list, "a.lnk") == .text)
    #expect(try Self.format(list + [UInt8](repeating: 0x0A, count: 600), "~$名簿.csv") == .text)
    #expect(try Self.format(Self.compound, "~WRD0001.tmp") == .oleOther)
    #expect(try Self.format(list, "~$名簿.csv") == .text)
  }

  @Test func anArchiveThatUnpacksItselfIsAnArchive() throws {
    var zip = ZipWriter()
    zip.add("名簿.csv", Array("氏名\n山田 太郎\n".utf8))
    let program: [UInt8] = [0x4D, 0x5A, 0x90, 0] + [UInt8](repeating: 0xC3, count: 5_000)
    #expect(try Self.format(program, "a.exe") == .inert)
    let read = OfficeRecording(program + zip.finish(), named: "a.exe")
    #expect(read.failure == nil)
    #expect(read.unread.isEmpty)
    #expect(read.events.contains(.member(Place([.member("名簿.csv")]))))
  }

  /// A program of one section of 512 bytes, and what stands behind it.
  private static func program(with overlay: [UInt8]) -> [UInt8] {
    let words = ZipWriter()
    var bytes: [UInt8] = [0x4D, 0x5A, 0x90, 0] + [UInt8](repeating: 0, count: 56) + words.little(64, 4)
    bytes += Array("PE\0\0".utf8) + words.little(0x14C, 2) + words.little(1, 2) + [UInt8](repeating: 0, count: 12)
    bytes += words.little(0, 2) + words.little(0, 2)
    bytes += Array(".text\0\0\0".utf8) + words.little(0, 8) + words.little(512, 4) + words.little(512, 4)
    bytes += [UInt8](repeating: 0, count: 1_024 - bytes.count)
    return bytes + overlay
  }

  @Test(
    arguments: [
      [0x37, 0x7A, 0xBC, 0xAF, 0x27, 0x1C, 0, 4],
      Array(";!@Install@!UTF-8!".utf8) + [0x37, 0x7A, 0xBC, 0xAF, 0x27, 0x1C],
      Array("Rar!\u{1A}\u{7}\0".utf8), [0x22, 0x5A] + Array("-lh5-".utf8),
    ] as [[UInt8]])
  func aProgramWithAnArchiveBehindItIsOne(overlay: [UInt8]) throws {
    #expect(try Self.format(Self.program(with: overlay), "list.exe") == .archive)
  }

  @Test(arguments: ["roster.7z", "roster.rar", "roster.lzh"])
  func whatAProgramUnpacksIsRead(name: String) throws {
    let read = OfficeRecording(Self.program(with: Told.fixture("archives/\(name)")), named: "list.exe")
    #expect(read.failure == nil)
    #expect(read.tables.count == 2)
  }

  @Test(arguments: [[], Array("signature of the program".utf8), Array("-lh5".utf8), [0x37, 0x7A]] as [[UInt8]])
  func aPlainProgramIsNoGap(overlay: [UInt8]) throws {
    #expect(try Self.format(Self.program(with: overlay), "setup.exe") == .inert)
    var broken = Self.program(with: overlay)
    broken.removeLast(broken.count - 80)
    #expect(try Self.format(broken, "setup.exe") == .inert)
  }

  @Test func anOldWorkbookThatWasCutOffIsDamaged() throws {
    let whole = try OfficeRecording.bytes(ofFixture: "roster.xls")
    #expect(OfficeRecording(Array(whole.prefix(whole.count / 3)), named: "roster.xls").failure == .damaged)
  }
}
