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
  private var takesFullNamesOnly = false
  private var isOfRows = false
  /// Whom the heading of a part names: a mail's senders and receivers, whom its text greets by name alone.
  private var heading: MailHeading?

  init(collector: ContentCollector, recorder: RowRecorder, asOf: CivilDate) {
    self.collector = collector
    self.recorder = recorder
    recogniser = PassageRecogniser(asOf: asOf)
  }

  func consume(_ passage: Passage) {
    collector.beginTable()
    if heading?.place != passage.place || passage.kind == .heading { settle() }
    if passage.kind == .heading { heading = MailHeading(place: passage.place) }
    take(passage.text, kind: passage.kind)
  }

  /// The part that a heading speaks for is over: what is left of its addresses are people of whom nothing else is known.
  func settle() {
    let rest = heading?.loneEmails ?? []
    heading = nil
    record(loneEmails: rest)
  }

  private func record(loneEmails: [String]) {
    for (index, email) in loneEmails.enumerated() {
      var facts = PersonFacts()
      facts.email = email
      facts.fields.insert(.email)
      if recorder.record(facts, hints: [], row: 1_000 + index) { collector.recordCount += 1 }
    }
  }

  /// Rows of a table that is not about people, as lines of text: mails pasted into cells, logs of calls.
  /// - Parameters:
  ///   - forPeopleOnly: what these lines say of organisations is noted elsewhere.
  ///   - fullNamesOnly: whom they call by surname is named in full elsewhere.
  func consumeLines(
    of batch: RowBatch, rows: Range<Int>, strictly: Bool, forPeopleOnly: Bool = false, fullNamesOnly: Bool = false
  ) {
    isForPeopleOnly = forPeopleOnly
    takesFullNamesOnly = fullNamesOnly
    // Whose an address in a table is, its titles tell: accounts that only typed the rows are nobody.
    isOfRows = true
    defer { (isForPeopleOnly, takesFullNamesOnly, isOfRows) = (false, false, false) }
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
    if !boxes.isEmpty { take(String(decoding: boxes, as: UTF8.self), kind: .boxes) }
    boxes.removeAll()
  }

  private func flushLines(_ strictly: Bool) {
    defer { lines.removeAll(keepingCapacity: true) }
    guard !lines.isEmpty else { return }
    let mayName = lines.withUnsafeBufferPointer { bytes in bytes.contains { $0 >= 0x80 || $0 == 0x40 } }
    if mayName {
      take(String(decoding: lines, as: UTF8.self), strictly: strictly)
    } else if barrenLooks < Self.mostBarrenLooks, Self.holdsCapitalisedPair(lines) || Self.holdsNameLabel(lines) {
      // Logs and tables of numbers hold nothing beyond ASCII either: a few looks that find nobody are enough.
      barrenLooks = take(String(decoding: lines, as: UTF8.self), strictly: strictly) > 0 ? 0 : barrenLooks + 1
    }
  }

  /// Looks at plain ASCII, one after the other, that found nobody.
  private var barrenLooks = 0
  private static let mostBarrenLooks = 16

  /// Whether some word ends in `name`, as the labels `first_name` and `LASTNAME` do.
  private static func holdsNameLabel(_ bytes: [UInt8]) -> Bool {
    bytes.withUnsafeBufferPointer { bytes in
      bytes.indices.dropLast(3).contains { index in
        bytes[index] | 0x20 == UInt8(ascii: "n") && bytes.part(index..<(index + 4)).hasLetters("name", at: 0)
      }
    }
  }

  /// Whether two words with capitals stand side by side, as in `Mary Brown` and `Brown, Mary`.
  private static func holdsCapitalisedPair(_ bytes: [UInt8]) -> Bool {
    bytes.withUnsafeBufferPointer { bytes in
      var wordEnd = -9
      var index = 0
      while index < bytes.count {
        guard bytes[index] &- 0x41 < 26 else {
          index += 1
          continue
        }
        let start = index
        while index < bytes.count, bytes[index].isLetter { index += 1 }
        guard index - start > 1 else { continue }
        if start - wordEnd <= 2, start > wordEnd { return true }
        wordEnd = index
      }
      return false
    }
  }

  /// - Returns: how many people it named.
  @discardableResult
  private func take(_ text: String, strictly: Bool = false, kind: Passage.Kind = .body) -> Int {
    let isHeading = kind == .heading
    var findings = recogniser.recognise(text, kind: isHeading && !MailHeading.isOfMail(text) ? .body : kind)
    if strictly { findings.people.removeAll { !$0.cue.isOfWords } }
    if takesFullNamesOnly { findings.people.removeAll { !$0.isFull } }
    for organisation in findings.organisations where !isForPeopleOnly {
      collector.addPartHint(organisation.kind, organisation.value)
    }
    if isHeading {
      heading?.loneEmails = findings.loneEmails
    } else if !isOfRows {
      record(loneEmails: findings.loneEmails)
    }
    for (index, mention) in findings.people.enumerated() where mention.certainty != .handler {
      var facts = mention.facts
      if isHeading {
        heading?.people.append(MailHeading.Named(facts))
      } else if heading?.settle(&facts, isFull: mention.isFull) == true {
        continue
      }
      if recorder.record(facts, hints: [], row: index) { collector.recordCount += 1 }
    }
    if findings.people.isEmpty {
      if !isHeading { noteRecord(text) }
      return 0
    }
    // Fields of the passage that no single person could be given belong to its people together.
    collector.strayFields.formUnion(findings.fields)
    return findings.people.count
  }

  /// A paragraph of a patient's record, or of the history of somebody's work, that names nobody: who it is stands in another paragraph, or in a form above.
  private func noteRecord(_ text: String) {
    guard text.utf8.count <= 4_000 else { return }
    for var line in text.split(whereSeparator: \.isNewline).prefix(60) {
      // 平成3 4 株式会社… 入社: in the history of the person whom the form names.
      if StaffWords.history(in: String(line)) == .work { collector.fieldsOfNobody.insert(Field.employer) }
      line.withUTF8 { line in
        guard let field = SensitiveWords.recordField(ofLine: line) else { return }
        collector.fieldsOfNobody.insert(field)
        collector.fieldsOfNobody.formUnion(SensitiveWords.fields(in: line).fields)
      }
    }
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
