import CanonicalForms
import Custody
import Response
import Wording

/// A batch of letters on the page.
struct LetterBatchRow: Sendable {
  struct Part: Sendable {
    let client: String
    let figures: [String]
  }

  struct Lot: Sendable {
    let name: String
    let letters: String
    let pages: String
    let hash: String
    /// Empty where it cannot be had.
    let href: String
  }

  /// Of the figures of a part, in their order.
  static let columns: [ResponsePhrase] = [
    .lettersCount, .lettersBack, .lettersUnreachable, .lettersLeft, .lettersDeceased, .lettersUnprintable,
    .lettersNotListed, .lettersRepeated, .lettersNotConcerned,
  ]

  let number: String
  let name: String
  let state: String
  let style: String
  let made: String
  let parts: [Part]
  let unprintable: [String]
  let lots: [Lot]
  let manifestHref: String
  let releaseHref: String
  let canRelease: Bool
  let isWaiting: Bool
  let isOwn: Bool
  /// Why lots cannot be had here; empty when they can.
  let elsewhere: String

  init(
    _ batch: LetterBatch, here: Set<String>, client: (Organisation.ID) -> String, names: [String: String],
    base: String, _ visit: Visit
  ) {
    let language = visit.language
    let words = StatementWords(language: language)
    let time = PageTime(language: language, now: visit.now)
    let own = "\(base)/\(batch.number)"
    number = String(batch.number)
    name = words(.lettersBatch, String(batch.number))
    isWaiting = batch.releasedAt == nil
    state = batch.releasedAt.map { words(.lettersOut, time.minute($0)) } ?? words(.lettersWaiting)
    style = isWaiting ? "warning" : "fine"
    let maker = language.page(
      .lettersMadeBy, time.minute(batch.madeAt), names[batch.madeBy] ?? batch.madeBy, language.number(batch.letters))
    made = [
      maker, batch.releasedBy.map { language.page(.lettersReleasedBy, names[$0] ?? $0) },
    ].compactMap(\.self).joined(separator: language == .ja ? "" : " ")
    parts = batch.parts.map { part in
      let tally = part.tally
      let figures = [
        tally.letters, batch.returned[part.client] ?? 0, tally.unreachable, tally.left, tally.deceased,
        tally.unprintable, tally.notListed, tally.repeated, tally.notConcerned,
      ]
      return Part(client: client(part.client), figures: figures.map { language.number($0) })
    }
    unprintable = batch.parts.flatMap { part in
      part.unprintable.map {
        words(.lettersUnprintableLine, part.client.text, String($0.line), words.code("unprintable", $0.part))
      }
    }
    let all = batch.parts.flatMap(\.lots)
    let canTake = visit.may(.runResponse) && !isWaiting
    lots = all.map { lot in
      Lot(
        name: lot.name, letters: language.number(lot.letters), pages: language.number(lot.pages),
        hash: lot.sha256.map { String(UInt16($0) + 0x100, radix: 16).dropFirst() }.joined(),
        href: canTake && here.contains(lot.name) ? "\(own)/lots/\(lot.name)" : "")
    }
    manifestHref = canTake ? own + "/manifest" : ""
    releaseHref = own + "/release"
    let account = visit.session?.account
    isOwn = batch.madeBy == account?.id.text || batch.madeBy == account?.login
    let isHere = all.allSatisfy { here.contains($0.name) }
    canRelease = isWaiting && visit.may(.approvePublication) && !isOwn && isHere
    elsewhere = isHere ? "" : language.page(.lettersElsewhere)
  }
}
