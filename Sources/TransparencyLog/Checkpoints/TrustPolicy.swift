/// Which logs are believed, and which witnesses must have cosigned: C2SP tlog-policy.
package struct TrustPolicy: Sendable, Hashable {
  package struct Log: Sendable, Hashable {
    package let key: VerifierKey
    package let url: String?
  }

  package struct Witness: Sendable, Hashable {
    /// Its name within this file.
    package let name: String
    package let key: VerifierKey
    package let url: String?
  }

  struct Group: Sendable, Hashable {
    let name: String
    let threshold: Int
    let members: [String]
  }

  /// Who vouches for a checkpoint.
  package struct Verdict: Sendable, Hashable {
    package let log: VerifierKey
    /// Names of the witnesses that cosigned, as the policy has them, and when.
    package let witnesses: [(name: String, time: Int)]

    package static func == (a: Verdict, b: Verdict) -> Bool {
      a.log == b.log && a.witnesses.elementsEqual(b.witnesses) { $0 == $1 }
    }
    package func hash(into hasher: inout Hasher) { hasher.combine(log) }
  }

  package let logs: [Log]
  package let witnesses: [Witness]
  let groups: [Group]
  /// Name of a witness or group; nil for `quorum none`.
  let quorum: String?

  /// One log and no witness.
  package init(log key: VerifierKey) {
    self.init(logs: [Log(key: key, url: nil)], witnesses: [], groups: [], quorum: nil)
  }

  init(logs: [Log], witnesses: [Witness], groups: [Group], quorum: String?) {
    self.logs = logs
    self.witnesses = witnesses
    self.groups = groups
    self.quorum = quorum
  }

  /// - Throws: `signature` unless a log of the policy signed the checkpoint, or when a cosignature by a witness of the
  ///   policy does not verify; `quorum` when too few cosigned.
  @discardableResult
  package func verify(_ checkpoint: SignedCheckpoint) throws(LogFailure) -> Verdict {
    let log = try checkpoint.verify(by: logs.map(\.key))
    let cosigned = try checkpoint.note.signatures(by: witnesses.map(\.key))
    var vouching: [(name: String, time: Int)] = []
    for witness in witnesses {
      guard let signature = cosigned.first(where: { $0.key == witness.key }) else { continue }
      vouching.append((witness.name, signature.time ?? 0))
    }
    if let quorum {
      // Groups name only what stands before them: one pass in the order of the file settles all.
      var holding = Set(vouching.map(\.name))
      for group in groups where group.members.count(where: { holding.contains($0) }) >= group.threshold {
        holding.insert(group.name)
      }
      guard holding.contains(quorum) else {
        throw LogFailure(
          .quorum, "\(vouching.count) of \(witnesses.count) witnesses cosigned: the quorum \(quorum) is not met")
      }
    }
    return Verdict(log: log, witnesses: vouching)
  }
}
