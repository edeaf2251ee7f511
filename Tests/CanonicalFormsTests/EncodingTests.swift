import CanonicalForms
import Testing

@Suite struct EncodingTests {
  @Test(
    arguments: [
      (JSON.object(["b": 1, "a": [true, nil, "x"]]), #"{"a":[true,null,"x"],"b":1}"#),
      (.string("\"\\\n\u{1}é控"), #""\"\\\n\u0001é控""#), (.integer(.min), "-9223372036854775808"),
      (.object(["é": 1, "z": 2]), #"{"z":2,"é":1}"#), (.array([]), "[]"),
    ] as [(JSON, String)])
  func canonical(value: JSON, text: String) throws {
    #expect(value.canonicalText == text)
    #expect(try JSON(parsing: Array(text.utf8)) == value)
  }

  @Test(arguments: [
    "", "{", "[1,]", "\"", "1.5", "01x", "nul", "{\"a\"}", "[1] 2", "\"\\ud800\"", "\"\\q\"", "\"\u{1}\"",
  ])
  func malformed(text: String) {
    #expect(throws: JSON.Malformed.self) { try JSON(parsing: Array(text.utf8)) }
  }

  @Test func deepNestingIsRefused() {
    let deep = Array(String(repeating: "[", count: 100_000).utf8)
    #expect(throws: JSON.Malformed.self) { try JSON(parsing: deep) }
  }

  @Test(arguments: [0, 1, 127, 128, 16_383, 16_384, UInt64.max]) func numbers(value: UInt64) throws {
    var writer = ByteWriter()
    writer.number(value)
    writer.signed(Int64(bitPattern: value))
    var reader = ByteReader(writer.bytes)
    #expect(try reader.number() == value)
    #expect(try reader.signed() == Int64(bitPattern: value))
    #expect(reader.isAtEnd)
  }

  /// One number has one form: bytes that say the same in more of them are refused.
  @Test(arguments: [[0x80, 0x00], [0xFF, 0x00], [0x81, 0x80, 0x00], Array(repeating: 0x80, count: 9) + [0x00]])
  func longerFormOfANumber(bytes: [UInt8]) {
    var reader = ByteReader(bytes)
    #expect(throws: ByteReader.Damaged.self) { try reader.number() }
  }

  @Test(arguments: [[0x80], [0xE6, 0x8E], [0xC0, 0x80], [0xED, 0xA0, 0x80]] as [[UInt8]])
  func textOfOtherBytes(bytes: [UInt8]) {
    var writer = ByteWriter()
    writer.count(bytes.count)
    for byte in bytes { writer.byte(byte) }
    var reader = ByteReader(writer.bytes)
    #expect(throws: ByteReader.Damaged.self) { try reader.text() }
  }

  /// Any bytes give a value or an error.
  @Test(arguments: 0..<200) func damagedBytesNeverTrap(seed: Int) {
    var state = UInt64(seed) &* 0x9E37_79B9_7F4A_7C15 | 1
    let bytes = (0..<seed % 30).map { _ in
      state ^= state << 13
      state ^= state >> 7
      state ^= state << 17
      return seed % 3 == 0 ? UInt8(truncatingIfNeeded: state) | 0x80 : UInt8(truncatingIfNeeded: state)
    }
    var reader = ByteReader(bytes)
    var read = 0
    while !reader.isAtEnd, read < 100 {
      read += 1
      guard (try? reader.block()) != nil || (try? reader.number()) != nil else { break }
    }
    #expect(read <= bytes.count + 1)
  }

  @Test(
    arguments: [
      ("2025-03-14T03:00:00Z", 1_741_921_200_000), ("2025-03-14T12:00:00+09:00", 1_741_921_200_000),
      ("2025/3/14T12:00:00.250+0900", 1_741_921_200_250), ("1970-01-01T00:00:00Z", 0),
      ("2024-02-29T00:00:00Z", 1_709_164_800_000),
    ] as [(String, Int64)])
  func momentsWithZone(text: String, milliseconds: Int64) throws {
    #expect(try #require(Moment(parsing: text)).milliseconds == milliseconds)
  }

  @Test(arguments: ["2025-03-14", "2025/3/14 12:00", "2025-03-14 12:00:30"]) func localMomentsRoundTrip(
    text: String
  ) throws {
    let moment = try #require(Moment(parsing: text))
    #expect(Moment(parsing: moment.local) == moment)
    #expect(Moment(parsing: moment.utc) == moment)
    #expect(moment.localDate == "2025-03-14")
  }

  @Test(arguments: [
    "", "2025", "2025-02-29", "2025-13-01", "2025-01-32", "2025-01-01 24:00", "2025-01-01 12", "2025-01-01T12:60",
    "2025-01-01 12:00 x", "2025-01/01", "25-01-01", "2025-01-01T00:00:00+9", "昨日",
  ])
  func notMoments(text: String) {
    #expect(Moment(parsing: text) == nil)
  }
}
