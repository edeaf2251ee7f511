import Glibc
import Synchronization

/// Messages from other threads to one that waits for them together with descriptors. First in, first out: a finding
/// never overtakes the events that were noticed before it.
package final class Mailbox<Message: Sendable>: Sendable {
  private let messages = Mutex<[Message]>([])
  package let wakeup = Wakeup()

  package init() {}

  package func post(_ message: Message) {
    let wasEmpty = messages.withLock { messages in
      messages.append(message)
      return messages.count == 1
    }
    if wasEmpty { wakeup.signal() }
  }

  /// Posts, and waits first while the receiver has much to do: for senders that are in no hurry.
  package func postPatiently(_ message: Message, most: Int = 500) {
    while messages.withLock({ $0.count }) >= most { usleep(5_000) }
    post(message)
  }

  package var count: Int { messages.withLock { $0.count } }

  package func takeAll() -> [Message] {
    wakeup.clear()
    return messages.withLock { messages in
      defer { messages = [] }
      return messages
    }
  }
}
