import CanonicalForms
import Cryptography
import Custody
import Letterpress
import Storage
import Wording

/// Makes the PDFs of a client's letters and keeps them sealed in a folder, lot by lot: nothing lies open on a disk before
/// somebody else has released it.
struct LetterPressing {
  let vault: LetterVault
  let incident: String
  let batch: Int
  let folder: LetterFolder
  let envelope: EnvelopeProfile
  let language: Language
  let time: Moment
  let lease: LetterLease

  struct Made {
    var tally: LetterPlan.Tally
    var lots: [LetterBatch.Lot] = []
    var unprintable: [LetterBatch.Unprintable] = []
    var rows: [LetterRegister.Row] = []
  }

  /// - Parameter progress: gets the number of letters tried, after every hundred.
  /// - Throws: `ResponseFailure` when the letters as such cannot be printed: no font, a text without glyphs, an envelope
  ///   without room; `busy` when the lease was lost; `StorageFailure` when a lot cannot be kept.
  func make(_ plan: LetterPlan, texts: LetterTexts, progress: (Int) -> Void) throws -> Made {
    let forms = (certain: texts.form(isCertain: true), possible: texts.form(isCertain: false))
    var made = Made(tally: plan.tally)
    var waiting = plan.recipients[...]
    while !waiting.isEmpty {
      let file = try LetterFile(
        title: "\(incident) \(batch)", language: language.rawValue, madeAt: time.local, envelope: envelope)
      while file.letters < LetterBatch.lotSize, let recipient = waiting.popFirst() {
        let code = vault.code(incident: incident, batch: batch, client: plan.client, line: recipient.row.line)
        let form = recipient.isCertain ? forms.certain : forms.possible
        do throws(LetterpressFailure) {
          try file.add(texts.letter(to: recipient, form: form, code: code))
          made.rows.append(
            .init(
              line: recipient.row.line, codeHash: vault.hash(code),
              content: LetterContent(isCertain: recipient.isCertain, fields: recipient.fields)))
        } catch {
          guard let part = error.ofOneLetter else { throw ResponseFailure(.notReady, error.description) }
          made.unprintable.append(.init(line: recipient.row.line, part: part.rawValue))
        }
        let tried = plan.recipients.count - waiting.count
        if tried % 100 == 0 {
          try lease.keep()
          progress(tried)
        }
      }
      guard file.letters > 0 else { continue }
      let bytes = try file.finish()
      let name = LetterFolder.lotName(plan.client, made.lots.count + 1)
      made.lots.append(
        .init(
          name: name, letters: file.letters, pages: file.pages, sha256: SHA256Digest(hashing: bytes).bytes))
      // Another process may have begun the same batch.
      try lease.renew()
      try folder.keep(try vault.seal(bytes, for: folder.place(batch, name)), batch: batch, name: name)
    }
    made.tally.letters -= made.unprintable.count
    made.tally.unprintable = made.unprintable.count
    return made
  }
}

extension LetterpressFailure {
  /// The part of the letter that cannot be printed, when other letters can.
  fileprivate var ofOneLetter: Part? {
    switch self {
    case .missingGlyphs(let part, _), .tooLong(let part), .unfit(let part): part == .text ? nil : part
    case .envelope, .noFont, .drawing: nil
    }
  }
}
