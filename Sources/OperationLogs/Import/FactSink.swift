import CanonicalForms
import Cryptography
import Observations

/// Where facts of logs go. The caller decides who keeps them: this room knows no database.
package struct FactSink {
  /// `LogFact.identity` of what earlier imports brought for a device.
  package var known: (_ device: String) throws -> Set<SHA256Digest>
  /// Takes facts about a device down for good, all or none, in the order in which they are given.
  package var accept: (_ facts: [(time: Moment, fact: Fact)], _ device: String) throws -> Void

  package init(
    known: @escaping (_ device: String) throws -> Set<SHA256Digest>,
    accept: @escaping (_ facts: [(time: Moment, fact: Fact)], _ device: String) throws -> Void
  ) {
    self.known = known
    self.accept = accept
  }
}

extension LogFact {
  /// Digest of the record that a sink keeps, without its number: the same fact imported twice has the same.
  package static func identity(of fact: Fact, at time: Moment) -> SHA256Digest {
    SHA256Digest(hashing: Observation(sequence: 0, time: time, uptime: 0, fact: fact).bytes)
  }
}

extension LogFacts {
  /// What became of an import.
  package struct Sent: Sendable, Equatable {
    package var records = 0
    /// Facts that an earlier import brought.
    package var knownBefore = 0
    /// Facts that were left out because they may be something else and would take something away.
    package var withheld = 0

    package init() {}
  }

  /// Hands the facts to a sink, device by device, in the order of time. A fact that the sink has already is left out, so
  /// that an import that is repeated, or was broken off, adds what is lacking and nothing else.
  package func send(to sink: FactSink) throws -> Sent {
    var sent = Sent()
    for device in devices.keys.sorted() {
      var known = try sink.known(device)
      var facts: [(time: Moment, fact: Fact)] = []
      func take(_ fact: Fact, at time: Moment) {
        let isNew = known.insert(LogFact.identity(of: fact, at: time)).inserted
        if isNew { facts.append((time, fact)) } else { sent.knownBefore += 1 }
      }
      var renamings = Renamings()
      for fact in devices[device] ?? [] {
        // First what it may have been, then that it is there.
        for copy in renamings.copies(by: fact) { take(copy, at: fact.time) }
        guard let cautious = fact.cautious else {
          sent.withheld += 1
          continue
        }
        take(cautious, at: fact.time)
      }
      guard !facts.isEmpty else { continue }
      try sink.accept(facts, device)
      sent.records += facts.count
    }
    return sent
  }
}
