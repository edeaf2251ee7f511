import CanonicalForms
import Glibc
import Storage
import TestDatabases
import Testing

/// A new folder with an installation and files of its own, in which the built `hikae` runs. Goes away with the last
/// reference.
final class Workplace {
  let path: String
  /// On the engine of the test; SQLite lies in the installation's own folder.
  let database: TestDatabase

  /// - Parameter shared: the database of another workplace, as of another machine.
  init(sharing shared: TestDatabase? = nil) throws {
    database = try shared ?? TestDatabase()
    var pattern = Array("/tmp/hikae-test-XXXXXX".utf8CString)
    try #require(mkdtemp(&pattern) != nil)
    path = String(decoding: pattern.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    mkdir(path + "/files", 0o755)
  }

  deinit { Workplace.remove(path) }

  /// The folder that is scanned.
  var files: String { path + "/files" }
  /// The installation.
  var data: String { path + "/data" }

  /// Copies the token key of another installation, as an operator does for a second machine.
  func takeKey(of other: Workplace) throws {
    let key = Self.read(other.data + "/keys/token-1.key")
    let descriptor = open(data + "/keys/token-1.key", O_WRONLY | O_TRUNC | O_CLOEXEC)
    try #require(descriptor >= 0 && Glibc.write(descriptor, key, key.count) == key.count)
    close(descriptor)
  }

  // MARK: Files

  /// Writes a file below `files`, with its folders.
  @discardableResult
  func write(_ name: String, _ bytes: [UInt8]) throws -> String {
    let file = files + "/" + name
    for slash in file.indices where file[slash] == "/" && slash > file.startIndex {
      mkdir(String(file[..<slash]), 0o755)
    }
    let descriptor = open(file, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
    try #require(descriptor >= 0 && Glibc.write(descriptor, bytes, bytes.count) == bytes.count, "\(file)")
    close(descriptor)
    return file
  }

  @discardableResult
  func write(_ name: String, _ text: String) throws -> String { try write(name, Array(text.utf8)) }

  func delete(_ name: String) { unlink(files + "/" + name) }

  static func read(_ path: String) -> [UInt8] {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return [] }
    defer { close(descriptor) }
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 65_536)
    while true {
      let count = Glibc.read(descriptor, &buffer, buffer.count)
      guard count > 0 else { return bytes }
      bytes += buffer[..<count]
    }
  }

  private static func remove(_ path: String) {
    chmod(path, 0o700)
    if let folder = opendir(path) {
      while let entry = readdir(folder) {
        let name = withUnsafeBytes(of: entry.pointee.d_name) { bytes in
          String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
        }
        if name != ".", name != ".." { remove(path + "/" + name) }
      }
      closedir(folder)
      rmdir(path)
    } else {
      unlink(path)
    }
  }

  // MARK: Runs

  struct Finished {
    var status: Int32
    var output: [UInt8]
    var errors: String

    var text: String { String(decoding: output, as: UTF8.self) }
    var lines: [String] { text.split(separator: "\n").map(String.init) }

    /// Every line as one JSON value.
    func json() throws -> [JSON] { try lines.map { try JSON(parsing: Array($0.utf8)) } }
  }

  /// Runs a command to its end. `--data` is added, and the language is English unless `--lang` is among the arguments.
  @discardableResult
  func run(_ arguments: String..., unprivileged: Bool = false) throws -> Finished {
    try run(arguments, unprivileged: unprivileged)
  }

  @discardableResult
  func run(_ arguments: [String], in folder: String? = nil, unprivileged: Bool = false) throws -> Finished {
    try start(arguments, in: folder, unprivileged: unprivileged).wait()
  }

  /// The command's only line, as JSON.
  func answer(_ arguments: String...) throws -> JSON {
    let finished = try run(arguments)
    return try #require(finished.json().last, "\(finished.errors)")
  }

  func start(
    _ arguments: [String], in folder: String? = nil, unprivileged: Bool = false, withData: Bool = true
  ) throws -> Running {
    let number = runs
    runs += 1
    // Behind the subcommand, and before what is no option any more.
    let options = arguments.prefix { $0 != "--" }
    var words =
      [try BuiltProgram.path(of: "hikae")] + options + (withData ? ["--data", data] : [])
      + arguments.dropFirst(options.count)
    if unprivileged, geteuid() == 0 {
      // Root reads everything, unless it may not overrule permissions.
      let taken = "-dac_override,-dac_read_search"
      words = ["/usr/bin/setpriv", "--bounding-set", taken, "--inh-caps", taken] + words
    }
    if let folder { words = ["/usr/bin/env", "-C", folder] + words }
    return try Running(
      words, output: path + "/out\(number)", errors: path + "/err\(number)", home: path, user: user,
      database: database.url)
  }

