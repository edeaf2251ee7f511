import CanonicalForms
import Custody
import Storage

/// The code on a letter: 24 bits of the letter's number and 56 bits that only this installation can make of it, in the 32
/// letters and digits of Crockford's base 32. Whoever tries must hit one of 2⁵⁶ for each letter, at the desk's pace.
package struct LetterCode: Sendable, Hashable {
  package static let mostLetters = 1 << 24
  private static let alphabet = Array("0123456789ABCDEFGHJKMNPQRSTVWXYZ".unicodeScalars)

  /// From 1.
  package var number: Int
  /// Seven bytes.
  package var tag: [UInt8]

  /// In four groups: `0000-C3TQ-9V2M-XK71`.
  package var text: String {
    // 80 bits do not fit one word: 40 and 40.
    let halves = [
      UInt64(number) << 16 | UInt64(tag[0]) << 8 | UInt64(tag[1]), tag[2...].reduce(0) { $0 << 8 | UInt64($1) },
    ]
    var out = ""
    for half in halves {
      for shift in stride(from: 35, through: 0, by: -5) {
        if shift == 15 || (shift == 35 && !out.isEmpty) { out += "-" }
        out.unicodeScalars.append(Self.alphabet[Int(half >> UInt64(shift) & 31)])
      }
    }
    return out
  }

  init(number: Int, tag: [UInt8]) {
    self.number = number
    self.tag = tag
  }

  /// As people type it: small letters, full width, without or with other hyphens, O for 0, I and L for 1.
  package init?(parsing text: String) {
    guard text.utf8.count <= 200 else { return nil }
    var values: [UInt64] = []
    for scalar in text.unicodeScalars {
      var code = scalar.value
      if (0xFF01...0xFF5E).contains(code) { code -= 0xFEE0 }
      guard let narrow = Unicode.Scalar(code) else { return nil }
      switch Character(narrow).uppercased() {
      case "O": values.append(0)
      case "I", "L": values.append(1)
      case "-", " ", "\u{3000}", "‐", "‑", "–", "—", "−", "ー", "ｰ": continue
      case let letter:
        guard let value = Self.alphabet.firstIndex(where: { String($0) == letter }) else { return nil }
        values.append(UInt64(value))
      }
    }
    guard values.count == 16 else { return nil }
    let high = values[..<8].reduce(0) { $0 << 5 | $1 }
    let low = values[8...].reduce(0) { $0 << 5 | $1 }
    number = Int(high >> 16)
    tag =
      [UInt8(truncatingIfNeeded: high >> 8), UInt8(truncatingIfNeeded: high)]
      + (0..<5).reversed().map { UInt8(truncatingIfNeeded: low >> UInt64($0 * 8)) }
  }
}

/// What the holder of a letter is told.
package struct LetterAnswer: Sendable, Hashable {
  package var incident: String
  package var client: Organisation.ID
  /// Of the client's people.
  package var fields: Answer
  package var fieldsStatement: Int?
}

extension Incidents {
  /// Gives out codes for letters to people of a client.
  /// - Returns: as many codes, in the order of the letters' numbers.
  /// - Throws: `ResponseFailure`: `unknown_incident`, `unfit_value`.
  package func makeLetterCodes(
    _ count: Int, for client: Organisation.ID, in id: String, at time: Moment
  ) throws
    -> [LetterCode]
  {
    let first = try store.write { session -> Int in
      _ = try IncidentRegister(session: session).require(id)
      let register = LetterRegister(session: session)
      let first = try register.next()
      guard count > 0, count < LetterCode.mostLetters, first + count <= LetterCode.mostLetters else {
        throw ResponseFailure(.unfitValue, "so many letters cannot be numbered")
      }
      try append(LetterRegister.run(first: first, count: count, client: client, in: id), at: time, in: session)
      return first
    }
    return (first..<(first + count)).map(letterCode)
  }

  /// The code of a letter: the same whenever it is made.
  package func letterCode(_ number: Int) -> LetterCode {
    let message = (0..<8).reversed().map { UInt8(truncatingIfNeeded: number >> ($0 * 8)) }
    return LetterCode(number: number, tag: Array(custody.mark(message, for: "letter").prefix(7)))
  }

  /// What the letter with a code says about its reader's data. Whatever is wrong with the text, the answer is nil and has
  /// taken the same steps.
  package func answer(toCode text: String) throws -> LetterAnswer? {
    let typed = LetterCode(parsing: text) ?? LetterCode(number: 0, tag: [UInt8](repeating: 0, count: 7))
    let right = letterCode(typed.number)
    let difference = zip(typed.tag, right.tag).reduce(UInt8(0)) { $0 | ($1.0 ^ $1.1) }
    return try store.read { session in
      let run = try LetterRegister(session: session).run(of: typed.number)
      guard difference == 0, let run else { return nil }
      let fields = try ledger(of: run.incident, in: session).standing(.fields, .client(run.client))
      return LetterAnswer(
        incident: run.incident, client: run.client, fields: fields?.answer ?? .notYetAvailable,
        fieldsStatement: fields?.id)
    }
  }
}

/// Runs of letters' numbers in the database.
struct LetterRegister {
  let session: SQLSession

  static func run(first: Int, count: Int, client: Organisation.ID, in incident: String) -> NewEntry {
    NewEntry(
      kind: "letter.codes_made",
      body: [
        "incident": .string(incident), "client": .string(client.text), "first": JSON(first), "count": JSON(count),
      ])
  }

  func apply(_ entry: JournalEntry) throws {
    let body = entry.body
    try session.execute(
      "INSERT INTO letter_run (first, count, incident, client) VALUES (?, ?, ?, ?)",
      .integer(body["first"].integer ?? 0), .integer(body["count"].integer ?? 0), entry.incident,
      SQLValue(body["client"].string ?? ""))
  }

  func next() throws -> Int {
    try session.first("SELECT first + count FROM letter_run ORDER BY first DESC LIMIT 1") { Int($0.integer(0)) } ?? 1
  }

  func run(of number: Int) throws -> (incident: String, client: Organisation.ID)? {
    try session.first(
      "SELECT first, count, incident, client FROM letter_run WHERE first <= ? ORDER BY first DESC LIMIT 1",
      SQLValue(number)
    ) { row in
      Int(row.integer(0)) + Int(row.integer(1)) > number ? (row.text(2), Organisation.ID(row.text(3))) : nil
    } ?? nil
  }
}
