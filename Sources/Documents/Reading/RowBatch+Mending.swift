import CProcess
import Contents

extension RowBatch {
  /// Puts U+FFFD where the text is no UTF-8, so that batches of damaged files are read like others. Costs next to
  /// nothing where the text is sound.
  mutating func mendText() {
    let sound = text.withUnsafeBufferPointer { scan_valid_utf8($0.baseAddress, $0.count) }
    guard sound < text.count else { return }
    var mended = RowBatch(firstRow: firstRow)
    var cell = 0
    for end in rowEnds {
      while cell < Int(end) {
        mended.append(cell: String(decoding: text[Int(starts[cell])..<Int(ends[cell])], as: UTF8.self).utf8)
        cell += 1
      }
      mended.endRow()
    }
    self = mended
  }
}
