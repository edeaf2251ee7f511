import CanonicalForms

/// When something was noticed: the device's clock, and the time since it started, sleep included.
package struct Stamp: Sendable, Hashable {
  package var time: Moment
  /// Milliseconds of CLOCK_BOOTTIME: never set back, goes on in sleep.
  package var uptime: Int64

  package init(time: Moment, uptime: Int64) {
    self.time = time
    self.uptime = uptime
  }
}

/// What the kernel tells of a change. Several changes of one name come merged into one event, their order lost: what is
/// there in the end is found by looking.
package enum WatchEvent: Sendable, Hashable {
  /// - Parameter object: the file itself, where the kernel says it: all its names changed with it.
  case touched(Place, Touch, object: Handle?)
  case renamed(from: Place, to: Place, object: Handle?)
  case folderMoved(from: Place, to: Place)
  /// A folder came from where nobody looks (kernels that do not say from where).
  case folderArrived(Place)
  case folderGone(Place)
}

/// What happened to a name.
package struct Touch: OptionSet, Sendable, Hashable {
  package let rawValue: UInt8

  package init(rawValue: UInt8) { self.rawValue = rawValue }

  package static let created = Touch(rawValue: 1)
  package static let modified = Touch(rawValue: 2)
  package static let closed = Touch(rawValue: 4)
  package static let removed = Touch(rawValue: 8)
}
