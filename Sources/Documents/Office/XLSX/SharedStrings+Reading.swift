import Contents

extension SharedStrings {
  /// Excel ends a cell at 32,767 characters; the rest of a longer one is not looked at.
  private static let longestString = 1 << 20

  /// Reads `xl/sharedStrings.xml`. Runs of rich text are joined; phonetic runs, which repeat the text in kana for the
  /// reader's eye, are left out.
  /// - Throws: `.damaged` (the strings before the break stay), `.tooLarge`.
  func read(part path: String, of package: OfficePackage) throws(UnreadReason) {
    var scanner = try package.scanner(path)
    var text: [UInt8] = []
    var isText = false
    while true {
      switch try scanner.next() {
      case .start:
        if scanner.name == "si" {
          text.removeAll(keepingCapacity: true)
        } else if scanner.name == "t" {
          isText = true
        } else if scanner.name == "rPh" {
          try scanner.skipElement()
        }
      case .text: if isText, text.count < Self.longestString { scanner.appendText(to: &text) }
      case .end:
        if scanner.name == "t" {
          isText = false
        } else if scanner.name == "si" {
          try add(text)
        }
      case .finish: return
      }
    }
  }

  private func add(_ text: [UInt8]) throws(UnreadReason) {
    let room = try room(text.count)
    text.withUnsafeBufferPointer { buffer in
      if let base = buffer.baseAddress { room.update(from: base, count: buffer.count) }
    }
    try end(EscapedCharacters.resolve(room, count: text.count))
  }
}
