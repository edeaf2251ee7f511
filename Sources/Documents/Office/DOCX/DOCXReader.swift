import Contents

/// Text documents of Office Open XML: letterhead, body, notes and comments, with their tables.
enum DOCXReader {
  static func read(_ source: any ByteSource, at place: Place, in reading: Reading) throws(UnreadReason) {
    let package = try OfficePackage(source, in: reading)
    let main = try package.mainPart(otherwise: "word/document.xml")
    let relationships = try package.relationships(of: main).filter { package.holds($0.target) }
    try DocumentProperties.emit(of: package, at: place)
    var authors = CommentAuthors()
    // Headers and footers say whose the document is, and so come before what it tells.
    for kind in ["header", "footer"] {
      for relationship in relationships where relationship.type == kind {
        try read(relationship.target, as: .heading, at: place, of: package, &authors)
      }
    }
    try read(main, as: .body, at: place, of: package, &authors)
    for kind in ["footnotes", "endnotes", "comments"] {
      for relationship in relationships where relationship.type == kind {
        try read(relationship.target, as: .body, at: place, of: package, &authors)
      }
    }
    try authors.emit(at: place, in: reading)
    try DrawingParts.read(of: package, at: place)
    try EmbeddedParts.read(of: package, at: place)
    if package.archive.isDamaged { try reading.emit(.unread(place, .damaged)) }
  }

  private static func read(
    _ part: String, as kind: Passage.Kind, at place: Place, of package: OfficePackage, _ authors: inout CommentAuthors
  ) throws(UnreadReason) {
    var found = CommentAuthors()
    try package.attempt(at: place) { () throws(UnreadReason) in
      var parser = OfficeTextParser(place: place, kind: kind, package: package)
      defer { found = parser.authors }
      try parser.read(part)
    }
    authors.add(contentsOf: found)
  }
}
