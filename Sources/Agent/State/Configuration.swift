import Glibc

/// What the operator of a device decides. One line each, `name = value`; `#` begins a remark; names that may stand more
/// than once make a list. docs/guide/agent.md lists them.
package struct Configuration: Sendable, Equatable {
  /// Folders to watch.
  package var roots: [String] = ["/home", "/root", "/srv"]
  /// Folders below which removable media are mounted.
  package var media: [String] = ["/media", "/run/media", "/mnt"]
  /// Folders to leave out.
  package var excluded: [String] = []
  /// Megabytes read a second at most, 0 for no limit.
  package var readRate = 20
  package var rescanHours = 24
  package var spoolMegabytes = 2_048
  package var spoolDays = 60
  /// Seconds after which records are sent.
  package var sendSeconds = 30
  /// Names of networks, by the address of their gateway.
  package var networks: [(gateway: String, name: String)] = []
  /// False keeps the kernel's queue at fs.fanotify.max_queued_events: less memory of the kernel, more rescans.
  package var hasUnlimitedQueue = true
  /// Whether the server is told of encrypted disks, so that recovery keys are proved.
  package var tellsDisks = true

  /// Whether a path is left out.
  package func excludes(_ path: String) -> Bool { excluded.contains { PathText.isInside(path, $0) } }

  package init() {}

  /// Reads a configuration; every problem is reported, not only the first.
  package init(parsing text: String) throws(AgentFailure) {
    var problems: [String] = []
    var lists: [String: [String]] = [:]
    for (place, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
      let content = Self.trimmed(line.prefix { $0 != "#" })
      if content.isEmpty { continue }
      let parts = content.split(separator: "=", maxSplits: 1)
      guard parts.count == 2 else {
        problems.append("line \(place + 1): not of the form name = value")
        continue
      }
      let name = Self.trimmed(parts[0])
      let value = Self.trimmed(parts[1])
      func number(_ range: ClosedRange<Int>, _ target: inout Int) {
        if let number = Int(value), range.contains(number) {
          target = number
        } else {
          problems.append(
            "line \(place + 1): \(name) is a whole number from \(range.lowerBound) to \(range.upperBound)")
        }
      }
      switch name {
      case "root", "media", "exclude":
        if value.hasPrefix("/") {
          lists[name, default: []].append(PathText.trimmed(value))
        } else {
          problems.append("line \(place + 1): \(name) is a path from the top, such as /home")
        }
      case "read_rate": number(0...10_000, &readRate)
      case "rescan_hours": number(1...720, &rescanHours)
      case "spool_megabytes": number(16...1_048_576, &spoolMegabytes)
      case "spool_days": number(1...3_650, &spoolDays)
      case "send_seconds": number(1...3_600, &sendSeconds)
      case "network":
        let words = value.split(separator: " ", maxSplits: 1)
        if words.count == 2 {
          networks.append((String(words[0]), Self.trimmed(words[1])))
        } else {
          problems.append("line \(place + 1): network is the gateway's address and a name, such as 192.168.1.1 office")
        }
      case "unlimited_queue":
        if value == "yes" || value == "no" {
          hasUnlimitedQueue = value == "yes"
        } else {
          problems.append("line \(place + 1): unlimited_queue is yes or no")
        }
      case "disk_keys":
        if value == "yes" || value == "no" {
          tellsDisks = value == "yes"
        } else {
          problems.append("line \(place + 1): disk_keys is yes or no")
        }
      default: problems.append("line \(place + 1): there is no setting \(name)")
      }
    }
    roots = lists["root"] ?? roots
    media = lists["media"] ?? media
    excluded = lists["exclude"] ?? excluded
    if !problems.isEmpty { throw AgentFailure(.configuration, problems.joined(separator: "\n")) }
  }

  private static func trimmed(_ text: some StringProtocol) -> String {
    var text = Substring(text)
    while text.first?.isWhitespace == true { text.removeFirst() }
    while text.last?.isWhitespace == true { text.removeLast() }
    return String(text)
  }

  package static func == (a: Configuration, b: Configuration) -> Bool {
    a.roots == b.roots && a.media == b.media && a.excluded == b.excluded && a.readRate == b.readRate
      && a.rescanHours == b.rescanHours && a.spoolMegabytes == b.spoolMegabytes && a.spoolDays == b.spoolDays
      && a.sendSeconds == b.sendSeconds && a.hasUnlimitedQueue == b.hasUnlimitedQueue && a.tellsDisks == b.tellsDisks
      && a.networks.map(\.gateway) == b.networks.map(\.gateway) && a.networks.map(\.name) == b.networks.map(\.name)
  }
}
