/// What went wrong in the store. The message never holds stored content: no names, no paths of scanned files, no keys,
/// no passwords.
package struct StorageFailure: Error, Sendable, CustomStringConvertible {
  package enum Code: String, Sendable {
    /// The database cannot be opened or written.
    case unavailable
    /// The data folder or the database was not set up by `hikae init`.
    case missing
    /// A stored value does not have the form that it must have.
    case corrupted
    /// The database was written by a later version.
    case tooNew = "too_new"
    /// The token key is absent, of the wrong length, or readable by others.
    case key
    /// The token key is not the one that the database was made with.
    case otherKey = "other_key"
    /// What was given as the address of a database is none.
    case address
    /// The database server does not answer.
    case unreachable
    /// The server does not let this user in.
    case refused
    /// The server has no database of that name.
    case noDatabase = "no_database"
    /// The server is older than anything that was tried.
    case oldServer = "old_server"
    /// A statement or setting that the engine does not have.
    case unsupported
    /// Others were writing for longer than anybody should wait.
    case busy
    /// The connection broke while a change was being committed: it may have been made or not.
    case uncertain
    /// The lease went to another holder, so the work that rested on it is not written.
    case fenced
  }

  package let code: Code
  package let message: String

  package init(_ code: Code, _ message: String) {
    self.code = code
    self.message = message
  }

  package var description: String { message }
}
