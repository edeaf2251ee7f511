import CProcess
import Contents

/// What goes over the socket between `ReaderPool` and `ReaderWorker`: frames of one tag, a length and that many bytes.
enum WorkerMessage {
  static let event: UInt8 = 1
  static let done: UInt8 = 2
  static let unread: UInt8 = 3
  static let headerLength = 9

  static func header(_ tag: UInt8, length: Int) -> [UInt8] {
    var bytes = [tag]
    withUnsafeBytes(of: UInt64(length)) { bytes.append(contentsOf: $0) }
    return bytes
  }

  /// A request: limits and name; the file's descriptor comes beside it.
  static func encode(_ limits: ReadingLimits, named name: String) -> [UInt8] {
    var bytes: [UInt8] = []
    let numbers: [Int64] = [
      Int64(limits.depth), Int64(limits.entries), limits.unpackedBytes, limits.ratio,
      Int64(limits.memberBytesInMemory), limits.workerMemory, Int64(limits.processorSeconds),
      Int64(limits.waitingSeconds),
    ]
    for number in numbers { withUnsafeBytes(of: number) { bytes.append(contentsOf: $0) } }
    bytes.append(contentsOf: name.utf8)
    return bytes
  }

  static func decodeRequest(_ bytes: UnsafeRawBufferPointer) -> (limits: ReadingLimits, name: String)? {
    var input = ByteCursor(bytes)
    var limits = ReadingLimits()
    guard let depth = input.count(), let entries = input.count(), let unpacked = input.count(),
      let ratio = input.count(), let inMemory = input.count(), let memory = input.count(),
      let seconds = input.count(), let waiting = input.count(), let name = input.bytes(bytes.count - 64)
    else { return nil }
    limits.depth = depth
    limits.entries = entries
    limits.unpackedBytes = Int64(unpacked)
    limits.ratio = Int64(ratio)
    limits.memberBytesInMemory = inMemory
    limits.workerMemory = Int64(memory)
    limits.processorSeconds = seconds
    limits.waitingSeconds = waiting
    return (limits, String(decoding: name, as: UTF8.self))
  }
}
