import CanonicalForms
import Storage
import Testing

/// What docs/scan.schema.json promises, read from the file itself. Checks the part of JSON Schema that it uses.
struct ScanSchema {
  private let definitions: JSON

  init() throws {
    let here = #filePath.split(separator: "/", omittingEmptySubsequences: false)
    let path = here.dropLast(4).joined(separator: "/") + "/docs/scan.schema.json"
    let schema = try JSON(parsing: Workplace.read(path))
    definitions = schema["$defs"]
    try #require(definitions["file"] != .null && definitions["end"] != .null)
  }

  var fields: [String] { definitions["field"]["enum"].strings }
  var reasons: [String] { definitions["unreadReason"]["enum"].strings }
  var fileMembers: Set<String> { names(definitions["file"]["properties"]) }
  var summaryMembers: Set<String> { names(definitions["end"]["properties"]["summary"]["properties"]) }

  func faults(ofFile line: JSON) -> [String] { faults(of: line, by: definitions["file"], at: "file") }
  func faults(ofEnd line: JSON) -> [String] { faults(of: line, by: definitions["end"], at: "end") }

  private func names(_ object: JSON) -> Set<String> {
    if case .object(let members) = object { Set(members.keys) } else { [] }
  }

  /// Words for everything in `value` that the schema does not allow, members that it does not name included.
  private func faults(of value: JSON, by schema: JSON, at place: String) -> [String] {
    if let reference = schema["$ref"].string {
      return faults(of: value, by: definitions[String(reference.dropFirst("#/$defs/".count))], at: place)
    }
    if case .array(let choices) = schema["oneOf"] {
      let matching = choices.count { self.faults(of: value, by: $0, at: place).isEmpty }
      return matching == 1 ? [] : ["\(place): matches \(matching) of the choices"]
    }
    var faults: [String] = []
    if case .array(let allowed) = schema["enum"], !allowed.contains(value) {
      faults.append("\(place): not in the list")
    }
    switch (schema["type"].string, value) {
    case ("object", .object(let members)):
      let missing = Set(schema["required"].strings).subtracting(members.keys)
      faults += missing.map { "\(place): lacks \($0)" }
      for (name, member) in members {
        let known = schema["properties"][name]
        faults += known == .null ? ["\(place): \(name) is not promised"] : self.faults(of: member, by: known, at: name)
      }
    case ("array", .array(let items)):
      for item in items { faults += self.faults(of: item, by: schema["items"], at: place) }
      if schema["uniqueItems"] == true, Set(items).count != items.count { faults.append("\(place): repeats") }
    case ("integer", .integer(let number)):
      if let least = schema["minimum"].integer, number < least { faults.append("\(place): below \(least)") }
    case ("string", .string(let text)):
      if text.isEmpty, schema["minLength"] == 1 { faults.append("\(place): is empty") }
      let isDigest = text.utf8.count == 64 && text.utf8.allSatisfy { "0123456789abcdef".utf8.contains($0) }
      if schema["pattern"] == "^[0-9a-f]{64}$", !isDigest { faults.append("\(place): is no digest") }
    case ("boolean", .bool), ("null", .null), (nil, _): break
    default: faults.append("\(place): is no \(schema["type"].string ?? "")")
    }
    return faults
  }
}

/// Reads what RFC 4180 allows: quotes, doubled quotes, line ends within quotes.
enum CSVRows {
  static func read(_ text: String) -> [[String]] {
    var rows: [[String]] = []
    var row: [String] = []
    var cell = String.UnicodeScalarView()
    var isQuoted = false
    func end(_ cell: inout String.UnicodeScalarView) {
      row.append(String(cell))
      cell = .init()
    }
    for scalar in text.unicodeScalars {
      switch scalar {
      // A doubled quote closes and opens again: it leaves one behind.
      case "\"":
        if !isQuoted, !cell.isEmpty { cell.append(scalar) }
        isQuoted.toggle()
      case "," where !isQuoted: end(&cell)
      case "\r" where !isQuoted: break
      case "\n" where !isQuoted:
        end(&cell)
        rows.append(row)
        row = []
      default: cell.append(scalar)
      }
    }
    return rows
  }
}
