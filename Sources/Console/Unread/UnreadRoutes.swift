import Contents
import Custody
import Hummingbird
import JapaneseText
import Wording

extension Console {
  static let unreadRoutes: [Route] = [
    .get(Address.unread, .needs(.seeUnreadFiles)) { try await $0.unreadPage($1) },
    .get("/unread.csv", .needs(.export), guarded: true) { try await $0.unreadExport($1) },
  ]

  /// Names of files are personal data as often as not: looking is taken down.
  private func unreadPage(_ visit: Visit) async throws -> Response {
    var question = UnreadQuestion(fleet.state.fleet, visit)
    try await note("unread", question.device.map { .device($0) } ?? .list, visit, clients: question.clients)
    var number = Pager.number(visit.query["page"], of: question.count)
    var rows = try await unread(&question, Pager.range(number, of: question.count))
    // By words the number of pages is known only now.
    let last = Pager.number(visit.query["page"], of: question.count)
    if last < number {
      number = last
      rows = try await unread(&question, Pager.range(number, of: question.count))
    }
    let page = UnreadPage(question, rows: rows, number: number, visit)
    return try self.page(page, title: visit.text(.unreadTitle), visit)
  }

  private func unreadExport(_ visit: Visit) async throws -> Response {
    var question = UnreadQuestion(fleet.state.fleet, visit)
    try await note("unread.csv", question.device.map { .device($0) } ?? .list, visit, clients: question.clients)
    let files = try await unread(&question, 0..<UnreadQuestion.mostExported)
    let language = visit.language
    let header: [PagePhrase] = [.identifier, .unreadPath, .unreadPart, .unreadReason, .unreadAct]
    var export = CSVExport(visit, name: "unread", texts: [0, 1, 2])
    if question.isCut {
      export.note = language.page(.unreadSearchCut, language.number(Custody.mostUnreadSearched))
    } else if files.count < question.total {
      export.note = language.page(
        .exportIncomplete, language.number(files.count), language.number(question.total))
    }
    return export.response(
      [header.map { language.page($0) }]
        + files.map { file in
          [
            file.device, file.place.path, file.place.part ?? "",
            UnreadQuestion.text(of: file.place.reason, language),
            visit.text(UnreadQuestion.act(on: file.place.reason)),
          ]
        })
  }

  /// With words of a path, the record is looked through, and says how many there are.
  private func unread(_ question: inout UnreadQuestion, _ range: Range<Int>) async throws -> [UnreadFile] {
    let custody = custody
    let (device, reason) = (question.device, question.reason)
    let words = Folding.foldText(question.text).split(separator: " ").map(String.init)
    guard !words.isEmpty else {
      return try await work {
        try custody.unreadFiles(of: device, reason: reason, limit: range.count, offset: range.lowerBound)
      }
    }
    let found = try await work {
      try custody.unreadFiles(of: device, reason: reason, limit: range.count, offset: range.lowerBound) { path in
        let path = Folding.foldText(path)
        return words.allSatisfy { path.contains($0) }
      }
    }
    (question.total, question.count, question.isCut) = (found.count, found.count, found.isCut)
    return found.files
  }
}

/// Which files are asked for, and how many there are.
struct UnreadQuestion {
  static let mostExported = 100_000

  let device: String?
  /// A raw value of `UnreadReason`; empty for contents that nobody has read yet.
  let reason: String?
  /// Of all reasons, for the choice of one.
  let counts: [(reason: String, count: Int)]
  /// Words of the path; empty for any.
  let text: String
  /// Files that there are, and those of them that are kept. By words of the path: those that were found.
  fileprivate(set) var total: Int
  fileprivate(set) var count: Int
  /// There are more than were looked through for the words.
  fileprivate(set) var isCut = false
  /// Whose data the devices hold that have such files: what was not read may be theirs, too.
  let clients: [Organisation.ID]

