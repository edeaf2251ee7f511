/// The importer's own list of names in logs and ids of devices: a table of two columns, with or without titles.
package enum DeviceList {
  private static let names: Set<String> = [
    "名称", "端末名", "コンピュータ名", "コンピューター名", "ログの名称", "name", "log_name", "computer", "hostname",
  ]
  private static let ids: Set<String> = ["端末番号", "管理番号", "資産番号", "端末id", "id", "device", "device_id", "asset"]

  /// - Returns: pairs of name and id, and the lines that are not a pair.
  package static func pairs(of table: [[String]]) -> (pairs: [(name: String, id: String)], badLines: [Int]) {
    var pairs: [(name: String, id: String)] = []
    var badLines: [Int] = []
    var columns = (name: 0, id: 1)
    for (place, cells) in table.enumerated() where cells.contains(where: { !$0.allSatisfy(\.isWhitespace) }) {
      if pairs.isEmpty, badLines.isEmpty, let titles = titles(cells) {
        columns = titles
        continue
      }
      guard columns.name < cells.count, columns.id < cells.count else {
        badLines.append(place + 1)
        continue
      }
      let name = DeviceNames.key(cells[columns.name])
      let id = trimmed(cells[columns.id])
      if name.isEmpty || id.isEmpty { badLines.append(place + 1) } else { pairs.append((name, id)) }
    }
    return (pairs, badLines)
  }

  private static func titles(_ cells: [String]) -> (name: Int, id: Int)? {
    let folded = cells.map(LogLayout.folded)
    guard let name = folded.firstIndex(where: names.contains), let id = folded.firstIndex(where: ids.contains) else {
      return nil
    }
    return (name, id)
  }

  private static func trimmed(_ text: String) -> String {
    var rest = text[...]
    while let first = rest.first, first.isWhitespace { rest = rest.dropFirst() }
    while let last = rest.last, last.isWhitespace { rest = rest.dropLast() }
    return String(rest)
  }
}
