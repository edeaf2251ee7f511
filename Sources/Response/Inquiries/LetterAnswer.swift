import CanonicalForms
import Custody
import Storage
import Wording

/// What the holder of a letter is told: what the letter says, and nothing of anybody else.
package struct LetterAnswer: Sendable, Hashable {
  package var incident: String
  package var client: Organisation.ID
  /// Of the letter's reader alone; nil where only the letter itself says it.
  package var content: LetterContent?

  /// What is said aloud or shown, a sentence each.
  package func sentences(in language: Language) -> [String] {
    let words = StatementWords(language: language)
    guard let content else { return [words(.inquiryFormOlder)] }
    let fields = content.fields.fields.map(words.field).joined(separator: language.text(.and))
    return [
      words(content.isCertain ? .inquiryFormYes : .inquiryFormPossible),
      words(.inquiryFormFields, fields.isEmpty ? words(.answerNoFields) : fields),
    ]
  }
}

extension Incidents {
  /// What the letter with a code says about its reader's data. Whatever is wrong with the text, the answer is nil after the
  /// same steps; letters that were not let out do not answer, either.
  package func answer(toCode text: String, vault: LetterVault) throws -> LetterAnswer? {
    // What is no code is looked for as one that nobody has.
    let typed = LetterCode(typed: Self.narrow(text))
    let found = try letter(typed ?? LetterCode([UInt8](repeating: 0, count: 8)), vault: vault)
    guard typed != nil, let found, found.releasedAt != nil else { return nil }
    return LetterAnswer(incident: found.incident, client: found.client, content: found.content)
  }

  /// Full width letters and the hyphens of Japanese keyboards as ASCII; nothing longer than a code could be.
  private static func narrow(_ text: String) -> String {
    String(
      String.UnicodeScalarView(
        text.unicodeScalars.prefix(64).map { scalar in
          switch scalar.value {
          case 0xFF01...0xFF5E: Unicode.Scalar(scalar.value - 0xFEE0) ?? scalar
          case 0x3000: " "
          case 0x2010...0x2015, 0x2212, 0x30FC, 0xFF70: "-"
          default: scalar
          }
        }))
  }
}
