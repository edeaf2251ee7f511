import CanonicalForms
import Wording

/// Which items of a law's list make an incident one that is to be reported, each law by its own: rule 7 of APPI's for private
/// bodies, rule 43 for public ones, rule 2 of that on individual numbers.
struct ReportableItems {
  private(set) var sentences: [OutwardDocument.Sentence] = []
  /// Those of them that say that something is still examined.
  private(set) var open: Set<OutwardDocument.Sentence> = []

  private struct List {
    var law: Jurisdiction
    var title: ResponsePhrase
    var items: [(Condition, ResponsePhrase)]
    /// Without this the law has nothing to do with it.
    var only: Condition?
  }

  private static let lists = [
    List(
      law: .japan, title: .reportRule7,
      items: [
        (.sensitive, .reportRule71), (.financialLoss, .reportRule72), (.wrongfulPurpose, .reportRule73),
        (.peopleOver(1_000), .reportRule74),
      ]),
    List(
      law: .japanPublicBody, title: .reportRule43,
      items: [
        (.sensitive, .reportRule71), (.financialLoss, .reportRule72), (.wrongfulPurpose, .reportRule73),
        (.peopleOver(100), .reportRule434),
      ]),
    List(
      law: .japanMyNumber, title: .reportRule2,
      items: [
        (.myNumberSystem, .reportRule21), (.wrongfulPurpose, .reportRule22), (.viewableByMany, .reportRule23),
        (.myNumbers(over: 100), .reportRule24),
      ], only: .myNumbers(over: 0)),
  ]

  /// That no item applies is said once that is known of each.
  init(_ writer: DocumentWriter, about subject: Statement.Subject, under laws: Set<Jurisdiction>, lastSeen: Moment) {
    let judge = ConditionJudge(ledger: writer.ledger, subject: subject, evidenceDays: 7, lastSeen: lastSeen)
    for list in Self.lists where laws.contains(list.law) {
      let isConcerned = list.only.map { judge.finding($0).verdict } ?? .met
      guard isConcerned != .notMet else { continue }
      let met = list.items.filter { isConcerned == .met && judge.finding($0.0).verdict == .met }
        .map { writer.words($0.1) }
      let isOpen =
        met.isEmpty && (isConcerned == .unknown || list.items.contains { judge.finding($0.0).verdict == .unknown })
      let none = writer.words(isOpen ? .reportRule7Open : .reportRule7None)
      let text = met.isEmpty ? none : met.joined(separator: writer.words.language.text(.and))
      let sentence = OutwardDocument.Sentence(writer.words(list.title, text))
      sentences.append(sentence)
      if isOpen { open.insert(sentence) }
    }
  }
}
