/// What the beginning of a text says of records that are written in it: settings, directories, messages, accounts, logs.
struct RecordLook {
  private let lines: [ArraySlice<UInt8>]

  /// - Parameter text: the beginning of a text as UTF-8; of a longer one, the last line is cut.
  init(_ text: ArraySlice<UInt8>, isWhole: Bool) {
    let newline = UInt8(text.contains(0x0A) || !text.contains(0x0D) ? 0x0A : 0x0D)
    var lines = text.split(separator: newline, maxSplits: 2_000, omittingEmptySubsequences: false).map(\.withoutBlanks)
    if !isWhole, lines.count > 1 { lines.removeLast() }
    self.lines = Array(lines.prefix(400))
  }

  func format(nameExtension: String) -> FileFormat? {
    guard let first = lines.first(where: { !$0.isEmpty }) else { return nil }
    if isHealthMessage(first) { return .hl7 }
    if PrescriptionReader.looksLike(lines) { return .prescriptions }
    if ClaimReader.looksLike(lines) { return .claims }
    if ImageListingReader.looksLike(lines) { return .imageListing }
    if isDirectory(nameExtension) { return .ldif }
    if ["yaml", "yml"].contains(nameExtension) || nameExtension.isEmpty && isYAML { return .yaml }
    if AccountFileReader.looksLike(lines) { return .accounts }
    if !Self.codeExtensions.contains(nameExtension) {
      if isSettings(isNamed: ["toml", "ini"].contains(nameExtension)) { return .settings }
      if LogReader.looksLike(lines) { return .log }
    }
    return nil
  }

  /// Programs and pages, whose lines have signs of equality, too.
  private static let codeExtensions: Set<String> = [
    "c", "cc", "cpp", "h", "cs", "go", "java", "js", "ts", "kt", "m", "php", "pl", "ps1", "py", "r", "rb", "rs", "sh",
    "swift", "vb", "bas", "lua", "css", "csv", "tsv", "tab", "md", "rst", "tex", "html", "htm", "sql", "diff", "patch",
  ]

  private func isHealthMessage(_ first: ArraySlice<UInt8>) -> Bool {
    ["MSH|", "FHS|", "BHS|"].contains { first.drop { $0 < 0x20 }.starts(with: $0.utf8) }
  }

  private func isDirectory(_ nameExtension: String) -> Bool {
    let names = lines.count { line in
      line.count > 4 && line.prefix(3).map { $0 | 0x20 } == Array("dn:".utf8) && line.contains(UInt8(ascii: "="))
    }
    let classes = lines.count { $0.prefix(12).map { $0 | 0x20 } == Array("objectclass:".utf8) }
    return names > 0 && (nameExtension == "ldif" || nameExtension == "ldi" || classes > 0)
  }

  /// A document mark, and a key behind it.
  private var isYAML: Bool {
    guard let mark = lines.firstIndex(where: { !$0.isEmpty }), lines[mark].elementsEqual("---".utf8) else {
      return false
    }
    return lines.dropFirst(mark + 1).prefix(3).contains { $0.contains(UInt8(ascii: ":")) }
  }

  /// Nearly every line is a section or a pair, in sections or with keys that come again.
  private func isSettings(isNamed: Bool) -> Bool {
    var sections = 0
    var pairs = 0
    var inner = 0
    var numbered = 0
    var keys: [[UInt8]: Int] = [:]
    var filled = 0
    for line in lines where !line.isEmpty {
      if line.first == UInt8(ascii: "#") || line.first == UInt8(ascii: ";") { continue }
      filled += 1
      if line.first == UInt8(ascii: "["), SettingsLine.section(line) != nil {
        sections += 1
      } else if line.contains(UInt8(ascii: "=")), let (key, _) = SettingsLine.pair(line), key.count <= 60 {
        pairs += 1
        keys[key, default: 0] += 1
        if sections > 0 { inner += 1 }
        if SettingsLine.numbered(key) != nil { numbered += 1 }
      }
    }
    // Values over several lines are no pairs.
    guard pairs >= 2, (sections + pairs) * 10 >= filled * (isNamed ? 3 : 8) else { return false }
    if sections > 0 { return inner > 0 }
    if numbered >= 2 { return true }
    // Blocks without sections: most keys come again.
    let repeated = keys.values.count { $0 >= 2 }
    return keys.count >= 2 && repeated >= 2 && repeated * 2 >= keys.count
  }
}
