import Contents

/// The copies of lists that pivot tables keep (ECMA-376, 18.10): a list that was deleted from its sheet lives on here.
enum PivotCache {
  static let folder = "xl/pivotcache/"
  /// Shared values of all fields together, and fields, that are kept while records are read.
  static let mostSharedBytes = 64 << 20
  static let mostFields = 16_384

  struct Field {
    var name: [UInt8]
    var shared: [[UInt8]] = []
  }

  static func read(of package: OfficePackage, at place: Place) throws(UnreadReason) {
    try eachDefinition(in: .markup, of: package, at: place) { definition, here throws(UnreadReason) in
      try read(definition, at: here, of: package)
    }
  }

  /// Calls `read` with the part that defines each cache, and the place of its table.
  static func eachDefinition(
    in notation: Workbook.Notation, of package: OfficePackage, at place: Place,
    read: (String, Place) throws(UnreadReason) -> Void
  ) throws(UnreadReason) {
    let definitions = package.paths.filter {
      let path = $0.lowercased()
      return path.hasPrefix(folder + "pivotcachedefinition") && path.hasSuffix(notation.rawValue)
    }
    for (number, definition) in definitions.enumerated() {
      let here = place.appending(.table("pivotCache \(number + 1)"))
      try package.attempt(at: here) { () throws(UnreadReason) in try read(definition, here) }
    }
  }

  private static func read(_ definition: String, at place: Place, of package: OfficePackage) throws(UnreadReason) {
    let fields = try fields(of: definition, package)
    guard !fields.isEmpty else { return }
    try write(fields, of: definition, at: place, package) { records, rows throws(UnreadReason) in
      try readRecords(records, fields, into: &rows, of: package)
    }
  }

  /// Emits the records of a cache as a table, or, when it has none, the values of its fields.
  /// - Parameter readRecords: reads the part of the records.
  static func write(
    _ fields: [Field], of definition: String, at place: Place, _ package: OfficePackage,
    readRecords: (String, inout RowBatchBuilder) throws(UnreadReason) -> Void
  ) throws(UnreadReason) {
    let records = try package.relationships(of: definition).first {
      $0.type == "pivotCacheRecords" && package.holds($0.target)
    }
    guard let records else { return try writeShared(fields, at: place, of: package) }
    try package.reading.emit(.table(TableOrigin(place: place)))
    var rows = RowBatchBuilder()
    for field in fields { rows.append(field.name) }
    rows.endRow()
    var failure: UnreadReason?
    do throws(UnreadReason) { try readRecords(records.target, &rows) } catch { failure = error }
    if !rows.isEmpty { try package.reading.emit(.rows(rows.take())) }
    if let failure { throw failure }
  }

  /// Names and shared values: `<cacheField name="氏名"><sharedItems><s v="…"/>…`.
  private static func fields(of part: String, _ package: OfficePackage) throws(UnreadReason) -> [Field] {
    var fields: [Field] = []
    var size = 0
    var isShared = false
    var scanner = try package.scanner(part)
    while true {
      switch try scanner.next() {
      case .start where scanner.name == "cacheField":
        guard fields.count < mostFields else { throw .tooLarge }
        fields.append(Field(name: value(of: scanner.rawAttribute("name"))))
      case .start where scanner.name == "sharedItems": isShared = true
      case .end where scanner.name == "sharedItems": isShared = false
      case .start where isShared && !fields.isEmpty && isItem(scanner.name):
        let value = value(of: scanner.rawAttribute("v"))
        size += value.count + 32
        guard size <= mostSharedBytes else { throw .tooLarge }
        fields[fields.count - 1].shared.append(value)
        // Properties of an item have items of their own.
        if !scanner.isEmptyElement { try scanner.skipElement() }
      case .finish: return fields
      default: break
      }
    }
  }

  /// `<r><x v="3"/><s v="…"/><n v="12"/></r>`: `x` is the number of a shared value.
  private static func readRecords(
    _ part: String, _ fields: [Field], into rows: inout RowBatchBuilder, of package: OfficePackage
  ) throws(UnreadReason) {
    var column = 0
    var scanner = try package.scanner(part)
    while true {
      switch try scanner.next() {
      case .start where scanner.name == "r": column = 0
      case .end where scanner.name == "r":
        rows.endRow()
        if rows.isFull { try package.reading.emit(.rows(rows.take())) }
      case .start where isItem(scanner.name) || scanner.name == "x":
        let raw = value(of: scanner.rawAttribute("v"))
        if scanner.name == "x" {
          let shared = column < fields.count ? fields[column].shared : []
          let number = Int(String(decoding: raw, as: UTF8.self)) ?? -1
          rows.append(shared.indices.contains(number) ? shared[number] : [])
        } else {
          rows.append(raw)
        }
        column += 1
        guard !rows.isBeyondOneRow else { throw .tooLarge }
        if !scanner.isEmptyElement { try scanner.skipElement() }
      case .finish: return
      default: break
      }
    }
  }

  /// A cache without records still keeps each value of each field once. Which of them belong together it does not say, so
  /// each field is a table of its own.
  private static func writeShared(_ fields: [Field], at place: Place, of package: OfficePackage) throws(UnreadReason) {
    for field in fields where !field.shared.isEmpty {
      try package.reading.emit(.table(TableOrigin(place: place)))
      var rows = RowBatchBuilder()
      rows.append(field.name)
      rows.endRow()
      for value in field.shared {
        rows.append(value)
        rows.endRow()
        if rows.isFull { try package.reading.emit(.rows(rows.take())) }
      }
      if !rows.isEmpty { try package.reading.emit(.rows(rows.take())) }
    }
  }

  /// Text, number, date, truth, error, and what is missing.
  private static func isItem(_ name: MarkupName) -> Bool {
    name == "s" || name == "n" || name == "d" || name == "b" || name == "e" || name == "m"
  }

  /// Without references; a date without the time of midnight.
  private static func value(of raw: UnsafeBufferPointer<UInt8>?) -> [UInt8] {
    guard let raw else { return [] }
    let value = Array(MarkupText.decode(raw))
    let midnight = Array("T00:00:00".utf8)
    return value.count == 19 && value.suffix(9) == midnight[...] ? Array(value.prefix(10)) : value
  }
}
