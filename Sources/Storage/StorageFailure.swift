/// What went wrong in the store. The message never holds stored content: no names, no paths of scanned files, no keys.
package struct StorageFailure: Error, Sendable, CustomStringConvertible {
  package enum Code: String, Sendable {
    /// The database cannot be opened or written.
    case unavailable
    /// The data folder was not set up by `hikae init`.
    case missing
    /// A stored value does not have the form that it must have.
    case corrupted
    /// The database was written by a later version.
    case tooNew = "too_new"
    /// The token key is absent, of the wrong length, or readable by others.
    case key
  }

  package let code: Code
  package let message: String

  package init(_ code: Code, _ message: String) {
    self.code = code
    self.message = message
  }

  package var description: String { message }
}
