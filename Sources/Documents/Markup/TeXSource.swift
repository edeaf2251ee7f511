import Contents

/// Turns the source of a TeX document into the text that it prints, line by line: letters with marks, lines that `\\`
/// ends, the values of commands. Who signs or wrote it stands behind `Name:`, as in any form.
enum TeXSource {
  /// Bytes of a document that is kept; a letter has a few thousand.
  private static let longest = 16 << 20

  static func isTeX(_ text: ArraySlice<UInt8>, named name: String) -> Bool {
    let head = text.prefix(8 << 10)
    guard let mark = head.firstIndex(of: UInt8(ascii: "\\")) else { return false }
    let rest = String(decoding: head[mark...], as: UTF8.self)
    return rest.contains("\\documentclass") || rest.contains("\\begin{document}") || rest.contains("\\documentstyle")
      || FileFormat.lowercasedExtension(of: name) == "tex" && rest.contains("{")
  }

  static func read(
    _ text: inout [UInt8], _ stream: inout TextStream, at place: Place, in reading: Reading
  ) throws(UnreadReason) {
    try stream.fill(&text, upTo: longest)
    guard stream.atEnd else { throw .tooLarge }
    let printed = plain(text)
    try PassageCutter.emit(printed[...], at: place, in: reading)
  }

  /// The printed text.
  static func plain(_ source: [UInt8]) -> [UInt8] {
    var output: [UInt8] = []
    output.reserveCapacity(source.count)
    var index = 0
    while index < source.count {
      let byte = source[index]
      switch byte {
      case UInt8(ascii: "\\"): index = command(in: source, at: index, into: &output)
      case UInt8(ascii: "%"):
        // A remark, to the end of its line.
        while index < source.count, source[index] != 0x0A { index += 1 }
      case UInt8(ascii: "}"):
        index += 1
        // The arguments of \name{Mary}{Brown} are two words.
        if index < source.count, source[index] == UInt8(ascii: "{") { output.append(0x20) }
      case UInt8(ascii: "{"), UInt8(ascii: "$"): index += 1
      case UInt8(ascii: "~"):
        output.append(0x20)
        index += 1
      default:
        output.append(byte)
        index += 1
      }
    }
    return output
  }

  /// One command at a backslash.
  /// - Returns: where the text goes on.
  private static func command(in source: [UInt8], at start: Int, into output: inout [UInt8]) -> Int {
    var index = start + 1
    guard index < source.count else { return index }
    let first = source[index]
    if first == UInt8(ascii: "\\") {
      output.append(0x0A)
      return index + 1
    }
    if let accent = accents[first] { return letter(in: source, at: index + 1, accent: accent, into: &output) }
    guard isLetter(first) else {
      if first > 0x20 { output.append(first) } else { output.append(0x20) }
      return index + 1
    }
    let nameStart = index
    while index < source.count, isLetter(source[index]) { index += 1 }
    let name = String(decoding: source[nameStart..<index], as: UTF8.self)
    if let printed = letters[name] {
      output += Array(printed.utf8)
      // The blank behind a command of letters only ends it.
      if index < source.count, source[index] == 0x20 { index += 1 }
      return index
    }
    if let accent = namedAccents[name] { return letter(in: source, at: index, accent: accent, into: &output) }
    index = skipOption(in: source, at: index)
    if silent.contains(name) { return skipGroup(in: source, at: index) }
    if ["setkomavar", "setkomavar*", "newcommand", "renewcommand", "def"].contains(name) {
      // The first argument names the second.
      let end = skipGroup(in: source, at: index)
      breakLine(&output)
      if name.hasPrefix("setkomavar"), [UInt8](source[index..<end]) == Array("{fromname}".utf8) {
        output += Array("Name: ".utf8)
      }
      return skipOption(in: source, at: end)
    }
    if !inline.contains(name) { breakLine(&output) }
    if people.contains(name) { output += Array("Name: ".utf8) }
    return index
  }

  /// `\"u`, `\'{e}`, `\c c`.
  private static func letter(
    in source: [UInt8], at start: Int, accent: Unicode.Scalar, into output: inout [UInt8]
  ) -> Int {
    var index = start
    let isGroup = index < source.count && (source[index] == UInt8(ascii: "{") || source[index] == 0x20)
    if isGroup { index += 1 }
    if index + 1 < source.count, source[index] == UInt8(ascii: "\\"), source[index + 1] == UInt8(ascii: "i") {
      index += 1
    }
    guard index < source.count, isLetter(source[index]) else { return index }
    let composed = composition[String(UnicodeScalar(source[index])) + String(Character(accent))]
    if let composed { output += Array(composed.utf8) } else { output.append(source[index]) }
    index += 1
    if isGroup, index < source.count, source[index] == UInt8(ascii: "}") { index += 1 }
    return index
  }

