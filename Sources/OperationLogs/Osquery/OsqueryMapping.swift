import CanonicalForms
import Cryptography
import Observations

/// What rows of osquery say about files, as facts. Pure.
///
/// osquery gives rows of any query; which table a row is of is seen by its columns. What says nothing about a file's
/// whereabouts (attributes, opening, other tables) gives no fact. docs/formats/osquery.md lists all of it.
package enum OsqueryMapping {
  package struct Sighting: Sendable, Hashable {
    package let time: Moment
    package let fact: Fact
  }

  /// The sighting of one row.
  /// - Parameter time: of the query; a row of events has its own.
  package static func sighting(of columns: JSON, time: Moment) -> Sighting? {
    let time = columns["time"].number.flatMap { $0 > 0 ? Moment(seconds: $0) : nil } ?? time
    return fact(of: columns).map { Sighting(time: time, fact: $0) }
  }

  private static func fact(of columns: JSON) -> Fact? {
    if columns["target_path"].string != nil { return fileEvent(columns) }
    if columns["operation"].string != nil { return processFileEvent(columns) }
    if columns["old_path"].string != nil, columns["action"].string != nil { return journalEvent(columns) }
    guard let path = path(columns, "path"), !isFolder(columns), columns["size"] != .null || digest(columns) != nil
    else {
      return nil
    }
    return .named(path: path, size: columns["size"].number, sha256: digest(columns))
  }

  /// Table `file_events`: inotify and FSEvents. The two halves of a move come apart, and nothing joins them.
  private static func fileEvent(_ columns: JSON) -> Fact? {
    guard let path = path(columns, "target_path") else { return nil }
    switch columns["action"].string {
    case "CREATED", "UPDATED", "MOVED_TO":
      guard let digest = digest(columns) else { return .written(path: path) }
      return .named(path: path, size: columns["size"].number, sha256: digest)
    case "DELETED", "MOVED_FROM": return .gone(path: path, isFolder: false)
    default: return nil
    }
  }

  /// Table `ntfs_journal_events`: Windows. The two halves of a move come joined.
  private static func journalEvent(_ columns: JSON) -> Fact? {
    guard let path = path(columns, "path"), let action = columns["action"].string else { return nil }
    switch action {
    case "FileCreation", "FileWrite", "FileOverwrite", "FileTruncation", "TransactedFileChange", "FileLinkChange":
      return .written(path: path)
    case "FileDeletion": return .gone(path: path, isFolder: false)
    case "DirectoryDeletion": return .gone(path: path, isFolder: true)
    case "FileRename_NewName", "DirectoryRename_NewName":
      let isFolder = action.hasPrefix("Directory")
      guard let old = Self.path(columns, "old_path") else { return isFolder ? nil : .written(path: path) }
      return .moved(from: old, to: path, isFolder: isFolder)
    default: return nil
    }
  }

  /// Table `process_file_events`: Linux audit.
  private static func processFileEvent(_ columns: JSON) -> Fact? {
    guard let path = path(columns, "path") else { return nil }
    switch columns["operation"].string {
    case "rename": return Self.path(columns, "dest_path").map { .moved(from: path, to: $0, isFolder: false) }
    case "write", "truncate", "link", "create": return .written(path: path)
    case "unlink": return .gone(path: path, isFolder: false)
    default: return nil
    }
  }

  /// An absolute path, of Unix or Windows.
  private static func path(_ columns: JSON, _ name: String) -> String? {
    guard let path = columns[name].string, path.utf8.count <= 32_768 else { return nil }
    let start = Array(path.utf8.prefix(3))
    let isDrive = start.count == 3 && start[1] == UInt8(ascii: ":") && start[2] == UInt8(ascii: "\\")
    return path.hasPrefix("/") || path.hasPrefix("\\\\") || isDrive ? path : nil
  }

  private static func isFolder(_ columns: JSON) -> Bool { columns["type"].string == "directory" }

  private static func digest(_ columns: JSON) -> SHA256Digest? {
    guard let text = columns["sha256"].string, text.utf8.count == 64 else { return nil }
    var bytes: [UInt8] = []
    var rest = text[...]
    while !rest.isEmpty {
      guard let byte = UInt8(rest.prefix(2), radix: 16) else { return nil }
      bytes.append(byte)
      rest = rest.dropFirst(2)
    }
    return SHA256Digest(bytes)
  }
}

extension JSON {
  /// A whole number, which osquery writes as text or, with `numerics`, as a number.
  fileprivate var number: Int64? { integer ?? string.flatMap { Int64($0) } }
}
