import CanonicalForms
import Contents
import Cryptography
import JapaneseText

/// One row of a table with its columns known: turns its cells into an entry.
struct LogRow {
  let batch: RowBatch
  let row: Int
  let columns: [LogLayout.Role: Int]
  /// Columns that no role has, in their order.
  let unnamed: [Int]

  /// A cell, trimmed; nil when there is none or it is empty.
  func text(_ role: LogLayout.Role) -> String? { columns[role].flatMap(cell) }

  func cell(_ column: Int) -> String? {
    let index = batch.rowStart(row) + column
    guard index < Int(batch.rowEnds[row]) else { return nil }
    var bytes = batch.text[Int(batch.starts[index])..<Int(batch.ends[index])]
    while let first = bytes.first, first <= 0x20 { bytes = bytes.dropFirst() }
    while let last = bytes.last, last <= 0x20 { bytes = bytes.dropLast() }
    return bytes.isEmpty ? nil : String(decoding: bytes, as: UTF8.self)
  }

  var isBlank: Bool {
    for index in batch.rowStart(row)..<Int(batch.rowEnds[row]) {
      let bytes = batch.text[Int(batch.starts[index])..<Int(batch.ends[index])]
      if bytes.contains(where: { $0 > 0x20 }) { return false }
    }
    return true
  }
}

/// What is known besides the row itself.
struct RowContext {
  var layout: LogLayout
  /// The device of every row that does not name one.
  var device: String?
  /// The zone of every time without one.
  var zone: LogZone
  var line: Int
}

extension LogRow {
  private static let longestName = 4_096

  /// - Returns: the entry; of an operation that is no matter of files the path may be missing.
  func entry(_ context: RowContext) throws(UnreadRow.Reason) -> LogEntry {
    let layout = context.layout
    guard let device = text(.device) ?? context.device else { throw .noDevice }
    guard device.utf8.count <= Self.longestName else { throw .tooLong }
    var doubts: Set<Blindness> = []
    let content = text(.content).map(BracketedContent.init)
    let meaning = try layout.meaning(of: [
      text(.operationDetail), content?.value(Names.operation), text(.operation),
    ])
    let time = try moment(context, &doubts)
    var entry = LogEntry(row: context.line, device: device, time: time, operation: meaning.operation)
    entry.isFolder = meaning.isFolder
    entry.user = text(.user).map { $0.utf8.count <= Self.longestName ? $0 : "" } ?? ""
    entry.certainty = text(.certainty)
    guard meaning.operation != .other else { return entry }
    // A value that breaks off could be a shorter path than the one that was meant.
    if content?.isCut == true { throw .cut }
    let remark = text(.remark).map(BracketedContent.init)
    entry.path = text(.path) ?? content?.value(Names.path)
    entry.target = text(.target) ?? content?.value(Names.target)
    entry.size = (text(.size) ?? remark?.value(Names.size) ?? content?.value(Names.size)).flatMap(LogRow.size)
    entry.sha256 = text(.sha256).flatMap { SHA256Digest(hex: $0) }
    entry.drive = LogRow.drive(text(.drive) ?? content?.value(Names.drive))
    entry.targetDrive = LogRow.drive(text(.targetDrive) ?? content?.value(Names.targetDrive))
    entry.medium = text(.medium) ?? ""
    guard meaning.operation.isAboutFiles else {
      // What stands where files stand is the medium's name.
      if entry.medium.isEmpty, let name = entry.path, name.utf8.count <= Self.longestName { entry.medium = name }
      entry.path = nil
      entry.target = nil
      return entry
    }
    if layout.findsPathsByShape, columns[.path] == nil {
      let found = unnamed.compactMap(cell).filter(WindowsPath.isAbsolute)
      entry.path = found.first
      entry.target = found.count > 1 ? found[1] : nil
      doubts.insert(.pathsByShape)
    }
    entry.doubts = doubts
    try entry.checkPaths()
    return entry
  }

  /// What the row tells of itself all the same.
  func unread(_ reason: UnreadRow.Reason, _ context: RowContext) -> UnreadRow {
    var doubts: Set<Blindness> = []
    let device = (text(.device) ?? context.device).flatMap { $0.utf8.count <= Self.longestName ? $0 : nil }
    return UnreadRow(row: context.line, reason: reason, device: device, time: try? moment(context, &doubts))
  }

