import CanonicalForms
import Glibc

/// The thread that talks about disks now and then. It holds nothing up: a server that does not answer is asked again later.
package final class DiskThread: Sendable {
  /// What came of a talk.
  package struct Report: Sendable, Equatable {
    package let volumes: Int
    package let at: Moment
    /// Why it failed, or some volume could not be read, for the status.
    package let trouble: String?
  }

  /// Seconds after a failure, and while no volume is open.
  private static let afterFailure = 900
  private static let withoutVolumes = 600
  /// Seconds until the first talk: whatever was unlocked at the start of the system is open by then.
  private static let atFirst = 20

  private let ends = Mailbox<Void>()

  package init(_ talk: @escaping @Sendable () -> DiskTalk, report: @escaping @Sendable (Report) -> Void) {
    _ = WorkerThread(named: "hikae-disks") { [ends] in
      var next = Self.atFirst
      while true {
        var waits = pollfd(fd: ends.wakeup.descriptor, events: Int16(POLLIN), revents: 0)
        if poll(&waits, 1, Int32(clamping: next * 1000)) > 0 { return }
        do {
          let outcome = try talk().talk()
          next = outcome.volumes == 0 ? Self.withoutVolumes : max(10, outcome.nextSeconds)
          report(Report(volumes: outcome.volumes, at: .now, trouble: outcome.trouble))
        } catch {
          next = Self.afterFailure
          report(Report(volumes: 0, at: .now, trouble: "\(error)"))
        }
      }
    }
  }

  /// It is not waited for: it may hang on the network, and has nothing to finish.
  package func end() { ends.post(()) }
}
