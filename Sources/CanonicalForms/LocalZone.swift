import Glibc

/// The zone in which this process shows times and reads those that people type: the machine's, unless another is chosen.
package enum LocalZone {
  /// Where the organisations are that this is made for.
  package static let standard = "Asia/Tokyo"

  private static let fixed = ["Asia/Tokyo": "JST-9", "UTC": "UTC0"]

  /// Makes it another one for the whole process: before anything runs beside, for it changes the environment.
  /// - Parameter name: as the time zone database has it, such as `Asia/Tokyo`.
  /// - Returns: false when there is no such zone here; nothing is changed then.
  package static func use(_ name: String) -> Bool {
    guard let value = isInstalled(name) ? name : fixed[name] else { return false }
    setenv("TZ", value, 1)
    tzset()
    return true
  }

  /// The C library takes a zone that it does not find for UTC, without a word.
  private static func isInstalled(_ name: String) -> Bool {
    let allowed = name.utf8.allSatisfy { byte in
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "/"), UInt8(ascii: "_"), UInt8(ascii: "-"),
        UInt8(ascii: "+"):
        true
      default: false
      }
    }
    guard allowed, let first = name.utf8.first, first != UInt8(ascii: "/") else { return false }
    var state = stat()
    return stat("/usr/share/zoneinfo/" + name, &state) == 0 && state.st_mode & S_IFMT == S_IFREG
  }
}

extension Moment {
  /// The zone in which `localMinute` is written then: `JST (UTC+09:00)`.
  package var localZone: String {
    var seconds = time_t(self.seconds)
    var parts = tm()
    localtime_r(&seconds, &parts)
    let distance = "UTC" + CalendarTime(self, localZone: true).zone
    // Zones without letters of their own are called by their distance.
    guard let name = parts.tm_zone.map({ String(cString: $0) }), name.utf8.allSatisfy({ $0 >= UInt8(ascii: "A") })
    else { return distance }
    return "\(name) (\(distance))"
  }
}
