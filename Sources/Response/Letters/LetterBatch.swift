import CanonicalForms
import Custody
import JapaneseText

/// A client's address list as the record shows it: never the addresses.
package struct RecordedMailingList: Sendable, Hashable {
  package var client: Organisation.ID
  /// Over the lists of this client in this incident, from 1.
  package var number: Int
  package var takenAt: Moment
  package var lines: Int
  package var recognised: Int
  /// From then on it is to be erased.
  package var eraseAt: Moment
  package var isErased: Bool

  /// Whether letters may be made from it: once its day has come it is as good as erased.
  package func isThere(at time: Moment) -> Bool { !isErased && eraseAt > time }

  /// The day in Japan, as it was given.
  package var eraseDay: String { String(Moment(milliseconds: eraseAt.milliseconds + 540 * 60_000).utc.prefix(10)) }
}

/// Letters that were made together. What is in here names nobody.
package struct LetterBatch: Sendable, Hashable {
  /// A PDF of up to `LetterBatch.lotSize` letters.
  package struct Lot: Sendable, Hashable {
    /// `117-0001.pdf`.
    package var name: String
    package var letters: Int
    package var pages: Int
    /// SHA-256 of the PDF.
    package var sha256: [UInt8]
  }

  package struct Unprintable: Sendable, Hashable {
    /// Of the client's list.
    package var line: Int
    /// `LetterpressFailure.Part`.
    package var part: String
  }

  package struct Part: Sendable, Hashable {
    package var client: Organisation.ID
    /// The list that it was made from.
    package var list: Int
    /// The outward document whose sentences its letters have.
    package var document: Int
    package var tally: LetterPlan.Tally
    package var lots: [Lot]
    package var unprintable: [Unprintable]
    /// The batch that this one adds letters to, of the same client: its list names only people who were missing. Nil where
    /// it takes the place of whatever was sent before.
    package var addsTo: Int? = nil
  }

  package static let lotSize = 1_000

  /// Within its incident, from 1.
  package var number: Int
  package var madeAt: Moment
  package var madeBy: String
  package var language: String
  package var parts: [Part]
  package var releasedAt: Moment?
  package var releasedBy: String?
  /// Letters that came back, by client.
  package var returned: [Organisation.ID: Int]

  package var letters: Int { parts.reduce(0) { $0 + $1.tally.letters } }

  func part(of client: Organisation.ID) -> Part? { parts.first { $0.client == client } }
}

extension [LetterBatch] {
  /// The batches that count for a client, the newest first: the newest that was released, and what it adds to.
  func counting(for client: Organisation.ID) -> [LetterBatch] {
    var found: [LetterBatch] = []
    var next = last { $0.releasedAt != nil && $0.part(of: client) != nil }
    while let batch = next {
      found.append(batch)
      // Numbers go down, whatever is stored: this ends.
      next = batch.part(of: client)?.addsTo.flatMap { number in
        first { $0.number == number && number < batch.number && $0.releasedAt != nil && $0.part(of: client) != nil }
      }
    }
    return found
  }
}

extension LetterPlan.Tally {
  var json: JSON {
    [
      "letters": JSON(letters), "unreachable": JSON(unreachable), "left": JSON(left), "deceased": JSON(deceased),
      "repeated": JSON(repeated), "unprintable": JSON(unprintable), "not_concerned": JSON(notConcerned),
      "not_listed": JSON(notListed),
    ]
  }

  init(json: JSON) {
    func count(_ name: String) -> Int { Int(clamping: json[name].integer ?? 0) }
    letters = count("letters")
    unreachable = count("unreachable")
    left = count("left")
    deceased = count("deceased")
    repeated = count("repeated")
    unprintable = count("unprintable")
    notConcerned = count("not_concerned")
    notListed = count("not_listed")
  }
}

extension LetterBatch.Part {
  package var json: JSON {
    var members: [String: JSON] = [
      "client": .string(client.text), "list": JSON(list), "document": JSON(document), "tally": tally.json,
      "lots": .array(
        lots.map {
          [
            "name": .string($0.name), "letters": JSON($0.letters), "pages": JSON($0.pages),
            "sha256": JSON(bytes: $0.sha256),
          ]
        }),
      "unprintable": .array(unprintable.map { ["line": JSON($0.line), "part": .string($0.part)] }),
    ]
    if let addsTo { members["adds_to"] = JSON(addsTo) }
    return .object(members)
  }

  init(json: JSON) {
    client = .init(json["client"].string ?? "")
    list = Int(clamping: json["list"].integer ?? 0)
    document = Int(clamping: json["document"].integer ?? 0)
    tally = .init(json: json["tally"])
    lots = json["lots"].elements.map {
      LetterBatch.Lot(
        name: $0["name"].string ?? "", letters: Int(clamping: $0["letters"].integer ?? 0),
        pages: Int(clamping: $0["pages"].integer ?? 0), sha256: $0["sha256"].bytes ?? [])
    }
    unprintable = json["unprintable"].elements.map {
      LetterBatch.Unprintable(line: Int(clamping: $0["line"].integer ?? 0), part: $0["part"].string ?? "")
    }
    addsTo = json["adds_to"].integer.map { Int(clamping: $0) }
  }
}

extension LetterBatch {
  /// What goes to whoever prints: how many letters and pages are in which file, and what each file's bytes are.
  package func manifest(of incident: String) -> JSON {
    [
      "incident": .string(incident), "batch": JSON(number), "made_at": JSON(madeAt), "made_by": .string(madeBy),
      "released_at": releasedAt.map { JSON($0) } ?? .null, "released_by": releasedBy.map { .string($0) } ?? .null,
      "language": .string(language), "letters": JSON(letters), "parts": .array(parts.map(\.json)),
    ]
  }
}
