import Contents
import JapaneseText

/// Finds the people that running text names: letters, minutes, memos, mails, forms, result sheets.
///
/// A name alone is never enough (96 in 100 surnames are places too): a second cue must stand beside it, an honorific, a
/// label, a reading, a birth date, a telephone number, an e-mail address.
package struct PassageRecogniser: Sendable {
  private let asOf: CivilDate
  private let classifier = NameClassifier()
  private let addresses = AddressRecogniser()

  /// - Parameter asOf: the day by which a date counts as a plausible birth date.
  package init(asOf: CivilDate) {
    self.asOf = asOf
  }

  /// People, fields and organisations of a passage.
  /// - Parameter kind: in a heading, which is the head of a mail, an address belongs to the name right before it and to
  ///   nobody else; boxes are a set of short texts, each in a box of its own.
  package func recognise(_ passage: String, kind: Passage.Kind = .body) -> PassageFindings {
    var passage = passage
    return passage.withUTF8 { recognise($0, kind: kind) }
  }

  /// As `recognise`, for UTF-8 bytes; ranges are offsets into them.
  package func recognise(_ bytes: CellBytes, kind: Passage.Kind = .body) -> PassageFindings {
    guard kind == .boxes || PassageGate.mayHoldCue(bytes) else { return PassageFindings() }
    guard kind == .body, let wrapped = HardWrap(bytes) else { return recognise(whole: bytes, kind: kind) }
    var findings = wrapped.text.withUnsafeBufferPointer { recognise(whole: $0, kind: .body) }
    for person in findings.people.indices {
      for span in findings.people[person].spans.indices {
        findings.people[person].spans[span].range = wrapped.original(findings.people[person].spans[span].range)
      }
    }
    return findings
  }

  private func recognise(whole bytes: CellBytes, kind: Passage.Kind) -> PassageFindings {
    let text = PassageText(bytes)
    var values = PassageValues(text, asOf: asOf)
    values.find()
    let fields = LabelledFields(text)
    values.takeLabelled(fields)
    var finder = NameFinder(text, classifier)
    finder.findDisplayNames(values.neighbours)
    finder.findSlashedNames()
    finder.findChatSenders()
    finder.findHonorifics()
    finder.findLabels()
    finder.findRoles()
    finder.findKeys()
    finder.findReadings()
    finder.findIntroductions()
    finder.findDefinitions()
    finder.findSalutations()
    finder.findBeside(values.neighbours)
    finder.findRows(values.neighbours)
    finder.findLabelled(fields)
    finder.findTitledNames()
    finder.findSummaries()
    finder.findAddressees()
    finder.findClosings()
    finder.findEnumerations()
    finder.findPayers()
    finder.findChildren()
    finder.findGrades()
    finder.findLists(values.values)
    finder.findRelatives()
    finder.findAddressed(values.values.filter { $0.field == .postalCode }.map(\.range))
    if kind == .boxes { finder.findBoxed() }
    finder.joinScripts()
    var findings = PassageFindings()
    switch kind {
    case .heading: findings.loneEmails = values.setAsideEmails { finder.endsName(before: $0) }
    case .body: findings.loneEmails = logged(in: text, finder)
    default: break
    }
    findings.organisations = Letterhead.organisations(in: text, values: values, classifier: classifier)
    guard !finder.candidates.isEmpty else { return findings }
    var group = MentionGroup(text, classifier)
    for candidate in finder.candidates.sorted(by: { $0.range.lowerBound < $1.range.lowerBound }) {
      group.add(candidate)
    }
    group.settleSurnames()
    values.findBesidePeople(addresses)
    values.findTravelDocuments(asOf: asOf)
    let firms = Letterhead.firms(in: text)
    values.takeEmployers(firms)
    group.attach(values, fields)
    group.share(values)
    findings.people = group.mentions(hints: findings.organisations, firms: firms)
    guard !findings.people.isEmpty else { return findings }
    for person in findings.people where person.certainty != .handler { findings.fields.formUnion(person.facts.fields) }
    findings.fields.formUnion(FieldSet(values.shared.map(\.field)))
    return findings
  }

  /// Addresses in the lines of a log that name nobody.
  private func logged(in text: PassageText, _ finder: NameFinder) -> [String] {
    guard let log = LogAddresses(text.bytes) else { return [] }
    let naming = Set(finder.candidates.map { text.line(of: $0.range.lowerBound) })
    return log.people { naming.contains(text.line(of: text.index(ofByte: $0))) }
  }
}

/// Whether a passage can hold a cue at all: the cheap first look.
enum PassageGate {
  /// A digit, an at sign, or one of the characters that cues are made of. Plain ASCII without capitals and at signs
  /// has none.
  static func mayHoldCue(_ bytes: CellBytes) -> Bool {
    var index = 0
    let count = bytes.count
    while index < count {
      let byte = bytes[index]
      if byte < 0x80 {
        // '@', ':', '=', and the D, M, H of Dear, Mr, Herr.
        if byte == 0x40 || byte == 0x3A || byte == 0x3D || byte == 0x44 || byte == 0x4D || byte == 0x48 || byte == 0x28
        {
          return true
        }
        index += 1
        continue
      }
      if byte >= 0xE3, index + 2 < count {
        switch (UInt32(byte) << 16) | (UInt32(bytes[index + 1]) << 8) | UInt32(bytes[index + 2]) {
        // 様 氏 殿 さ 先 君 く ち で 名 者 患 ： （ ー 生 受 担 と, and 長 員 医 役 師 任 係 士 問 人 親 部 課 室 of roles.
        case 0xE6A798, 0xE6B08F, 0xE6AEBF, 0xE38195, 0xE58588, 0xE5909B, 0xE3818F, 0xE381A1, 0xE38182, 0xE5908D,
          0xE88085,
          0xE682A3, 0xEFBC9A, 0xEFBC88, 0xE7949F, 0xE58F97, 0xE68B85, 0xE794B3, 0xE381A7,
          0xE995B7, 0xE593A1, 0xE58CBB, 0xE5BDB9, 0xE4BBBB, 0xE4BF82, 0xE5958F, 0xE4BABA, 0xE8A6AA, 0xE983A8, 0xE8AAB2,
          0xE5AEA4,
          // 師 士 告, and digits of full width.
          0xE5B8AB, 0xE5918A, 0xE5A3AB, 0xEFBC90...0xEFBC99:
          return true
        default: index += 3
        }
        continue
      }
      index += 1
    }
    // Rows of a printed list hold none of these, but digits.
    return bytes.contains { $0.isDigit }
  }
}
