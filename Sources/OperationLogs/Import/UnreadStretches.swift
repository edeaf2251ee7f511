import CanonicalForms
import Cryptography
import Observations

/// When devices did something of which a log has rows that were not understood, or that are missing: nobody knows what they
/// tell, so it is possible that they tell of data.
struct UnreadStretches {
  /// Milliseconds between two such rows that are told as one stretch: a day, so that a log that is not understood at all
  /// makes no record for each row.
  private static let nearby: Int64 = 86_400_000

  /// Rows that do not say whose they are: one list for all devices of their file. Where they are joined, nothing is lost:
  /// each device's are joined again with its own.
  private struct Nameless {
    var names: Set<String>
    var stretches: [ClosedRange<Int64>]
  }

  /// By the device's name in the log. From 0 to 0 where no row tells a time.
  private var stretches: [String: [ClosedRange<Int64>]] = [:]
  private var nameless: [Nameless] = []

  /// How many are held at the moment.
  var held: Int {
    stretches.values.reduce(0) { $0 + $1.count } + nameless.reduce(0) { $0 + $1.stretches.count }
  }

  mutating func add(_ file: LogFile) {
    let spans = file.spans.mapValues { $0.lowerBound.milliseconds...$0.upperBound.milliseconds }
    let whole = spans.values.reduce(nil as ClosedRange<Int64>?) { found, span in
      min(
        found?.lowerBound ?? span.lowerBound, span.lowerBound)...max(
          found?.upperBound ?? span.upperBound, span.upperBound)
    }
    // What does not say whose it is may be any device's of the file, what does not say when of any time of it.
    var ofAll: [ClosedRange<Int64>] = []
    var isTimeless = false
    for row in file.unread {
      let time = row.time.map { $0.milliseconds...$0.milliseconds }
      if let name = row.device {
        note(time ?? spans[name] ?? whole ?? 0...0, of: name)
      } else if let time {
        ofAll.append(time)
      } else {
        isTimeless = true
      }
    }
    if isTimeless { for (name, span) in spans { note(span, of: name) } }
    if file.missingRows > 0, let whole { ofAll.append(whole) }
    guard !ofAll.isEmpty, !spans.isEmpty else { return }
    nameless.append(Nameless(names: Set(spans.keys), stretches: Self.joined(ofAll)))
  }

  private mutating func note(_ stretch: ClosedRange<Int64>, of name: String) {
    // A log of which nothing is understood has the same stretch for every row.
    if stretches[name]?.last == stretch { return }
    stretches[name, default: []].append(stretch)
  }

  /// - Parameter device: the id for a name in a log; what has none is left out.
  func facts(naming device: (String) -> String?) -> [String: [LogFact]] {
    var found: [String: [ClosedRange<Int64>]] = [:]
    for (name, stretches) in stretches {
      if let id = device(name) { found[id, default: []] += stretches }
    }
    for file in nameless {
      // Several names may be one device's.
      for id in Set(file.names.compactMap(device)) { found[id, default: []] += file.stretches }
    }
    let meaning = SHA256Digest(hashing: [])
    return found.mapValues { stretches in
      Self.joined(stretches).map { stretch in
        LogFact(
          time: Moment(milliseconds: stretch.upperBound),
          fact: .missed(root: "", since: Moment(milliseconds: stretch.lowerBound), reason: .rowsUnread),
          trust: .possible,
          meaning: meaning)
      }
    }
  }

  private static func joined(_ stretches: [ClosedRange<Int64>]) -> [ClosedRange<Int64>] {
    var joined: [ClosedRange<Int64>] = []
    for stretch in stretches.sorted(by: { ($0.lowerBound, $0.upperBound) < ($1.lowerBound, $1.upperBound) }) {
      if let last = joined.last, stretch.lowerBound - last.upperBound <= nearby {
        joined[joined.count - 1] = last.lowerBound...max(last.upperBound, stretch.upperBound)
      } else {
        joined.append(stretch)
      }
    }
    return joined
  }
}
