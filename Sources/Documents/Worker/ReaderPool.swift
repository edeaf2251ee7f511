import CProcess
import Contents
import Synchronization

/// Reads files, those of foreign formats in worker processes. May be used from many threads at once; each call blocks
/// its thread until the file is read.
///
/// Workers are started when they are needed, serve one file at a time and are used again. Up to `count` idle ones are
/// kept; callers in parallel beyond that get workers of their own, so that nobody waits for another's file.
package final class ReaderPool: Sendable {
  private let executable: String
  private let arguments: [String]
  private let count: Int
  private let idle = Mutex<[WorkerProcess]>([])
  /// A worker that has read this many files makes room for a fresh one: memory that it lost comes back.
  private static let filesPerWorker = 1_000

  /// - Parameter executable: path of the program that calls `ReaderWorker.main()` when started with `arguments`.
  package init(executable: String, arguments: [String] = ["read-worker"], count: Int) {
    self.executable = executable
    self.arguments = arguments
    self.count = max(1, count)
  }

  deinit { for worker in idle.withLock({ $0 }) { worker.end() } }

  /// Reads one file: plain text and files without text here, everything else in a worker.
  /// - Throws: the reason why it was not read as a whole, or what `sink` throws.
  package func read(
    _ source: FileSource, named name: String, limits: ReadingLimits = ReadingLimits(),
    sink: (ContentEvent) throws(UnreadReason) -> Void
  ) throws(UnreadReason) {
    let format = try FileFormat.identify(source, named: name)
    switch format {
    case .text, .inert: try DocumentReader.read(source, as: format, named: name, limits: limits, sink: sink)
    case .unknown, .oleOther: throw .unknownType
    default: try readInWorker(source, named: name, limits: limits, sink: sink)
    }
  }

  private func readInWorker(
    _ source: FileSource, named name: String, limits: ReadingLimits,
    sink: (ContentEvent) throws(UnreadReason) -> Void
  ) throws(UnreadReason) {
    var hasEvents = false
    var worker = try takeWorker()
    while true {
      let wasFresh = worker.filesRead == 0
      let outcome = worker.read(source, named: name, limits: limits) { event throws(UnreadReason) in
        hasEvents = true
        try sink(event)
      }
      switch outcome {
      case .read:
        giveBack(worker)
        return
      case .refused(let reason):
        giveBack(worker)
        throw reason
      case .ended(let reason):
        worker.end()
        // A worker that earlier files had worn out says nothing about this one: try it once on a fresh worker.
        if reason == .crashed || reason == .tooLarge, !wasFresh, !hasEvents {
          worker = try WorkerProcess(executable: executable, arguments: arguments)
          continue
        }
        throw reason
      }
    }
  }

  private func takeWorker() throws(UnreadReason) -> WorkerProcess {
    if let worker = idle.withLock({ $0.popLast() }) { return worker }
    return try WorkerProcess(executable: executable, arguments: arguments)
  }

  private func giveBack(_ worker: WorkerProcess) {
    let isKept = idle.withLock { idle in
      guard idle.count < count, worker.filesRead < Self.filesPerWorker else { return false }
      idle.append(worker)
      return true
    }
    if !isKept { worker.end() }
  }
}
