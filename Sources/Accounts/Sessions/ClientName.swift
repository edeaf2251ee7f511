/// A user agent in a few words, so that somebody recognises the own sessions: `Firefox, Windows`.
enum ClientName {
  /// In the order of asking: browsers name those that they want to pass for.
  private static let browsers: [(mark: String, name: String)] = [
    ("Edg", "Edge"), ("OPR/", "Opera"), ("Firefox/", "Firefox"), ("FxiOS/", "Firefox"), ("CriOS/", "Chrome"),
    ("Chrome/", "Chrome"), ("Safari/", "Safari"),
  ]
  private static let systems: [(mark: String, name: String)] = [
    ("Windows", "Windows"), ("iPhone", "iPhone"), ("iPad", "iPad"), ("Android", "Android"), ("Mac OS X", "macOS"),
    ("CrOS", "ChromeOS"), ("Linux", "Linux"),
  ]
  private static let longest = 40

  static func short(_ userAgent: String) -> String {
    let text = String(userAgent.prefix(400))
    let browser = browsers.first { text.contains($0.mark) }?.name
    let system = systems.first { text.contains($0.mark) }?.name
    let known = [browser, system].compactMap(\.self)
    if browser != nil { return known.joined(separator: ", ") }
    return String(decoding: text.utf8.filter { (0x20..<0x7F).contains($0) }.prefix(longest), as: UTF8.self)
  }
}
