import CanonicalForms
import Cryptography

/// One row of an operation log, understood. Names and paths stand as the log has them.
package struct LogEntry: Sendable, Hashable {
  /// The line of the row in its file, from 1; of an untabular log, the number of the record.
  package var row: Int
  /// As the log names it; `DeviceNames` finds the registered device.
  package var device: String
  package var user = ""
  package var time: Moment
  package var operation: Operation
  package var isFolder = false
  /// The file or folder, or the source of a copy, a move or a renaming.
  package var path: String?
  /// Where a copy, a move or a renaming ends.
  package var target: String?
  /// Bytes, where the log gives them exactly.
  package var size: Int64?
  package var sha256: SHA256Digest?
  package var drive = DriveKind.unknown
  package var targetDrive = DriveKind.unknown
  /// A number or name of a medium that was attached or detached.
  package var medium = ""
  /// What the product itself says about its certainty (確度), as it stands.
  package var certainty: String?
  /// What this row by itself gives reason to doubt, besides what its layout is blind to.
  package var doubts: Set<Blindness> = []

  package init(row: Int, device: String, time: Moment, operation: Operation) {
    self.row = row
    self.device = device
    self.time = time
    self.operation = operation
  }

  /// Digest of what the row means: the same event exported twice, in another order of columns, in another encoding
  /// or in another file, has the same. Where the row stood, its layout and the product's certainty are not in it.
  package var meaning: SHA256Digest {
    var writer = ByteWriter()
    writer.raw(Array("hikae.log-row/1\n".utf8))
    writer.text(DeviceNames.key(device))
    writer.text(DeviceNames.key(user))
    writer.signed(time.milliseconds)
    writer.text(operation.rawValue)
    writer.byte(isFolder ? 1 : 0)
    writer.text(path ?? "")
    writer.text(target ?? "")
    writer.signed(size ?? -1)
    writer.block(sha256?.bytes ?? [])
    writer.text(medium)
    return SHA256Digest(hashing: writer.bytes)
  }
}

/// A row that was not understood. It is listed by its number, never dropped silently.
package struct UnreadRow: Sendable, Hashable {
  /// Raw values find the phrase that a user sees.
  package enum Reason: String, Error, Sendable, Hashable, CaseIterable {
    case noTime = "no_time"
    case badTime = "bad_time"
    case noDevice = "no_device"
    case noOperation = "no_operation"
    case unknownOperation = "unknown_operation"
    case noPath = "no_path"
    /// Only a file's name, without its folder.
    case relativePath = "relative_path"
    /// A name or a path is longer than any system allows.
    case tooLong = "too_long"
    /// The row breaks off within a value.
    case cut
    /// Not of the form of its log.
    case malformed
  }

  package var row: Int
  package var reason: Reason
  /// As the log names it; nil when the row does not tell.
  package var device: String?
  /// Nil when the row does not tell.
  package var time: Moment?

  package init(row: Int, reason: Reason, device: String? = nil, time: Moment? = nil) {
    self.row = row
    self.reason = reason
    self.device = device
    self.time = time
  }
}
