import CProcess
import Contents
import Glibc

/// One running reader worker, as its parent sees it. Owned by one thread at a time.
final class WorkerProcess: @unchecked Sendable {
  enum Outcome {
    case read
    /// The worker told why it could not read the file, and lives on.
    case refused(UnreadReason)
    /// The worker is dead, or must not live on.
    case ended(UnreadReason)
  }

  private let socket: Int32
  private let pid: pid_t
  private var hasEnded = false
  private(set) var filesRead = 0
  private var payload: [UInt8] = []

  /// - Throws: `.missingTool` when the program cannot be started.
  init(executable: String, arguments: [String]) throws(UnreadReason) {
    var sockets: (Int32, Int32) = (-1, -1)
    let made = withUnsafeMutableBytes(of: &sockets) { process_socket_pair($0.bindMemory(to: Int32.self).baseAddress) }
    guard made == 0 else { throw .inputOutput }
    var words: [UnsafeMutablePointer<CChar>?] = ([executable] + arguments).map { strdup($0) }
    words.append(nil)
    var started: pid_t = 0
    let failure = process_spawn(&words, sockets.1, &started)
    for word in words { free(word) }
    close(sockets.1)
    guard failure == 0 else {
      close(sockets.0)
      throw .missingTool
    }
    socket = sockets.0
    pid = started
  }

  deinit { end() }

  /// Ends the process, which may be dead already, and forgets it.
  func end() { _ = reasonOfEnd(isUnexpected: false) }

  /// Has one file read and passes on its events.
  func read(
    _ source: FileSource, named name: String, limits: ReadingLimits,
    sink: (ContentEvent) throws(UnreadReason) -> Void
  ) -> Outcome {
    filesRead += 1
    guard let descriptor = source.fileDescriptor else { return .refused(.inputOutput) }
    let request = WorkerMessage.encode(limits, named: String(name.suffix(4_096)))
    var message: [UInt8] = []
    withUnsafeBytes(of: UInt64(request.count)) { message.append(contentsOf: $0) }
    message.append(contentsOf: request)
    guard process_send(socket, message, message.count, descriptor) == 0 else { return died() }
    var deadline = Deadline(seconds: limits.waitingSeconds)
    // The contents of a file may be more than its bytes when cells repeat; a stream without end may not.
    let mostOutput = limits.unpackedBytes &+ source.size &* 4
    var output: Int64 = 0
    while true {
      var header = [UInt8](repeating: 0, count: WorkerMessage.headerLength)
      if let failure = header.withUnsafeMutableBytes({ fill($0, &deadline) }) { return failure }
      let length = header.withUnsafeBytes { $0.loadUnaligned(fromByteOffset: 1, as: UInt64.self) }
      guard length <= UInt64(ContentEventCodec.longest) else { return .ended(.crashed) }
      output &+= Int64(length)
      if output > mostOutput { return .ended(.tooLarge) }
      let count = Int(length)
      if payload.count < count { payload.append(contentsOf: repeatElement(0, count: count - payload.count)) }
      let failure = payload.withUnsafeMutableBytes { buffer in
        fill(UnsafeMutableRawBufferPointer(rebasing: buffer[..<count]), &deadline)
      }
      if let failure { return failure }
      switch header[0] {
      case WorkerMessage.done: return .read
      case WorkerMessage.unread:
        let reason = UnreadReason(rawValue: String(decoding: payload[..<count], as: UTF8.self))
        return reason.map { .refused($0) } ?? .ended(.crashed)
      case WorkerMessage.event:
        let event = payload.withUnsafeBytes { ContentEventCodec.decode(UnsafeRawBufferPointer(rebasing: $0[..<count])) }
        guard let event else { return .ended(.crashed) }
        do throws(UnreadReason) { try sink(event) } catch { return .ended(error) }
      default: return .ended(.crashed)
      }
      if payload.count > 4 << 20 { payload = [] }
    }
  }

  /// Receives exactly as much as fits. Only waiting for the worker counts against the deadline, not what the caller
  /// does with the events in between.
  private func fill(
    _ buffer: UnsafeMutableRawBufferPointer, _ deadline: inout Deadline
  ) -> Outcome? {
    guard let base = buffer.baseAddress else { return nil }
    var filled = 0
    while filled < buffer.count {
      let began = process_monotonic_seconds()
      let ready = process_wait_readable(socket, deadline.milliseconds)
      deadline.spend(process_monotonic_seconds() - began)
      if ready < 0 { return died() }
      if ready == 0 {
        if deadline.isOver { return .ended(.timedOut) }
        continue
      }
      var descriptor: Int32 = -1
      let got = process_receive(socket, base + filled, buffer.count - filled, &descriptor)
      // Nobody sends descriptors this way; one that comes is not kept.
      if descriptor >= 0 { close(descriptor) }
      guard got > 0 else { return died() }
      filled += got
    }
    return nil
  }

  private func died() -> Outcome { .ended(reasonOfEnd(isUnexpected: true)) }

  /// Buries the process and reads from how it ended why it did.
  private func reasonOfEnd(isUnexpected: Bool) -> UnreadReason {
    guard !hasEnded else { return .crashed }
    hasEnded = true
    if !isUnexpected { kill(pid, SIGKILL) }
    var status: Int32 = 0
    let signal = process_end(pid, &status)
    close(socket)
    if signal == SIGXCPU { return .timedOut }
    return signal == 0 && status == PROCESS_WITHOUT_MEMORY ? .tooLarge : .crashed
  }
}

/// Seconds that may be waited, all together.
private struct Deadline {
  private var left: Double

  init(seconds: Int) { left = Double(seconds) }

  var isOver: Bool { left <= 0 }
  /// For one wait; a second at most, so that a clock that jumps costs little.
  var milliseconds: Int32 { Int32(max(1, min(1_000, left * 1_000))) }

  mutating func spend(_ seconds: Double) { left -= seconds }
}
