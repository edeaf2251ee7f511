import ArgumentParser
import CanonicalForms
import Custody
import Discovery
import Documents
import FoundingCase
import Glibc
import Storage
import Wording

/// `hikae demo`: the founding case, written as real files, scanned like any others, and the loss of its laptop answered.
package struct DemoCommand: AsyncParsableCommand {
  package static let configuration = CommandConfiguration(
    commandName: "demo",
    abstract: "Write the founding case as real files, scan them, and answer the loss of its laptop.",
    discussion: """
      124 client societies and about 170,000 people, all invented, in the formats and encodings of such an office. The \
      answer is printed beside what the generator knows it wrote. An existing demo folder is used again when it was \
      written by the same generator; nothing outside the folder is touched.
      Exit status: 0 the answer agrees with the truth, 1 it does not, 2 wrong usage, 3 failure.
      """)

  @Option(name: .customLong("to"), help: "Folder of the demo.")
  var folder = "demo"

  @Option(name: .customLong("scale"), help: "Size of the case; 1 is 170,000 people. Client 117 keeps its 780 people.")
  var scale = 1.0

  @Option(name: .customLong("seed"), help: "Another seed makes other people.")
  var seed: UInt64 = 20_250_315

  @Flag(name: .customLong("console"), help: "Then open the console on it, with accounts made for the demo.")
  var opensConsole = false

  @Option(name: .customLong("listen"), help: "Address of the demo's console, HOST:PORT.")
  var listen = "127.0.0.1:8420"

  @Option(name: .customLong("lang"), help: "Language of the output: ja or en (default: from the locale).")
  var lang: Language?

  package init() {}

  package func validate() throws {
    guard scale > 0, scale <= 10 else { throw ValidationError("--scale takes a number above 0, up to 10") }
  }

  package func run() async throws {
    // Its own file, whatever the environment says: a demo has no business in a database of real people.
    var installation = try InstallationOptions.parse(["--data", folder + "/data", "--database", ""])
    installation.lang = lang
    try await reportingFailuresAsync(in: installation.language) {
      let language = installation.language
      let truth = try write(language)
      try prepare(installation)
      let pool = try ReaderPool(executable: Executable.path(), count: 2)
      for name in [truth.laptop.folder, truth.share.folder] {
        try await scan(name, installation, pool)
      }
      print("\n" + language.text(.demoLost) + "\n")
      let clock = ContinuousClock()
      let custody = try installation.open()
      let began = clock.now
      let scope = try custody.scope(of: "laptop", at: .now)
      let elapsed = clock.now - began
      print(scope.text(in: language, clientLimit: 12), terminator: "")
      print(language.text(.demoAnswered, DemoCommand.seconds(elapsed)) + "\n")
      let agrees = DemoComparison(truth: truth, scope: scope, language: language).print()
      if opensConsole { try await DemoConsole(installation: installation, listen: listen).run() }
      if !agrees { throw Status.findings }
    }
  }

  private func write(_ language: Language) throws -> FoundingTruth {
    if access(folder, F_OK) == 0, access(folder + "/truth.json", F_OK) != 0 {
      throw PathFailure(path: folder, reason: "exists and is no demo folder; choose another with --to")
    }
    if mkdir(folder, 0o755) != 0, errno != EEXIST {
      throw PathFailure(path: folder, reason: String(cString: strerror(errno)))
    }
    let isTerminal = isatty(STDERR_FILENO) == 1
    let truth = try FoundingCase(seed: seed, scale: scale).write(to: folder) { progress in
      if isTerminal, progress.files % 20 == 0 {
        StandardError.write("\r\u{1B}[K\(progress.folder): \(progress.files), \(ByteCount.text(progress.bytes))")
      }
    }
    if isTerminal { StandardError.write("\r\u{1B}[K") }
    print(
      language.text(
        .demoWritten, folder, language.number(truth.laptop.files.count + truth.share.files.count),
        ByteCount.text(truth.laptop.bytes + truth.share.bytes)))
    return truth
  }

  /// A fresh installation with the case's registers.
  private func prepare(_ installation: InstallationOptions) throws {
    for name in [
      "hikae.sqlite", "hikae.sqlite-wal", "hikae.sqlite-shm", "index.sqlite", "index.sqlite-wal", "index.sqlite-shm",
    ] {
      unlink(installation.folder.path + "/" + name)
    }
    // A new record is a new log, with a key of its own.
    Self.remove(installation.folder.logPath)
    for name in Self.entries(of: installation.folder.path + "/keys")
    where name.hasPrefix("log.") || name.hasSuffix(".checkpoint") {
      unlink(installation.folder.path + "/keys/" + name)
    }
    _ = try installation.folder.create()
    let custody = try installation.open(creating: true)
    try installation.folder.createLog(name: "demo.invalid/hikae")
    let registers = RegisterImport(custody, readTable: FileReading.table, readProfile: FileReading.profile)
    _ = try registers.organisations(from: folder + "/clients.csv")
    _ = try registers.agreements(from: folder + "/agreements.csv")
    _ = try registers.devices(from: folder + "/devices.csv")
  }

  /// Removes a folder with everything in it; links are not followed.
  private static func remove(_ path: String) {
    if unlink(path) == 0 { return }
    for name in entries(of: path) { remove(path + "/" + name) }
    rmdir(path)
  }

  private static func entries(of folder: String) -> [String] {
    guard let handle = opendir(folder) else { return [] }
    defer { closedir(handle) }
    var names: [String] = []
    while let entry = readdir(handle) {
      let name = withUnsafeBytes(of: entry.pointee.d_name) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
      if name != ".", name != ".." { names.append(name) }
    }
    return names
  }

  private func scan(_ name: String, _ installation: InstallationOptions, _ pool: ReaderPool) async throws {
    let reader = FileReader(pool: pool, limits: ReadingLimits(), asOf: Today.civilDate)
    let session = try ScanSession(
      roots: ScanRoots([folder + "/" + name]), reader: reader, readers: 2, installation: installation, device: name,
      fresh: false)
    print("\n" + name)
    _ = try await session.run(
      printing: TextScanPrinter(language: installation.language, ownerLimit: 8), form: "demo")
  }

  static func seconds(_ duration: Duration) -> String {
    let milliseconds =
      Int(duration.components.seconds) * 1000 + Int(duration.components.attoseconds / 1_000_000_000_000_000)
    let digits = String(1000 + milliseconds % 1000).dropFirst()
    return "\(milliseconds / 1000).\(digits)"
  }
}

