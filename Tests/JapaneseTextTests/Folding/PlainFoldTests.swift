import Testing

@testable import JapaneseText

/// The short way of folding gives what the long one gives, or leaves the text to it.
@Suite struct PlainFoldTests {
  private static let tables = [FoldTable.name, FoldTable.kana, FoldTable.text]

  private func agrees(_ text: String, _ table: FoldTable) -> Bool {
    let bytes = Array(text.utf8)
    return bytes.withUnsafeBufferPointer { bytes in
      withUnsafeTemporaryAllocation(of: UInt32.self, capacity: bytes.count + 1) { output in
        guard let start = output.baseAddress, let count = table.foldPlainly(bytes, into: start) else { return true }
        return output[..<count].elementsEqual(table.fold(text).unicodeScalars.lazy.map(\.value))
      }
    }
  }

  @Test func everyCharacterOfTheBasicPlane() {
    for value in UInt32(0)..<0x10000 {
      guard let scalar = Unicode.Scalar(value) else { continue }
      for table in Self.tables where !agrees("山\(Character(scalar))カ", table) { Issue.record("U+\(value)") }
    }
  }

  @Test(arguments: ["髙橋 花子", "ヤマダ　タロウ", "O’Brien", "佐々木", "﨑山・一", "ﾔﾏﾀﾞ", "𠮷田", "渡邉"])
  func names(name: String) {
    for table in Self.tables { #expect(agrees(name, table)) }
  }

  @Test func whatIsPlainIsTakenShort() {
    let name = Array("髙橋花子".utf8)
    name.withUnsafeBufferPointer { bytes in
      withUnsafeTemporaryAllocation(of: UInt32.self, capacity: bytes.count) { output in
        let count = output.baseAddress.flatMap { FoldTable.name.foldPlainly(bytes, into: $0) }
        #expect(count == 4)
        #expect(output.first == 0x9AD8)
      }
    }
  }
}
