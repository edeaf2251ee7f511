import CanonicalForms
import Cryptography
import Observations

/// Follows copies, moves and names through the facts of logs, from files whose content is known to files that only a log
/// names.
///
/// * The same SHA-256 is the same content: certain.
/// * What was copied or moved from a known file may hold its content, when the size agrees or is not told: possible.
///   Chains are followed.
/// * The same name and size as a known file: possible.
///
/// Several sources are all kept. Each fact is looked at once, in the order of time, so that cycles end by themselves;
/// the work, the sources of one file and the steps of one chain are bounded, and a bound that was met is told.
package struct Lineage {
  package struct Limits: Sendable {
    package var sourcesOfOneFile = 16
    package var stepsOfOneChain = 32
    /// Files looked at for folders that were copied or moved, all together.
    package var work = 5_000_000
    /// Milliseconds between a deletion and the appearance of what may be the same file under a new name.
    package var renameGap: Int64 = 10_000

    package init() {}
  }

  let known: KnownFiles
  let limits: Limits

  package init(known: [KnownFile], limits: Limits = Limits()) {
    self.known = KnownFiles(known)
    self.limits = limits
  }

  /// - Parameter facts: by device, each in the order of time (`LogCollection.facts`).
  package func answers(for facts: [String: [LogFact]]) -> LineageResult {
    var result = LineageResult()
    var work = limits.work
    for device in facts.keys.sorted() {
      var trace = DeviceTrace(lineage: self, device: device, work: work)
      for fact in facts[device] ?? [] { trace.take(fact) }
      trace.finish()
      result.answers += trace.answers
      result.isCut = result.isCut || trace.isCut
      work = trace.work
    }
    return result
  }
}

/// What a file may hold.
struct Source {
  var content: SHA256Digest
  var certainty: LineageAnswer.Certainty
  var since: Moment
  /// When the log said so last: what is found out afterwards counts for more.
  var last: Moment
  /// From the file back to what is known.
  var steps: [LineageStep]

  init(content: SHA256Digest, certainty: LineageAnswer.Certainty, since: Moment, steps: [LineageStep]) {
    self.content = content
    self.certainty = certainty
    self.since = since
    last = since
    self.steps = steps
  }

  /// The better of two that say the same content: the more certain, then the shorter, then the earlier.
  func isBetter(than other: Source) -> Bool {
    if certainty != other.certainty { return certainty > other.certainty }
    if steps.count != other.steps.count { return steps.count < other.steps.count }
    return since < other.since
  }
}
