import CanonicalForms
import OperationLogs
import Wording

/// What an import of logs understood, for people or as JSON. Names from logs are made safe for a terminal.
struct LogImportReport {
  let logs: [(path: String, log: LogFile)]
  let language: Language
  private var duplicates = 0
  private var unknownDevices: [String: Int] = [:]
  private var sent: LogFacts.Sent?
  private var devices = 0

  init(logs: [(path: String, log: LogFile)], language: Language) {
    self.logs = logs
    self.language = language
  }

  mutating func add(_ collection: LogCollection) { duplicates = collection.duplicates }

  mutating func add(_ facts: LogFacts, _ sent: LogFacts.Sent) {
    unknownDevices = facts.unknownDevices
    devices = facts.devices.count
    self.sent = sent
  }

  /// Something needs a look.
  var hasFindings: Bool {
    !unknownDevices.isEmpty
      || logs.contains { $0.log.layout == nil || !$0.log.unread.isEmpty || $0.log.missingRows > 0 }
  }

  /// - Parameter rows: how many understood rows of each file are shown; nil shows none.
  func print(previewing rows: Int?, asJSON: Bool) {
    if asJSON { return Swift.print(json(rows: rows).canonicalText) }
    for (path, log) in logs { for line in lines(of: log, at: path, rows: rows) { Swift.print(line) } }
    for line in closingLines(isPreview: rows != nil) { Swift.print(line) }
  }

  // MARK: For people

  private func lines(of log: LogFile, at path: String, rows: Int?) -> [String] {
    let path = PrintableText.of(path)
    guard let layout = log.layout else { return [language.text(.importLogNoLayout, path)] }
    var lines = [
      language.text(.importLogRead, path, language.number(log.rows), language.number(log.entries.count), layout.id)
    ]
    for entry in log.entries.prefix(rows ?? 0) { lines.append("  " + text(of: entry, layout)) }
    if log.missingRows > 0 {
      lines.append(
        language.text(
          .importLogMissingRows, path, language.number(log.expectedRows ?? 0), language.number(log.rows)))
    }
    if log.backwardSteps > 0 {
      lines.append(language.text(.importLogBackward, path, language.number(log.backwardSteps)))
    }
    guard !log.unread.isEmpty else { return lines }
    lines.append(language.text(.importLogUnread, path, language.number(log.unread.count)))
    for reason in UnreadRow.Reason.allCases {
      let numbers = log.unread.filter { $0.reason == reason }.map(\.row)
      guard !numbers.isEmpty else { continue }
      lines.append(
        language.text(.importLogUnreadReason, language.stored("log_unread", reason.rawValue), Self.ranges(numbers)))
    }
    return lines
  }

  private func text(of entry: LogEntry, _ layout: LogLayout) -> String {
    let facts = entry.facts(under: layout.blindness)
    let trust = facts.first.map { language.stored("import_log.trust", $0.trust.rawValue) } ?? ""
    let file = [entry.path, entry.target].compactMap { $0 }.joined(separator: " → ")
    let size = entry.size.map { language.number($0) + " B" } ?? ""
    let cells = [
      String(entry.row), entry.time.local, entry.device, entry.user,
      language.stored("log_operation", entry.operation.rawValue), file.isEmpty ? entry.medium : file, size, trust,
    ]
    return cells.map(PrintableText.of).joined(separator: "\t")
  }

  private func closingLines(isPreview: Bool) -> [String] {
    var lines: [String] = []
    if duplicates > 0 { lines.append(language.text(.importLogDuplicates, language.number(duplicates))) }
    if !unknownDevices.isEmpty {
      lines.append(language.text(.importLogUnknownDevices))
      for (name, count) in unknownDevices.sorted(by: { $0.key < $1.key }) {
        lines.append(language.text(.importLogUnknownDevice, PrintableText.of(name), language.number(count)))
      }
    }
    let blindness = logs.reduce(into: Set<Blindness>()) { found, file in
      found.formUnion(file.log.layout?.blindness ?? [])
      for entry in file.log.entries { found.formUnion(entry.doubts) }
    }
    if !blindness.isEmpty {
      lines.append(language.text(.importLogLimits))
      for limit in Blindness.allCases where blindness.contains(limit) {
        lines.append("  " + language.stored("blindness", limit.rawValue))
      }
    }
    if isPreview { lines.append(language.text(.importLogPreviewed)) }
    if !isPreview, logs.contains(where: { !$0.log.unread.isEmpty || $0.log.missingRows > 0 }) {
      lines.append(language.text(.importLogUnreadKept))
    }
    if let sent {
      lines.append(language.text(.importLogImported, language.number(devices), language.number(sent.records)))
      if sent.knownBefore > 0 { lines.append(language.text(.importLogKnownBefore, language.number(sent.knownBefore))) }
      if sent.withheld > 0 { lines.append(language.text(.importLogWithheld, language.number(sent.withheld))) }
    }
    return lines
  }

  /// `3, 7–9, 12`: every number, however many.
  static func ranges(_ numbers: [Int]) -> String {
    var parts: [String] = []
    var run: ClosedRange<Int>?
    func close() {
      if let run { parts.append(run.count == 1 ? "\(run.lowerBound)" : "\(run.lowerBound)–\(run.upperBound)") }
    }
    for number in numbers.sorted() {
      if let current = run, number <= current.upperBound + 1 {
        run = current.lowerBound...max(current.upperBound, number)
      } else {
        close()
        run = number...number
      }
    }
    close()
    return parts.joined(separator: ", ")
  }

  // MARK: As JSON

  private func json(rows: Int?) -> JSON {
    var members: [String: JSON] = [
      "files": .array(logs.map { file($0.log, at: $0.path, rows: rows) }), "duplicates": JSON(duplicates),
      "unknown_devices": .object(unknownDevices.mapValues { JSON($0) }), "preview": JSON(rows != nil),
    ]
    if let sent {
      members["devices"] = JSON(devices)
      members["records"] = JSON(sent.records)
      members["known_before"] = JSON(sent.knownBefore)
      members["withheld"] = JSON(sent.withheld)
    }
    return .object(members)
  }

  private func file(_ log: LogFile, at path: String, rows: Int?) -> JSON {
    let blindness = (log.layout?.blindness ?? []).map(\.rawValue).sorted()
    var members: [String: JSON] = [
      "file": .string(path), "layout": JSON(log.layout?.id), "rows": JSON(log.rows), "entries": JSON(log.entries.count),
      "others": JSON(log.others), "missing_rows": JSON(log.missingRows), "backward_steps": JSON(log.backwardSteps),
      "blindness": JSON(blindness),
      "unread": .array(log.unread.map { ["row": JSON($0.row), "reason": .string($0.reason.rawValue)] }),
    ]
    if let rows, let layout = log.layout {
      members["preview"] = .array(log.entries.prefix(rows).map { entry($0, layout) })
    }
    return .object(members)
  }

  private func entry(_ entry: LogEntry, _ layout: LogLayout) -> JSON {
    [
      "row": JSON(entry.row), "time": JSON(entry.time), "device": .string(entry.device), "user": .string(entry.user),
      "operation": .string(entry.operation.rawValue), "folder": JSON(entry.isFolder), "path": JSON(entry.path),
      "target": JSON(entry.target), "size": entry.size.map { .integer($0) } ?? .null,
      "sha256": JSON(entry.sha256?.description), "medium": .string(entry.medium),
      "certainty": JSON(entry.certainty), "doubts": JSON(entry.doubts.map(\.rawValue).sorted()),
      "trust": JSON(entry.facts(under: layout.blindness).first?.trust.rawValue),
    ]
  }
}
