import CanonicalForms

extension Moment {
  /// From a FILETIME of Windows: hundreds of nanoseconds since 1601-01-01T00:00:00Z.
  /// - Returns: nil for 0 and for what lies outside the calendar, as in damaged metadata.
  init?(fileTime: UInt64) {
    guard fileTime > 0, fileTime < 1 << 62 else { return nil }
    self.init(milliseconds: Int64(fileTime / 10_000) - 11_644_473_600_000)
  }
}
