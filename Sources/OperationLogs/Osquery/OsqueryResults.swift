import CanonicalForms
import Cryptography

/// Turns result rows of osquery's `file_events` and `ntfs_journal_events` into entries: for `hikae import log` and for
/// a server to which osquery reports.
///
/// Shapes: the event format (`columns`, `action`), the batch format (`diffResults`) and snapshots, as osquery's
/// documentation of its logs describes them. Rows of other tables are understood and of no matter. osquery numbers
/// nothing: what it lost cannot be seen (osquery #3290, #3162, #5234).
package struct OsqueryResults {
  /// The layout under which entries of osquery are collected.
  package static let layout: LogLayout = {
    var layout = LogLayout(id: "osquery", name: "osquery")
    layout.blindness = [.losesRows, .repeatsRows, .archivesUnseen, .chosenFoldersOnly]
    return layout
  }()

  /// Bytes of a line at most; osquery itself writes up to 1 MiB (`logger_tls_max`).
  package static let longestLine = 8 << 20
  /// Halves of moves that wait for the other half; more are taken as they are.
  private static let mostHalves = 10_000

  private let device: String?
  private var file = LogFile()
  /// The first halves of moves, by device and number of the move: inotify tells a move in two rows.
  private var halves: [String: LogEntry] = [:]

  /// - Parameter device: instead of `hostIdentifier`.
  package init(device: String? = nil) {
    self.device = device
    file.layout = Self.layout
  }

  /// Reads one line of a results log. Blank lines are nothing.
  package mutating func line(_ bytes: [UInt8], number: Int) {
    guard bytes.contains(where: { $0 > 0x20 }) else { return }
    guard bytes.count <= Self.longestLine else { return fail(number, .tooLong) }
    do {
      read(try JSON(parsing: bytes), row: number)
    } catch {
      fail(number, .malformed)
    }
  }

  /// Reads one result: an object of the `data` list of a log request, or a line.
  /// - Parameter row: its number, from 1.
  package mutating func read(_ result: JSON, row: Int) {
    let host = device ?? result["hostIdentifier"].string ?? ""
    guard !host.isEmpty, host.utf8.count <= 4_096 else {
      if case .object = result { return fail(row, .noDevice, time: Self.time(nil, result)) }
      return fail(row, .malformed)
    }
    guard let rows = Self.rows(of: result) else {
      return fail(row, .malformed, device: host, time: Self.time(nil, result))
    }
    for columns in rows {
      do throws(UnreadRow.Reason) {
        try take(columns, of: result, row: row, device: host)
        file.rows += 1
      } catch {
        fail(row, error, device: host, time: Self.time(columns["time"].string, result))
      }
    }
  }

  /// Ends the reading. Halves of moves whose other half did not come stay what they are: gone from here, perhaps to
  /// somewhere that is not watched, or come from there.
  package mutating func finish() -> LogFile {
    releaseHalves()
    file.noteOrder()
    return file
  }

  private mutating func releaseHalves() {
    for half in halves.values.sorted(by: { ($0.row, $0.path ?? "") < ($1.row, $1.path ?? "") }) {
      var entry = half
      if entry.operation == .deleted { entry.doubts.insert(.renameAsDelete) }
      file.append(entry)
    }
    halves = [:]
  }

  private mutating func fail(
    _ row: Int, _ reason: UnreadRow.Reason, device: String? = nil, time: Moment? = nil
  ) {
    file.rows += 1
    file.append(UnreadRow(row: row, reason: reason, device: device, time: time))
  }

  /// The rows that came; nil when it is no result. Rows that went away say nothing about a table of events.
  private static func rows(of result: JSON) -> [JSON]? {
    if case .object = result["columns"] { return result["action"].string == "removed" ? [] : [result["columns"]] }
    if case .array(let rows) = result["snapshot"] { return rows }
    guard case .object = result["diffResults"] else { return nil }
    if case .array(let rows) = result["diffResults"]["added"] { return rows }
    return []
  }

  private mutating func take(
    _ columns: JSON, of result: JSON, row: Int, device: String
  ) throws(UnreadRow.Reason) {
    func column(_ name: String) -> String? { columns[name].string.flatMap { $0.isEmpty ? nil : $0 } }
    guard let action = column("action"), let path = column("target_path") ?? column("path") else {
      // A row of some other table.
      file.append(LogEntry(row: row, device: device, time: Moment(milliseconds: 0), operation: .other))
      return
    }
    guard let time = Self.time(column("time"), result) else { throw .badTime }
    guard let meaning = OsqueryWords.words[action] else { throw .unknownOperation }
    var entry = LogEntry(row: row, device: device, time: time, operation: meaning.operation)
    entry.isFolder = meaning.isFolder
    entry.user = result["decorations"]["username"].string ?? ""
    entry.path = path
    if meaning.operation == .renamed {
      entry.target = path
      entry.path = column("old_path")
    }
    entry.size = column("size").flatMap(LogRow.size)
    entry.sha256 = column("sha256").flatMap { SHA256Digest(hex: $0) }
    if column("partial") == "1" { entry.doubts.insert(.partialRecord) }
    try entry.checkPaths()
    guard let number = column("transaction_id"), number != "0", action.hasPrefix("MOVED_") else {
      return file.append(entry)
    }
    let key = device + "\0" + number
    let half = halves.removeValue(forKey: key)
    if let half, half.operation != entry.operation {
      file.append(Self.move(of: half, entry))
    } else {
      // The number was used anew before its second half came.
      if let half { file.append(half) }
      if halves.count >= Self.mostHalves { releaseHalves() }
      halves[key] = entry
    }
  }

  private static func move(of first: LogEntry, _ second: LogEntry) -> LogEntry {
    let (from, to) = first.operation == .deleted ? (first, second) : (second, first)
    var move = second
    move.operation = .moved
    move.path = from.path
    move.target = to.path
    move.sha256 = to.sha256 ?? from.sha256
    move.size = to.size ?? from.size
    move.doubts = first.doubts.union(second.doubts)
    return move
  }

  /// The event's own time in seconds, else that of the result.
  private static func time(_ text: String?, _ result: JSON) -> Moment? {
    let whole = result["unixTime"].integer ?? result["unixTime"].string.flatMap { Int64($0) }
    guard let seconds = text.flatMap({ Int64($0) }) ?? whole, seconds > 0, seconds < 10_000_000_000 else { return nil }
    return Moment(seconds: seconds)
  }
}

