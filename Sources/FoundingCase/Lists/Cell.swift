/// A cell before it is written: text formats spell all of them, spreadsheets keep numbers and dates as such.
package enum Cell: Sendable, Hashable {
  case text(String)
  case number(String)
  /// A date that a spreadsheet stores as a serial number under a date format.
  case date(Day)

  /// As it is printed.
  package var text: String {
    switch self {
    case .text(let text), .number(let text): text
    case .date(let day): day.text(.slashes)
    }
  }

  /// As a text file gets it when the date column lost its format: the serial number.
  package var bare: String {
    if case .date(let day) = self { String(day.spreadsheetSerial) } else { text }
  }
}

/// Rows of cells under a name: a list before it becomes a file.
package struct Grid: Sendable {
  package var name: String
  package var isHidden = false
  package var rows: [[Cell]]

  package init(name: String, isHidden: Bool = false, rows: [[Cell]]) {
    self.name = name
    self.isHidden = isHidden
    self.rows = rows
  }

  package init(name: String, texts: [[String]]) {
    self.init(name: name, rows: texts.map { $0.map(Cell.text) })
  }
}
