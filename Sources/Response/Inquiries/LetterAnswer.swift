import CanonicalForms
import Custody
import Storage

/// What the holder of a letter is told.
package struct LetterAnswer: Sendable, Hashable {
  package var incident: String
  package var client: Organisation.ID
  /// Of the client's people.
  package var fields: Answer
}

extension Incidents {
  /// What the letter with a code says about its reader's data. Whatever is wrong with the text, the answer is nil after the
  /// same steps; letters that were not let out do not answer, either.
  package func answer(toCode text: String, vault: LetterVault) throws -> LetterAnswer? {
    // What is no code is looked for as one that nobody has.
    let typed = LetterCode(typed: Self.narrow(text))
    let found = try letter(typed ?? LetterCode([UInt8](repeating: 0, count: 8)), vault: vault)
    guard typed != nil, let found, found.releasedAt != nil else { return nil }
    return LetterAnswer(
      incident: found.incident, client: found.client,
      fields: try ledger(of: found.incident).answer(.fields, .client(found.client)))
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
