import Cryptography
import Custody
import JapaneseText
import Response
import Wording

/// A document that somebody wants to give out: what the draft's form says, and the form by which it is issued.
struct DocumentWish: Sendable {
  let kind: OutwardDocument.Kind
  /// Nil for the whole.
  let client: Organisation.ID?
  let language: Language
  /// The document that it puts right.
  let corrects: Int?

  /// - Returns: nil where nothing is wanted.
  init?(_ form: FormFields) {
    guard let kind = OutwardDocument.Kind(rawValue: form["kind"]), Incidents.draftedKinds.contains(kind) else {
      return nil
    }
    self.kind = kind
    let takesClient = kind != .policeReport && kind != .lockOrder
    client = takesClient && !form["to"].isEmpty ? .init(form["to"]) : nil
    language = Language(rawValue: form["in"]) ?? .ja
    corrects = OutwardDocument.id(from: form["corrects"])
  }

  /// As documents name it: a client, or the authority that reports go to.
  var recipient: String {
    switch kind {
    case .preliminaryReport, .finalReport: client?.text ?? "ppc"
    default: client?.text ?? ""
    }
  }

  /// Of the text that was shown: what is issued is what was read.
  static func digest(of draft: [OutwardDocument.Sentence]) -> String {
    SHA256Digest(hashing: Array(draft.map(\.text).joined(separator: "\n").utf8)).description
  }
}

/// What was given out, what of it is wrong by now and how it should read; and the next one, as a draft to be read first.
struct DocumentsPage: Page {
  static let template = "documents"
  /// Rows on a page: each holds the text of its document.
  static let size = 20

  enum State: String, CaseIterable {
    case all = ""
    case wrong, holds

    var phrase: PagePhrase {
      switch self {
      case .all: .stateAll
      case .wrong: .documentWrong
      case .holds: .documentHolds
      }
    }
  }

  struct Source: Sendable {
    var incident: Incident
    var documents: [OutwardDocument]
    var corrections: [Correction]
    var clients: [Statement.Subject]
    var organisations: [Organisation]
    var draft: [OutwardDocument.Sentence]?
  }

  struct Row: Sendable {
    let name: String
    let kind: String
    let recipient: String
    let issued: String
    let state: String
    let style: String
    let text: String
    let corrections: [String]
    let corrected: String
    /// Where its correction is drafted; empty where that is made elsewhere.
    let draft: String
  }

  let incident: String
  let back: String
  let base: String
  let canRun: Bool
  let wrong: String
  let rows: [Row]
  let pager: Pager
  let text: String
  let states: [Choice]
  let isFiltered: Bool
  let packs: String
  let kinds: [Choice]
  let clients: [Choice]
  let languages: [Choice]
  let corrects: [Choice]
  let hasDraft: Bool
  let draft: String
  let digest: String
  let draftTitle: String
  let kind: String
  let to: String
  let lang: String
  let correcting: String

