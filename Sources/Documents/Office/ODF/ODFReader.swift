import Contents

/// Texts, sheets and slides of OpenDocument (ISO/IEC 26300): headers and footers, the document itself, charts and formulas
/// put into it, and pictures.
enum ODFReader {
  /// - Throws: `.password` for a document that is encrypted, `.damaged`.
  static func read(_ source: any ByteSource, at place: Place, in reading: Reading) throws(UnreadReason) {
    let package = try OfficePackage(source, in: reading)
    if try isEncrypted(package) { throw .password }
    guard package.holds("content.xml") else { throw .damaged }
    var authors = CommentAuthors()
    if package.holds("styles.xml") { try read("styles.xml", as: .heading, at: place, of: package, &authors) }
    try read("content.xml", as: .body, at: place, of: package, &authors)
    for path in package.paths where path.hasSuffix("/content.xml") {
      try read(path, as: .body, at: place, of: package, &authors)
    }
    try authors.emit(at: place, in: reading)
    try EmbeddedParts.read(of: package, at: place)
    if package.archive.isDamaged { try reading.emit(.unread(place, .damaged)) }
  }

  /// Each encrypted part is told by the manifest (part 2, 4.4); the archive itself does not know.
  private static func isEncrypted(_ package: OfficePackage) throws(UnreadReason) -> Bool {
    let path = "META-INF/manifest.xml"
    guard package.holds(path) else { return false }
    do throws(UnreadReason) {
      var scanner = try package.scanner(path)
      while true {
        switch try scanner.next() {
        case .start where scanner.name == "encryption-data": return true
        case .finish: return false
        default: break
        }
      }
    } catch {
      try package.reading.charge(unpacked: 0, memberSoFar: 0, memberPacked: 1)
      return false
    }
  }

  private static func read(
    _ part: String, as kind: Passage.Kind, at place: Place, of package: OfficePackage, _ authors: inout CommentAuthors
  ) throws(UnreadReason) {
    var found = CommentAuthors()
    try package.attempt(at: place) { () throws(UnreadReason) in
      var content = ODFContent(place: place, kind: kind, reading: package.reading)
      defer { found = content.authors }
      let stream = try package.open(part)
      var scanner = MarkupScanner(stream, in: package.reading)
      try content.read(&scanner)
      if !stream.matchesChecksum { throw .damaged }
    }
    authors.add(contentsOf: found)
  }
}
