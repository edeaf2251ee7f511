import Contents
import JapaneseText

/// The pages of an Access database, decoded.
final class JetFile {
  let format: JetFormat
  /// Of texts in Jet 3; later they are UTF-16.
  let encoding: TextEncoding
  let pageCount: Int
  private let source: any ByteSource
  private let key: UInt32
  /// The pages read last: rows, the memos that they point to, and the maps of both lie on different ones.
  private var held: [(number: Int, bytes: [UInt8])] = []
  private var nextSlot = 0
  private var owners: [Int: [Int]]?

  private static let slots = 16
  private static let headerKey: [UInt8] = [0xC7, 0xDA, 0x39, 0x6B]
  private static let headerMask = 0x18

  static let magics = ["Standard Jet DB", "Standard ACE DB"].map { [0x00, 0x01, 0x00, 0x00] + Array($0.utf8) + [0] }

  /// - Throws: `.password` for a database that is encrypted as a whole, `.damaged`, `.unknownType` for a later version.
  init(_ source: any ByteSource) throws(UnreadReason) {
    var head = try source.bytes(at: 0, count: JetFormat.jet4.pageSize)
    guard head.count >= JetFormat.jet3.pageSize else { throw .damaged }
    let version = head[0x14]
    // Access 2019 is 6.
    guard version <= 9 else { throw .unknownType }
    let isACE = version >= 2
    if isACE, Self.tellsOfEncryption(head) { throw .password }
    format = version == 0 ? .jet3 : .jet4
    RC4.apply(Self.headerKey, to: &head, Self.headerMask..<Self.headerMask + (version == 0 ? 126 : 128))
    key = head.uint32(at: 0x3E) ?? 0
    encoding = head.uint16(at: 0x3C).map { TextEncoding(codePage: Int($0)) } ?? .cp932
    self.source = source
    pageCount = Int(min((source.size + Int64(format.pageSize) - 1) / Int64(format.pageSize), 1 << 24))
  }

  /// How the pages were encrypted stands in the first one ([MS-OFFCRYPTO] 2.3): a length, and a version of 1.1, 2.2 to 4.2,
  /// 3.3, 4.3 or 4.4.
  private static func tellsOfEncryption(_ head: [UInt8]) -> Bool {
    guard let length = head.uint16(at: 0x299), let major = head.uint16(at: 0x29B), let minor = head.uint16(at: 0x29D)
    else { return false }
    return length > 0 && length < 0x0D00 && (1...4).contains(major) && (1...4).contains(minor)
  }

  /// - Throws: `.damaged` for a page that the file does not have.
  func page(_ number: Int) throws(UnreadReason) -> [UInt8] {
    if let page = held.first(where: { $0.number == number }) { return page.bytes }
    guard number > 0, number < pageCount else { throw .damaged }
    let bytes = try read(number, count: format.pageSize)
    if held.count < Self.slots {
      held.append((number, bytes))
    } else {
      held[nextSlot] = (number, bytes)
      nextSlot = (nextSlot + 1) % Self.slots
    }
    return bytes
  }

  /// The first `count` bytes of a page; zeros where the file is cut off.
  private func read(_ number: Int, count: Int) throws(UnreadReason) -> [UInt8] {
    var bytes = try source.bytes(at: Int64(number) * Int64(format.pageSize), count: count)
    if bytes.count < count { bytes += repeatElement(0, count: count - bytes.count) }
    if key != 0 {
      let own = key ^ UInt32(truncatingIfNeeded: number)
      RC4.apply((0..<4).map { UInt8(truncatingIfNeeded: own >> (8 * $0)) }, to: &bytes, 0..<count)
    }
    return bytes
  }

  /// The bytes of a row on its page, whatever is said of it; nil where there is no such row.
  func range(ofRow row: Int, on page: [UInt8]) -> (range: Range<Int>, isDeleted: Bool, isPointer: Bool)? {
    let first = format.rowCount + 2
    guard row >= 0, let count = page.uint16(at: format.rowCount), row < Int(count),
      let stated = page.uint16(at: first + row * 2)
    else { return nil }
    let start = Int(stated & 0x1FFF)
    let end = row == 0 ? page.count : page.uint16(at: first + row * 2 - 2).map { Int($0 & 0x1FFF) } ?? 0
    guard start >= first + 2, start <= end, end <= page.count else { return nil }
    return (start..<end, stated & 0x8000 != 0, stated & 0x4000 != 0)
  }

  // MARK: - Without the maps

  /// Data pages of each table, by what they say of themselves.
  func pages(ownedBy definition: Int) throws(UnreadReason) -> [Int] {
    if let owners { return owners[definition] ?? [] }
    var found: [Int: [Int]] = [:]
    for number in 1..<max(1, pageCount) {
      let head = try read(number, count: 8)
      if head[0] == JetFormat.PageKind.data, let owner = head.uint32(at: 4) {
        found[Int(owner), default: []].append(number)
      }
    }
    owners = found
    return found[definition] ?? []
  }

  /// Pages on which the definition of a user's table begins.
  func definitions() throws(UnreadReason) -> [Int] {
    var found: [Int] = []
    for number in 1..<max(1, pageCount) {
      let head = try read(number, count: 64)
      if head[0] == JetFormat.PageKind.definition, head[1] == 1, head[format.tableKind] == UInt8(ascii: "N") {
        found.append(number)
      }
    }
    return found
  }
}

extension TextEncoding {
  /// The encoding that a Windows or Mac code page is; CP932 for those that are not known here.
  init(codePage: Int) {
    switch codePage {
    case 1252, 367: self = .windows1252
    case 949: self = .cp949
    case 936: self = .gb18030
    case 950: self = .big5
    case 1250: self = .windows1250
    case 1251: self = .windows1251
    case 1254: self = .windows1254
    case 10_000: self = .macintosh
    default: self = .cp932
    }
  }
}
