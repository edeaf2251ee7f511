import ArgumentParser
import Glibc
import TransparencyLog

/// Whom a verification believes.
struct TrustOptions: ParsableArguments {
  @Option(name: .customLong("key"), help: "The log's public key (name+id+key), or a file that holds it.")
  var key: String?

  @Option(name: .customLong("policy"), help: "A policy file: logs, witnesses and the quorum (C2SP tlog-policy).")
  var policyFile: String?

  @Option(
    name: .customLong("earlier"),
    help: "A checkpoint or proof of this log that was kept: the log must still contain it. May be given several times.")
  var earlierFiles: [String] = []

  func validate() throws {
    if key != nil, policyFile != nil { throw ValidationError("choose --key or --policy") }
  }

  /// - Parameter own: the key to believe when none was given.
  /// - Throws: `ValidationError` when what was given is no key or no policy: the fault is the caller's, not the log's.
  func policy(own: VerifierKey? = nil) throws -> TrustPolicy {
    do {
      if let policyFile { return try TrustPolicy(parsing: SmallFile.read(policyFile)) }
      if let key { return TrustPolicy(log: try Self.parsed(key)) }
    } catch let failure as LogFailure {
      throw ValidationError(failure.message)
    }
    guard let own else { throw ValidationError("--key or --policy says whom to believe") }
    return TrustPolicy(log: own)
  }

  /// - Parameter key: as a user gives it. A key has pluses; anything else names a file.
  /// - Throws: `LogFailure` when it is no key.
  static func parsed(_ key: String) throws -> VerifierKey { try VerifierKey(parsing: text(ofKey: key)) }

  private static func text(ofKey key: String) throws -> String {
    guard !key.contains("+") else { return key }
    var text = String(decoding: try SmallFile.read(key), as: UTF8.self)
    while text.last == "\n" { text.removeLast() }
    return text
  }

  /// The checkpoints that were kept; each must be signed by a log of the policy.
  func earlier(_ policy: TrustPolicy) throws -> [Checkpoint] {
    try earlierFiles.map { file in
      let bytes = try SmallFile.read(file)
      let checkpoint =
        bytes.starts(with: ProofFile.firstLine.utf8)
        ? try ProofFile(parsing: bytes).checkpoint : try SignedCheckpoint(parsing: bytes)
      try checkpoint.verify(by: policy.logs.map(\.key))
      return checkpoint.checkpoint
    }
  }
}

/// Files that a user names and that are small: keys, policies, proofs.
enum SmallFile {
  static let limit = 1 << 20

  static func read(_ path: String) throws -> [UInt8] {
    guard let handle = fopen(path, "rbe") else {
      throw PathFailure(path: path, reason: String(cString: strerror(errno)))
    }
    defer { fclose(handle) }
    var bytes = [UInt8](repeating: 0, count: limit + 1)
    let count = fread(&bytes, 1, bytes.count, handle)
    guard ferror(handle) == 0 else { throw PathFailure(path: path, reason: "cannot be read") }
    guard count <= limit else { throw PathFailure(path: path, reason: "is too long") }
    return Array(bytes[..<count])
  }
}
