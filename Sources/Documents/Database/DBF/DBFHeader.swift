import Contents
import JapaneseText

/// The head of a dBASE file: its fields, and where its records lie. dBASE III to 7, FoxPro, and what others write so.
struct DBFHeader {
  struct Field {
    var name: [UInt8]
    var type: UInt8
    /// Bytes of the record that hold it.
    var bytes: Range<Int>
    var decimals: Int
  }

  let fields: [Field]
  let recordCount: Int
  let start: Int64
  let recordLength: Int
  /// What the language byte says; nil when it says nothing that is known.
  let encoding: TextEncoding?

  private static let versions: Set<UInt8> = [
    0x02, 0x03, 0x04, 0x05, 0x30, 0x31, 0x32, 0x43, 0x63, 0x7B, 0x83, 0x8B, 0x8C, 0x8E, 0xCB, 0xF5, 0xFB,
  ]
  private static let types = Set("CNFLDMGBPIYT@+OVQW0X".utf8)
  /// Room for the head of a file with 2,046 fields of the longest kind.
  static let longest = 100 << 10

  /// Nil when this is no dBASE file: version, date and lengths have to fit each other, since any bytes may begin with 3.
  init?(_ head: [UInt8], size: Int64) {
    guard head.count >= 65, Self.versions.contains(head[0]), head[2] <= 12, head[3] <= 31,
      let count = head.uint32(at: 4), let headerLength = head.uint16(at: 8).map({ Int($0) }),
      let recordLength = head.uint16(at: 10).map({ Int($0) }), headerLength >= 65, recordLength >= 2,
      Int64(headerLength) <= size
    else { return nil }
    // dBASE 7 has longer names, and with them longer descriptions.
    let isLong = head[0] & 0x07 == 4
    let (first, step) = isLong ? (68, 48) : (32, 32)
    var fields: [Field] = []
    var at = first
    var offset = 1
    while at + step <= min(head.count, headerLength), head[at] != 0x0D {
      let nameLength = isLong ? 32 : 11
      let type = head[at + nameLength]
      let name = Array(head[at..<at + nameLength].prefix { $0 != 0 })
      guard Self.types.contains(type), !name.isEmpty, name.allSatisfy({ $0 >= 0x20 }) else { return nil }
      let lengthAt = at + (isLong ? 33 : 16)
      let decimals = Int(head[lengthAt + 1])
      // Long texts of Clipper and FoxPro have the upper half of their length where numbers have their decimals.
      let length = Int(head[lengthAt]) + (type == 0x43 ? decimals << 8 : 0)
      guard offset + length <= recordLength else { return nil }
      fields.append(Field(name: name, type: type, bytes: offset..<offset + length, decimals: decimals))
      offset += length
      at += step
    }
    guard !fields.isEmpty, offset == recordLength || offset + 1 == recordLength else { return nil }
    self.fields = fields
    recordCount = Int(count)
    start = Int64(headerLength)
    self.recordLength = recordLength
    encoding = Self.encoding(ofLanguage: head[29])
  }

  /// Language drivers of dBASE and FoxPro.
  private static func encoding(ofLanguage language: UInt8) -> TextEncoding? {
    switch language {
    case 0x13, 0x56, 0x7B: .cp932
    case 0x03, 0x58, 0x59, 0x57: .windows1252
    case 0x4D, 0x7A: TextEncoding(mimeName: "cp936")
    case 0x4E, 0x79: TextEncoding(mimeName: "cp949")
    case 0x4F, 0x78: TextEncoding(mimeName: "cp950")
    case 0xC8: TextEncoding(mimeName: "cp1250")
    case 0xC9: TextEncoding(mimeName: "cp1251")
    case 0xCA: TextEncoding(mimeName: "cp1254")
    case 0xCB: TextEncoding(mimeName: "cp1253")
    case 0x02: .ibm850
    case 0x26, 0x65: .ibm866
    default: nil
    }
  }
}
