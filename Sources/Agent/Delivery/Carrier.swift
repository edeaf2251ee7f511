import Glibc
import Observations
import Synchronization

/// Brings batches to where they are kept.
package protocol Carrier: Sendable {
  /// Blocks until there is an answer.
  func carry(_ batch: [UInt8], epoch: Int, first: UInt64, last: UInt64) -> Courier.Answer

  /// How receipts fare; nil where nothing is given or nothing proves them. From any thread, at once.
  var receipts: ReceiptWatch.Report? { get }
}

extension Carrier {
  package var receipts: ReceiptWatch.Report? { nil }
}

/// Writes batches as files, for places without a network; somebody carries them on.
package struct FolderCarrier: Carrier {
  private let folder: String

  package init(folder: String) throws(AgentFailure) {
    guard mkdir(folder, 0o700) == 0 || errno == EEXIST else {
      throw AgentFailure(.delivery, "\(folder) cannot be made: \(AgentFailure.lastError)")
    }
    self.folder = folder
  }

  /// The name under which a batch is kept; names sort in the order of the sequence.
  package static func name(epoch: Int, first: UInt64, last: UInt64) -> String {
    func padded(_ number: UInt64, _ width: Int) -> String {
      let digits = String(number)
      return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }
    return "\(padded(UInt64(max(0, epoch)), 6))-\(padded(first, 12))-\(padded(last, 12)).batch"
  }

  package func carry(_ batch: [UInt8], epoch: Int, first: UInt64, last: UInt64) -> Courier.Answer {
    do {
      try SmallFile.replace(folder + "/" + Self.name(epoch: epoch, first: first, last: last), with: batch)
      return .accepted(nil)
    } catch {
      return .unreachable(error.description)
    }
  }
}

/// The thread that waits for the network.
package final class CarrierThread: Sendable {
  private struct Load: Sendable {
    var bytes: [UInt8]
    var epoch: Int
    var first: UInt64
    var last: UInt64
  }

  private let loads = Mailbox<Load?>()
  private let thread = Mutex<WorkerThread?>(nil)

  package init(_ carrier: any Carrier, answer: @escaping @Sendable (Courier.Answer) -> Void) {
    thread.withLock {
      $0 = WorkerThread(named: "hikae-sender") { [loads] in
        while true {
          var waits = pollfd(fd: loads.wakeup.descriptor, events: Int16(POLLIN), revents: 0)
          _ = poll(&waits, 1, -1)
          for load in loads.takeAll() {
            guard let load else { return }
            answer(carrier.carry(load.bytes, epoch: load.epoch, first: load.first, last: load.last))
          }
        }
      }
    }
  }

  package func send(_ batch: [UInt8], epoch: Int, first: UInt64, last: UInt64) {
    loads.post(Load(bytes: batch, epoch: epoch, first: first, last: last))
  }

  /// Waits for a sending that is on its way.
  package func end() {
    loads.post(nil)
    let thread = thread.withLock { thread in
      defer { thread = nil }
      return thread
    }
    thread?.join()
  }
}
