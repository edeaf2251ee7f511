import CanonicalForms
import Testing

@testable import DiskEncryption

@Suite("Fields of BitLocker's metadata") struct MetadataFieldTests {
  @Test func checksumIsThatOfZlib() {
    #expect(CRC32.checksum(of: Array("123456789".utf8)) == 0xCBF4_3926)
    #expect(CRC32.checksum(of: []) == 0)
  }

  @Test func identifiersAreWrittenAsWindowsShowsThem() throws {
    let text = "4967D63B-2E29-4AD8-8399-F6A339E3D001"
    let id = try #require(GUID(text))
    #expect(id.bytes == [59, 214, 103, 73, 41, 46, 216, 74, 131, 153, 246, 163, 57, 227, 208, 1])
    #expect("\(id)" == text)
    #expect(GUID("{" + text.lowercased() + "}") == id)
    for wrong in [
      "", "{}", text + "0", String(text.dropLast()), text.replacing("-", with: ""),
      text.replacing("4967D63B", with: "4967D63G"),
    ] {
      #expect(GUID(wrong) == nil)
    }
    #expect(GUID([1, 2, 3]) == nil)
  }

  @Test func timesOfWindowsAreMoments() {
    #expect(Moment(fileTime: 116_444_736_000_000_000)?.milliseconds == 0)
    #expect(Moment(fileTime: 0) == nil)
    #expect(Moment(fileTime: .max) == nil)
  }

  @Test func listsOfEntriesAreBounded() {
    func list(_ bytes: [UInt8]) -> Int? { MetadataEntry.list(in: LittleEndianBytes(bytes))?.count }
    #expect(list([]) == 0)
    #expect(list([8, 0, 1, 0, 2, 0, 1, 0]) == 1)
    #expect(list([8, 0, 1, 0, 2, 0, 1, 0, 0, 0, 0]) == 1)
    #expect(list([7, 0, 1, 0, 2, 0, 1, 0]) == nil)
    #expect(list([9, 0, 1, 0, 2, 0, 1, 0]) == nil)
    #expect(list([8]) == nil)
    let one: [UInt8] = [8, 0, 1, 0, 2, 0, 1, 0]
    #expect(list([[UInt8]](repeating: one, count: 256).flatMap { $0 }) == 256)
    #expect(list([[UInt8]](repeating: one, count: 257).flatMap { $0 }) == nil)
  }

  @Test func numbersBeyondTheEndAreNone() {
    let fields = LittleEndianBytes([1, 2, 3, 4, 5, 6, 7, 8])
    #expect(fields.u16(0) == 0x0201 && fields.u32(4) == 0x0807_0605 && fields.u64(0) == 0x0807_0605_0403_0201)
    #expect(fields.u16(7) == nil && fields.u64(1) == nil && fields.u16(-1) == nil && fields.u32(.max) == nil)
    #expect(fields.slice(2, count: 2)?.u16(0) == 0x0403 && fields.slice(2, count: 2)?.u16(1) == nil)
    #expect(fields.rest(from: 9) == nil && fields.rest(from: 8)?.count == 0)
  }
}
