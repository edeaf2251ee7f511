import CProcess
import Contents
import Glibc

/// The process that reads foreign formats: started by `ReaderPool`, with a socket as its standard input, limits on
/// memory, time and temporary files, and no way to the network. It reads one file after another; when it dies, it takes
/// one file with it.
package enum ReaderWorker {
  /// Serves requests until the other end closes the socket. Called by `hikae read-worker`.
  package static func main() -> Never { exit(serve(socket: 0)) }

  /// Descriptors: the socket, the file, a temporary file for each level of containers, a child's pipes.
  private static let descriptors: Int32 = 64
  private static let largestRequest = 1 << 20

  private static func serve(socket: Int32) -> Int32 {
    process_close_inherited()
    var isConfined = false
    while true {
      guard let (request, descriptor) = receive(from: socket) else { return 0 }
      guard let (limits, name) = request.withUnsafeBytes(WorkerMessage.decodeRequest) else { return 2 }
      if !isConfined {
        // The first request brings the limits; nothing foreign was read before.
        guard process_confine(limits.workerMemory, descriptors, limits.unpackedBytes) == 0 else { return 3 }
        // A write beyond the limit on file sizes is then an error of that write instead of the end.
        signal(SIGXFSZ, SIG_IGN)
        isConfined = true
      }
      process_allow_processor_time(Int32(clamping: limits.processorSeconds))
      guard answer(descriptor: descriptor, named: name, limits: limits, on: socket) else { return 0 }
    }
  }

  /// Reads one file and sends what it holds. False when the other end is gone.
  private static func answer(descriptor: Int32, named name: String, limits: ReadingLimits, on socket: Int32) -> Bool {
    var frame: [UInt8] = []
    var isGone = false
    do throws(UnreadReason) {
      let source = try FileSource(descriptor: descriptor)
      try DocumentReader.read(source, named: name, limits: limits) { event throws(UnreadReason) in
        frame.removeAll(keepingCapacity: true)
        frame.append(contentsOf: WorkerMessage.header(WorkerMessage.event, length: 0))
        ContentEventCodec.encode(event, into: &frame)
        let length = frame.count - WorkerMessage.headerLength
        if length > ContentEventCodec.longest { throw .tooLarge }
        withUnsafeBytes(of: UInt64(length)) { frame.replaceSubrange(1..<WorkerMessage.headerLength, with: $0) }
        if process_send(socket, frame, frame.count, -1) != 0 {
          isGone = true
          throw .inputOutput
        }
      }
      if isGone { return false }
      let done = WorkerMessage.header(WorkerMessage.done, length: 0)
      return process_send(socket, done, done.count, -1) == 0
    } catch {
      if isGone { return false }
      let reason = Array(error.rawValue.utf8)
      let last = WorkerMessage.header(WorkerMessage.unread, length: reason.count) + reason
      return process_send(socket, last, last.count, -1) == 0
    }
  }

  /// One request: a length, that many bytes, and the descriptor that came with the first of them.
  private static func receive(from socket: Int32) -> (request: [UInt8], descriptor: Int32)? {
    var length: UInt64 = 0
    var descriptor: Int32 = -1
    guard withUnsafeMutableBytes(of: &length, { fill($0, from: socket, &descriptor) }), descriptor >= 0,
      length >= 64, length <= largestRequest
    else { return nil }
    var request = [UInt8](repeating: 0, count: Int(length))
    var none: Int32 = -1
    guard request.withUnsafeMutableBytes({ fill($0, from: socket, &none) }) else { return nil }
    return (request, descriptor)
  }

  private static func fill(
    _ buffer: UnsafeMutableRawBufferPointer, from socket: Int32, _ descriptor: inout Int32
  ) -> Bool {
    guard let base = buffer.baseAddress else { return true }
    var filled = 0
    while filled < buffer.count {
      var received: Int32 = -1
      let got = process_receive(socket, base + filled, buffer.count - filled, &received)
      if received >= 0 { descriptor = received }
      guard got > 0 else { return false }
      filled += got
    }
    return true
  }
}
