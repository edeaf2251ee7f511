import Glibc
import JapaneseText

/// The day by the clock of this machine, in its time zone. The only place where a command asks for it.
enum Today {
  static var civilDate: CivilDate {
    var now = time(nil)
    var parts = tm()
    localtime_r(&now, &parts)
    let date = CivilDate(year: Int(parts.tm_year) + 1900, month: Int(parts.tm_mon) + 1, day: Int(parts.tm_mday))
    return date ?? CivilDate(dayNumber: 0)
  }
}
