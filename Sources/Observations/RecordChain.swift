import CanonicalForms
import Cryptography

/// The hash chain of a device's records: h(i) = SHA-256(0x10 ‖ h(i−1) ‖ record i), from 32 zero bytes.
///
/// It is continued from batch to batch, so that a record can be neither changed nor taken away later without all that
/// follow showing it.
package struct RecordChain: Sendable, Hashable {
  /// The chain before the first record of an epoch.
  package static let start = RecordChain(head: SHA256Digest(words: (0, 0, 0, 0)))

  package private(set) var head: SHA256Digest

  package init(head: SHA256Digest) { self.head = head }

  /// - Parameter record: the bytes of one observation.
  package mutating func append(_ record: some Collection<UInt8>) {
    var message: [UInt8] = [0x10]
    message.append(contentsOf: head.bytes)
    message.append(contentsOf: record)
    head = SHA256Digest(hashing: message)
  }
}
