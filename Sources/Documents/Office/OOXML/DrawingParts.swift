import Contents

/// Diagrams and charts of Office Open XML: parts of their own, whose texts no slide, sheet or letter repeats.
enum DrawingParts {
  private static let largest = 1 << 20

  /// Emits the texts of each as boxes. The parts are found by their folders: also those that nothing points to any more.
  static func read(of package: OfficePackage, at place: Place) throws(UnreadReason) {
    for path in package.paths where path.hasSuffix(".xml") {
      let steps = path.lowercased().split(separator: "/")
      guard steps.count >= 2, let file = steps.last else { continue }
      let folder = steps[steps.count - 2]
      let isDiagram = folder == "diagrams" && file.hasPrefix("data")
      guard isDiagram || folder == "charts" && file.hasPrefix("chart") else { continue }
      try package.attempt(at: place) { () throws(UnreadReason) in
        let text = try isDiagram ? diagram(path, of: package) : chart(path, of: package)
        guard text.contains(where: { $0 > 0x20 }) else { return }
        try package.reading.emit(.passage(Passage(String(decoding: text, as: UTF8.self), kind: .boxes, place: place)))
      }
    }
  }

  /// The points of a diagram (ECMA-376 part 1, 21.4): an organisation chart has one a box.
  private static func diagram(_ path: String, of package: OfficePackage) throws(UnreadReason) -> [UInt8] {
    var text: [UInt8] = []
    var isText = false
    var scanner = try package.scanner(path)
    while text.count < largest {
      switch try scanner.next() {
      case .start: isText = scanner.name == "t" && !scanner.isEmptyElement
      case .text: if isText { scanner.appendText(to: &text) }
      case .end:
        isText = false
        if scanner.name == "p" || scanner.name == "br" || scanner.name == "pt" { text.append(0x0A) }
      case .finish: return text
      }
    }
    return text
  }

  /// Titles of a chart and the words along its axes, each once (ECMA-376 part 1, 21.2). Numbers are left out.
  private static func chart(_ path: String, of package: OfficePackage) throws(UnreadReason) -> [UInt8] {
    var text: [UInt8] = []
    var seen: Set<[UInt8]> = []
    var word: [UInt8] = []
    var isText = false
    var isOfWords = false
    var scanner = try package.scanner(path)
    while text.count < largest {
      switch try scanner.next() {
      case .start:
        if scanner.name == "strCache" || scanner.name == "strLit" || scanner.name == "multiLvlStrCache" {
          isOfWords = true
        } else if scanner.name == "t" || isOfWords && scanner.name == "v" {
          isText = !scanner.isEmptyElement
        }
      case .text: if isText, word.count < 4_096 { scanner.appendText(to: &word) }
      case .end:
        isText = false
        if scanner.name == "strCache" || scanner.name == "strLit" || scanner.name == "multiLvlStrCache" {
          isOfWords = false
        }
        if scanner.name == "v" || scanner.name == "p" {
          if !word.isEmpty, seen.insert(word).inserted { text += word + [0x0A, 0x0A] }
          word.removeAll()
        }
      case .finish: return text
      }
    }
    return text
  }
}
