import Glibc

/// The agent could not do something. Messages name files of the agent itself, never what a scanned file holds.
package struct AgentFailure: Error, Sendable, Equatable, CustomStringConvertible {
  package enum Code: String, Sendable {
    /// Wrong arguments.
    case usage
    case configuration
    /// Its own folder cannot be read or written.
    case state
    /// Another agent runs on the same folder.
    case running
    case watching
    case enrolment
    case delivery
  }

  package let code: Code
  package let description: String

  package init(_ code: Code, _ description: String) {
    self.code = code
    self.description = description
  }

  /// What the system says of the last call that failed.
  package static var lastError: String { String(cString: strerror(errno)) }
}
