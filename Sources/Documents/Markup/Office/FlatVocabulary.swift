/// What the elements of a document in one XML file mean.
enum FlatVocabulary {
  /// WordprocessingML of 2003 and of today, with the DrawingML of slides, which shares the names that matter.
  case office
  case openDocument

  enum Element {
    case paragraph, text, table, row, cell, coveredCell, span, merge
    case tab, lineBreak, hyphen, blanks, properties
    case heading, aside, box, skipped, other
  }

  /// - Parameter root: the name of the root with its namespace before it, as expat gives it.
  init?(root: [UInt8]) {
    switch String(decoding: root, as: UTF8.self) {
    case "http://schemas.microsoft.com/office/word/2003/wordml|wordDocument",
      "http://schemas.microsoft.com/office/2006/xmlPackage|package",
      "http://schemas.openxmlformats.org/wordprocessingml/2006/main|document":
      self = .office
    case let name where Self.openRoots.contains(name): self = .openDocument
    default: return nil
    }
  }

  /// A document as one file, and the parts of one that lies unpacked or among others in an archive (texts of OpenOffice to be
  /// put into documents).
  private static let openRoots: Set<String> = [
    "urn:oasis:names:tc:opendocument:xmlns:office:1.0|document",
    "urn:oasis:names:tc:opendocument:xmlns:office:1.0|document-content",
    "urn:oasis:names:tc:opendocument:xmlns:office:1.0|document-styles",
    "http://openoffice.org/2000/office|document", "http://openoffice.org/2000/office|document-content",
    "http://openoffice.org/2000/office|document-styles",
  ]

  /// Text counts wherever it stands in a paragraph, not only in elements of its own.
  var countsAllText: Bool { self == .openDocument }

  func element(_ local: [UInt8], _ attributes: [([UInt8], [UInt8])]) -> Element {
    guard self == .office else { return Self.openNames[local] ?? .other }
    // Word 2003 wraps comments and tracked changes alike; changes are text of the paragraph around them.
    if local == Self.annotation, attributes.contains(where: { $0.1 == Self.comment }) { return .aside }
    return Self.officeNames[local] ?? .other
  }

  private static let annotation = Array("annotation".utf8)
  private static let comment = Array("Word.Comment".utf8)

  static func local(_ name: [UInt8]) -> [UInt8] {
    guard let bar = name.lastIndex(of: UInt8(ascii: "|")) else { return name }
    return Array(name[(bar + 1)...])
  }

  private static let officeNames = table([
    (.paragraph, ["p"]), (.text, ["t", "delText"]), (.table, ["tbl"]), (.row, ["tr"]), (.cell, ["tc"]),
    (.span, ["gridSpan"]), (.merge, ["vMerge", "vmerge"]), (.tab, ["tab", "ptab"]), (.lineBreak, ["br", "cr"]),
    (.hyphen, ["noBreakHyphen"]), (.properties, ["pPr", "tabs"]), (.heading, ["hdr", "ftr", "sldMaster", "sldLayout"]),
    (.box, ["txbxContent"]), (.aside, ["footnote", "endnote", "comment"]),
    // The same text once more for older programs; readings above the text; pictures and styles.
    (.skipped, ["Fallback", "rt", "instrText", "binData", "binaryData", "styles", "fonts", "lists", "docPr"]),
  ])

  private static let openNames = table([
    (.paragraph, ["p", "h"]), (.table, ["table"]), (.row, ["table-row"]), (.cell, ["table-cell"]),
    (.coveredCell, ["covered-table-cell"]), (.tab, ["tab"]), (.lineBreak, ["line-break"]), (.blanks, ["s"]),
    (.heading, ["header", "footer", "header-left", "footer-left", "header-first", "footer-first"]),
    (.aside, ["note-body", "annotation"]), (.box, ["text-box", "custom-shape", "rect", "ellipse"]),
    (.skipped, ["ruby-text", "binary-data", "settings", "scripts", "note-citation", "font-face-decls"]),
  ])

  private static func table(_ lists: [(Element, [String])]) -> [[UInt8]: Element] {
    var table: [[UInt8]: Element] = [:]
    for (element, names) in lists { for name in names { table[Array(name.utf8)] = element } }
    return table
  }
}
