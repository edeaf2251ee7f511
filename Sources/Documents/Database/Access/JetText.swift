import JapaneseText

/// Text as Jet keeps it.
enum JetText {
  /// Jet 3 in the code page of the database; later UTF-16, perhaps with the high bytes left out where they are zero.
  static func decoded(_ bytes: ArraySlice<UInt8>, in file: JetFile) -> [UInt8] {
    if file.format.isJet3 {
      if bytes.allSatisfy({ $0 < 0x80 }) { return Array(bytes) }
      var decoder = TextDecoder(file.encoding)
      var text: [UInt8] = []
      bytes.withUnsafeBytes { decoder.decode($0, isLast: true, into: &text) }
      return text
    }
    if bytes.starts(with: [0xFF, 0xFE]) { return wide(expanded(bytes.dropFirst(2))[...]) }
    return wide(bytes)
  }

  /// The name of a column: like any text, but never with bytes left out.
  static func name(_ bytes: ArraySlice<UInt8>, in file: JetFile) -> [UInt8] {
    file.format.isJet3 ? decoded(bytes, in: file) : wide(bytes)
  }

  private static func wide(_ bytes: ArraySlice<UInt8>) -> [UInt8] {
    bytes.withUnsafeBytes { from in
      [UInt8](unsafeUninitializedCapacity: from.count / 2 * WideText.mostBytesOfUnit) { buffer, written in
        guard let text = from.baseAddress, let output = buffer.baseAddress else { return }
        written = WideText.write(text, units: from.count / 2, into: output)
      }
    }
  }

  /// A zero byte switches between characters of one byte and of two.
  private static func expanded(_ bytes: ArraySlice<UInt8>) -> [UInt8] {
    var text: [UInt8] = []
    text.reserveCapacity(bytes.count * 2)
    var isShort = true
    var at = bytes.startIndex
    while at < bytes.endIndex {
      if bytes[at] == 0 {
        isShort.toggle()
        at += 1
      } else if isShort {
        text.append(bytes[at])
        text.append(0)
        at += 1
      } else {
        guard at + 1 < bytes.endIndex else { break }
        text += bytes[at...(at + 1)]
        at += 2
      }
    }
    return text
  }
}
