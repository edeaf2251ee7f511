import CanonicalForms
import JapaneseText

/// A mapping file: JSON that tells how a product writes its log (docs/guide/operation-logs.md).
///
/// It is strict: a name that is not known is an error, so that a slip of the pen does not leave a column unread. With
/// `extends` it adds to a layout that comes with Hikae.
package enum LayoutFile {
  /// Bytes of a mapping file at most.
  package static let longest = 1 << 20

  package static func read(_ bytes: [UInt8]) throws(LayoutFailure) -> LogLayout {
    guard bytes.count <= longest else { throw LayoutFailure("", "the file is larger than 1 MB") }
    let mark: [UInt8] = [0xEF, 0xBB, 0xBF]
    let json: JSON
    do throws(JSON.Malformed) {
      json = try JSON(parsing: bytes.starts(with: mark) ? Array(bytes.dropFirst(3)) : bytes)
    } catch {
      throw LayoutFailure("", "the file is not JSON in UTF-8")
    }
    guard case .object(let members) = json else { throw LayoutFailure("", "the file holds no JSON object") }
    var layout = try base(members["extends"])
    for (name, value) in members.sorted(by: { $0.key < $1.key }) {
      guard let key = Key(rawValue: name) else { throw LayoutFailure(name, "is not known") }
      try apply(key, value, to: &layout)
    }
    try check(layout)
    if members["extends"] == nil {
      // A log of one device needs no column for it.
      layout.required = [[.time, .timeUTC, .date], [.operation, .operationDetail, .content]]
      if layout.titles[.device] != nil { layout.required.append([.device]) }
    }
    return layout
  }

  private enum Key: String, CaseIterable {
    case id, name, extends, titles, columns, operations, match, otherwise, zone, encoding, blindness
    case folderOperations = "folder_operations"
    case timeFormat = "time_format"
    case twoDigitYears = "two_digit_years"
    case pathsByShape = "paths_by_shape"
  }

  private static func base(_ value: JSON?) throws(LayoutFailure) -> LogLayout {
    guard let value else { return LogLayout(id: "mapping", name: "mapping") }
    guard let id = value.string, let layout = LogLayout.known(id: id) else {
      throw LayoutFailure("extends", "is none of \(LogLayout.known.map(\.id).joined(separator: ", "))")
    }
    return layout
  }

  private static func apply(_ key: Key, _ value: JSON, to layout: inout LogLayout) throws(LayoutFailure) {
    let name = key.rawValue
    switch key {
    case .extends: return
    case .id: layout.id = try text(value, name)
    case .name: layout.name = try text(value, name)
    case .titles:
      for (role, titles) in try members(value, name) {
        guard let known = LogLayout.Role(rawValue: role) else { throw LayoutFailure("\(name).\(role)", "is not known") }
        let own = try list(titles, "\(name).\(role)").map(LogLayout.folded)
        layout.titles[known] = own + (layout.titles[known] ?? [])
      }
    case .columns:
      var columns: [LogLayout.Role?] = []
      for (role, place) in try members(value, name) {
        guard let known = LogLayout.Role(rawValue: role) else { throw LayoutFailure("\(name).\(role)", "is not known") }
        guard let number = place.integer, number >= 1, number <= 1_000 else {
          throw LayoutFailure("\(name).\(role)", "is no number of a column, from 1")
        }
        while columns.count < Int(number) { columns.append(nil) }
        columns[Int(number) - 1] = known
      }
      layout.untitled = columns
    case .operations, .folderOperations:
      for (operation, words) in try members(value, name) {
        guard let known = Operation(rawValue: operation) else {
          throw LayoutFailure(
            "\(name).\(operation)", "is none of \(Operation.allCases.map(\.rawValue).joined(separator: ", "))")
        }
        for word in try list(words, "\(name).\(operation)") {
          let folded = LogLayout.folded(word)
          guard !folded.isEmpty else { throw LayoutFailure("\(name).\(operation)", "has an empty word") }
          layout.words[folded] = .init(known, isFolder: key == .folderOperations)
        }
      }
    case .match:
      switch value.string {
      case "exact": layout.wordsAreParts = false
      case "contains": layout.wordsAreParts = true
      default: throw LayoutFailure(name, "is neither exact nor contains")
      }
    case .otherwise:
      guard let operation = value.string.flatMap(Operation.init) else {
        throw LayoutFailure(name, "is none of \(Operation.allCases.map(\.rawValue).joined(separator: ", "))")
      }
      layout.otherwise = .init(operation)
    case .timeFormat:
      let pattern = try text(value, name)
      guard pattern.count <= 64, ["y", "M", "d"].allSatisfy(pattern.contains) else {
        throw LayoutFailure(name, "needs yyyy or yy, MM and dd, and is at most 64 characters long")
      }
      layout.timePattern = pattern
    case .twoDigitYears: layout.twoDigitYears = try flag(value, name)
    case .pathsByShape: layout.findsPathsByShape = try flag(value, name)
    case .zone:
      guard let zone = LogZone(try text(value, name)) else {
        throw LayoutFailure(name, "is no zone such as +09:00 or local")
      }
      layout.zone = zone
    case .encoding:
      guard let encoding = TextEncoding(mimeName: try text(value, name)) else {
        throw LayoutFailure(name, "is no encoding such as CP932, UTF-8 or UTF-16LE")
      }
      layout.encoding = encoding
    case .blindness:
      for word in try list(value, name) {
        guard let known = Blindness(rawValue: word) else {
          throw LayoutFailure(name, "\(word) is none of \(Blindness.allCases.map(\.rawValue).joined(separator: ", "))")
        }
        layout.blindness.insert(known)
      }
    }
  }

  /// A layout must say where the time stands and, unless the operation is always the same, the operation.
  private static func check(_ layout: LogLayout) throws(LayoutFailure) {
    let roles = Set(layout.titles.filter { !$0.value.isEmpty }.keys).union((layout.untitled ?? []).compactMap { $0 })
    guard !roles.isDisjoint(with: [.time, .timeUTC, .date]) else { throw LayoutFailure("titles.time", "is missing") }
    guard !roles.isDisjoint(with: [.operation, .operationDetail, .content]) else {
      throw LayoutFailure("titles.operation", "is missing")
    }
    guard !layout.words.isEmpty else { throw LayoutFailure("operations", "is missing") }
  }

  private static func text(_ value: JSON, _ name: String) throws(LayoutFailure) -> String {
    guard let text = value.string, !text.isEmpty, text.utf8.count <= 1_024 else {
      throw LayoutFailure(name, "is no text of 1 to 1,024 bytes")
    }
    return text
  }

  private static func flag(_ value: JSON, _ name: String) throws(LayoutFailure) -> Bool {
    guard let flag = value.boolean else { throw LayoutFailure(name, "is neither true nor false") }
    return flag
  }

  private static func list(_ value: JSON, _ name: String) throws(LayoutFailure) -> [String] {
    if let text = value.string { return [text] }
    guard case .array(let values) = value, values.count <= 1_000 else {
      throw LayoutFailure(name, "is no list of texts")
    }
    let texts = value.strings
    guard texts.count == values.count else { throw LayoutFailure(name, "is no list of texts") }
    return texts
  }

  private static func members(_ value: JSON, _ name: String) throws(LayoutFailure) -> [(String, JSON)] {
    guard case .object(let members) = value else { throw LayoutFailure(name, "is no object") }
    return members.sorted { $0.key < $1.key }
  }
}

/// Why a mapping file is not one: the name in it, and what is wrong.
package struct LayoutFailure: Error, Sendable, Equatable, CustomStringConvertible {
  package let key: String
  package let what: String

  package init(_ key: String, _ what: String) {
    self.key = key
    self.what = what
  }

  package var description: String { key.isEmpty ? what : "\(key) \(what)" }
}
