/// What cannot be done. The message may name ids and files that the user gave, never content of scanned files.
package struct CustodyFailure: Error, Sendable, CustomStringConvertible {
  package enum Code: String, Sendable {
    case unknownDevice = "unknown_device"
    case unknownOrganisation = "unknown_organisation"
    case unknownAgreement = "unknown_agreement"
    /// A table to import does not have what it needs; the message names line and column.
    case table
  }

  package let code: Code
  package let message: String

  package init(_ code: Code, _ message: String) {
    self.code = code
    self.message = message
  }

  package var description: String { message }
}