/// What the actions of both tables mean (osquery: inotify, FSEvents and USN journal publishers).
private enum OsqueryWords {
  static let words: [String: LogLayout.Meaning] = [
    "CREATED": .init(.created), "UPDATED": .init(.written), "DELETED": .init(.deleted), "MOVED_TO": .init(.created),
    "MOVED_FROM": .init(.deleted), "ACCESSED": .init(.opened), "OPENED": .init(.opened),
    "ATTRIBUTES_MODIFIED": .init(.other), "ROOT_CHANGED": .init(.other), "COLLISION_WITHIN": .init(.other),
    "UNMOUNTED": .init(.other), "MOUNTED": .init(.other),
    "FileCreation": .init(.created), "FileWrite": .init(.written), "FileOverwrite": .init(.written),
    "FileTruncation": .init(.written), "TransactedFileChange": .init(.written), "FileDeletion": .init(.deleted),
    "FileRename_NewName": .init(.renamed), "FileRename_OldName": .init(.other), "FileLinkChange": .init(.created),
    "DirectoryCreation": .init(.created, isFolder: true), "DirectoryDeletion": .init(.deleted, isFolder: true),
    "DirectoryRename_NewName": .init(.renamed, isFolder: true), "DirectoryRename_OldName": .init(.other),
    "DirectoryOverwrite": .init(.other), "DirectoryTruncation": .init(.other), "DirectoryLinkChange": .init(.other),
    "TransactedDirectoryChange": .init(.other), "AttributesChange": .init(.other),
    "ExtendedAttributesChange": .init(.other), "AlternateDataStreamWrite": .init(.other),
    "AlternateDataStreamOverwrite": .init(.other), "AlternateDataStreamTruncation": .init(.other),
    "AlternateDataStreamChange": .init(.other), "DirectoryObjectIdChange": .init(.other),
    "FileObjectIdChange": .init(.other), "DirectoryIndexingSettingChange": .init(.other),
    "FileIndexingSettingChange": .init(.other), "DirectoryIntegritySettingChange": .init(.other),
    "FileIntegritySettingChange": .init(.other), "ReparsePointChange": .init(.other),
    "DirectorySecurityAttributesChange": .init(.other), "FileSecurityAttributesChange": .init(.other),
  ]
}
