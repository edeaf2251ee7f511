import Hummingbird
import Logging
import NIOCore
import Synchronization

/// What is known of one request besides its bytes.
package struct ServerContext: RequestContext {
  package var coreContext: CoreRequestContextStorage
  package let channel: any Channel
  /// What the request turned out to be, for the access log.
  package let outcome = RequestOutcome()

  package init(source: ApplicationRequestContextSource) {
    coreContext = CoreRequestContextStorage(source: source)
    channel = source.channel
  }

  /// To be called by whoever has read the body to its end: the connection stays open then.
  package func bodyWasRead() { outcome.isBodyRead = true }

  /// Address of the peer, for limits. Never logged.
  package var peerAddress: String { channel.remoteAddress?.ipAddress ?? "" }
}

/// What handlers tell the access log: nothing that a request brought along.
package final class RequestOutcome: Sendable {
  private struct Told {
    var device: String?
    var problem: String?
    var isBodyRead = false
  }

  private let told = Mutex(Told())

  /// The id that the operator gave to the device, from its certificate.
  var device: String? {
    get { told.withLock { $0.device } }
    set { told.withLock { $0.device = newValue } }
  }

  var problem: String? {
    get { told.withLock { $0.problem } }
    set { told.withLock { $0.problem = newValue } }
  }

  /// The body was read to its end.
  var isBodyRead: Bool {
    get { told.withLock { $0.isBodyRead } }
    set { told.withLock { $0.isBodyRead = newValue } }
  }
}
