import Contents
import Glibc

/// `pdftotext` of poppler as a child process with limits. A process of its own, because the parser is large and foreign,
/// and because its licence (GPL) asks for that border.
struct PDFTextProcess {
  static let program = "pdftotext"
  private static let folders = ["/usr/bin", "/usr/local/bin", "/bin", "/opt/homebrew/bin"]
  private static let mostOutput: Int64 = 512 << 20
  /// Bytes of address space.
  private static let memory = 1 << 30
  /// Of util-linux: runs a program under limits.
  private static let limiter = "/usr/bin/prlimit"

  /// Seconds by the wall clock.
  var deadline: Double

  /// Runs over the PDF behind `descriptor` and hands its text (UTF-8, pages ended by form feeds) to `take`.
  /// - Throws: `.missingTool`, `.password`, `.damaged`, `.timedOut`, `.tooLarge`, and what `take` throws.
  func run(
    on descriptor: Int32, _ take: (UnsafeRawBufferPointer) throws(UnreadReason) -> Void
  ) throws(UnreadReason) {
    guard
      let path = Self.folders.map({ folder -> String in folder + "/" + Self.program }).first(where: {
        access($0, X_OK) == 0
      })
    else {
      throw .missingTool
    }
    let output = try Pipe()
    let errors = try Pipe()
    let child = try spawn(path, input: descriptor, output: output, errors: errors)
    output.closeWriting()
    errors.closeWriting()
    var complaint: [UInt8] = []
    var failure: UnreadReason?
    do throws(UnreadReason) {
      try drain(output, errors, into: &complaint, take)
    } catch {
      failure = error
      kill(child, SIGKILL)
    }
    let status = Self.wait(for: child)
    if let failure { throw failure }
    try judge(status, complaint)
  }

  private func judge(_ status: Int32, _ complaint: [UInt8]) throws(UnreadReason) {
    let signal = status & 0x7F
    let code = (status >> 8) & 0xFF
    if signal == 0, code == 0 { return }
    let text = String(decoding: complaint, as: UTF8.self)
    // Exit status 3 is "permission": the file is locked against copying its text.
    if text.contains("ncorrect password") || code == 3 { throw .password }
    if signal == SIGXCPU || signal == SIGKILL { throw .timedOut }
    if text.contains("ut of memory") || text.contains("bad_alloc") { throw .tooLarge }
    if code == 127 { throw .missingTool }
    throw .damaged
  }

  // MARK: Starting

  private func spawn(_ path: String, input: Int32, output: Pipe, errors: Pipe) throws(UnreadReason) -> pid_t {
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    lseek(input, 0, SEEK_SET)
    posix_spawn_file_actions_adddup2(&actions, input, 0)
    posix_spawn_file_actions_adddup2(&actions, output.writing, 1)
    posix_spawn_file_actions_adddup2(&actions, errors.writing, 2)
    // By its path the file is read where it is needed; over standard input it is copied into memory first. A worker
    // that was handed a file it may not open itself has only the second way.
    let isOpenable = access("/proc/self/fd/\(input)", R_OK) == 0
    // No `-q`: it would keep back the message that tells a wrong password from damage.
    var words = [path, "-layout", "-enc", "UTF-8", isOpenable ? "/proc/self/fd/0" : "-", "-"]
    // The reader worker's own limits are inherited; these hold where a PDF is read without one.
    if access(Self.limiter, X_OK) == 0 {
      let seconds = Int(max(1, deadline))
      words = [Self.limiter, "--as=\(Self.memory)", "--cpu=\(seconds)", "--core=0", "--"] + words
    }
    var arguments: [UnsafeMutablePointer<CChar>?] = words.map { strdup($0) }
    arguments.append(nil)
    let settings: [String] = ["LC_ALL=C", "PATH=/usr/bin:/bin"]
    var environment: [UnsafeMutablePointer<CChar>?] = settings.map { strdup($0) }
    environment.append(nil)
    defer { for word in arguments + environment { free(word) } }
    var child: pid_t = 0
    guard posix_spawn(&child, words[0], &actions, nil, &arguments, &environment) == 0 else { throw .missingTool }
    return child
  }

  private static func wait(for child: pid_t) -> Int32 {
    var status: Int32 = 0
    while waitpid(child, &status, 0) < 0, errno == EINTR {}
    return status
  }

  // MARK: Reading

  private func drain(
    _ output: Pipe, _ errors: Pipe, into complaint: inout [UInt8],
    _ take: (UnsafeRawBufferPointer) throws(UnreadReason) -> Void
  ) throws(UnreadReason) {
    let end = Self.now() + deadline
    let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 64 << 10, alignment: 16)
    defer { buffer.deallocate() }
    var total: Int64 = 0
    var isOutputOpen = true
    var areErrorsOpen = true
    while isOutputOpen || areErrorsOpen {
      let left = end - Self.now()
      guard left > 0 else { throw .timedOut }
      var waiting = [
        pollfd(fd: isOutputOpen ? output.reading : -1, events: Int16(POLLIN), revents: 0),
        pollfd(fd: areErrorsOpen ? errors.reading : -1, events: Int16(POLLIN), revents: 0),
      ]
      let ready = poll(&waiting, 2, Int32(min(left * 1_000 + 1, 60_000)))
      if ready <= 0 { continue }
      if waiting[0].revents != 0 {
        let got = Glibc.read(output.reading, buffer.baseAddress, buffer.count)
        if got > 0 {
          total += Int64(got)
          guard total <= Self.mostOutput else { throw .tooLarge }
          try take(UnsafeRawBufferPointer(rebasing: buffer[0..<got]))
        } else if got == 0 || errno != EINTR {
          isOutputOpen = false
        }
      }
      if waiting[1].revents != 0 {
        let got = Glibc.read(errors.reading, buffer.baseAddress, buffer.count)
        if got > 0 {
          complaint.append(contentsOf: buffer[0..<min(got, max(0, (8 << 10) - complaint.count))])
        } else if got == 0 || errno != EINTR {
          areErrorsOpen = false
        }
      }
    }
  }

  private static func now() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
  }

  /// Both ends of a pipe, closed with its last reference.
  private final class Pipe {
    let reading: Int32
    private(set) var writing: Int32

    init() throws(UnreadReason) {
      var ends: [Int32] = [-1, -1]
      guard pipe(&ends) == 0 else { throw .inputOutput }
      reading = ends[0]
      writing = ends[1]
      for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    }

    func closeWriting() {
      if writing >= 0 { close(writing) }
      writing = -1
    }

    deinit {
      closeWriting()
      close(reading)
    }
  }
}
