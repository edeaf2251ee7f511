import CanonicalForms

/// What the server needs of those who keep recovery keys, to take what devices say of their disks. Closures, as with
/// `IngestGate`: this room knows neither keys nor disks.
package struct DiskGate: Sendable {
  /// A message as it came: of which device, over which certificate (its serial number).
  package struct Arrival: Sendable {
    package let device: String
    package let certificate: String
    package let bytes: [UInt8]
    package let at: Moment
  }

  /// The types of both bodies.
  package let requestType: String
  package let answerType: String
  /// Of a message, in bytes.
  package let longest: Int
  /// Answers a message. May wait for the database, and for the work that opening a key slot is. Throws `Problem`.
  package let hear: @Sendable (Arrival) throws -> [UInt8]

  package init(
    requestType: String, answerType: String, longest: Int, hear: @escaping @Sendable (Arrival) throws -> [UInt8]
  ) {
    self.requestType = requestType
    self.answerType = answerType
    self.longest = longest
    self.hear = hear
  }
}
