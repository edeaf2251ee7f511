import CanonicalForms
import Contents
import Cryptography

/// One record of a sensor: a fact, when it was, and its place in the device's sequence.
package struct Observation: Sendable, Hashable {
  /// Gap-free within a device's epoch, from 1.
  package var sequence: UInt64
  /// The device's own clock.
  package var time: Moment
  /// Milliseconds since the device started, sleep included (CLOCK_BOOTTIME): orders what the clock confuses.
  package var uptime: Int64
  package var fact: Fact

  package init(sequence: UInt64, time: Moment, uptime: Int64, fact: Fact) {
    self.sequence = sequence
    self.time = time
    self.uptime = uptime
    self.fact = fact
  }
}

/// What a sensor can say. Only files that hold personal data, or that could not be read, are named; of the rest no name
/// leaves the device.
///
/// Paths are absolute, as on the device. The numbers of the cases in their bytes (`Fact+Coding.swift`) are a promise.
package enum Fact: Sendable, Hashable {
  // MARK: Files

  /// The file is there and was looked into.
  case found(FoundFile)
  /// An operation log names the file; nobody looked into it. Size and hash are given where the log has them.
  case named(path: String, size: Int64?, sha256: SHA256Digest?)
  /// Something was written to the file; what it holds now was not read yet.
  case written(path: String)
  /// A file or a whole folder has another name. What the new name stood for before is gone.
  case moved(from: String, to: String, isFolder: Bool)
  /// An operation log says that one file was copied from another.
  case copied(from: String, to: String, size: Int64?)
  /// A file or a whole folder is gone.
  case gone(path: String, isFolder: Bool)
  /// The file is there and holds nobody's data: whatever it held before is gone.
  case cleared(path: String)
  /// A profile of a content, which comes beside the records. Its digest stands here, so that the chain covers it.
  case profiled(sha256: SHA256Digest, recogniser: Int, people: Int, digest: SHA256Digest)

  // MARK: Coverage

  /// From now on every change below the root is seen.
  case watchStarted(root: String)
  /// From now on nothing is.
  case watchStopped(root: String, reason: GapReason)
  /// Changes below the root were missed since then, until now. What was missed is found by the next finished scan.
  case missed(root: String, since: Moment, reason: GapReason)
  /// A scan of everything below the root begins.
  case scanStarted(root: String)
  /// It has seen everything: what was known below the root and not found since its beginning is gone.
  case scanFinished(root: String, counts: ScanCounts)

  // MARK: The device

  case booted(boot: BootID)
  case shutDown
  case slept
  /// - Parameter milliseconds: how long it slept.
  case woke(milliseconds: Int64)
  /// The clock was set, by so many milliseconds.
  case clockJumped(milliseconds: Int64)
  case mediumAttached(id: String, label: String, mountPoint: String)
  case mediumDetached(id: String)
  /// Where the device is connected: a name of the operator's own, empty when it is offline.
  case network(name: String)
  /// The sensor lives, idle or not.
  case heartbeat(queued: Int, dropped: Int)
}

/// A file as it was found.
package struct FoundFile: Sendable, Hashable {
  package enum What: Sendable, Hashable {
    case content(SHA256Digest)
    case unread(UnreadReason)
  }

  package var path: String
  package var size: Int64
  /// Last change of the content, as the file system tells it.
  package var modified: Moment?
  /// Last change of the file in any respect, its name included (ctime): nobody sets it back.
  package var changed: Moment?
  /// Number of the file in its file system, 0 when unknown: tells a file that stayed from one made anew.
  package var fileID: UInt64
  /// The first change that was seen of a file that was not told of before: since then it was there, with a content that
  /// is known only from `changed` on. Nil when it was found by a scan.
  package var firstSeen: Moment?
  package var what: What

  package init(
    path: String, size: Int64, modified: Moment? = nil, changed: Moment? = nil, fileID: UInt64 = 0,
    firstSeen: Moment? = nil, what: What
  ) {
    self.path = path
    self.size = size
    self.modified = modified
    self.changed = changed
    self.fileID = fileID
    self.firstSeen = firstSeen
    self.what = what
  }
}

/// Counts of a finished scan. They are all that leaves the device of files that hold nobody's data.
package struct ScanCounts: Sendable, Hashable {
  package var files = 0
  package var bytes: Int64 = 0
  /// Files that hold nobody's data.
  package var silent = 0
  package var unread = 0

  package init(files: Int = 0, bytes: Int64 = 0, silent: Int = 0, unread: Int = 0) {
    self.files = files
    self.bytes = bytes
    self.silent = silent
    self.unread = unread
  }
}

/// Why a stretch of time is not covered. Raw values stand in stored data: never renamed.
package enum GapReason: String, Sendable, CaseIterable, Codable {
  /// The kernel dropped events because the sensor was too slow.
  case queueOverflow = "queue_overflow"
  /// The sensor was stopped in an orderly way.
  case stopped
  /// The sensor did not run and left no word: killed, crashed, or the power went.
  case vanished
  /// The device ran without the sensor, or another system ran on it.
  case notRunning = "not_running"
  case unmounted
  /// Records are missing between two batches.
  case recordsMissing = "records_missing"
  /// The device itself dropped records, and said so.
  case dropped
  /// The file system tells of no changes that others make (network shares).
  case notWatchable = "not_watchable"
  /// The device has not reported since.
  case notDelivered = "not_delivered"
  /// The device's clock was wrong: in which order things happened is known, and not when.
  case clockWrong = "clock_wrong"
  /// An imported operation log has rows of the time that were not understood, or lacks some.
  case rowsUnread = "rows_unread"
}

/// The random number that the kernel draws at each start.
package struct BootID: Sendable, Hashable {
  /// 16 bytes.
  package let bytes: [UInt8]

  /// - Returns: nil unless there are 16 bytes.
  package init?(_ bytes: [UInt8]) {
    guard bytes.count == 16 else { return nil }
    self.bytes = bytes
  }
}
