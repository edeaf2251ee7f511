import Contents

/// Comments on slides, in the form of 2007 (`cm` with a `text`) and of 2018 (`cm` with paragraphs), and who wrote them.
enum SlideComments {
  private static let largest = 1 << 20

  static func emit(_ part: String, at place: Place, of package: OfficePackage) throws(UnreadReason) {
    var text: [UInt8] = []
    var isText = false
    var scanner = try package.scanner(part)
    reading: while text.count < largest {
      switch try scanner.next() {
      case .start: isText = scanner.name == "text" || scanner.name == "t"
      case .text: if isText { scanner.appendText(to: &text) }
      case .end:
        isText = false
        if scanner.name == "text" || scanner.name == "p" || scanner.name == "cm" { text.append(0x0A) }
      case .finish: break reading
      }
    }
    guard text.contains(where: { $0 > 0x20 }) else { return }
    try package.reading.emit(.passage(Passage(String(decoding: text, as: UTF8.self), place: place)))
  }

  static func emitAuthors(of package: OfficePackage, at place: Place) throws(UnreadReason) {
    var authors = CommentAuthors()
    for path in ["ppt/commentAuthors.xml", "ppt/authors.xml"] where package.holds(path) {
      try package.attempt(at: place) { () throws(UnreadReason) in
        var scanner = try package.scanner(path)
        while true {
          switch try scanner.next() {
          case .start where scanner.name == "cmAuthor" || scanner.name == "author":
            if let name = scanner.attribute("name") { authors.add(name) }
          case .finish: return
          default: break
          }
        }
      }
    }
    try authors.emit(at: place, in: package.reading)
  }
}
