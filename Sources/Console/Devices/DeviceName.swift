/// What somebody may give a device as its id and as a label; the same for pages and for programs.
enum DeviceName {
  /// In characters of Unicode (scalars), as JSON Schema counts them.
  static let longestID = 60
  static let longestLabel = 120

  static func isFit(id: String) -> Bool { !id.isEmpty && isFit(id, longest: longestID) }
  static func isFit(label: String) -> Bool { isFit(label, longest: longestLabel) }

  /// Control characters could be told from nothing on a page, and PostgreSQL takes no U+0000.
  private static func isFit(_ text: String, longest: Int) -> Bool {
    text.unicodeScalars.count <= longest && !text.unicodeScalars.contains { $0.properties.generalCategory == .control }
  }
}
