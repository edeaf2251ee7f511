import Contents

/// Reads the accounts of a Unix system (`passwd`): whom each belongs to, as the comment field says it: name, room,
/// telephones. Accounts of the system itself belong to nobody.
enum AccountFileReader {
  /// Accounts of people begin here; below are those of services (Linux 1000, macOS 501, older systems 100).
  private static let firstPerson = 100

  static func read(_ source: any ByteSource, at place: Place, in reading: Reading) throws(UnreadReason) {
    var table = RecordTable(place, reading)
    try DecodedLines.each(of: source, at: place, in: reading) { line throws(UnreadReason) in
      let fields = line.split(separator: UInt8(ascii: ":"), maxSplits: 12, omittingEmptySubsequences: false)
      guard fields.count >= 7, isOfPerson(fields) else { return }
      // Ten fields on BSD: class, change and expiry stand before the comment.
      let comment = fields[fields.count == 10 ? 7 : 4]
      let parts = comment.split(separator: UInt8(ascii: ","), maxSplits: 8, omittingEmptySubsequences: false)
      guard let name = parts.first.map({ $0.withoutBlanks }),
        name.contains(0x20) || name.contains(where: { $0 >= 0x80 }), !isOfService(name)
      else { return }
      var record: RecordTable.Record = [(Array("full name".utf8), Array(name))]
      if parts.count > 1 { record.append((Array("room".utf8), Array(parts[1].withoutBlanks))) }
      if parts.count > 2 { record.append((Array("phone".utf8), Array(parts[2].withoutBlanks))) }
      if parts.count > 3 { record.append((Array("home phone".utf8), Array(parts[3].withoutBlanks))) }
      for part in parts.dropFirst(4) where part.contains(UInt8(ascii: "@")) {
        record.append((Array("email".utf8), Array(part.withoutBlanks)))
        break
      }
      try table.append(record)
    }
    try table.finish()
  }

  /// `PostgreSQL administrator`, `Mailing List Manager`: what an account is for, in place of whose it is.
  private static func isOfService(_ name: ArraySlice<UInt8>) -> Bool {
    String(decoding: name.prefix(200), as: UTF8.self).lowercased().split { !$0.isLetter }.contains { word in
      ["administrator", "manager", "management", "daemon", "server", "service", "system", "user", "account", "owner"]
        .contains(String(word))
    }
  }

  private static func isOfPerson(_ fields: [ArraySlice<UInt8>]) -> Bool {
    guard let number = Int(String(decoding: fields[2], as: UTF8.self)) else { return false }
    // 65534 is nobody.
    guard number >= firstPerson, !(65_530...65_535).contains(number) else { return false }
    if number >= 1_000 { return true }
    // Of services, as far as they may not sign in.
    let shell = String(decoding: fields[fields.count - 1], as: UTF8.self)
    return !shell.hasSuffix("nologin") && !shell.hasSuffix("false") && !shell.isEmpty
  }

  /// `name:x:1000:1000:comment:/home/name:/bin/sh`, nearly every line.
  static func looksLike(_ lines: [ArraySlice<UInt8>]) -> Bool {
    let filled = lines.filter { !$0.isEmpty && $0.first != UInt8(ascii: "#") }
    guard filled.count >= 2 else { return false }
    let fitting = filled.count { line in
      let fields = line.split(separator: UInt8(ascii: ":"), maxSplits: 12, omittingEmptySubsequences: false)
      guard fields.count == 7 || fields.count == 10, !fields[0].isEmpty else { return false }
      let numbers = [fields[2], fields[3]].allSatisfy { !$0.isEmpty && $0.allSatisfy { $0 &- 0x30 < 10 || $0 == 0x2D } }
      return numbers && (fields[fields.count - 2].first == UInt8(ascii: "/") || fields[fields.count - 2].isEmpty)
    }
    return fitting * 10 >= filled.count * 9
  }
}
