import Glibc

/// A point in time: milliseconds since 1970-01-01T00:00:00Z, leap seconds ignored.
package struct Moment: Sendable, Hashable, Comparable {
  package var milliseconds: Int64

  package init(milliseconds: Int64) { self.milliseconds = milliseconds }
  package init(seconds: Int64) { milliseconds = seconds.multipliedReportingOverflow(by: 1000).partialValue }

  /// The clock of this machine.
  package static var now: Moment {
    var time = timespec()
    clock_gettime(CLOCK_REALTIME, &time)
    return Moment(milliseconds: Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000)
  }

  package static func < (a: Moment, b: Moment) -> Bool { a.milliseconds < b.milliseconds }

  package var seconds: Int64 {
    milliseconds >= 0 ? milliseconds / 1000 : (milliseconds - 999) / 1000
  }

  /// RFC 3339 in UTC with milliseconds, such as `2025-03-15T03:00:00.000Z`.
  package var utc: String {
    let parts = CalendarTime(self, localZone: false)
    let millis = milliseconds - seconds * 1000
    return "\(parts.date)T\(parts.clock)." + Self.padded(millis, to: 3) + "Z"
  }

  /// RFC 3339 in the zone of this process, to the second, such as `2025-03-15T12:00:00+09:00`.
  package var local: String {
    let parts = CalendarTime(self, localZone: true)
    return "\(parts.date)T\(parts.clock)\(parts.zone)"
  }

  /// For people: `2025-03-15 12:00` in the zone of this machine.
  package var localMinute: String {
    let parts = CalendarTime(self, localZone: true)
    return "\(parts.date) \(parts.clock.prefix(5))"
  }

  /// `12:00:00` in the zone of this machine.
  package var localClock: String { CalendarTime(self, localZone: true).clock }

  /// `2025-03-15` in the zone of this machine.
  package var localDate: String { CalendarTime(self, localZone: true).date }

  static func padded(_ number: Int64, to width: Int) -> String {
    let digits = String(number)
    return String(repeating: "0", count: max(0, width - digits.count)) + digits
  }
}

/// A moment as calendar and clock show it.
struct CalendarTime {
  let date: String
  let clock: String
  /// `+09:00`.
  let zone: String

  init(_ moment: Moment, localZone: Bool) {
    var seconds = time_t(moment.seconds)
    var parts = tm()
    if localZone { localtime_r(&seconds, &parts) } else { gmtime_r(&seconds, &parts) }
    func two(_ number: Int32) -> String { Moment.padded(Int64(number), to: 2) }
    date = Moment.padded(Int64(parts.tm_year) + 1900, to: 4) + "-\(two(parts.tm_mon + 1))-\(two(parts.tm_mday))"
    clock = "\(two(parts.tm_hour)):\(two(parts.tm_min)):\(two(parts.tm_sec))"
    let offset = Int32(parts.tm_gmtoff / 60)
    zone = (offset < 0 ? "-" : "+") + two(abs(offset) / 60) + ":" + two(abs(offset) % 60)
  }
}
