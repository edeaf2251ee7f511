import Contents

/// Title, subject and company from the properties of a document: words that say whose it is.
enum DocumentProperties {
  private static let wanted: [MarkupName] = [
    MarkupName("title"), MarkupName("subject"), MarkupName("keywords"), MarkupName("category"), MarkupName("Company"),
  ]

  static func emit(of package: OfficePackage, at place: Place) throws(UnreadReason) {
    var lines: [String] = []
    for path in ["docProps/core.xml", "docProps/app.xml"] where package.holds(path) {
      // The properties are beside the point of a document: what is wrong with them is not reported.
      do throws(UnreadReason) {
        try read(path, of: package, into: &lines)
      } catch {
        try package.reading.charge(unpacked: 0, memberSoFar: 0, memberPacked: 1)
      }
    }
    guard !lines.isEmpty else { return }
    try package.reading.emit(.passage(Passage(lines.joined(separator: "\n"), kind: .heading, place: place)))
  }

  private static func read(_ path: String, of package: OfficePackage, into lines: inout [String]) throws(UnreadReason) {
    var scanner = try package.scanner(path)
    var isWanted = false
    var text: [UInt8] = []
    while true {
      switch try scanner.next() {
      case .start:
        isWanted = wanted.contains(scanner.name)
        text.removeAll()
      case .text: if isWanted, text.count < 4_096 { scanner.appendText(to: &text) }
      case .end:
        if isWanted, text.contains(where: { $0 > 0x20 }) { lines.append(String(decoding: text, as: UTF8.self)) }
        isWanted = false
      case .finish: return
      }
    }
  }
}
