import Accounts
import CanonicalForms
import JapaneseText
import Storage
import Wording

/// What an address asks of the journal: what happened, who did it, about what, and when.
struct JournalSearch: Sendable {
  let kind: String
  let who: String
  let about: String
  let from: String
  let until: String
  /// Below this number; `.max` for the newest.
  let before: Int64
  /// The times that were typed, read; nil where none was, or none that there is.
  private let first: Moment?
  private let last: Moment?

  init(_ query: FormFields) {
    kind = query["kind"]
    who = query["who"]
    about = query["about"]
    from = query["from"]
    until = query["until"]
    before = Int64(query["before"]) ?? .max
    first = Self.moment(from, isEnd: false)
    last = Self.moment(until, isEnd: true)
  }

  /// Something that is no time was typed for one.
  var isWrong: Bool { (!from.isEmpty && first == nil) || (!until.isEmpty && last == nil) }

  var isFiltered: Bool { ![kind, who, about, from, until].allSatisfy(\.isEmpty) }

  func question(_ accounts: [Account]) -> JournalQuestion {
    var question = JournalQuestion(kind: kind.isEmpty ? nil : kind)
    (question.from, question.until) = (first, last)
    let (who, about) = (who, about)
    let asked = Folding.foldText(who)
    // Names are nowhere in the journal: whoever is looked for by name is found by the account's id.
    let ids = Set(
      accounts.filter { !asked.isEmpty && Folding.foldText($0.login + " " + $0.name).contains(asked) }.map(\.id.text))
    if !who.isEmpty { question.texts.append(ids.sorted() + [who]) }
    if !about.isEmpty { question.texts.append([about]) }
    question.isMeant = { entry in
      (who.isEmpty || Self.isBy(ids, or: who, entry)) && (about.isEmpty || Self.names(about, entry.body))
    }
    return question
  }

  /// Looks are taken down by the server for whoever looked.
  private static func isBy(_ ids: Set<String>, or actor: String, _ entry: JournalEntry) -> Bool {
    if ids.contains(entry.actor) || entry.actor == actor { return true }
    guard case .array(let readings) = entry.body["readings"] else { return false }
    return readings.contains { $0["account"].string.map(ids.contains) == true }
  }

  /// A device, a client, an incident, by its whole number: `PC-1` is not `PC-10`.
  private static func names(_ about: String, _ value: JSON) -> Bool {
    switch value {
    case .string(let text): text == about
    case .array(let values): values.contains { names(about, $0) }
    case .object(let members): members.values.contains { names(about, $0) }
    default: false
    }
  }

  /// A day, or a time; the end of a day is the start of the next.
  private static func moment(_ typed: String, isEnd: Bool) -> Moment? {
    if let typed = CivilDate(typed: typed) {
      let day = isEnd ? typed.adding(days: 1) : typed
      return Moment(startOfYear: day.year, month: day.month, day: day.day)
    }
    return typed.isEmpty ? nil : Moment(typed: typed)
  }

  func address(_ path: String = Address.journal, before: Int64? = nil, encoding: String = "") -> String {
    Address.with(
      path,
      [
        "kind": kind, "who": who, "about": about, "from": from, "until": until,
        "before": before.map { String($0) } ?? "", "encoding": encoding,
      ])
  }
}
