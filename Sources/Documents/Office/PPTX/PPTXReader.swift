import Contents

/// Presentations of Office Open XML: the slides in their order, hidden ones too, the tables on them, the notes beneath and
/// the comments.
enum PPTXReader {
  static func read(_ source: any ByteSource, at place: Place, in reading: Reading) throws(UnreadReason) {
    let package = try OfficePackage(source, in: reading)
    try DocumentProperties.emit(of: package, at: place)
    let slides = try slides(of: package)
    for (index, slide) in slides.enumerated() {
      let here = place.appending(.page(index + 1))
      try package.attempt(at: here) { () throws(UnreadReason) in
        var parser = OfficeTextParser(place: here, kind: .boxes, isDrawing: true, package: package)
        try parser.read(slide)
        for relationship in try package.relationships(of: slide) where package.holds(relationship.target) {
          switch relationship.type {
          case "notesSlide":
            var notes = OfficeTextParser(place: here, isDrawing: true, package: package)
            try notes.read(relationship.target)
          case "comments": try SlideComments.emit(relationship.target, at: here, of: package)
          default: break
          }
        }
      }
    }
    try SlideComments.emitAuthors(of: package, at: place)
    try DrawingParts.read(of: package, at: place)
    try EmbeddedParts.read(of: package, at: place)
    if package.archive.isDamaged { try reading.emit(.unread(place, .damaged)) }
    if slides.isEmpty { throw .damaged }
  }

  /// Parts of the slides as the presentation orders them; those that it does not name follow.
  private static func slides(of package: OfficePackage) throws(UnreadReason) -> [String] {
    var slides: [String] = []
    do throws(UnreadReason) {
      let main = try package.mainPart(otherwise: "ppt/presentation.xml")
      var targets: [String: String] = [:]
      for relationship in try package.relationships(of: main) { targets[relationship.id] = relationship.target }
      var scanner = try package.scanner(main)
      while slides.count < 100_000 {
        let token = try scanner.next()
        if token == .finish { break }
        // The tag has an `id` of its own beside the relationship's `r:id`.
        if token == .start, scanner.name == "sldId", let id = scanner.relationshipID, let target = targets[id],
          package.holds(target)
        {
          slides.append(target)
        }
      }
    } catch {
      try package.reading.charge(unpacked: 0, memberSoFar: 0, memberPacked: 1)
    }
    let named = Set(slides)
    slides += package.paths.filter {
      $0.hasPrefix("ppt/slides/") && $0.hasSuffix(".xml") && !$0.contains("_rels") && !named.contains($0)
    }
    return slides
  }
}
