import CanonicalForms
import Cryptography

/// The entries of many files, put together: each event once, device by device, in the order of time.
///
/// The outcome does not depend on the order in which the files come, nor on how often a row is among them.
package struct LogCollection: Sendable {
  /// An event with its place among those of the same moment.
  private struct Event {
    var entry: LogEntry
    var blindness: Set<Blindness>
    /// The greatest place within its moment, of all files that have the row.
    var place: Int
  }

  private var events: [SHA256Digest: Event] = [:]
  private var unread = UnreadStretches()
  private var known: Set<SHA256Digest>
  /// Rows that were among the others already.
  package private(set) var duplicates = 0
  /// Rows that an earlier import brought.
  package private(set) var knownBefore = 0

  /// - Parameter known: meanings that earlier imports brought; their rows are counted and left out.
  package init(known: Set<SHA256Digest> = []) { self.known = known }

  package var count: Int { events.count }

  /// Adds the entries of a file. Where the newest row stands first, the order of rows of the same moment is turned.
  package mutating func add(_ file: LogFile) {
    unread.add(file)
    let entries = file.isNewestFirst ? file.entries.reversed() : file.entries
    var places: [Int64: Int] = [:]
    for entry in entries {
      let meaning = entry.meaning
      let place = places[entry.time.milliseconds, default: 0]
      places[entry.time.milliseconds] = place + 1
      if known.contains(meaning) {
        knownBefore += 1
        continue
      }
      let blindness = file.layout?.blindness ?? []
      guard var event = events[meaning] else {
        events[meaning] = Event(entry: entry, blindness: blindness, place: place)
        continue
      }
      duplicates += 1
      // What is done again within the moment is done last.
      event.place = max(event.place, place)
      // Two logs that tell the same are as good as the better of them.
      event.blindness.formIntersection(blindness)
      event.entry.doubts.formIntersection(entry.doubts)
      event.entry.device = min(event.entry.device, entry.device)
      events[meaning] = event
    }
  }

  /// The facts of each device, in the order of time.
  /// - Parameter device: the id for a name in a log; entries whose name has none are left out and counted.
  package func facts(naming device: (String) -> String?) -> LogFacts {
    var result = LogFacts()
    var ids: [String: String?] = [:]
    var sorted: [(key: (Int64, Int), meaning: SHA256Digest, id: String, facts: [LogFact])] = []
    for (meaning, event) in events {
      let name = event.entry.device
      let id = ids[name] ?? device(name)
      ids[name] = id
      guard let id else {
        result.unknownDevices[name, default: 0] += 1
        continue
      }
      let facts = event.entry.facts(under: event.blindness)
      if !facts.isEmpty { sorted.append(((event.entry.time.milliseconds, event.place), meaning, id, facts)) }
    }
    sorted.sort { $0.key != $1.key ? $0.key < $1.key : $0.meaning.bytes.lexicographicallyPrecedes($1.meaning.bytes) }
    for item in sorted { result.devices[item.id, default: []] += item.facts }
    for (id, gaps) in unread.facts(naming: device) {
      let facts = (result.devices[id] ?? []) + gaps
      // Rows of the same moment stay in their order.
      result.devices[id] = facts.enumerated().sorted {
        ($0.element.time, $0.offset) < ($1.element.time, $1.offset)
      }.map(\.element)
    }
    return result
  }
}

/// What logs say, ready for a sink: by the ids of registered devices.
package struct LogFacts: Sendable, Equatable {
  package var devices: [String: [LogFact]] = [:]
  /// Names in the logs that no registered device has, with the number of their entries.
  package var unknownDevices: [String: Int] = [:]

  package init() {}

  package var count: Int { devices.values.reduce(0) { $0 + $1.count } }
}
