/// Tables that hold one property of something a row: whose, which, its value (`user_id`, `meta_key`, `meta_value`).
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

  /// Makes one row for each thing, with a column for each of its properties.
  /// - Returns: whether the table was one of properties.
  static func pivot(_ table: inout HeldTable) -> Bool {
    let names = table.columns.map { String(decoding: $0, as: UTF8.self).lowercased() }
    guard (3...8).contains(names.count), table.rowCount >= 2, let key = names.firstIndex(where: keyNames.contains),
      let value = names.firstIndex(where: valueNames.contains), key != value,
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
      let which = Array(table.cell(row, key))
      guard !which.isEmpty, which.count <= longestKey else { continue }
      if columns[which] == nil {
        // More names than any form has: these are data themselves.
        guard columns.count < mostKeys else { return false }
        columns[which] = titles.count
        titles.append(which)
      }
      let number = rowOf[whose] ?? rows.count
      if number == rows.count {
        rowOf[whose] = number
        rows.append([whose])
      }
      guard let column = columns[which] else { continue }
      while rows[number].count <= column { rows[number].append([]) }
      if rows[number][column].isEmpty { rows[number][column] = Array(table.cell(row, value)) }
    }
    guard rows.count * 5 <= table.rowCount * 4 || rows.count == 1 else { return false }
    table.replace(columns: titles, rows: rows)
    return true
  }
}