  init(_ fleet: Fleet, _ visit: Visit) {
    let asked = visit.query["device"]
    let device = asked.isEmpty ? nil : asked
    let reason = Self.reason(in: visit.query)
    text = visit.query["q"]
    var counts: [String: Int] = [:]
    var kept = 0
    let members = fleet.members.filter { device == nil || $0.device.id == device }
    for member in members {
      guard let standing = member.standing else { continue }
      for (name, count) in standing.unread { counts[name, default: 0] += count }
      kept += min(standing.unreadFiles, StandingKeeper.mostUnread)
    }
    clients = Console.clients(of: members.filter { $0.standing?.unreadFiles ?? 0 > 0 })
    self.device = device
    self.reason = reason
    self.counts = counts.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.map { ($0.key, $0.value) }
    total = reason.map { counts[$0] ?? 0 } ?? counts.values.reduce(0, +)
    count = min(total, kept)
  }

  /// Contents that nobody has read yet have no reason in the record, and a name in addresses, where nothing would get lost.
  static let unprofiled = "unprofiled"

  static func name(of reason: String) -> String { reason.isEmpty ? unprofiled : reason }

  private static func reason(in query: FormFields) -> String? {
    switch query["reason"] {
    case unprofiled: ""
    case "", "*": nil
    case let reason: reason
    }
  }

  static func text(of reason: UnreadReason?, _ language: Language) -> String {
    Phrase(rawValue: "unread." + (reason?.rawValue ?? "unprofiled")).map { language.text($0) } ?? ""
  }

  /// What whoever is responsible does about it.
  static func act(on reason: UnreadReason?) -> PagePhrase {
    switch reason {
    case .password: .unreadActPassword
    case .damaged: .unreadActDamaged
    case .noPermission: .unreadActPermission
    case .unknownType: .unreadActType
    case .tooDeep, .tooLarge: .unreadActLimit
    case .changed, .timedOut, .crashed, .inputOutput, .missingTool, nil: .unreadActAgain
    }
  }
}

struct UnreadPage: Page {
  static let template = "unread"

  struct Row: Sendable {
    let device: String
    let href: String
    let path: String
    let part: String
    let reason: String
    let act: String
  }

  let device: String
  let text: String
  let reasons: [Choice]
  let rows: [Row]
  let pager: Pager
  let isEmpty: Bool
  let isFiltered: Bool
  let capped: String
  let canExport: Bool
  let exportUTF8: String
  let exportCP932: String

  init(_ question: UnreadQuestion, rows: [UnreadFile], number: Int, _ visit: Visit) {
    let language = visit.language
    device = question.device ?? ""
    reasons =
      [Choice(value: "*", text: visit.text(.unreadAllReasons), isChosen: question.reason == nil)]
      + question.counts.map { name, count in
        Choice(
          value: UnreadQuestion.name(of: name),
          text: "\(UnreadQuestion.text(of: UnreadReason(rawValue: name), language)) (\(language.number(count)))",
          isChosen: name == question.reason)
      }
    self.rows = rows.map { file in
      Row(
        device: file.device, href: Address.device(file.device), path: PrintableText.of(file.place.path),
        part: PrintableText.of(file.place.part ?? ""), reason: UnreadQuestion.text(of: file.place.reason, language),
        act: visit.text(UnreadQuestion.act(on: file.place.reason)))
    }
    func address(_ path: String, page: String, encoding: String) -> String {
      Address.with(
        path,
        [
          "device": question.device ?? "", "reason": question.reason.map(UnreadQuestion.name) ?? "",
          "q": question.text, "page": page, "encoding": encoding,
        ])
    }
    pager = Pager(number, of: question.count, in: language) { address(Address.unread, page: $0, encoding: "") }
    isEmpty = rows.isEmpty
    isFiltered = question.device != nil || question.reason != nil || !question.text.isEmpty
    text = question.text
    capped =
      question.isCut
      ? language.page(.unreadSearchCut, language.number(Custody.mostUnreadSearched))
      : language.page(.unreadCapped, language.number(StandingKeeper.mostUnread))
    canExport = visit.may(.export)
    exportUTF8 = address("/unread.csv", page: "", encoding: "utf-8")
    exportCP932 = address("/unread.csv", page: "", encoding: "cp932")
  }
}
