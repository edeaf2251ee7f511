import JapaneseText

/// Makes records of people whose values are known one by one, outside any document: registers, mappings, tests.
package final class FactKeys {
  private let recorder: RowRecorder
  private let collector = ContentCollector()

  package init() {
    recorder = RowRecorder(collector: collector, salt: 0)
  }

  /// - Returns: the record with its identity keys, or nil when nothing of the facts identifies anybody.
  package func record(of facts: PersonFacts, row: Int = 0) -> PersonRecord? {
    guard recorder.record(facts, hints: [], row: row) else { return nil }
    recorder.addHeld()
    return collector.records[collector.records.count - 1]
  }
}
