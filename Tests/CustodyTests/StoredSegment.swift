@testable import Custody

/// A segment with its traces, as the database has it.
struct StoredSegment {
  var segment: DeviceReplay.Segment
  var traces: [UInt8]
  var isLog = false
}

extension DeviceReplay {
  /// Reads all of them, in their order, as `ObservedHistory` does.
  init(
    segments: [StoredSegment], paths: PlacePaths, at moment: Int64, earlier: [EarlierLooks.Asked] = []
  ) {
    self.init(
      paths: paths, logs: segments.filter(\.isLog).map { ($0.segment, $0.traces) }, at: moment, earlier: earlier)
    for stored in segments where !stored.isLog { stored.traces.withUnsafeBytes { read(stored.segment, $0) } }
    finish()
  }
}
