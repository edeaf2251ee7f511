import CFanotify
import Glibc

/// A group of fanotify: the kernel's queue of changes on the file systems that are marked. Needs CAP_SYS_ADMIN.
package final class FanotifyGroup: Sendable {
  let descriptor: Int32
  private let hasRenames: Bool

  /// - Parameter isUnlimited: the kernel's queue grows as it must; else it holds fs.fanotify.max_queued_events.
  package init(isUnlimited: Bool = true) throws(AgentFailure) {
    var hasRenames: Int32 = 0
    let opened = watch_open(isUnlimited ? 1 : 0, &hasRenames)
    guard opened >= 0 else {
      throw AgentFailure(
        .watching, "the kernel refuses to report changes (fanotify): \(String(cString: strerror(-opened)))")
    }
    descriptor = opened
    self.hasRenames = hasRenames == 1
  }

  deinit { close(descriptor) }

  /// Watches the whole file system that a path lies on.
  /// - Returns: nil when it is watched, else why not.
  package func add(_ path: String) -> String? {
    let result = watch_add_file_system(descriptor, path, hasRenames ? 1 : 0)
    return result == 0 ? nil : String(cString: strerror(-result))
  }

  package func remove(_ path: String) { _ = watch_remove_file_system(descriptor, path, hasRenames ? 1 : 0) }
}

/// What was read from a group at one time.
package struct EventBytes: Sendable {
  package var bytes: [UInt8]
  package var stamp: Stamp
  /// Events after these were dropped here, because nobody took them in time.
  package var isAfterLoss = false
}

/// The thread that empties the kernel's queue and does nothing else: it copies bytes, notes the time, and hands over.
package final class EventReader: Sendable {
  private let group: FanotifyGroup
  private let stop = Wakeup()
  private let thread: WorkerThread

  /// - Parameter deliver: called on the reader's thread. False says that there is no room: what comes is then dropped
  ///   until there is, and the first bytes after that are marked.
  package init(_ group: FanotifyGroup, deliver: @escaping @Sendable (EventBytes) -> Bool) {
    self.group = group
    let stop = stop
    thread = WorkerThread(named: "hikae-events") { EventReader.read(group, until: stop, deliver: deliver) }
  }

  /// Ends the thread, after what the kernel holds was handed over.
  package func end() {
    stop.signal()
    thread.join()
  }

  private static func read(_ group: FanotifyGroup, until stop: Wakeup, deliver: (EventBytes) -> Bool) {
    var buffer = [UInt8](repeating: 0, count: 256 << 10)
    var isDropping = false
    while true {
      var waits = [
        pollfd(fd: group.descriptor, events: Int16(POLLIN), revents: 0),
        pollfd(fd: stop.descriptor, events: Int16(POLLIN), revents: 0),
      ]
      // What was dropped is told as soon as there is room, not only with the next change.
      if isDropping, deliver(EventBytes(bytes: [], stamp: Clocks.now, isAfterLoss: true)) { isDropping = false }
      guard poll(&waits, 2, isDropping ? 500 : -1) >= 0 || errno == EINTR else { return }
      if waits[0].revents & Int16(POLLIN) != 0 {
        let count = Glibc.read(group.descriptor, &buffer, buffer.count)
        if count > 0 {
          var event = EventBytes(bytes: Array(buffer[..<count]), stamp: Clocks.now)
          event.isAfterLoss = isDropping
          isDropping = !deliver(event)
          // A pause lets the kernel merge what repeats: a program that writes without end costs fifty events a second.
          if count < buffer.count / 2 { usleep(20_000) }
        }
      } else if waits[1].revents != 0 {
        return
      }
    }
  }
}
