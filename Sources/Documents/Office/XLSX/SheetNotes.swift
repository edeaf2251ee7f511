import Contents

/// What stands on a sheet beside its cells: comments, text boxes, and the header and footer of the printed page.
enum SheetNotes {
  private static let largest = 1 << 20

  /// Comments and text boxes as one passage.
  static func emit(ofSheet part: String, at place: Place, of package: OfficePackage) throws(UnreadReason) {
    var text: [UInt8] = []
    for relationship in try package.relationships(of: part) where package.holds(relationship.target) {
      switch relationship.type {
      case "comments": try collect(relationship.target, paragraphs: "comment", of: package, into: &text)
      case "drawing": try collect(relationship.target, paragraphs: "p", of: package, into: &text)
      default: break
      }
    }
    try emit(text, .body, at: place, of: package)
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
    try emit(HeaderCodes.dropped(from: text), .heading, at: place, of: package)
  }

  private static func emit(
    _ text: [UInt8], _ kind: Passage.Kind, at place: Place, of package: OfficePackage
  ) throws(UnreadReason) {
    guard text.contains(where: { $0 > 0x20 }) else { return }
    try package.reading.emit(.passage(Passage(String(decoding: text, as: UTF8.self), kind: kind, place: place)))
  }

  private static func collect(
    _ path: String, paragraphs: StaticString, of package: OfficePackage, into text: inout [UInt8]
  ) throws(UnreadReason) {
    var scanner = try package.scanner(path)
    var isText = false
    while text.count < largest {
      switch try scanner.next() {
      case .start:
        if scanner.name == "rPh" || scanner.name == "Fallback" {
          try scanner.skipElement()
        } else if scanner.name == "t" {
          isText = true
        }
      case .text: if isText { scanner.appendText(to: &text) }
      case .end:
        if scanner.name == "t" { isText = false }
        if scanner.name == paragraphs { text.append(0x0A) }
      case .finish: return
      }
    }
  }
}
