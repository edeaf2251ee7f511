import JapaneseText

/// Encodings, dates and folding.
enum TextTargets {
  static let all: [FuzzTarget] = [
    FuzzTarget(name: "decoder") { bytes in
      guard let choice = bytes.first else { return }
      let encodings = TextEncoding.allCases
      let encoding = encodings[Int(choice) % encodings.count]
      let text = UnsafeRawBufferPointer(rebasing: bytes.dropFirst())
      let whole = decoded(text, encoding, piece: max(1, text.count))
      mustHold(String(validating: whole, as: UTF8.self) != nil, "decoded text is UTF-8")
      for piece in [1, 3, 7, 18] {
        mustHold(decoded(text, encoding, piece: piece) == whole, "\(encoding) in pieces of \(piece) is the same text")
      }
    },
    FuzzTarget(name: "encoding") { bytes in
      for isWhole in [true, false] {
        let guess = EncodingGuess(of: bytes, isWhole: isWhole)
        mustHold((0...1).contains(guess.confidence), "confidence \(guess.confidence)")
        mustHold(guess.byteOrderMarkLength <= bytes.count, "a mark lies in its text")
      }
    },
    FuzzTarget(name: "dates") { bytes in
      let text = bytes.assumingMemoryBound(to: UInt8.self)
      _ = DateText.parse(text)
      if let found = DateText.parsePrefix(text) {
        mustHold(found.length > 0 && found.length <= text.count, "a date lies in its text")
      }
    },
    FuzzTarget(name: "folding") { bytes in
      let text = String(decoding: bytes, as: UTF8.self)
      let folded = Folding.foldText(text)
      mustHold(Folding.foldText(folded) == folded, "folding twice is folding once")
    },
  ]

  private static func decoded(_ text: UnsafeRawBufferPointer, _ encoding: TextEncoding, piece: Int) -> [UInt8] {
    var decoder = TextDecoder(encoding)
    var output: [UInt8] = []
    var at = 0
    repeat {
      let end = min(text.count, at + piece)
      decoder.decode(UnsafeRawBufferPointer(rebasing: text[at..<end]), isLast: end == text.count, into: &output)
      at = end
    } while at < text.count
    return output
  }
}
