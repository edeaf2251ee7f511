/// How text of a content was decoded.
package struct DetectedEncoding: Sendable, Equatable {
  /// Such as `CP932`.
  package var name: String
  /// 0…1: how sure the detection was; of several texts the least sure.
  package var confidence: Double
  /// Bytes that no character was found for. Each stands in the text as U+FFFD.
  package var unreadableBytes: Int

  package init(name: String, confidence: Double, unreadableBytes: Int) {
    self.name = name
    self.confidence = confidence
    self.unreadableBytes = unreadableBytes
  }

  /// The confidence in steps of a thousandth, as it is stored and printed.
  package var thousandths: Int { Int((min(1, max(0, confidence)) * 1_000).rounded()) }
}
