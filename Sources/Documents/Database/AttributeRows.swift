/// Tables that hold one property of something a row: whose, which, its value (`user_id`, `meta_key`, `meta_value`).
///
/// The key may be the number of a row in a list of keys (`mimetype_id` beside `mimetypes`), as in the contacts of Android.
enum AttributeRows {
  private static let mostKeys = 200
  private static let longestKey = 60

  private static let keyNames: Set<String> = [
    "k", "key", "attr", "attribute", "attribute_name", "attr_name", "field", "field_name", "fieldname", "meta_key",
    "prop",
    "property", "property_name", "schluessel", "feld", "cle", "clave", "chiave", "項目", "項目名", "キー", "属性", "attribut",
  ]
  private static let valueNames: Set<String> = [
    "v", "value", "val", "attribute_value", "attr_value", "field_value", "meta_value", "property_value", "wert",
    "valeur",
    "valor", "valore", "値", "内容", "data",
  ]

  /// Names of keys, where these stand in a table of their own.
  private static let listedKeys: Set<String> = [
    "mimetype", "attribute", "attr", "property", "meta", "field", "属性", "項目",
  ]

  /// Makes one row for each thing, with a column for each of its properties.
  /// - Parameter tables: all of them, among which the names of the keys may stand.
  /// - Returns: whether the table was one of properties.
  static func pivot(_ table: inout HeldTable, among tables: [HeldTable]) -> Bool {
    let names = table.columns.map { String(decoding: $0, as: UTF8.self).lowercased() }
    let listed = listedKey(of: table, names, tables)
    guard (3...(listed == nil ? 8 : 40)).contains(names.count), table.rowCount >= 2,
      let key = listed?.column ?? names.firstIndex(where: keyNames.contains),
      let value = names.firstIndex(where: { valueNames.contains($0) || listed != nil && $0 == "data1" }), key != value,
      let owner = names.indices.first(where: {
        $0 != key && $0 != value && TableRelations.stem(ofReference: table.columns[$0]) != nil
          && table.rows(by: $0) == nil
      })
    else { return false }
    var columns: [[UInt8]: Int] = [:]
    var titles = [table.columns[owner]]
    var rows: [[[UInt8]]] = []
    var rowOf: [[UInt8]: Int] = [:]
    for row in 0..<table.rowCount {
      let whose = Array(table.cell(row, owner))
      let number = Array(table.cell(row, key))
      let which = listed == nil ? number : listed?.keys[number] ?? []
      guard !which.isEmpty, which.count <= longestKey else { continue }
      if columns[which] == nil {
        // More names than any form has: these are data themselves.
        guard columns.count < mostKeys else { return false }
        columns[which] = titles.count
        titles.append(which)
      }
      let place = rowOf[whose] ?? rows.count
      if place == rows.count {
        rowOf[whose] = place
        rows.append([whose])
      }
      guard let column = columns[which] else { continue }
      while rows[place].count <= column { rows[place].append([]) }
      if rows[place][column].isEmpty { rows[place][column] = Array(table.cell(row, value)) }
    }
    guard rows.count * 5 <= table.rowCount * 4 || rows.count == 1 else { return false }
    table.replace(columns: titles, rows: rows)
    return true
  }

  /// The column that gives a key by its number, and the keys by their numbers: `vnd.android.cursor.item/phone_v2` is `phone`.
  private static func listedKey(
    of table: HeldTable, _ names: [String], _ tables: [HeldTable]
  ) -> (column: Int, keys: [[UInt8]: [UInt8]])? {
    for column in table.columns.indices {
      guard let stem = TableRelations.stem(ofReference: table.columns[column]), listedKeys.contains(stem),
        let list = tables.first(where: { TableRelations.isAlike(stem, $0.name) }), list.columns.count == 2,
        (1...mostKeys).contains(list.rowCount), let rows = list.rows(by: 0)
      else { continue }
      return (column, rows.mapValues { key(Array(list.cell($0, 1))) })
    }
    return nil
  }

  /// The last word of a type, without its version.
  private static func key(_ text: [UInt8]) -> [UInt8] {
    var key = text.last(of: UInt8(ascii: "/"))
    if let end = key.lastIndex(of: UInt8(ascii: "_")), key[end...].dropFirst().first == UInt8(ascii: "v") {
      key = key[..<end]
    }
    return Array(key)
  }
}

extension [UInt8] {
  /// What stands behind the last of these bytes.
  fileprivate func last(of byte: UInt8) -> ArraySlice<UInt8> {
    lastIndex(of: byte).map { self[($0 + 1)...] } ?? self[...]
  }
}
