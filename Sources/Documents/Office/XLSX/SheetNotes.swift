import Contents

/// What stands on a sheet beside its cells: comments, text boxes, and the header and footer of the printed page.
enum SheetNotes {
  static let largest = 1 << 20

  /// Comments as one passage, and text boxes and shapes as boxes.
  static func emit(ofSheet part: String, at place: Place, of package: OfficePackage) throws(UnreadReason) {
    var text: [UInt8] = []
    var authors = CommentAuthors()
    let relationships = try package.relationships(of: part).filter { package.holds($0.target) }
    for relationship in relationships {
      switch relationship.type {
      case "comments" where relationship.target.hasSuffix(".bin"):
        try authors.read(binary: relationship.target, of: package, into: &text)
      case "comments": try collectComments(relationship.target, of: package, into: &text, &authors)
      case "threadedComment": try collectThreads(relationship.target, of: package, into: &text)
      default: break
      }
    }
    try emit(text, .body, at: place, of: package)
    try authors.emit(at: place, in: package.reading)
    for relationship in relationships where relationship.type == "drawing" {
      var shapes = OfficeTextParser(place: place, kind: .boxes, isDrawing: true, package: package)
      try shapes.read(relationship.target)
    }
  }

  /// Who takes part in the threaded comments of a workbook, be it as a writer or because a comment turns to them.
  static func emitPersons(of package: OfficePackage, at place: Place) throws(UnreadReason) {
    var authors = CommentAuthors()
    for path in package.paths where path.lowercased().hasPrefix("xl/persons/") && path.hasSuffix(".xml") {
      try package.attempt(at: place) { () throws(UnreadReason) in
        var scanner = try package.scanner(path)
        while true {
          switch try scanner.next() {
          case .start where scanner.name == "person":
            if let name = scanner.attribute("displayName") { authors.add(name) }
          case .finish: return
          default: break
          }
        }
      }
    }
    try authors.emit(at: place, in: package.reading)
  }

  /// - Parameter scanner: on the start tag of `headerFooter`.
  static func emitHeaders(
    _ scanner: inout MarkupScanner, at place: Place, of package: OfficePackage
  ) throws(UnreadReason) {
    var text: [UInt8] = []
    let outer = scanner.depth - 1
    while scanner.depth > outer {
      switch try scanner.next() {
      case .text: if text.count < largest { scanner.appendText(to: &text) }
      case .end: text.append(0x0A)
      case .finish: return
      default: break
      }
    }
    try emitHeading(text, at: place, of: package)
  }

  /// - Parameter text: with its codes.
  static func emitHeading(_ text: [UInt8], at place: Place, of package: OfficePackage) throws(UnreadReason) {
    try emit(HeaderCodes.dropped(from: text), .heading, at: place, of: package)
  }

  private static func emit(
    _ text: [UInt8], _ kind: Passage.Kind, at place: Place, of package: OfficePackage
  ) throws(UnreadReason) {
    guard text.contains(where: { $0 > 0x20 }) else { return }
    try package.reading.emit(.passage(Passage(String(decoding: text, as: UTF8.self), kind: kind, place: place)))
  }

  /// `<authors><author>…`, then `<comment authorId="0"><text>…`. A comment that stands for a thread is by `tc={…}`.
  private static func collectComments(
    _ path: String, of package: OfficePackage, into text: inout [UInt8], _ authors: inout CommentAuthors
  ) throws(UnreadReason) {
    var scanner = try package.scanner(path)
    var names: [[UInt8]] = []
    var isText = false
    var isAuthor = false
    while text.count < largest {
      switch try scanner.next() {
      case .start:
        if scanner.name == "rPh" || scanner.name == "Fallback" {
          try scanner.skipElement()
        } else if scanner.name == "t" {
          isText = true
        } else if scanner.name == "author", names.count < 10_000 {
          isAuthor = true
          names.append([])
        } else if scanner.name == "comment", let number = scanner.intAttribute("authorId"),
          names.indices.contains(number), names[number].starts(with: "tc=".utf8)
        {
          try scanner.skipElement()
        }
      case .text:
        if isText { scanner.appendText(to: &text) }
        if isAuthor, names[names.count - 1].count < 1_000 { scanner.appendText(to: &names[names.count - 1]) }
      case .end:
        if scanner.name == "t" { isText = false }
        if scanner.name == "author" { isAuthor = false }
        if scanner.name == "comment" { text.append(0x0A) }
      case .finish:
        for name in names { authors.add(String(decoding: name, as: UTF8.self)) }
        return
      }
    }
  }

  /// Threaded comments ([MS-XLSX] 2.6.205): `<threadedComment><text>…`.
  private static func collectThreads(
    _ path: String, of package: OfficePackage, into text: inout [UInt8]
  ) throws(UnreadReason) {
    var scanner = try package.scanner(path)
    var isText = false
    while text.count < largest {
      switch try scanner.next() {
      case .start: isText = scanner.name == "text"
      case .text: if isText { scanner.appendText(to: &text) }
      case .end:
        isText = false
        if scanner.name == "text" { text.append(0x0A) }
      case .finish: return
      }
    }
  }
}
