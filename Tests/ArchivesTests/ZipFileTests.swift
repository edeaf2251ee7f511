import Foundation
import Testing

@testable import Archives

@Suite("ZIP archives, written") struct ZipFileTests {
  @Test("CRC-32 of 123456789 is CBF43926")
  func checksum() { #expect(ZipFile.checksum(Array("123456789".utf8)) == 0xCBF4_3926) }

  @Test("what was deflated inflates to itself", arguments: 1...12)
  func deflate(seed: UInt64) {
    var state = seed
    func roll(_ sides: Int) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int(state >> 33) % sides
    }
    let alphabet = 1 + roll(255)
    let length = roll(60_000)
    let bytes = (0..<length).map { _ in UInt8(roll(alphabet)) }
    let input = bytes + bytes.prefix(300) + bytes
    #expect(FixedBlock.inflate(Deflate.compress(input)) == input, "seed \(seed)")
  }

  /// Python's reader finds every member, in order, with its checksum.
  @Test func anotherReaderUnpacksIt() throws {
    var zip = ZipFile(names: .utf8, made: (2026, 11, 26))
    zip.add("申込書/一覧.txt", Array("あいうえお".utf8))
    zip.add("long.txt", [UInt8](repeating: 0x41, count: 40_000))
    zip.add("stored.bin", (0...255).map { UInt8($0) }, deflated: false)
    let path = FileManager.default.temporaryDirectory.appending(path: "archives-\(UUID().uuidString).zip")
    try Data(zip.finished()).write(to: path)
    defer { try? FileManager.default.removeItem(at: path) }
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = [
      "python3", "-c",
      """
      import sys, zipfile
      z = zipfile.ZipFile(sys.argv[1])
      assert z.testzip() is None
      print([(i.filename, i.file_size, i.date_time[:3]) for i in z.infolist()], z.read('申込書/一覧.txt').decode())
      """, path.path,
    ]
    process.environment = ["PATH": "/usr/bin:/bin", "PYTHONIOENCODING": "utf-8", "PYTHONUTF8": "1"]
    let pipe = Pipe()
    process.standardOutput = pipe
    try process.run()
    let said = String(decoding: try pipe.fileHandleForReading.readToEnd() ?? Data(), as: UTF8.self)
    process.waitUntilExit()
    #expect(process.terminationStatus == 0)
    #expect(
      said
        == "[('申込書/一覧.txt', 15, (2026, 11, 26)), ('long.txt', 40000, (2026, 11, 26)), "
        + "('stored.bin', 256, (2026, 11, 26))] あいうえお\n")
  }
}

/// Inflates one block of fixed codes, written from RFC 1951 and independent of the compressor.
private enum FixedBlock {
  static func inflate(_ bytes: [UInt8]) -> [UInt8]? {
    var position = 0
    func bit() -> Int {
      defer { position += 1 }
      return position / 8 < bytes.count ? Int(bytes[position / 8] >> (position % 8)) & 1 : 0
    }
    func number(_ width: Int) -> Int { (0..<width).reduce(0) { $0 | bit() << $1 } }
    func code(_ width: Int, _ start: Int = 0) -> Int { (0..<width).reduce(start) { value, _ in value << 1 | bit() } }
    guard number(3) == 3 else { return nil }
    var output: [UInt8] = []
    while position / 8 < bytes.count {
      var symbol = code(7)
      if symbol <= 23 {
        symbol += 256
      } else {
        symbol = code(1, symbol)
        if symbol >= 0xC0, symbol <= 0xC7 {
          symbol += 280 - 0xC0
        } else if symbol >= 0xC8 {
          symbol = code(1, symbol) - 0x190 + 144
        } else {
          symbol -= 0x30
        }
      }
      if symbol < 256 {
        output.append(UInt8(symbol))
      } else if symbol == 256 {
        return output
      } else {
        let extra = symbol == 285 || symbol < 265 ? 0 : (symbol - 261) / 4
        let length =
          symbol == 285 ? 258 : symbol < 265 ? symbol - 254 : (((symbol - 265) % 4 + 4) << extra) + 3 + number(extra)
        let d = code(5)
        let distance = d < 4 ? d + 1 : ((2 + d % 2) << (d / 2 - 1)) + 1 + number(d / 2 - 1)
        guard distance <= output.count else { return nil }
        for _ in 0..<length { output.append(output[output.count - distance]) }
      }
    }
    return nil
  }
}