  /// Whose account runs the commands.
  var user = "tester"

  private var runs = 0

  /// What poppler reads in a PDF.
  func pdfText(of file: String, as order: String = "-layout") throws -> String {
    let number = runs
    runs += 1
    let running = try Running(
      ["/usr/bin/pdftotext", order, file, "-"], output: path + "/out\(number)", errors: path + "/err\(number)",
      home: path, user: user, database: nil)
    return running.wait().text
  }

  struct NotStarted: Error {
    var program: String
    var reason: String
  }

  /// A command that runs.
  final class Running {
    private let child: pid_t
    private let output: String
    private let errors: String

    fileprivate init(
      _ words: [String], output: String, errors: String, home: String, user: String, database: String?
    ) throws {
      self.output = output
      self.errors = errors
      var actions = posix_spawn_file_actions_t()
      posix_spawn_file_actions_init(&actions)
      defer { posix_spawn_file_actions_destroy(&actions) }
      posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0)
      posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, output, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
      posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, errors, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
      let search = getenv("PATH").map { String(cString: $0) } ?? "/usr/bin:/bin"
      let libraries = getenv("LD_LIBRARY_PATH").map { ["LD_LIBRARY_PATH=" + String(cString: $0)] } ?? []
      let environment =
        ["PATH=" + search, "HOME=" + home, "LANG=C.UTF-8", "TZ=Asia/Tokyo", "USER=" + user] + libraries
        + (database.map { ["HIKAE_DATABASE=" + $0] } ?? [])
      let program = words[0]
      var child: pid_t = 0
      let status = Self.withCStrings(words) { words in
        Self.withCStrings(environment) { posix_spawn(&child, program, &actions, nil, words, $0) }
      }
      guard status == 0 else { throw NotStarted(program: program, reason: String(cString: strerror(status))) }
      self.child = child
    }

    private static func withCStrings<T>(
      _ texts: [String], _ body: ([UnsafeMutablePointer<CChar>?]) -> T
    ) -> T {
      let copies = texts.map { strdup($0) }
      defer { for copy in copies { free(copy) } }
      return body(copies + [nil])
    }

    /// Lines that the command has printed so far.
    var lineCount: Int { Workplace.read(output).count { $0 == UInt8(ascii: "\n") } }

    /// Waits until so many lines are out and kills the command there and then.
    /// - Returns: whether it was still running.
    func kill(afterLines count: Int) -> Bool {
      var status: Int32 = 0
      while waitpid(child, &status, WNOHANG) == 0 {
        if lineCount >= count {
          Glibc.kill(child, SIGKILL)
          waitpid(child, &status, 0)
          return status & 0x7F == SIGKILL
        }
        usleep(500)
      }
      return false
    }

    /// Waits until so many lines are out, and gives them.
    func lines(_ count: Int) throws -> [String] {
      var status: Int32 = 0
      while lineCount < count {
        guard waitpid(child, &status, WNOHANG) == 0 else {
          hasEnded = true
          throw NotStarted(program: "", reason: String(decoding: Workplace.read(errors), as: UTF8.self))
        }
        usleep(2_000)
      }
      return String(decoding: Workplace.read(output), as: UTF8.self).split(separator: "\n").map(String.init)
    }

    /// Asks a command that runs on to end, and waits for it.
    func stop() -> Finished {
      Glibc.kill(child, SIGTERM)
      return wait()
    }

    /// Ends it in any case.
    func terminate() {
      guard !hasEnded else { return }
      Glibc.kill(child, SIGKILL)
      _ = wait()
    }

    private var hasEnded = false

    func wait() -> Finished {
      defer { hasEnded = true }
      var status: Int32 = 0
      while waitpid(child, &status, 0) < 0, errno == EINTR {}
      return Finished(
        status: status & 0x7F == 0 ? status >> 8 & 0xFF : -1, output: Workplace.read(output),
        errors: String(decoding: Workplace.read(errors), as: UTF8.self))
    }
  }
}
