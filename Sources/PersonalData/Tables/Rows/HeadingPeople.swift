import JapaneseText

/// People whom the lines above a table name behind a label: `4年1組　担任：細野 賢秀`, `オーナー：小林 文子`, `Coach: Anna Bergmann`.
enum HeadingPeople {
  /// The names behind labels in one cell.
  static func names(in cell: String) -> [String] {
    guard cell.utf8.count <= 240, cell.unicodeScalars.contains(where: isColon) else { return [] }
    var names: [String] = []
    var before = ""
    for (index, piece) in cell.unicodeScalars.split(omittingEmptySubsequences: false, whereSeparator: isColon)
      .enumerated()
    {
      let text = String(piece)
      if index > 0, isOfSomebody(before), let name = name(in: text) { names.append(name) }
      before = text
    }
    return names
  }

  private static func isColon(_ scalar: Unicode.Scalar) -> Bool { scalar == ":" || scalar == "：" }

  /// Whether the last words before a colon say that somebody's name follows. Who made the list or takes calls about it
  /// (`作成者`, `担当`) is no more than a handler.
  private static func isOfSomebody(_ text: String) -> Bool {
    let words = text.split(whereSeparator: \.isWhitespace)
    return (1...3).contains { count in
      guard count <= words.count else { return false }
      let label = words.suffix(count).joined(separator: " ")
      guard let reading = HeaderVocabulary.read(label), !HeaderWords.isAudit(label) else { return false }
      return reading.role == .name || reading.role == .handler && reading.strength == .weak
    }
  }

  private static func name(in text: String) -> String? {
    let words = text.split { $0.isWhitespace || "()（）、,／/".contains($0) }
    for count in [2, 1, 3] where count <= words.count {
      var name = words.prefix(count).joined(separator: " ")
      let shapes = name.withUTF8 { NameClassifier().shapes(of: $0) }
      if shapes.contains(.personName), shapes.isDisjoint(with: [.organisationName, .department]) { return name }
    }
    return nil
  }
}