  private static func breakLine(_ output: inout [UInt8]) {
    if let last = output.last, last != 0x0A { output.append(0x0A) }
  }

  private static func skipOption(in source: [UInt8], at start: Int) -> Int {
    guard start < source.count, source[start] == UInt8(ascii: "[") else { return start }
    guard let end = source[start...].prefix(400).firstIndex(of: UInt8(ascii: "]")) else { return start }
    return end + 1
  }

  private static func skipGroup(in source: [UInt8], at start: Int) -> Int {
    guard start < source.count, source[start] == UInt8(ascii: "{") else { return start }
    guard let end = source[start...].prefix(400).firstIndex(of: UInt8(ascii: "}")) else { return start }
    return end + 1
  }

  private static func isLetter(_ byte: UInt8) -> Bool { (0x61...0x7A).contains(byte | 0x20) }

  private static let accents: [UInt8: Unicode.Scalar] = [
    0x22: "\u{308}", 0x27: "\u{301}", 0x60: "\u{300}", 0x5E: "\u{302}", 0x7E: "\u{303}", 0x3D: "\u{304}",
    0x2E: "\u{307}",
  ]
  private static let namedAccents: [String: Unicode.Scalar] = [
    "c": "\u{327}", "v": "\u{30C}", "H": "\u{30B}", "u": "\u{306}", "k": "\u{328}", "r": "\u{30A}",
  ]
  /// A letter and a mark as the one letter that they make. The standard library has no table of them to ask.
  private static let composition: [String: String] = {
    var table: [String: String] = [:]
    let marks: [(Unicode.Scalar, String, String)] = [
      ("\u{308}", "aeiouyAEIOUY", "äëïöüÿÄËÏÖÜŸ"), ("\u{301}", "aeiouycnszlrAEIOUYCNSZ", "áéíóúýćńśźĺŕÁÉÍÓÚÝĆŃŚŹ"),
      ("\u{300}", "aeiouAEIOU", "àèìòùÀÈÌÒÙ"), ("\u{302}", "aeiouwyAEIOU", "âêîôûŵŷÂÊÎÔÛ"),
      ("\u{303}", "anoANO", "ãñõÃÑÕ"),
      ("\u{304}", "aeiouAEIOU", "āēīōūĀĒĪŌŪ"), ("\u{307}", "zegcIZ", "żėġċİŻ"), ("\u{327}", "csCSt", "çşÇŞţ"),
      ("\u{30C}", "cszrenCSZREdt", "čšžřěňČŠŽŘĚďť"), ("\u{30B}", "ouOU", "őűŐŰ"), ("\u{306}", "agAG", "ăğĂĞ"),
      ("\u{328}", "aeAE", "ąęĄĘ"), ("\u{30A}", "auAU", "åůÅŮ"),
    ]
    for (mark, plain, composed) in marks {
      for (letter, result) in zip(plain, composed) { table[String(letter) + String(Character(mark))] = String(result) }
    }
    return table
  }()
  private static let letters: [String: String] = [
    "ss": "ß", "o": "ø", "O": "Ø", "l": "ł", "L": "Ł", "ae": "æ", "AE": "Æ", "oe": "œ", "OE": "Œ", "aa": "å", "AA": "Å",
    "i": "ı", "textendash": "–", "textemdash": "—", "euro": "€", "quad": " ", "qquad": " ", "today": "",
  ]
  /// Commands whose argument prints nothing of the text.
  private static let silent: Set<String> = [
    "documentclass", "documentstyle", "usepackage", "begin", "end", "input", "include", "includegraphics", "label",
    "ref",
    "cite", "bibliography", "bibliographystyle", "pagestyle", "thispagestyle", "vspace", "hspace", "setlength",
    "selectlanguage", "RequirePackage", "PassOptionsToPackage", "geometry", "hypersetup", "LoadLetterOption",
  ]
  /// Commands whose argument is the name of who wrote or signs.
  private static let people: Set<String> = ["signature", "author", "name", "and", "fromname"]
  /// Commands within a line.
  private static let inline: Set<String> = [
    "textbf", "textit", "emph", "textsc", "texttt", "textsf", "textrm", "underline", "bfseries", "itshape", "large",
    "Large",
    "small", "normalsize", "href", "url", "mbox", "bf", "it", "tt", "rm", "LARGE", "huge", "footnotesize", "noindent",
  ]
}