/// The answer beside the generator's own truth.
struct DemoComparison {
  let truth: FoundingTruth
  let scope: Scope
  let language: Language

  /// - Returns: whether the total, client 117, and each other client are within one person in a hundred of the truth.
  func print() -> Bool {
    var rows: [(String, Int, Int)] = [(language.text(.total), truth.laptop.people, scope.total.certain.count)]
    for client in truth.clients where client.number == 117 {
      let found = scope.clients.first { $0.organisation.name == client.name }?.share.certain.count ?? 0
      rows.append((language.text(.demoClient, String(client.number), client.name), client.onLaptop, found))
    }
    let width = rows.map { DisplayWidth.of($0.0) }.max() ?? 0
    let titles = [language.text(.demoTruth), language.text(.demoFound), language.text(.demoDifference)]
    Swift.print(
      DisplayWidth.padded("", to: width) + titles.map { DisplayWidth.padded($0, to: 14, right: true) }.joined())
    var agrees = true
    for (name, written, found) in rows {
      let numbers = [language.number(written), language.number(found), language.number(found - written)]
      Swift.print(
        DisplayWidth.padded(name, to: width) + numbers.map { DisplayWidth.padded($0, to: 14, right: true) }.joined())
      if abs(found - written) * 100 > written { agrees = false }
    }
    let off = truth.clients.filter { client in
      let found = scope.clients.first { $0.organisation.name == client.name }?.share.certain.count ?? 0
      return abs(found - client.onLaptop) > max(1, client.onLaptop / 100)
    }
    Swift.print(
      language.text(
        .demoClientsAgree, language.number(truth.clients.count - off.count), language.number(truth.clients.count)))
    return agrees && off.isEmpty
  }
}
