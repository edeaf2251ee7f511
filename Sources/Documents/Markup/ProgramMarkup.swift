import Contents

/// XML in which programs keep what they are made of: windows, schemas, stylesheets, translated texts. Its elements come again
/// and again like records, and its attributes are called `name` and `class`; what people write there is the text between the
/// tags. Dictionaries of words hold nobody at all.
struct ProgramMarkup {
  private enum Kind { case program, words }

  private let kind: Kind
  private var text: PassageOutlet

  /// - Parameters:
  ///   - root: the name of the root with its namespace before it, as expat gives it.
  ///   - first: the name of the first element in it; nil while only the root is known.
  /// - Returns: nil for XML of any other kind.
  init?(root: [UInt8], first: [UInt8]?, at place: Place, in reading: Reading) {
    let name = String(decoding: root, as: UTF8.self)
    if let first {
      guard let inner = Self.roots[name], inner.contains(String(decoding: first, as: UTF8.self)) else { return nil }
      kind = .program
    } else if Self.programs.contains(name) {
      kind = .program
    } else if Self.words.contains(name) {
      kind = .words
    } else {
      return nil
    }
    text = PassageOutlet(place, reading)
  }

  mutating func close() throws(UnreadReason) {
    if let last = text.lastByte, last != 0x0A { text.append(byte: 0x0A) }
  }

  mutating func text(_ value: UnsafeBufferPointer<UInt8>) throws(UnreadReason) {
    if kind == .program { try text.append(value) }
  }

  mutating func finish() throws(UnreadReason) { try text.finish() }

  private static let programs: Set<String> = [
    "http://www.w3.org/1999/XSL/Transform|stylesheet", "http://www.w3.org/1999/XSL/Transform|transform",
    "http://www.w3.org/2001/XMLSchema|schema", "http://relaxng.org/ns/structure/1.0|grammar",
    "urn:oasis:names:tc:xliff:document:1.1|xliff", "urn:oasis:names:tc:xliff:document:1.2|xliff",
    "urn:oasis:names:tc:xliff:document:2.0|xliff", "xliff", "TS", "glade-interface",
  ]

  /// Roots whose names others have as well, with what begins in those of programs: windows of GTK and of Qt, texts of .NET.
  private static let roots: [String: Set<String>] = [
    "interface": ["requires", "object", "template", "menu"], "ui": ["class", "author", "comment"],
    "root": ["resheader", "http://www.w3.org/2001/XMLSchema|schema"],
  ]

  private static let words: Set<String> = ["JMdict", "JMnedict", "kanjidic2"]
}
