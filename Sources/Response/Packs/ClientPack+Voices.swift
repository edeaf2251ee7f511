import CanonicalForms
import Custody
import PersonalData
import Wording

extension ClientPack {
  /// For other programs: docs/formats/incident.md.
  package var json: JSON {
    [
      "incident": .string(incident), "client": .string(client.id.text), "name": .string(client.name),
      "number": JSON(number), "made": JSON(madeAt), "as_of": JSON(asOf), "device_kind": .string(deviceKind.rawValue),
      "method": .string(Scope.method), "unit": .string(Scope.unit),
      "certain": Self.json(share.certain), "possible": Self.json(share.possible),
      "certain_files": JSON(share.certainFiles), "possible_files": JSON(share.possibleFiles),
      "retention_over": JSON(isOverdue),
      "agreements": .array(
        agreements.map { state in
          [
            "id": .string(state.agreement.id), "purpose": .string(state.agreement.purpose),
            "starts": JSON(state.agreement.starts), "ends": JSON(state.agreement.ends),
            "term": .string(state.term.rawValue), "delivered_files": JSON(state.deliveredFiles),
            "retention_over": state.isRetentionOver.map { JSON($0) } ?? .null,
          ]
        }),
      "evidence": .object(Dictionary(uniqueKeysWithValues: bases.map { ($0.basis.rawValue, JSON($0.files)) })),
      "conflicting_files": JSON(conflictingFiles), "unread_files": JSON(unreadFiles), "gaps": JSON(gaps),
      "members": members.map(Self.json) ?? .null,
      "sentences": .array(sentences.map(\.json)),
    ]
  }

  private static func json(_ people: Scope.People) -> JSON {
    [
      "people": JSON(people.count), "sensitive": JSON(people.sensitive),
      "fields": .object(Dictionary(uniqueKeysWithValues: people.byField.map { ($0.key.rawValue, JSON($0.value)) })),
    ]
  }

  private static func json(_ members: ScopeShares.Members) -> JSON {
    [
      "roster_as_of": JSON(members.rosterAsOf), "roster_people": JSON(members.rosterPeople),
      "certain": .array(members.certain.map { JSON($0) }),
      "only_possible": .array(members.onlyPossible.map { JSON($0) }),
    ]
  }

  /// People of the figure whom the client's own list does not have.
  package var notOnRoster: Int? {
    members.map { max(0, share.possible.count - $0.certain.count - $0.onlyPossible.count) }
  }

  package var page: String {
    let words = StatementWords(language: language)
    let scopeWords = ScopeWords(language: language)
    func section(_ title: ResponsePhrase, _ inner: String) -> String {
      "<section><h2>\(Markup.escaped(words(title)))</h2>\(inner)</section>"
    }
    func paragraph(_ text: String, _ style: String = "") -> String {
      "<p\(style.isEmpty ? "" : " class=\"\(style)\"")>\(Markup.escaped(text))</p>"
    }
    var body = "<ul>" + sentences.map { "<li>\(Markup.escaped($0.text))</li>" }.joined() + "</ul>"
    body += paragraph(words(.packCertain, language.number(share.certain.count)))
    if isOverdue { body += paragraph(words(.packOverdue), "notice") }
    if unreadFiles > 0 { body += paragraph(words(.packUnread, language.number(unreadFiles)), "notice") }
    if gaps > 0 { body += paragraph(words(.packGaps, language.number(gaps))) }
    let fields = Markup.Table(
      header: [words(.labelFields), scopeWords(.certain), scopeWords(.possibleShort)], numeric: [1, 2])
    body += section(
      .packByField,
      fields.html(
        Field.allCases.filter { share.possible.byField[$0] != nil }.map { field in
          [
            scopeWords.field(field), language.number(share.certain.byField[field] ?? 0),
            language.number(share.possible.byField[field] ?? 0),
          ]
        }, style: "narrow"))
    if !agreements.isEmpty {
      body += section(
        .packAgreements,
        "<ul>" + agreements.map { "<li>\(Markup.escaped(scopeWords.agreement($0)))</li>" }.joined() + "</ul>")
    }
    body += section(
      .packEvidence,
      "<ul>"
        + bases.map { "<li>\(Markup.escaped(scopeWords.basis($0.basis))) \(language.number($0.files))</li>" }.joined()
        + "</ul>")
    body += section(.packMembers, membersHTML(words, paragraph))
    body += "<footer>\(Markup.escaped(words(.packDuty))) \(Markup.escaped(words(.packRest, Scope.method)))</footer>"
    return ReportPage.html(
      title: words(.packTitle, client.name), kicker: incident, at: madeAt, body: body, in: language)
  }

  private func membersHTML(_ words: StatementWords, _ paragraph: (String, String) -> String) -> String {
    guard let members else { return paragraph(words(.packMembersNone), "") }
    func list(_ title: ResponsePhrase, _ places: [Int]) -> String {
      places.isEmpty ? "" : paragraph("\(words(title)) (\(language.number(places.count))): \(Self.ranges(places))", "")
    }
    var html = paragraph(
      words(.packMembersNote, members.rosterAsOf.localDate, language.number(members.rosterPeople)), "")
    html += list(.packMembersCertain, members.certain) + list(.packMembersPossible, members.onlyPossible)
    if let off = notOnRoster, off > 0 { html += paragraph(words(.packMembersOff, language.number(off)), "notice") }
    return html
  }

  /// `1–5, 9`.
  static func ranges(_ places: [Int]) -> String {
    var parts: [String] = []
    var first: Int?
    for (index, place) in places.enumerated() {
      let start = first ?? place
      let isLast = index + 1 == places.count || places[index + 1] != place + 1
      if isLast { parts.append(start == place ? String(place) : "\(start)–\(place)") }
      first = isLast ? nil : start
    }
    return parts.joined(separator: ", ")
  }
}
