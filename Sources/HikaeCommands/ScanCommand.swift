import ArgumentParser
import CanonicalForms
import Contents
import Cryptography
import Custody
import Discovery
import Documents
import Glibc
import PersonalData
import Storage
import Wording

/// `hikae scan PATH…`: how many people's data lies in these files, whose it is, and which fields.
package struct ScanCommand: AsyncParsableCommand {
  package static let configuration = CommandConfiguration(
    commandName: "scan",
    abstract: "Say how many people's data lies in these files, whose it is and which fields.",
    discussion: """
      Files that did not change since the last scan are not read again, and a copy is never read twice. With --device \
      the answer is recorded for that device.
      Exit status: 0 nobody's data found, 1 somebody's data found or files not read, 2 wrong usage, 3 failure.
      """)

  @Argument(help: "Folders or files.")
  var paths: [String]

  @Flag(
    name: .customLong("json"), help: "One JSON object a line for each file, then a summary (docs/scan.schema.json).")
  var json = false

  @Flag(name: .customLong("csv"), help: "One CSV line for each file; see --encoding.")
  var csv = false

  @Option(name: .customLong("encoding"), help: "Encoding of --csv: utf-8 (with byte order mark) or cp932.")
  var encoding: CSVEncoding = .utf8

  @Flag(name: .customLong("explain"), help: "Explain each column's type and each join. Reads the files again.")
  var explain = false

  @Option(name: .customLong("device"), help: "Record what is found as the holdings of this registered device.")
  var device: String?

  @Flag(
    name: .customLong("confirm-gone"),
    help: """
      With --device: what is not found is gone, although the folder looks as if its disk or share were not mounted.
      """)
  var confirmGone = false

  @Option(name: .customLong("readers"), help: "Files read at the same time (default: one a processor).")
  var readers: Int?

  @Flag(name: .customLong("fresh"), help: "Read everything again, whatever the index knows.")
  var fresh = false

  @OptionGroup var installation: InstallationOptions

  package init() {}

  package func validate() throws {
    if json && csv { throw ValidationError("choose --json or --csv") }
    if confirmGone && device == nil { throw ValidationError("--confirm-gone needs --device") }
    if let readers, readers < 1 { throw ValidationError("--readers takes a number from 1 on") }
  }

  package func run() async throws {
    try await reportingFailuresAsync(in: installation.language) {
      let roots = try ScanRoots(paths)
      let pool = try ReaderPool(executable: Executable.path(), count: readerCount)
      let reader = FileReader(pool: pool, limits: ReadingLimits(), asOf: Today.civilDate)
      if explain {
        try ScanExplanation(language: installation.language).print(roots, reader: reader)
        return
      }
      let session = try ScanSession(
        roots: roots, reader: reader, readers: readerCount, installation: installation, device: device, fresh: fresh,
        confirmsGone: confirmGone)
      let printer: any ScanPrinter =
        if json {
          JSONScanPrinter()
        } else if csv {
          CSVScanPrinter(encoding: encoding, language: installation.language)
        } else {
          TextScanPrinter(language: installation.language)
        }
      let found = try await session.run(printing: printer, form: form)
      if found { throw Status.findings }
    }
  }

  private var form: String { json ? "json" : csv ? "csv \(encoding.rawValue)" : "text" }

  private var readerCount: Int { readers ?? max(1, Int(sysconf(Int32(_SC_NPROCESSORS_ONLN)))) }
}

/// The encodings that `--csv` writes.
enum CSVEncoding: String, ExpressibleByArgument, CaseIterable {
  case utf8 = "utf-8"
  case cp932
}
