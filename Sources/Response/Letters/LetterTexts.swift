import CanonicalForms
import Custody
import JapaneseText
import Letterpress
import PersonalData
import Wording

/// Who writes the letters, as the operator wants it printed.
package struct LetterSender: Sendable, Hashable {
  /// Name, address, telephone: a line each.
  package var lines: [String]
  /// Whom to ask, when, where the notice stands: a line each.
  package var contact: [String]

  package init(lines: [String], contact: [String]) {
    self.lines = lines
    self.contact = contact
  }
}

/// What a client's letters say: words around statements, so that a corrected statement finds every letter that said
/// something else. The five items that a person must be told: overview, fields, cause, harm, other (APPI rule 10 with rule 8
/// (1) items 1, 2, 4, 5, 9).
struct LetterTexts {
  private let language: Language
  private let writer: DocumentWriter
  private let client: Organisation
  private let sender: LetterSender
  private let date: String

  init(ledger: StatementLedger, client: Organisation, sender: LetterSender, at time: Moment, in language: Language) {
    self.language = language
    writer = DocumentWriter(ledger, language: language)
    self.client = client
    self.sender = sender
    date = LetterTexts.date(time, in: language)
  }

  /// Everything of it that can turn out wrong. One list for both ways of opening, which differ in words alone. What the
  /// client's people had there stands in no letter as such; each letter's own table is taken from it, and is wrong when it is.
  var sentences: [OutwardDocument.Sentence] {
    let own = Statement.Subject.client(client.id)
    return paragraphs(isCertain: true).flatMap(\.self)
      + [writer.sentence(.fields, own), writer.sentence(.sensitivePeople, own)]
  }

  func form(isCertain: Bool) -> Letter.Form {
    let words = writer.words
    return Letter.Form(
      language: language.rawValue, sender: sender.lines, date: date, title: words(.letterTitle),
      paragraphs: paragraphs(isCertain: isCertain).map { $0.map(\.text).joined(separator: language == .ja ? "" : " ") },
      fieldsTitle: words(.letterFieldsTitle), contact: sender.contact, codeTitle: words(.letterCodeTitle))
  }

  private func paragraphs(isCertain: Bool) -> [[OutwardDocument.Sentence]] {
    [
      [
        writer.sentence(isCertain ? .letterOpeningCertain : .letterOpeningPossible, client.name),
        writer.sentence(.letterApology),
      ],
      [
        writer.sentence(.letterHappened), writer.sentence(.letterLost, .lostAt),
        writer.sentence(.letterFound, .foundAt), writer.sentence(.letterCause, .cause),
      ],
      [
        writer.sentence(.letterProtected), writer.sentence(.letterEncryption, .encryptionState),
        writer.sentence(.letterAccessed, .accessed),
      ],
      [writer.sentence(.letterHarm), writer.sentence(.letterHarmKnown, .secondaryHarm), writer.sentence(.letterAsk)],
      [writer.sentence(.letterMeasures), writer.sentence(.letterPrevention, .preventionDone)],
    ]
  }

  func letter(to recipient: LetterPlan.Recipient, form: Letter.Form, code: LetterCode) -> Letter {
    let words = writer.words
    let fields = recipient.fields.fields.map(words.field).joined(separator: language.text(.and))
    var rows = [Letter.Field(words(.letterFieldsRow), fields.isEmpty ? words(.answerNoFields) : fields)]
    rows.append(
      Letter.Field(
        words(.letterCertaintyRow), words(recipient.isCertain ? .letterCertain : .letterPossible)))
    return Letter(
      form: form,
      addressee: Letter.Addressee(
        postcode: postcode(recipient.row.postcode), address: recipient.row.address,
        name: words(.letterName, recipient.row.name)), fields: rows, code: code.text)
  }

  private func postcode(_ text: String) -> String {
    guard language == .ja, !text.isEmpty, !text.hasPrefix("〒") else { return text }
    return "〒" + text
  }

  /// The day in Japan: whose law and post this is about.
  private static func date(_ time: Moment, in language: Language) -> String {
    let day = CivilDate(time, offset: 540)
    func two(_ number: Int) -> String { language == .en && number < 10 ? "0\(number)" : "\(number)" }
    return StatementWords(language: language)(
      .letterDate, String(day.year), two(day.month), two(day.day))
  }
}
