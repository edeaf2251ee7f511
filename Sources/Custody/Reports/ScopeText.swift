import PersonalData
import Wording

extension Scope {
  /// The answer as aligned text for a terminal.
  /// - Parameter clientLimit: rows of the table of clients; nil for all.
  package func text(in language: Language, clientLimit: Int? = 40) -> String {
    let words = ScopeWords(language: language)
    var lines: [String] = []
    lines.append(language.text(.drillHeadline, words.device(device), at.localMinute))
    var facts = AlignedColumns(numeric: [])
    facts.add([words(.device), "\(device.id)  \(device.label)  \(words.kind(device.kind))"])
    if let holder = device.holder { facts.add([words(.holder), holder]) }
    facts.add([words(.lastScan), words.moment(lastScan)])
    facts.add([words(.nextScan), words.moment(nextScan)])
    facts.add([words(.answeredAt), answered(in: words)])
    for loss in losses { facts.add([words(.lossFact), words.loss(loss.reported, loss.lastSeen)]) }
    lines += facts.lines()
    lines += knowledge(in: words).map { "  " + $0 }
    lines.append("")
    if lastScan == nil { lines += ["  " + words(.noEvidence), ""] }
    if lastScan != nil, isEmpty { lines += ["  " + words(.nothingFound), ""] }
    if total.possible.count > 0 { lines += totals(words) + [""] + clientLines(words, limit: clientLimit) + [""] }
    lines += unknownLines(words)
    while lines.last?.isEmpty == true { lines.removeLast() }
    return lines.joined(separator: "\n") + "\n"
  }

  /// How many files that inherited a content are listed; all of them are in the JSON.
  package static let inheritedShown = 10

  private func totals(_ words: ScopeWords) -> [String] {
    var table = AlignedColumns(numeric: [1, 2])
    table.add([words(.total), words(.certain), words(.possibleShort)])
    table.add([words(.peopleColumn), words.number(total.certain.count), words.number(total.possible.count)])
    table.add([words(.sensitive), words.number(total.certain.sensitive), words.number(total.possible.sensitive)])
    table.add([words(.fileColumn), words.number(total.certainFiles), words.number(total.possibleFiles)])
    var fields = AlignedColumns(numeric: [1, 2])
    fields.add([words(.byField), words(.certain), words(.possibleShort)])
    for field in Field.allCases where total.possible.byField[field] != nil {
      fields.add([
        words.field(field), words.number(total.certain.byField[field] ?? 0),
        words.number(total.possible.byField[field] ?? 0),
      ])
    }
    return table.lines() + [""] + fields.lines()
  }

  private func clientLines(_ words: ScopeWords, limit: Int?) -> [String] {
    var table = AlignedColumns(numeric: [2, 3, 4])
    table.add([words(.byClient), "", words(.certain), words(.possibleShort), words(.fileColumn), words(.agreements)])
    for client in clients.prefix(limit ?? clients.count) {
      table.add([
        client.organisation.id.text, DisplayWidth.cut(client.organisation.name, to: 36),
        words.number(client.share.certain.count), words.number(client.share.possible.count),
        words.number(client.share.possibleFiles), words.agreements(client),
      ])
    }
    if unattributed.possible.count > 0 {
      table.add([
        "-", words(.unattributed), words.number(unattributed.certain.count),
        words.number(unattributed.possible.count), words.number(unattributed.possibleFiles), "",
      ])
    }
    var lines = table.lines()
    let more = clients.count - (limit ?? clients.count)
    if more > 0 { lines.append("  " + words.language.text(.moreRows, words.number(more))) }
    if shared > 0 { lines.append("  " + words.language.text(.sharedPeople, words.number(shared))) }
    return lines
  }

  private func unknownLines(_ words: ScopeWords) -> [String] {
    var lines: [String] = []
    if !unread.isEmpty {
      var table = AlignedColumns(numeric: [1, 2])
      table.add([words(.unreadTitle), words(.certain), words(.possibleShort)])
      for row in unread {
        table.add([words.unread(row), words.number(row.certain), words.number(row.possible), row.examples.first ?? ""])
      }
      lines += table.lines() + [""]
    }
    if !doubtful.isEmpty {
      var table = AlignedColumns(numeric: [1])
      table.add([words(.doubtfulTitle), words(.fileColumn)])
      for row in doubtful {
        table.add([
          words.doubtful(row), words.number(row.files), words.language.text(.doubtOnly, words.number(row.people)),
        ])
      }
      lines += table.lines() + [""]
    }
    if !inherited.isEmpty {
      lines.append("  " + words(.inheritedTitle))
      lines += inherited.prefix(Self.inheritedShown).map { "    " + words.inherited($0) }
      let more = inherited.count - Self.inheritedShown
      if more > 0 { lines.append("  " + words.language.text(.moreRows, words.number(more))) }
      if isLineageCut { lines.append("  " + words(.inheritedCut)) }
      lines.append("")
    }
    if !unknownNames.isEmpty {
      lines.append("  " + words(.unknownNames))
      lines += unknownNames.prefix(5).map { "    \($0.hint.value)  \(words.files($0.files))" } + [""]
    }
    if !gaps.isEmpty { lines += ["  " + words(.gaps)] + gaps.map { "    " + words.gap($0) } + [""] }
    lines.append("  \(words(.method)): \(words.language.text(.methodText, Self.method))")
    return lines
  }
}
