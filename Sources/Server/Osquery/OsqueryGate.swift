import CanonicalForms
import Cryptography
import OperationLogs

/// What osquery's dialect needs from the record. A node is known by the hash of its key alone.
package struct OsqueryGate: Sendable {
  /// Registers a node under a new key; the same host again takes the place of its former node. Gives the device's id.
  package var enrol: @Sendable (_ host: String, _ keyHash: SHA256Digest, _ at: Moment) throws -> String
  /// The device whose node has this key; nil when there is none: the node has to enrol again.
  package var device: @Sendable (_ keyHash: SHA256Digest) throws -> String?
  /// Takes down what a node saw, durably. The same sightings may come again.
  package var observe:
    @Sendable (_ device: String, _ sightings: [OsqueryMapping.Sighting], _ receivedAt: Moment) throws -> Void

  package init(
    enrol: @escaping @Sendable (_ host: String, _ keyHash: SHA256Digest, _ at: Moment) throws -> String,
    device: @escaping @Sendable (_ keyHash: SHA256Digest) throws -> String?,
    observe:
      @escaping @Sendable (
        _ device: String, _ sightings: [OsqueryMapping.Sighting], _ receivedAt: Moment
      ) throws -> Void
  ) {
    self.enrol = enrol
    self.device = device
    self.observe = observe
  }
}
