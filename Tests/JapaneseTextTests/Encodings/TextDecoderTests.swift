import Testing

@testable import JapaneseText

struct DecodingCase: Sendable, CustomTestStringConvertible {
  var encoding: TextEncoding
  var bytes: [UInt8]
  var text: String
  var unreadable: Int

  var testDescription: String { "\(encoding.rawValue) \(text)" }

  static let all: [DecodingCase] = Fixtures.lines(of: "decoding.tsv").compactMap { line in
    let fields = line.split(separator: "\t", omittingEmptySubsequences: false)
    guard fields.count == 4, let encoding = TextEncoding(rawValue: String(fields[0])) else { return nil }
    var bytes: [UInt8] = []
    var hex = fields[1]
    while let byte = UInt8(hex.prefix(2), radix: 16) {
      bytes.append(byte)
      hex = hex.dropFirst(2)
    }
    let text = fields[2].split(separator: "\\n", omittingEmptySubsequences: false).joined(separator: "\n")
    return DecodingCase(encoding: encoding, bytes: bytes, text: text, unreadable: Int(fields[3]) ?? -1)
  }
}

/// Decodes in pieces that end at `cuts`.
func decoded(_ bytes: [UInt8], as encoding: TextEncoding, cuts: [Int] = []) -> (text: [UInt8], unreadable: Int) {
  var decoder = TextDecoder(encoding)
  var output: [UInt8] = []
  var start = 0
  bytes.withUnsafeBytes { buffer in
    for end in cuts + [buffer.count] {
      let piece = UnsafeRawBufferPointer(rebasing: buffer[start..<end])
      decoder.decode(piece, isLast: end == buffer.count && start <= end, into: &output)
      start = end
    }
  }
  return (output, decoder.unreadableBytes)
}

@Suite struct TextDecoderTests {
  @Test func fixtureIsThere() { #expect(DecodingCase.all.count >= 40) }

  @Test(arguments: DecodingCase.all)
  func reads(_ sample: DecodingCase) {
    let result = decoded(sample.bytes, as: sample.encoding)
    #expect(String(decoding: result.text, as: UTF8.self).unicodeScalars.elementsEqual(sample.text.unicodeScalars))
    #expect(result.unreadable == sample.unreadable)
  }

  @Test(arguments: DecodingCase.all)
  func readsTheSameWhereverAPieceEnds(_ sample: DecodingCase) {
    let whole = decoded(sample.bytes, as: sample.encoding)
    for first in 0..<sample.bytes.count {
      for second in first..<min(sample.bytes.count, first + 5) {
        let result = decoded(sample.bytes, as: sample.encoding, cuts: [first, second])
        #expect(result.text == whole.text, "cut at \(first) and \(second)")
        #expect(result.unreadable == whole.unreadable, "cut at \(first) and \(second)")
      }
    }
    let bytewise = decoded(sample.bytes, as: sample.encoding, cuts: Array(0..<sample.bytes.count))
    #expect(bytewise.text == whole.text)
  }

  @Test(arguments: TextEncoding.allCases, [1, 2, 3, 4] as [UInt64])
  func anyBytesGiveWellFormedTextAndCutsDoNotMatter(_ encoding: TextEncoding, seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    let interesting: [UInt8] = [
      0x1B, 0x24, 0x42, 0x28, 0x49, 0x0E, 0x0F, 0x8E, 0x8F, 0xE3, 0x81, 0x82, 0xED, 0xA0, 0x0A,
    ]
    for _ in 0..<60 {
      let bytes = (0..<Int.random(in: 1...120, using: &generator)).map { _ in
        Bool.random(using: &generator)
          ? UInt8.random(in: 0...255, using: &generator) : interesting.randomElement(using: &generator) ?? 0
      }
      let whole = decoded(bytes, as: encoding)
      let cuts = (0..<6).map { _ in Int.random(in: 0..<bytes.count, using: &generator) }.sorted()
      let pieces = decoded(bytes, as: encoding, cuts: cuts)
      #expect(pieces.text == whole.text, "seed \(seed), \(bytes), cuts \(cuts)")
      #expect(pieces.unreadable == whole.unreadable, "seed \(seed), \(bytes), cuts \(cuts)")
      #expect(String(validating: whole.text, as: UTF8.self) != nil, "seed \(seed), \(bytes)")
      #expect(whole.unreadable <= bytes.count)
    }
  }

  @Test func longInputGoesOverSliceBorders() {
    let line = "1,髙橋 一郎,ﾀｶﾊｼ,𠮷\r\n"
    let text = String(repeating: line, count: 6_000)
    for encoding in [TextEncoding.utf8, .utf16LE, .cp932, .eucJP, .iso2022JP] {
      let bytes = encoding.encode(text).bytes
      let expected = encoding == .utf8 || encoding == .utf16LE ? text : text.replacing("𠮷", with: "?")
      let result = decoded(bytes, as: encoding, cuts: [100_001])
      #expect(String(decoding: result.text, as: UTF8.self) == expected)
      #expect(result.unreadable == 0)
    }
  }

  @Test func utf8AgreesWithTheStandardLibraryOnDamage() {
    var generator = SeededGenerator(seed: 7)
    for round in 0..<300 {
      var bytes = Array("山田太郎,José,𠮷野家,1975/1/2\r\n".utf8)
      for _ in 0..<3 {
        bytes[Int.random(in: 0..<bytes.count, using: &generator)] = .random(in: 0...255, using: &generator)
      }
      let expected = Array(String(decoding: bytes, as: UTF8.self).utf8)
      #expect(decoded(bytes, as: .utf8).text == expected, "seed 7, round \(round)")
    }
  }
}
