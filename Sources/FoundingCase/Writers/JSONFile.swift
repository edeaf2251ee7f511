/// An array of objects, one for each row.
enum JSONFile {
  static func text(_ rows: [[Cell]], titles: [String], hasHeader: Bool) -> String {
    let body = hasHeader ? rows.dropFirst() : rows[...]
    let objects = body.map { row in
      "  {"
        + zip(titles, row).map { title, cell in
          if case .number(let value) = cell {
            "\(quoted(title)): \(value)"
          } else {
            "\(quoted(title)): \(quoted(cell.text))"
          }
        }.joined(separator: ", ") + "}"
    }
    return "[\n" + objects.joined(separator: ",\n") + "\n]\n"
  }
}