  init(_ source: Source, _ wish: DocumentWish?, _ visit: Visit) {
    let language = visit.language
    let words = StatementWords(language: language)
    let time = PageTime(language: language, now: visit.now)
    let names = Dictionary(source.organisations.map { ($0.id.text, $0.name) }, uniquingKeysWith: { $1 })
    incident = source.incident.id
    back = Address.incident(incident)
    let base = Address.documents(incident)
    self.base = base
    canRun = visit.may(.runResponse) && source.incident.isOpen
    let corrections = Dictionary(grouping: source.corrections, by: \.document)
    let successors = Dictionary(
      source.documents.compactMap { document in document.corrects.map { ($0, document.name) } },
      uniquingKeysWith: { $1 })
    func recipient(_ document: OutwardDocument) -> String {
      names[document.recipient].map { "\(document.recipient) \($0)" }
        ?? (document.recipient == "ppc" ? words.code("recipient", "ppc") : document.recipient)
    }
    let query = visit.query
    text = query["q"]
    let state = State(rawValue: query["state"]) ?? .all
    let sought = Folding.foldText(text).split(separator: " ").map(String.init)
    let found = source.documents.reversed().filter { document in
      guard document.kind != .clientPack else { return false }
      let isWrong = corrections[document.id] != nil && successors[document.id] == nil
      guard state == .all || (state == .wrong) == isWrong else { return false }
      let text = Folding.foldText(
        "\(document.name) \(recipient(document)) \(words.code("document", document.kind.rawValue))")
      return sought.allSatisfy { text.contains($0) }
    }
    isFiltered = !sought.isEmpty || state != .all
    states = State.allCases.map { Choice(value: $0.rawValue, text: visit.text($0.phrase), isChosen: $0 == state) }
    let number = Pager.number(query["page"], of: found.count, by: Self.size)
    pager = Pager(number, of: found.count, by: Self.size, in: language) {
      Address.with(base, ["q": query["q"], "state": query["state"], "page": $0])
    }
    rows = found[Pager.range(number, of: found.count, by: Self.size)].map { document in
      let wrong = corrections[document.id] ?? []
      let word: (String, String) =
        successors[document.id].map { (language.page(.documentCorrectedBy, $0), "quiet") }
        ?? (wrong.isEmpty ? (visit.text(.documentHolds), "fine") : (visit.text(.documentWrong), "grave"))
      let isDrafted = Incidents.draftedKinds.contains(document.kind)
      return Row(
        name: document.name, kind: words.code("document", document.kind.rawValue), recipient: recipient(document),
        issued: time.minute(document.issuedAt), state: word.0, style: word.1,
        text: document.sentences.isEmpty ? visit.text(.inquiryErasedWords) : document.text,
        corrections: wrong.map {
          "\(words.code("correction", $0.kind.rawValue)): \($0.oldSentence) → \($0.newSentence)"
        },
        corrected: wrong.isEmpty ? "" : Correction.draft(of: document, by: wrong),
        draft: wrong.isEmpty || !isDrafted
          ? ""
          : Address.with(
            base,
            [
              "kind": document.kind.rawValue, "to": document.recipient == "ppc" ? "" : document.recipient,
              "in": document.language, "corrects": document.name,
            ]) + "#draft")
    }
    let outdated = Set(source.corrections.map(\.document))
    let packs = source.documents.filter { $0.kind == .clientPack }
    let wrongPacks = packs.count { outdated.contains($0.id) }
    self.packs =
      packs.isEmpty
      ? "" : language.page(.documentPacks, language.number(packs.count), language.number(wrongPacks))
    let count = outdated.count - wrongPacks
    wrong = count == 0 ? "" : language.page(.documentsWrong, language.number(count))
    kinds = Incidents.draftedKinds.map {
      Choice(value: $0.rawValue, text: words.code("document", $0.rawValue), isChosen: $0 == wish?.kind)
    }
    clients =
      [Choice(value: "", text: visit.text(.documentWhole), isChosen: wish?.client == nil)]
      + source.clients.map(\.client).map {
        Choice(value: $0, text: "\($0) \(names[$0] ?? "")", isChosen: $0 == wish?.client?.text)
      }
    languages = [("ja", PagePhrase.documentJapanese), ("en", .documentEnglish)].map { code, phrase in
      Choice(value: code, text: visit.text(phrase), isChosen: code == (wish?.language ?? language).rawValue)
    }
    let correctable = source.documents.filter { document in
      guard successors[document.id] == nil, Incidents.draftedKinds.contains(document.kind) else { return false }
      return wish.map { document.canBeCorrected(by: $0.kind, to: $0.recipient) } ?? true
    }
    corrects =
      [Choice(value: "", text: visit.text(.documentFirst), isChosen: wish?.corrects == nil)]
      + correctable.map { document in
        Choice(
          value: document.name,
          text: "\(document.name) \(words.code("document", document.kind.rawValue)) \(recipient(document))",
          isChosen: document.id == wish?.corrects)
      }
    hasDraft = canRun && source.draft != nil
    draft = source.draft?.map(\.text).joined(separator: "\n") ?? ""
    digest = source.draft.map(DocumentWish.digest) ?? ""
    draftTitle = wish.map { words.code("document", $0.kind.rawValue) } ?? ""
    kind = wish?.kind.rawValue ?? ""
    to = wish?.client?.text ?? ""
    lang = wish?.language.rawValue ?? ""
    correcting = wish?.corrects.map(OutwardDocument.name) ?? ""
  }
}
