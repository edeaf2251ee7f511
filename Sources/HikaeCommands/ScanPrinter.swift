import CanonicalForms
import Contents
import Custody
import Discovery
import JapaneseText
import PersonalData
import Storage
import Wording

/// A form in which a scan's answer is given.
protocol ScanPrinter: AnyObject {
  func begin() throws
  func file(_ report: FileReport, path: String, owners: [String]) throws
  func end(
    _ summary: ScanSummary, ways: [FileReport.Way: Int], barriers: [FileWalk.Barrier], seconds: Double
  ) throws
  /// What it has taken from the files, to be given to `recall` when nothing has changed; nil when that is too much.
  var memory: [UInt8]? { get }
  /// In the place of all the files. What was not made by `memory` of the same form has no effect.
  func recall(_ memory: [UInt8])
}

/// What was printed of files, up to a size that is worth keeping.
struct PrintedLines {
  private static let most = 256 << 20
  private(set) var bytes: [UInt8]? = []

  mutating func append(_ line: some Collection<UInt8>) {
    guard let count = bytes?.count else { return }
    if count + line.count > Self.most { bytes = nil } else { bytes?.append(contentsOf: line) }
  }
}

/// One object a line; the shape is a promise (docs/scan.schema.json).
final class JSONScanPrinter: ScanPrinter {
  private var lines = PrintedLines()
  var memory: [UInt8]? { lines.bytes }

  func begin() {}

  func recall(_ memory: [UInt8]) { StandardOutput.write(memory) }

  func file(_ report: FileReport, path: String, owners: [String]) {
    let profile = report.profile
    let members: [(String, JSON)] = [
      ("path", .string(path)),
      ("people", JSON(profile?.people ?? 0)),
      ("fields", JSON(profile?.fields.fields.map(\.rawValue) ?? [])),
      ("organisations", JSON(owners)),
      ("unreadable", JSON(report.unread?.rawValue)),
      ("sha256", JSON(report.sha256?.description)),
      ("records", JSON(profile?.records ?? 0)),
      ("sensitive", JSON(profile?.isSensitive ?? false)),
      (
        "unread_parts",
        .array(
          (profile?.unreadParts ?? []).map { ["place": .string($0.place), "reason": .string($0.reason.rawValue)] })
      ),
      ("encodings", .array((profile?.encodings ?? []).map(JSONScanPrinter.json))),
      ("unreadable_bytes", JSON(profile?.unreadableBytes ?? 0)),
    ]
    let line = JSONScanPrinter.line(members)
    lines.append(line.utf8)
    lines.append(CollectionOfOne(UInt8(ascii: "\n")))
    print(line)
  }

  func end(_ summary: ScanSummary, ways: [FileReport.Way: Int], barriers: [FileWalk.Barrier], seconds: Double) {
    for barrier in barriers {
      print(
        JSONScanPrinter.line([
          ("path", .string(barrier.path)), ("people", 0), ("fields", []), ("organisations", []),
          ("unreadable", .string(barrier.reason.rawValue)), ("sha256", nil), ("records", 0), ("sensitive", false),
          ("unread_parts", []), ("encodings", []), ("unreadable_bytes", 0),
        ]))
    }
    let counts = JSONScanPrinter.line([
      ("people", JSON(summary.people)), ("files", JSON(summary.files)), ("bytes", .integer(summary.bytes)),
      ("unreadable", JSON(summary.unreadable + barriers.count)), ("partly", JSON(summary.partly)),
      ("unreadable_bytes", JSON(summary.unreadableBytes)),
    ])
    print("{\"summary\":\(counts)}")
  }

  /// The confidence as a percentage: all numbers are whole here.
  private static func json(_ encoding: DetectedEncoding) -> JSON {
    [
      "name": .string(encoding.name), "confidence_percent": JSON((encoding.thousandths + 5) / 10),
      "unreadable_bytes": JSON(encoding.unreadableBytes),
    ]
  }

  /// An object whose members stand in the order given: the path first is easier on the eye than the alphabet.
  private static func line(_ members: [(String, JSON)]) -> String {
    var line: [UInt8] = [UInt8(ascii: "{")]
    for (index, (name, value)) in members.enumerated() {
      if index > 0 { line.append(UInt8(ascii: ",")) }
      JSON.string(name).write(to: &line)
      line.append(UInt8(ascii: ":"))
      value.write(to: &line)
    }
    line.append(UInt8(ascii: "}"))
    return String(decoding: line, as: UTF8.self)
  }
}

/// One line a file, for a spreadsheet.
final class CSVScanPrinter: ScanPrinter {
  private let encoding: TextEncoding
  private let language: Language
  private var lines = PrintedLines()
  var memory: [UInt8]? { lines.bytes }

  init(encoding: CSVEncoding, language: Language) {
    self.encoding = encoding == .cp932 ? .cp932 : .utf8
    self.language = language
  }

  func begin() {
    if encoding == .utf8 { StandardOutput.write([0xEF, 0xBB, 0xBF]) }
    StandardOutput.write(
      line([
        "path", "people", "fields", "organisations", "unreadable", "sha256", "records", "sensitive", "unread_parts",
      ]))
  }

  func recall(_ memory: [UInt8]) { StandardOutput.write(memory) }

  func file(_ report: FileReport, path: String, owners: [String]) {
    let profile = report.profile
    let line = line([
      path, String(profile?.people ?? 0), (profile?.fields.fields ?? []).map(\.rawValue).joined(separator: " "),
      owners.joined(separator: " / "), report.unread?.rawValue ?? "", report.sha256?.description ?? "",
      String(profile?.records ?? 0), profile?.isSensitive == true ? "1" : "0",
      (profile?.unreadParts ?? []).map { "\($0.place): \($0.reason.rawValue)" }.joined(separator: " | "),
    ])
    lines.append(line)
    StandardOutput.write(line)
  }

  func end(_ summary: ScanSummary, ways: [FileReport.Way: Int], barriers: [FileWalk.Barrier], seconds: Double) {
    for barrier in barriers {
      StandardOutput.write(line([barrier.path, "0", "", "", barrier.reason.rawValue, "", "0", "0", ""]))
    }
  }

  private func line(_ cells: [String]) -> [UInt8] {
    encoding.encode(cells.map(SpreadsheetCell.quoted).joined(separator: ",") + "\r\n").bytes
  }
}
