/// Character references of HTML: numeric ones and the names that real pages use.
enum HTMLEntities {
  /// The longest reference that is looked for, from `&` to `;`.
  static let longest = 12

  /// Appends `text` to `output` with its references resolved. What is no reference stays as it is.
  static func resolve(_ text: some RandomAccessCollection<UInt8>, into output: inout [UInt8]) {
    var index = text.startIndex
    while index < text.endIndex {
      let byte = text[index]
      if byte == UInt8(ascii: "&"), let (scalar, next) = reference(in: text, at: index) {
        UTF8Bytes.append(scalar, to: &output)
        index = next
      } else {
        output.append(byte)
        index = text.index(after: index)
      }
    }
  }

  /// The character that the reference at `start` names, and where the text goes on.
  private static func reference<Text: RandomAccessCollection<UInt8>>(
    in text: Text, at start: Text.Index
  ) -> (Unicode.Scalar, Text.Index)? {
    var name: [UInt8] = []
    var index = text.index(after: start)
    while index < text.endIndex, name.count < longest {
      let byte = text[index]
      let isNamePart = (byte | 0x20) &- 0x61 < 26 || byte &- 0x30 < 10 || byte == UInt8(ascii: "#")
      guard isNamePart else { break }
      name.append(byte)
      index = text.index(after: index)
    }
    let isClosed = index < text.endIndex && text[index] == UInt8(ascii: ";")
    let next = isClosed ? text.index(after: index) : index
    if name.first == UInt8(ascii: "#") { return numeric(name.dropFirst()).map { ($0, next) } }
    // Without the semicolon only numbers are resolved: `&copy=1` in a link is no sign.
    guard isClosed, let scalar = named[String(decoding: name, as: UTF8.self)] else { return nil }
    return (scalar, next)
  }

  private static func numeric(_ digits: ArraySlice<UInt8>) -> Unicode.Scalar? {
    guard let first = digits.first else { return nil }
    let isHexadecimal = first | 0x20 == UInt8(ascii: "x")
    let text = String(decoding: isHexadecimal ? digits.dropFirst() : digits, as: UTF8.self)
    guard let value = UInt32(text, radix: isHexadecimal ? 16 : 10), value > 0 else { return nil }
    if (0x80...0x9F).contains(value) { return windows1252[Int(value - 0x80)] }
    return Unicode.Scalar(value)
  }

  /// What `&#128;`…`&#159;` mean by the HTML standard, 13.2.5.80.
  private static let windows1252 = Array(
    "€\u{FFFD}‚ƒ„…†‡ˆ‰Š‹Œ\u{FFFD}Ž\u{FFFD}\u{FFFD}‘’“”•–—˜™š›œ\u{FFFD}žŸ".unicodeScalars)

  private static let named: [String: Unicode.Scalar] = {
    // U+00A0…U+00FF in order.
    let latin = """
      nbsp iexcl cent pound curren yen brvbar sect uml copy ordf laquo not shy reg macr deg plusmn sup2 sup3 acute micro \
      para middot cedil sup1 ordm raquo frac14 frac12 frac34 iquest Agrave Aacute Acirc Atilde Auml Aring AElig Ccedil \
      Egrave Eacute Ecirc Euml Igrave Iacute Icirc Iuml ETH Ntilde Ograve Oacute Ocirc Otilde Ouml times Oslash Ugrave \
      Uacute Ucirc Uuml Yacute THORN szlig agrave aacute acirc atilde auml aring aelig ccedil egrave eacute ecirc euml \
      igrave iacute icirc iuml eth ntilde ograve oacute ocirc otilde ouml divide oslash ugrave uacute ucirc uuml yacute \
      thorn yuml
      """
    var table: [String: Unicode.Scalar] = [
      "amp": "&", "lt": "<", "gt": ">", "quot": "\"", "apos": "'", "hellip": "…", "ndash": "–", "mdash": "—",
      "lsquo": "‘", "rsquo": "’", "ldquo": "“", "rdquo": "”", "bull": "•", "trade": "™", "euro": "€", "ensp": " ",
      "emsp": " ", "thinsp": " ", "minus": "−", "larr": "←", "rarr": "→", "uarr": "↑", "darr": "↓", "circ": "ˆ",
      "tilde": "˜", "OElig": "Œ", "oelig": "œ", "Scaron": "Š", "scaron": "š", "Yuml": "Ÿ", "sbquo": "‚", "bdquo": "„",
      "zwj": "\u{200D}", "zwnj": "\u{200C}", "lrm": "\u{200E}", "rlm": "\u{200F}",
    ]
    for (offset, name) in latin.split(separator: " ").enumerated() {
      table[String(name)] = Unicode.Scalar(UInt8(0xA0 + offset))
    }
    return table
  }()
}

/// Writing single characters into UTF-8.
enum UTF8Bytes {
  static func append(_ scalar: Unicode.Scalar, to output: inout [UInt8]) {
    if scalar.isASCII {
      output.append(UInt8(truncatingIfNeeded: scalar.value))
    } else {
      output.append(contentsOf: UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter)
    }
  }
}
