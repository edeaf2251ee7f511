/// What is wrong with a log, or with what somebody says about one. Messages hold origins, sizes and indices; never
/// entries and never keys.
package struct LogFailure: Error, Sendable, Hashable, CustomStringConvertible {
  package enum Code: String, Sendable {
    /// Bytes that are not in the one form that the format allows.
    case malformed
    /// More than this reader takes.
    case tooLarge = "too_large"
    /// No signature by a trusted key, or one that does not verify.
    case signature
    /// A proof that does not prove it.
    case proof
    /// The log shows another history than it showed before.
    case forked
    /// The log is smaller than it was.
    case shrank
    /// Cosignatures are missing that the policy asks for.
    case quorum
    /// A tile or a checkpoint is not there.
    case missing
    /// A stored tile, bundle or entry is not what the checkpoint vouches for.
    case damaged
    /// Somebody else was quicker; nothing was changed.
    case conflict
    /// Files cannot be read or written.
    case storage
  }

  package let code: Code
  package let message: String

  package init(_ code: Code, _ message: String) {
    self.code = code
    self.message = message
  }

  package var description: String { message }

  /// Failures are told apart by their code; the message is for people.
  package static func == (a: LogFailure, b: LogFailure) -> Bool { a.code == b.code }
  package func hash(into hasher: inout Hasher) { hasher.combine(code) }
}
