extension TrustPolicy {
  package static let maximumSize = 1 << 18

  /// Reads a policy file.
  /// - Throws: `malformed` with the number of the line; `tooLarge`.
  package init(parsing bytes: some Collection<UInt8>) throws(LogFailure) {
    guard bytes.count <= Self.maximumSize else { throw LogFailure(.tooLarge, "the policy is too long") }
    var reader = LineReader(bytes)
    var parser = PolicyParser()
    while !reader.rest.isEmpty {
      parser.lineNumber += 1
      guard let line = reader.line() else { throw parser.fault("the last line has no newline") }
      guard line.allSatisfy({ $0 == 0x09 || $0 >= 0x20 && $0 != 0x7F }) else {
        throw parser.fault("a control character")
      }
      let words = line.split(whereSeparator: { $0 == 0x20 || $0 == 0x09 })
      guard let first = words.first, first.first != UInt8(ascii: "#") else { continue }
      var texts: [String] = []
      for word in words {
        // Names are opaque bytes in the format; this reader asks for UTF-8, so that they can be shown.
        guard let text = String(validating: word, as: UTF8.self) else { throw parser.fault("not UTF-8") }
        texts.append(text)
      }
      try parser.take(texts)
    }
    self = try parser.policy()
  }
}

/// The lines of a policy, as far as they were read.
private struct PolicyParser {
  var lineNumber = 0
  private var logs: [TrustPolicy.Log] = []
  private var witnesses: [TrustPolicy.Witness] = []
  private var groups: [TrustPolicy.Group] = []
  private var quorum: String??
  /// Names of witnesses and groups, and whether a group has each as its member already.
  private var names: [String: Bool] = [:]

  mutating func take(_ words: [String]) throws(LogFailure) {
    switch words[0] {
    case "log":
      guard words.count == 2 || words.count == 3 else { throw fault("log KEY [URL] is expected") }
      let key = try key(words[1], .plain)
      guard logs.count < 256, !logs.contains(where: { $0.key.publicKey == key.publicKey }) else {
        throw fault("the log stands here already")
      }
      logs.append(.init(key: key, url: words.count > 2 ? words[2] : nil))
    case "witness":
      guard words.count == 3 || words.count == 4 else { throw fault("witness NAME KEY [URL] is expected") }
      let key = try key(words[2], .cosignature)
      guard witnesses.count < 256, !witnesses.contains(where: { $0.key.publicKey == key.publicKey }) else {
        throw fault("the witness stands here already")
      }
      try define(words[1])
      witnesses.append(.init(name: words[1], key: key, url: words.count > 3 ? words[3] : nil))
    case "group":
      try takeGroup(words)
    case "quorum":
      guard words.count == 2, quorum == nil else { throw fault("one line quorum NAME is expected") }
      guard words[1] == "none" || names[words[1]] != nil else { throw fault("no witness or group has this name") }
      quorum = .some(words[1] == "none" ? nil : words[1])
    default:
      throw fault("log, witness, group or quorum is expected")
    }
  }

  private mutating func takeGroup(_ words: [String]) throws(LogFailure) {
    guard words.count >= 4, groups.count < 256 else { throw fault("group NAME all|any|NUMBER MEMBER… is expected") }
    let members = Array(words[3...])
    for member in members {
      guard let isTaken = names[member] else { throw fault("a member is not defined above") }
      guard !isTaken else { throw fault("a member belongs to a group already") }
      names[member] = true
    }
    let threshold: Int? =
      switch words[2] {
      case "all": members.count
      case "any": 1
      default: CanonicalText.number(words[2].utf8)
      }
    guard let threshold, threshold >= 1, threshold <= members.count else {
      throw fault("a group asks for at least one and at most all of its members")
    }
    try define(words[1])
    groups.append(.init(name: words[1], threshold: threshold, members: members))
  }

  private mutating func define(_ name: String) throws(LogFailure) {
    guard name != "none", names[name] == nil else { throw fault("the name is taken") }
    names[name] = false
  }

  private func key(_ text: String, _ kind: SignatureKind) throws(LogFailure) -> VerifierKey {
    guard let key = try? VerifierKey(parsing: text), key.kind == kind else {
      throw fault(kind == .plain ? "not the key of a log" : "not the key of a witness")
    }
    return key
  }

  func policy() throws(LogFailure) -> TrustPolicy {
    guard let quorum else { throw LogFailure(.malformed, "the policy has no line quorum") }
    return TrustPolicy(logs: logs, witnesses: witnesses, groups: groups, quorum: quorum)
  }

  func fault(_ what: String) -> LogFailure { LogFailure(.malformed, "policy, line \(lineNumber): \(what)") }
}
