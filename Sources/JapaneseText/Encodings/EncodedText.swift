/// Text in the bytes of an encoding, with what the encoding could not hold.
package struct EncodedText: Sendable, Equatable {
  package var bytes: [UInt8]
  /// Every character that was substituted or dropped, in the order of the text. Empty means that nothing was lost.
  package var unencodable: [Unicode.Scalar]

  package init(bytes: [UInt8] = [], unencodable: [Unicode.Scalar] = []) {
    self.bytes = bytes
    self.unencodable = unencodable
  }
}

extension TextEncoding {
  /// The bytes of `text` in this encoding, without a byte order mark.
  ///
  /// A character that the encoding lacks becomes `substitute` and is listed in `unencodable`; a variation selector or
  /// a joiner is dropped and listed. In the Japanese encodings characters that other systems write where Windows
  /// writes another (〜 for ～, − for －) become the Windows ones unlisted, because they print the same; a kana and a
  /// combining voiced mark become one character. It takes time in proportion to the text, whatever stands in it.
  package func encode(_ text: String, substitute: UInt8 = 0x3F) -> EncodedText {
    switch self {
    case .utf8: return EncodedText(bytes: Array(text.utf8))
    case .utf16LE, .utf16BE:
      var result = EncodedText()
      for unit in text.utf16 {
        let (high, low) = (UInt8(unit >> 8), UInt8(unit & 0xFF))
        result.bytes.append(self == .utf16BE ? high : low)
        result.bytes.append(self == .utf16BE ? low : high)
      }
      return result
    default:
      var encoder = CellEncoder(encoding: self, substitute: substitute)
      var previous: Unicode.Scalar?
      for scalar in text.unicodeScalars {
        guard let kana = previous else {
          previous = scalar
          continue
        }
        if TextEncoding.japanese.contains(self), let joined = KanaMarks.joined(kana, with: scalar) {
          previous = joined
        } else {
          encoder.append(kana)
          previous = scalar
        }
      }
      if let previous { encoder.append(previous) }
      encoder.finish()
      return encoder.result
    }
  }
}

/// What Windows writes for characters that look the same and that CP932 lacks.
///
/// Source: the differences between JIS X 0208's Unicode mapping and Microsoft's (wave dash, minus, em dash, double
/// vertical line, cent, pound, not) and the best-fit part of Microsoft's table for code page 932.
private func windowsForm(of scalar: Unicode.Scalar) -> Unicode.Scalar? {
  switch scalar.value {
  case 0x301C: "\u{FF5E}"
  case 0x2212: "\u{FF0D}"
  case 0x2014: "\u{2015}"
  case 0x2016: "\u{2225}"
  case 0x00A2: "\u{FFE0}"
  case 0x00A3: "\u{FFE1}"
  case 0x00AC: "\u{FFE2}"
  case 0x00A5: "\u{FFE5}"
  case 0x00A6: "\u{FFE4}"
  case 0x203E, 0x00AF: "\u{FFE3}"
  case 0x2010, 0x2011, 0x2012, 0x2013: "\u{2010}"
  case 0x00B7, 0x2022, 0x22C5: "\u{30FB}"
  case 0x00A0, 0x2002, 0x2003, 0x2009, 0x202F: " "
  case 0x2225: "\u{2016}"
  case 0xFF5E: "\u{301C}"
  case 0xFF0D: "\u{2212}"
  case 0x2015: "\u{2014}"
  default: nil
  }
}

/// Writes one character after the other into a stateful encoding.
private struct CellEncoder {
  let encoding: TextEncoding
  let substitute: UInt8
  var result = EncodedText()
  private var set = JISShiftState.CharacterSet.ascii

  init(encoding: TextEncoding, substitute: UInt8) {
    self.encoding = encoding
    self.substitute = substitute
  }

  mutating func append(_ scalar: Unicode.Scalar) {
    if write(scalar) { return }
    if TextEncoding.japanese.contains(encoding), let form = windowsForm(of: scalar), write(form) { return }
    result.unencodable.append(scalar)
    let properties = scalar.properties
    if properties.isVariationSelector || properties.isJoinControl || properties.isDefaultIgnorableCodePoint { return }
    shift(to: .ascii)
    result.bytes.append(substitute)
  }

  mutating func finish() { shift(to: .ascii) }

  private mutating func write(_ scalar: Unicode.Scalar) -> Bool {
    let value = Int(scalar.value)
    if value < 0x80 {
      shift(to: .ascii)
      result.bytes.append(UInt8(value))
      return true
    }
    guard value <= 0xFFFF else { return false }
    let kana: UInt8? = (0xFF61...0xFF9F).contains(value) ? UInt8(value - 0xFF61 + 0xA1) : nil
    switch encoding {
    case .cp932:
      if let kana {
        result.bytes.append(kana)
        return true
      }
      let pair = EncodingTables.cp932[value]
      if pair == 0 { return false }
      result.bytes += [UInt8(pair >> 8), UInt8(pair & 0xFF)]
    case .eucJP:
      if let kana {
        result.bytes += [0x8E, kana]
        return true
      }
      if EncodingTables.eucJP[value] != 0 {
        appendCell(EncodingTables.eucJP[value], base: 0xA1)
      } else if EncodingTables.jisX0212[value] != 0 {
        result.bytes.append(0x8F)
        appendCell(EncodingTables.jisX0212[value], base: 0xA1)
      } else {
        return false
      }
    case .iso2022JP:
      if let kana {
        shift(to: .kana)
        result.bytes.append(kana & 0x7F)
      } else if EncodingTables.jisX0208[value] != 0 {
        shift(to: .jisX0208)
        appendCell(EncodingTables.jisX0208[value], base: 0x21)
      } else if EncodingTables.jisX0212[value] != 0 {
        shift(to: .jisX0212)
        appendCell(EncodingTables.jisX0212[value], base: 0x21)
      } else {
        return false
      }
    case .cp949, .gb18030, .big5:
      let pair = EncodingTables.pairs(of: encoding)[value]
      if pair == 0 { return false }
      result.bytes += [UInt8(pair >> 8), UInt8(pair & 0xFF)]
    default:
      guard let index = SingleByteTables.upperHalf(of: encoding)?.firstIndex(of: UInt16(value)) else { return false }
      result.bytes.append(UInt8(0x80 + index))
    }
    return true
  }

  private mutating func appendCell(_ cell: UInt16, base: UInt8) {
    let index = cell - 1
    result.bytes += [base + UInt8(index / 94), base + UInt8(index % 94)]
  }

  private mutating func shift(to wanted: JISShiftState.CharacterSet) {
    guard encoding == .iso2022JP, wanted != set else { return }
    set = wanted
    switch wanted {
    case .kana: result.bytes += [0x1B, 0x28, 0x49]
    case .jisX0208: result.bytes += [0x1B, 0x24, 0x42]
    case .jisX0212: result.bytes += [0x1B, 0x24, 0x28, 0x44]
    default: result.bytes += [0x1B, 0x28, 0x42]
    }
  }
}
