extension FoundingTruth {
  /// As it stands in `truth.json`.
  package var json: String {
    """
    {"seed": \(seed), "scale": \(scale), "people": \(people),
    "laptop": \(laptop.json),
    "share": \(share.json),
    "clients": [
    \(clients.map(\.json).joined(separator: ",\n"))
    ]}

    """
  }
}

extension FoundingTruth.FolderTruth {
  fileprivate var json: String {
    """
    {"folder": \(quoted(folder)), "people": \(people), "people_only_unreadable": \(peopleOnlyUnreadable), \
    "staff": \(staff), "bytes": \(bytes), "files": [
    \(files.map(\.json).joined(separator: ",\n"))
    ]}
    """
  }
}

extension FoundingTruth.ClientTruth {
  fileprivate var json: String {
    """
    {"number": \(number), "name": \(quoted(name)), "insurer_number": \(quoted(insurerNumber)), \
    "on_laptop": \(onLaptop), "on_share": \(onShare)}
    """
  }
}

extension FoundingTruth.FileTruth {
  fileprivate var json: String {
    let shares = clients.sorted { $0.key < $1.key }.map { "\"\($0.key)\": \($0.value)" }.joined(separator: ", ")
    return """
      {"path": \(quoted(path)), "people": \(people), "fields": [\(fields.map { quoted($0.rawValue) }.joined(separator: ", "))], \
      "clients": {\(shares)}, "unreadable": \(unreadable.map(quoted) ?? "null")}
      """
  }
}

/// A JSON string.
func quoted(_ text: String) -> String {
  text.unicodeScalars.reduce(into: "\"") { result, scalar in
    switch scalar {
    case "\"": result += "\\\""
    case "\\": result += "\\\\"
    case "\n": result += "\\n"
    case "\t": result += "\\t"
    case _ where scalar.value < 0x20:
      result += "\\u" + digits(0, 2) + (scalar.value < 16 ? "0" : "") + String(scalar.value, radix: 16)
    default: result.unicodeScalars.append(scalar)
    }
  } + "\""
}
