import CFanotify
import Glibc

extension EventBytes {
  package enum Decoded: Sendable, Hashable {
    case event(WatchEvent)
    /// Events were lost after this moment.
    case overflow
  }

  /// - Parameter own: the agent's process, whose own changes nobody needs to hear of.
  /// - Returns: nil when the bytes are no events; then nothing can be known of what they meant.
  package func decoded(except own: pid_t) -> [Decoded]? {
    var result: [Decoded] = isAfterLoss ? [.overflow] : []
    let isWhole = bytes.withUnsafeBufferPointer { buffer -> Bool in
      guard let base = buffer.baseAddress else { return true }
      var offset = 0
      while true {
        var event = watch_event()
        let next = watch_next_event(base, buffer.count, offset, &event)
        if next < 0 { return false }
        if next == 0 { return true }
        offset = next
        if Int(event.what) & watch_overflow != 0 {
          result.append(.overflow)
        } else if event.pid != own {
          result += Self.events(event).map { .event($0) }
        }
      }
    }
    return isWhole ? result : nil
  }

  private static func events(_ event: watch_event) -> [WatchEvent] {
    func has(_ bit: Int) -> Bool { Int(event.what) & bit != 0 }
    guard let place = place(event.folder, event.name) else { return [] }
    let isFolder = has(watch_is_folder)
    let object = event.object.count >= 16 ? Handle(bytes(event.object)) : nil
    if has(watch_renamed) {
      guard let new = Self.place(event.new_folder, event.new_name) else { return [] }
      return [isFolder ? .folderMoved(from: place, to: new) : .renamed(from: place, to: new, object: object)]
    }
    if isFolder {
      // A folder that was made is empty, and what comes into it tells of itself.
      var events: [WatchEvent] = []
      if has(watch_deleted) || has(watch_moved_from) { events.append(.folderGone(place)) }
      if has(watch_moved_to) { events.append(.folderArrived(place)) }
      return events
    }
    var touch: Touch = []
    if has(watch_created) || has(watch_moved_to) { touch.insert(.created) }
    if has(watch_modified) { touch.insert(.modified) }
    if has(watch_closed_after_write) { touch.insert(.closed) }
    if has(watch_deleted) || has(watch_moved_from) { touch.insert(.removed) }
    return touch.isEmpty ? [] : [.touched(place, touch, object: object)]
  }

  private static func place(_ folder: watch_bytes, _ name: watch_bytes) -> Place? {
    guard folder.count >= 16, name.count > 0 else { return nil }
    return Place(folder: Handle(bytes(folder)), name: FileName(bytes(name)))
  }

  private static func bytes(_ part: watch_bytes) -> [UInt8] {
    Array(UnsafeBufferPointer(start: part.start, count: part.count))
  }
}
