import Discovery
import Glibc
import Wording

/// A line of progress on a terminal's standard error, at most five times a second; nothing elsewhere.
final class ProgressMeter {
  private let language: Language
  private let isTerminal = isatty(STDERR_FILENO) == 1
  private var lastShown = -1.0
  private var isShown = false

  init(language: Language) { self.language = language }

  func show(_ progress: ScanProgress) {
    guard isTerminal, progress.seconds - lastShown > 0.2 else { return }
    lastShown = progress.seconds
    var line = language.text(
      .scanProgress, language.number(progress.files), language.number(progress.totalFiles),
      ByteCount.text(progress.bytes), ByteCount.text(progress.totalBytes), language.number(progress.people))
    if let left = progress.secondsLeft {
      line += language.text(
        .scanTimeLeft, left < 60 ? "\(Int(left) + 1) s" : language.duration(milliseconds: Int64(left * 1000)))
    }
    StandardError.write("\r\u{1B}[K" + line)
    isShown = true
  }

  func clear() {
    if isShown { StandardError.write("\r\u{1B}[K") }
    isShown = false
  }
}

/// Sizes as people read them, in powers of ten.
enum ByteCount {
  static func text(_ bytes: Int64) -> String {
    let units = ["B", "kB", "MB", "GB", "TB"]
    var value = Double(bytes)
    var unit = 0
    while value >= 1000, unit < units.count - 1 {
      value /= 1000
      unit += 1
    }
    if unit == 0 { return "\(bytes) B" }
    let tenths = Int((value * 10).rounded())
    return tenths >= 100 ? "\(tenths / 10) \(units[unit])" : "\(tenths / 10).\(tenths % 10) \(units[unit])"
  }
}
