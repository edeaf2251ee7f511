/// Lines for the system's log, one for each state that something comes into: a trouble that lasts is told once. Pure.
struct SystemLog {
  enum Level: Int {
    case error = 3
    case warning = 4
  }

  /// Where the lines go to journald, which takes the level from the first characters (sd-daemon(3)).
  let isJournal: Bool
  private var said: [String: String] = [:]

  init(isJournal: Bool) { self.isJournal = isJournal }

  /// - Parameters:
  ///   - topic: what the state is of.
  ///   - state: nil when all is well.
  /// - Returns: nil when it was said already, or there is nothing to say.
  mutating func line(_ topic: String, _ state: String?, _ level: Level) -> String? {
    guard said[topic] != state else { return nil }
    said[topic] = state
    guard let state else { return nil }
    return (isJournal ? "<\(level.rawValue)>" : level == .error ? "error: " : "warning: ") + state
  }
}
