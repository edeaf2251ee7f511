import Contents
import Cryptography
import PersonalData

/// What a scan says of one file.
package struct FileReport: Sendable {
  package enum Way: String, Sendable {
    /// Read now.
    case read
    /// Size, times and inode are as they were: taken from the index.
    case unchanged
    /// Another file has the same bytes: their profile holds here too.
    case copy
  }

  package var file: WalkedFile
  package var way: Way
  package var sha256: SHA256Digest?
  /// Nil when the file could not be opened, or for an unchanged file whose profile nobody asked for.
  package var profile: ContentProfile?
  package var unread: UnreadReason?

  package init(
    file: WalkedFile, way: Way, sha256: SHA256Digest?, profile: ContentProfile?, unread: UnreadReason?
  ) {
    self.file = file
    self.way = way
    self.sha256 = sha256
    self.profile = profile
    self.unread = unread
  }
}

/// How far a scan is.
package struct ScanProgress: Sendable {
  package var files = 0
  package var totalFiles = 0
  package var bytes: Int64 = 0
  package var totalBytes: Int64 = 0
  /// People of the contents met so far, before joining across files.
  package var people = 0
  package var seconds = 0.0

  /// Seconds to go, by the bytes read so far; nil before anything can be said.
  package var secondsLeft: Double? {
    guard bytes > 0, seconds > 0.5 else { return nil }
    return seconds / Double(bytes) * Double(max(0, totalBytes - bytes))
  }
}
