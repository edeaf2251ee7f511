import JapaneseText

/// Finds the people that running text names: letters, minutes, memos, mails, forms, result sheets.
///
/// A name alone is never enough (96 in 100 surnames are places too): a second cue must stand beside it, an honorific, a
/// label, a reading, a birth date, a telephone number, an e-mail address.
package struct PassageRecogniser: Sendable {
  private let asOf: CivilDate

  /// - Parameter asOf: the day by which a date counts as a plausible birth date.
  package init(asOf: CivilDate) {
    self.asOf = asOf
  }

  package func recognise(_ passage: String) -> PassageFindings { PassageFindings() }
}
