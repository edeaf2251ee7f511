/// Finds the registered device for a name in a log.
///
/// Compared are ids, labels and the importer's own list, without regard to case, and with or without a domain
/// (`PC-01.example.local` is `PC-01`). A name that fits several devices fits none.
package struct DeviceNames: Sendable {
  private var devices: [String: Set<String>] = [:]
  private var chosen: [String: String] = [:]

  /// - Parameters:
  ///   - registered: each device's id and what people call it.
  ///   - chosen: names in logs and the ids that the importer gives them; these come first.
  package init(registered: [(id: String, label: String)], chosen: [(name: String, id: String)] = []) {
    for device in registered {
      devices[Self.key(device.id), default: []].insert(device.id)
      if !device.label.isEmpty { devices[Self.key(device.label), default: []].insert(device.id) }
    }
    for pair in chosen { self.chosen[Self.key(pair.name)] = pair.id }
  }

  /// The device's id; nil when no device or more than one has the name.
  package func device(named name: String) -> String? {
    let key = Self.key(name)
    if let id = chosen[key] { return id }
    if let found = devices[key] { return found.count == 1 ? found.first : nil }
    guard let dot = key.firstIndex(of: "."), dot > key.startIndex else { return nil }
    let short = String(key[..<dot])
    if let id = chosen[short] { return id }
    let found = devices[short] ?? []
    return found.count == 1 ? found.first : nil
  }

  /// The form in which two spellings of one name are equal: trimmed, small letters.
  package static func key(_ name: String) -> String {
    var rest = name[...]
    while let first = rest.first, first.isWhitespace { rest = rest.dropFirst() }
    while let last = rest.last, last.isWhitespace { rest = rest.dropLast() }
    return rest.lowercased()
  }
}
