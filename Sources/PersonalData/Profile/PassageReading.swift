import Contents
import JapaneseText

/// Turns what the passage recogniser finds into records of the content.
final class PassageReading {
  private let collector: ContentCollector
  private let recorder: RowRecorder
  private let recogniser: PassageRecogniser
  private var lines: [UInt8] = []
  private var boxes: [UInt8] = []
  private var isForPeopleOnly = false
  /// Who the heading of a part names, by folded name: a mail's senders and receivers, whom its text greets by name alone.
  private var headed: (place: Place, facts: [String: PersonFacts])?

  init(collector: ContentCollector, recorder: RowRecorder, asOf: CivilDate) {
    self.collector = collector
    self.recorder = recorder
    recogniser = PassageRecogniser(asOf: asOf)
  }

  func consume(_ passage: Passage) {
    collector.beginTable()
    if headed?.place != passage.place || passage.kind == .heading { headed = nil }
    if passage.kind == .heading { headed = (passage.place, [:]) }
    take(passage.text, isHeading: passage.kind == .heading, inBoxes: passage.kind == .boxes)
  }

  /// Rows of a table that is not about people, as lines of text: mails pasted into cells, logs of calls.
  /// - Parameter forPeopleOnly: what these lines say of organisations is noted elsewhere.
  func consumeLines(of batch: RowBatch, rows: Range<Int>, strictly: Bool, forPeopleOnly: Bool = false) {
    isForPeopleOnly = forPeopleOnly
    defer { isForPeopleOnly = false }
    batch.text.withUnsafeBufferPointer { text in
      for row in rows {
        for cell in batch.rowStart(row)..<Int(batch.rowEnds[row]) {
          let bounds = Int(batch.starts[cell])..<Int(batch.ends[cell])
          if bounds.isEmpty { continue }
          lines.append(contentsOf: text[bounds])
          lines.append(0x09)
          // A cell of several lines is a box: a name plate, a label, a desk on a seating plan.
          if !strictly, text[bounds].contains(0x0A) {
            boxes.append(contentsOf: text[bounds])
            boxes.append(contentsOf: [0x0A, 0x0A])
          }
        }
        lines.append(0x0A)
        if lines.count > 32 << 10 { flushLines(strictly) }
      }
    }
    flushLines(strictly)
    if !boxes.isEmpty { take(String(decoding: boxes, as: UTF8.self), inBoxes: true) }
    boxes.removeAll()
  }

  private func flushLines(_ strictly: Bool) {
    defer { lines.removeAll(keepingCapacity: true) }
    guard !lines.isEmpty else { return }
    // Logs and number tables hold no character beyond ASCII and no '@': nobody is named in them.
    let mayName = lines.withUnsafeBufferPointer { bytes in bytes.contains { $0 >= 0x80 || $0 == 0x40 } }
    if mayName { take(String(decoding: lines, as: UTF8.self), strictly: strictly) }
  }

  private func take(_ text: String, strictly: Bool = false, isHeading: Bool = false, inBoxes: Bool = false) {
    var findings = recogniser.recognise(text, inBoxes: inBoxes)
    if strictly { findings.people.removeAll { !$0.cue.isOfWords } }
    for organisation in findings.organisations where !isForPeopleOnly {
      collector.addPartHint(organisation.kind, organisation.value)
    }
    for (index, mention) in findings.people.enumerated() where mention.certainty != .handler {
      var facts = mention.facts
      if let name = facts.name.map({ Folding.foldName($0) }), headed != nil {
        if isHeading { headed?.facts[name] = facts } else { lend(headed?.facts[name], to: &facts) }
      }
      if recorder.record(facts, hints: [], row: index) { collector.recordCount += 1 }
    }
    if findings.people.isEmpty { return }
    // Fields of the passage that no single person could be given belong to its people together.
    collector.strayFields.formUnion(findings.fields)
  }

  /// The same name in the heading and in the text below it is the same person: an address of the one joins them.
  private func lend(_ heading: PersonFacts?, to facts: inout PersonFacts) {
    guard let heading else { return }
    facts.email = facts.email ?? heading.email
    if facts.phones.isEmpty { facts.phones = heading.phones }
  }
}

extension PersonMention.Cue {
  /// The words around the name say that it is a person's; a number beside it alone does not.
  fileprivate var isOfWords: Bool {
    switch self {
    case .honorific, .label, .kana, .sender, .introduction: true
    case .birthDate, .phone, .email, .signature, .row: false
    }
  }
}
