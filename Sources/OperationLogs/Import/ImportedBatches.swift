import CanonicalForms
import Hashing
import Observations

/// Where facts of logs go. The caller decides who keeps them: this room knows no database.
package struct FactSink {
  /// How far a device's records from logs have come.
  package struct Position: Sendable, Equatable {
    package var epoch: Int
    /// 0 before the first record.
    package var lastSequence: UInt64
    package var chain: RecordChain

    package init(epoch: Int, lastSequence: UInt64 = 0, chain: RecordChain = .start) {
      self.epoch = epoch
      self.lastSequence = lastSequence
      self.chain = chain
    }
  }

  /// Opens the epoch of a device's logs, or goes on in it.
  package var position: (_ device: String) throws -> Position
  /// `LogFact.identity` of what earlier imports brought for a device.
  package var known: (_ device: String) throws -> Set<SHA256Digest>
  /// Takes a batch down for good.
  package var accept: (Batch) throws -> Void

  package init(
    position: @escaping (_ device: String) throws -> Position,
    known: @escaping (_ device: String) throws -> Set<SHA256Digest>, accept: @escaping (Batch) throws -> Void
  ) {
    self.position = position
    self.known = known
    self.accept = accept
  }
}

extension LogFact {
  /// Digest of the record that a sink keeps, without its number: the same fact imported twice has the same. Nil when the
  /// fact is too doubtful to be kept (`cautious`).
  package var identity: SHA256Digest? {
    cautious.map { Self.identity(of: $0, at: time) }
  }

  package static func identity(of fact: Fact, at time: Moment) -> SHA256Digest {
    SHA256Digest(hashing: Observation(sequence: 0, time: time, uptime: 0, fact: fact).bytes)
  }
}

extension LogFacts {
  /// What became of an import.
  package struct Sent: Sendable, Equatable {
    package var records = 0
    package var batches = 0
    /// Facts that an earlier import brought.
    package var knownBefore = 0
    /// Facts that were left out because they may be something else and would take something away.
    package var withheld = 0

    package init() {}
  }

  /// Hands the facts to a sink, device by device, in batches of records whose numbers follow each other.
  ///
  /// Records from logs carry no signature and no uptime; the moment of the import is the moment at which they were
  /// sealed. A fact that the sink has already is left out, so that an import that is repeated adds nothing.
  package func send(to sink: FactSink, at time: Moment) throws -> Sent {
    var sent = Sent()
    for device in devices.keys.sorted() {
      var known = try sink.known(device)
      var facts: [(time: Moment, fact: Fact)] = []
      for fact in devices[device] ?? [] {
        guard let cautious = fact.cautious, let identity = fact.identity else {
          sent.withheld += 1
          continue
        }
        if known.insert(identity).inserted { facts.append((fact.time, cautious)) } else { sent.knownBefore += 1 }
      }
      guard !facts.isEmpty else { continue }
      let position = try sink.position(device)
      var sequence = position.lastSequence
      var chain = position.chain
      var rest = facts[...]
      while !rest.isEmpty {
        let records = rest.prefix(Batch.mostRecords).map { item in
          sequence += 1
          return Observation(sequence: sequence, time: item.time, uptime: 0, fact: item.fact)
        }
        rest = rest.dropFirst(records.count)
        guard let boot = BootID([UInt8](repeating: 0, count: 16)),
          let batch = Batch(
            device: device, epoch: position.epoch, boot: boot, records: records, after: chain, sealed: time,
            sealedUptime: 0)
        else { continue }
        chain = batch.after
        try sink.accept(batch)
        sent.records += records.count
        sent.batches += 1
      }
    }
    return sent
  }
}
