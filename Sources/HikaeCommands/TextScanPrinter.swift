import CanonicalForms
import Contents
import Custody
import Discovery
import PersonalData
import Wording

/// The answer for a reader: totals, then whose data, which fields and in which folder, then what was not read.
final class TextScanPrinter: ScanPrinter {
  private let language: Language
  private var unread: [(path: String, reason: String)] = []
  private let ownerLimit: Int
  private static let unreadLimit = 20

  init(language: Language, ownerLimit: Int = 30) {
    self.language = language
    self.ownerLimit = ownerLimit
  }

  func begin() {}

  /// Files that were not read: all that the answer says of single files.
  var memory: [UInt8]? {
    JSON.array(unread.map { ["path": .string($0.path), "reason": .string($0.reason)] }).canonicalBytes
  }

  func recall(_ memory: [UInt8]) {
    guard case .array(let items) = try? JSON(parsing: memory) else { return }
    unread = items.map { ($0["path"].string ?? "", $0["reason"].string ?? "") }
  }

  func file(_ report: FileReport, path: String, owners: [String]) {
    if let reason = report.unread {
      let people = report.profile?.people ?? 0
      unread.append(
        (
          path,
          people == 0
            ? language.text(reason) : language.text(.scanBrokenOff, language.text(reason), language.number(people))
        ))
    } else if let part = report.profile?.unreadParts.first {
      unread.append((path, language.text(.scanPartly, "\(part.place): \(language.text(part.reason))")))
    }
  }

  func end(
    _ summary: ScanSummary, ways: [FileReport.Way: Int], barriers: [FileWalk.Barrier], seconds: Double
  ) {
    print(
      language.text(
        .scanHeadline, language.number(summary.people), language.number(summary.files), ByteCount.text(summary.bytes),
        language.number(summary.unreadable + barriers.count)))
    if summary.partly > 0 { print(language.text(.scanPartlyCount, language.number(summary.partly))) }
    let tenths = Int((seconds * 10).rounded())
    print(
      language.text(
        .scanWays, language.number(ways[.read] ?? 0), language.number(ways[.unchanged] ?? 0),
        language.number(ways[.copy] ?? 0), "\(tenths / 10).\(tenths % 10)"))
    if summary.people == 0 { print("\n" + language.text(.scanNothing)) }
    if summary.people > 0 {
      var owners = summary.owners
      if summary.unattributed.people > 0 {
        owners.append((name: language.text(.scanUnattributed), count: summary.unattributed))
      }
      table(language.text(.scanOwner), owners.map { ($0.name, $0.count) }, limit: ownerLimit)
      table(
        language.text(.field),
        summary.fields.map { (language.text($0.field), ScanSummary.Count(people: $0.people, sensitive: 0)) },
        limit: 99)
      table(language.text(.scanFolder), summary.folders.map { ($0.name, $0.count) }, limit: ownerLimit)
    }
    showEncodings(summary)
    for barrier in barriers { unread.append((barrier.path, language.text(barrier.reason))) }
    guard !unread.isEmpty else { return }
    print("\n" + language.text(.scanUnread))
    for (path, reason) in unread.prefix(TextScanPrinter.unreadLimit) {
      print("  \(PrintableText.of(path))  —  \(PrintableText.of(reason))")
    }
    if unread.count > TextScanPrinter.unreadLimit {
      print("  " + language.text(.scanUnreadMore, language.number(unread.count - TextScanPrinter.unreadLimit)))
    }
  }

  /// Where bytes were lost: in which encodings files were read, and how many bytes of them are no character.
  private func showEncodings(_ summary: ScanSummary) {
    guard summary.unreadableBytes > 0 else { return }
    let title = language.text(.scanEncoding)
    let width = max(DisplayWidth.of(title), summary.encodings.map { DisplayWidth.of($0.name) }.max() ?? 0)
    func row(_ name: String, _ files: String, _ bytes: String) -> String {
      DisplayWidth.padded(name, to: width) + DisplayWidth.padded(files, to: 12, right: true)
        + DisplayWidth.padded(bytes, to: 20, right: true)
    }
    print("\n" + row(title, language.text(.scanFilesColumn), language.text(.scanUnreadableBytes)))
    for encoding in summary.encodings {
      print(row(encoding.name, language.number(encoding.files), language.number(encoding.unreadableBytes)))
    }
  }

  private func table(_ title: String, _ rows: [(String, ScanSummary.Count)], limit: Int) {
    guard !rows.isEmpty else { return }
    let width = min(64, max(DisplayWidth.of(title), rows.prefix(limit).map { DisplayWidth.of($0.0) }.max() ?? 0))
    let showsSensitive = rows.contains { $0.1.sensitive > 0 }
    var head =
      DisplayWidth.padded(title, to: width) + DisplayWidth.padded(language.text(.peopleColumn), to: 12, right: true)
    if showsSensitive { head += DisplayWidth.padded(language.text(.scanSensitive), to: 16, right: true) }
    print("\n" + head)
    for (name, count) in rows.prefix(limit) {
      var line = DisplayWidth.padded(DisplayWidth.cut(PrintableText.of(name), to: width), to: width)
      line += DisplayWidth.padded(language.number(count.people), to: 12, right: true)
      if showsSensitive { line += DisplayWidth.padded(language.number(count.sensitive), to: 16, right: true) }
      print(line)
    }
    if rows.count > limit { print(language.text(.moreRows, language.number(rows.count - limit))) }
  }
}
