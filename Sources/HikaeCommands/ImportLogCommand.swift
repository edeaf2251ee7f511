import ArgumentParser
import CanonicalForms
import Custody
import Glibc
import OperationLogs
import Wording

/// `hikae import log FILE…`: operation logs of tools that are in use already.
struct ImportLogCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "log",
    abstract: "Import operation logs of other tools, or show with --preview how they are understood.",
    discussion: """
      Layouts: \(LogLayout.known.map(\.id).joined(separator: ", ")), osquery; any other CSV by a mapping file. \
      docs/guide/operation-logs.md describes them, and what such logs cannot say. Exit status 1 means that rows were \
      not understood, are missing, or name unknown devices.
      """)

  @Argument(help: "The log files: CSV in any encoding, XLSX, or osquery's results as JSON lines.")
  var files: [String]

  @Option(name: .customLong("device"), help: "All rows are of this device.")
  var device: String?

  @Option(name: .customLong("device-map"), help: "A table of two columns: name in the log, id of the device.")
  var deviceMap: String?

  @Option(name: .customLong("layout"), help: "The layout, when the titles do not tell it.")
  var layout: String?

  @Option(name: .customLong("mapping"), help: "A mapping file in JSON that describes the layout.")
  var mapping: String?

  @Option(name: .customLong("zone"), help: "Zone of times that do not say it, such as +09:00 or local.")
  var zone = "+09:00"

  @Flag(name: .customLong("preview"), help: "Show how the first rows are understood; import nothing.")
  var isPreview = false

  @Option(name: .customLong("rows"), help: "How many rows a preview shows.")
  var rows = 20

  @Flag(name: .customLong("json"), help: "Print one JSON object.")
  var json = false

  @OptionGroup var installation: InstallationOptions

  func validate() throws {
    if files.isEmpty { throw ValidationError("a log file is needed") }
    if layout != nil, mapping != nil { throw ValidationError("--layout and --mapping exclude each other") }
    if device != nil, deviceMap != nil { throw ValidationError("--device and --device-map exclude each other") }
    if LogZone(zone) == nil { throw ValidationError("\(zone) is no zone such as +09:00 or local") }
    if let layout, chosenLayout == nil { throw ValidationError("no layout \(layout)") }
  }

  private var chosenLayout: LogLayout? {
    layout == OsqueryResults.layout.id ? OsqueryResults.layout : layout.flatMap(LogLayout.known(id:))
  }

  func run() throws {
    try reportingFailures(in: installation.language) {
      let layout = try mapping.map(LogFileReading.layout) ?? chosenLayout
      let zone = LogZone(zone) ?? .japan
      let logs = try files.map { path in
        if access(path, R_OK) != 0 { throw PathFailure(path: path, reason: String(cString: strerror(errno))) }
        return (path: path, log: try LogFileReading.read(path, as: layout, device: device, zone: zone))
      }
      var report = LogImportReport(logs: logs, language: installation.language)
      if isPreview {
        report.add(LogCollection(files: logs.map(\.log)))
        report.print(previewing: max(0, rows), asJSON: json)
      } else {
        try installation.changing { try send(logs.map(\.log), to: $0, &report) }
        report.print(previewing: nil, asJSON: json)
      }
      if report.hasFindings { throw Status.findings }
    }
  }

  private func send(_ logs: [LogFile], to custody: Custody, _ report: inout LogImportReport) throws {
    let registered = try custody.devices()
    if let device, !registered.contains(where: { $0.id == device }) {
      throw CustodyFailure(.unknownDevice, installation.language.text(.unknownDevice, device))
    }
    let names = DeviceNames(registered: registered.map { ($0.id, $0.label) }, chosen: try chosenNames(registered))
    let collection = LogCollection(files: logs)
    report.add(collection)
    let facts = collection.facts { name in device ?? names.device(named: name) }
    let sent = try facts.send(to: custody.factSink())
    report.add(facts, sent)
  }

  /// The importer's list of names. Every device in it must be registered, or the rest of the import would be guesswork.
  private func chosenNames(_ registered: [Device]) throws -> [(name: String, id: String)] {
    guard let deviceMap else { return [] }
    let list = DeviceList.pairs(of: try FileReading.table(deviceMap))
    if let line = list.badLines.first {
      throw PathFailure(path: deviceMap, reason: "line \(line) is no pair of name and id")
    }
    for pair in list.pairs where !registered.contains(where: { $0.id == pair.id }) {
      throw PathFailure(path: deviceMap, reason: installation.language.text(.unknownDevice, pair.id))
    }
    return list.pairs
  }
}

extension LogCollection {
  init(files: [LogFile]) {
    self.init()
    for file in files { add(file) }
  }
}