  /// By the column in UTC where there is one; it and the device's own time are compared.
  private func moment(_ context: RowContext, _ doubts: inout Set<Blindness>) throws(UnreadRow.Reason) -> Moment {
    let layout = context.layout
    let zone = text(.zone).flatMap { LogZone($0) } ?? layout.zone ?? context.zone
    var local: Moment?
    if let day = text(.date) {
      guard let read = ClockTime.read(day: day, time: text(.clock) ?? "", twoDigitYears: layout.twoDigitYears) else {
        throw .badTime
      }
      local = (read.zone ?? zone).moment(of: read.clock)
    } else if let time = text(.time) {
      if let pattern = layout.timePattern {
        local = ClockTime.read(time, by: pattern).flatMap { zone.moment(of: $0) }
      } else if let read = ClockTime.read(time, twoDigitYears: layout.twoDigitYears) {
        local = (read.zone ?? zone).moment(of: read.clock)
      }
      if local == nil, text(.timeUTC) == nil { throw .badTime }
    }
    guard let utcText = text(.timeUTC) else {
      guard let local else { throw text(.time) == nil && text(.date) == nil ? .noTime : .badTime }
      return local
    }
    guard let read = ClockTime.read(utcText), let utc = LogZone.utc.moment(of: read.clock) else { throw .badTime }
    if let local, abs(local.milliseconds - utc.milliseconds) > 2_000 { doubts.insert(.clocksDisagree) }
    return utc
  }

  /// Bytes; nil for anything but a whole number, because a rounded size must not be compared.
  static func size(_ text: String) -> Int64? {
    guard text.utf8.count <= 32 else { return nil }
    var digits = Folding.foldText(text).filter { $0 != "," }[...]
    for unit in ["bytes", "byte", "バイト", "b"] where digits.hasSuffix(unit) {
      digits = digits.dropLast(unit.count)
      break
    }
    guard digits.allSatisfy({ $0.isASCII && $0.isNumber }) else { return nil }
    return Int64(digits)
  }

  static func drive(_ text: String?) -> DriveKind {
    guard let text, text.utf8.count <= 64 else { return .unknown }
    switch Folding.foldText(text) {
    case "固定", "fixed", "固定ドライブ", "ローカル", "ローカルディスク": return .fixed
    case "リムーバブル", "removable", "リムーバブルドライブ", "usb": return .removable
    case "ネットワーク", "network", "ネットワークドライブ", "リモート", "remote": return .network
    case "cd-rom", "cdrom", "cd", "dvd", "光学": return .optical
    default: return .unknown
    }
  }

  /// Folded names within a content string, the better first.
  private enum Names {
    static let operation = ["操作", "operation"]
    static let path = ["ファイル名元", "sourcefilename", "ファイル名", "filename", "フォルダ名元", "フォルダ名"]
    static let target = ["ファイル名先", "targetfilename", "フォルダ名先"]
    static let drive = ["ドライブ種別元", "typeofdrive", "typeofsourcedrive", "ドライブ種別"]
    static let targetDrive = ["ドライブ種別先", "typeoftargetdrive"]
    static let size = ["サイズ(バイト)", "size(byte)", "size(bytes)", "ファイルサイズ"]
  }
}

extension LogEntry {
  /// Holds the paths to what a fact needs: whole, not too long. A new name without a folder is one in the old folder.
  mutating func checkPaths() throws(UnreadRow.Reason) {
    guard operation.isAboutFiles else { return }
    for text in [path, target] {
      guard let text else { continue }
      if text.utf8.count > WindowsPath.longest { throw .tooLong }
      // No name of Windows has a question mark: an encoding lost what stood there.
      if text.contains("\u{FFFD}") || text.contains("?") && !text.hasPrefix("/") && !text.hasPrefix("\\\\?\\") {
        doubts.insert(.charactersReplaced)
      }
    }
    if let path, let target, WindowsPath.isAbsolute(path), !WindowsPath.isAbsolute(target) {
      guard WindowsPath.name(of: target) == target else { throw .relativePath }
      self.target = WindowsPath.sibling(of: path, named: target)
    }
    guard let first = path ?? target else { throw .noPath }
    guard WindowsPath.isAbsolute(first), target.map(WindowsPath.isAbsolute) ?? true else { throw .relativePath }
  }
}
