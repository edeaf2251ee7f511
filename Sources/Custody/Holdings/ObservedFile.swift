import CanonicalForms
import Contents
import Cryptography
import PersonalData
import Storage

/// A file as a scan saw it.
package struct ObservedFile: Sendable {
  /// Absolute, as on the device.
  package var path: String
  package var size: Int64
  /// Last change of the content, as the file system tells it.
  package var modified: Moment?
  package var sha256: SHA256Digest?
  /// What the content holds. Nil when `sha256` is already recorded here (`Custody.isRecorded`), or when the file could
  /// not be read.
  package var profile: ContentProfile?
  /// Why the file could not be read at all.
  package var unread: UnreadReason?

  package init(
    path: String, size: Int64, modified: Moment?, sha256: SHA256Digest? = nil, profile: ContentProfile? = nil,
    unread: UnreadReason? = nil
  ) {
    self.path = path
    self.size = size
    self.modified = modified
    self.sha256 = sha256
    self.profile = profile
    self.unread = unread
  }
}
