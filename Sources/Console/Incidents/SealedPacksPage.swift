import Custody
import Response
import Wording

/// Packs that leave the house as encrypted files: sealed by one, their passwords shown to another.
struct SealedPacksPage: Page {
  static let template = "sealed-packs"

  struct Source: Sendable {
    var sealings: [PackSealing]
    var packs: [RecordedPack]
    var organisations: [Organisation]
  }

  struct Row: Sendable {
    let number: String
    let count: String
    let made: String
    let madeBy: String
    let shown: String
    let href: String
    /// It may be fetched by the visitor.
    let canFetch: Bool
    let canShow: Bool
  }

  let incident: String
  let back: String
  let base: String
  let canSeal: Bool
  let rows: [Row]
  let clients: [Choice]
  /// Shown this once.
  let shownTitle: String
  let passwords: [[String]]

  init(
    _ source: Source, names: [String: String], shown: (number: Int, passwords: [(Organisation.ID, PackPassword)])?,
    _ visit: Visit
  ) {
    let language = visit.language
    let time = PageTime(language: language, now: visit.now)
    let called = Dictionary(source.organisations.map { ($0.id, $0.name) }, uniquingKeysWith: { $1 })
    func name(_ id: Organisation.ID) -> String { "\(id.text) \(called[id] ?? "")" }
    incident = visit.parameter("id")
    back = Address.incident(incident)
    let base = Address.sealedPacks(incident)
    self.base = base
    let clients = Set(source.packs.filter { $0.bytes != nil }.map(\.client)).sorted()
    canSeal = visit.may(.handlePacks) && !clients.isEmpty
    self.clients =
      [Choice(value: "", text: visit.text(.sealedAll), isChosen: true)]
      + clients.map { Choice(value: $0.text, text: name($0), isChosen: false) }
    // As the acts themselves compare: an account may have acted under its login, too.
    let own = Set([visit.session?.account.id.text, visit.session?.account.login].compactMap(\.self))
    rows = source.sealings.reversed().map { sealing in
      let isOwn = own.contains(sealing.madeBy)
      return Row(
        number: String(sealing.number), count: language.number(sealing.packs.count), made: time.minute(sealing.madeAt),
        madeBy: names[sealing.madeBy] ?? sealing.madeBy,
        shown: sealing.shownAt.map { at in
          "\(time.minute(at)) \(sealing.shownBy.map { names[$0] ?? $0 } ?? "")"
        } ?? "", href: "\(base)/\(sealing.number)",
        canFetch: visit.may(.handlePacks) && isOwn && sealing.shownBy.map(own.contains) != true,
        canShow: visit.may(.approvePublication) && !isOwn && sealing.shownAt == nil)
    }
    shownTitle = shown.map { language.page(.sealedPasswords, String($0.number)) } ?? ""
    passwords = shown?.passwords.map { [name($0.0), $0.1.text] } ?? []
  }
}
