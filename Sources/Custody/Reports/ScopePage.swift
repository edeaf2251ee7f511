import PersonalData
import Wording

extension Scope {
  /// The answer as one self-contained page for screen and A4 print: no scripts, nothing loaded from elsewhere.
  package func page(in language: Language) -> String {
    let words = ScopeWords(language: language)
    let title = language.text(.drillHeadline, words.device(device), at.localMinute)
    return """
      <!DOCTYPE html>
      <html lang="\(language.rawValue)">
      <head>
      <meta charset="utf-8">
      <meta name="viewport" content="width=device-width, initial-scale=1">
      <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
      <title>\(Markup.escaped(title))</title>
      <style>\(Markup.style)</style>
      </head>
      <body>
      <header>
      <p class="kicker">\(Markup.escaped(words(.drillTitle)))</p>
      <h1>\(heading(words))</h1>
      \(facts(words))
      </header>
      \(figures(words))
      \(unknownSection(words))
      \(fieldSection(words))
      \(clientSection(words))
      \(clientList(words))
      <footer>\(Markup.escaped(words(.method))): \(Markup.escaped(language.text(.methodText, Self.method)))</footer>
      </body>
      </html>

      """
  }

  /// The title; its time is never broken over two lines.
  private func heading(_ words: ScopeWords) -> String {
    let mark = "\u{1F}"
    let parts = words.language.text(.drillHeadline, words.device(device), mark).split(
      separator: mark, omittingEmptySubsequences: false)
    return parts.map { Markup.escaped(String($0)) }.joined(separator: "<time>\(at.localMinute)</time>")
  }

  private func facts(_ words: ScopeWords) -> String {
    var rows = [
      (words(.device), "\(device.id) · \(words.kind(device.kind))"), (words(.asOf), words.exactly(at)),
      (words(.lastScan), words.moment(lastScan)), (words(.nextScan), words.moment(nextScan)),
      (words(.answeredAt), answered(in: words)),
    ]
    if let holder = device.holder { rows.insert((words(.holder), holder), at: 1) }
    for loss in losses { rows.append((words(.lossFact), words.loss(loss.reported, loss.lastSeen))) }
    let cells = rows.map { "<div><dt>\(Markup.escaped($0.0))</dt><dd>\(Markup.escaped($0.1))</dd></div>" }
    let notes = knowledge(in: words).map { "<p class=\"note\">\(Markup.escaped($0))</p>" }
    return "<dl>\(cells.joined())</dl>" + notes.joined()
  }

  private func figures(_ words: ScopeWords) -> String {
    if lastScan == nil { return "<p class=\"notice\">\(Markup.escaped(words(.noEvidence)))</p>" }
    if isEmpty { return "<p class=\"notice\">\(Markup.escaped(words(.nothingFound)))</p>" }
    func figure(_ label: String, _ people: People, _ files: Int, _ style: String) -> String {
      """
      <div class="figure \(style)"><span class="label">\(Markup.escaped(label))</span>
      <strong>\(Markup.escaped(words.people(people.count)))</strong>
      <span>\(Markup.escaped(words(.sensitive))) \(words.number(people.sensitive)) ·
      \(Markup.escaped(words(.fileColumn))) \(words.number(files))</span></div>
      """
    }
    return """
      <section class="figures">
      \(figure(words(.certain), total.certain, total.certainFiles, "certain"))
      \(figure(words(.possible), total.possible, total.possibleFiles, "possible"))
      </section>
      """
  }

  /// On the first page: the largest clients as bars.
  private func clientSection(_ words: ScopeWords) -> String {
    guard !clients.isEmpty || unattributed.possible.count > 0 else { return "" }
    let title = "\(words(.byClient)) (\(words.number(clients.count)))"
    var notes: [String] = []
    if clients.count > Self.bars { notes.append(words.language.text(.clientsFollow, words.number(clients.count))) }
    if shared > 0 { notes.append(words.language.text(.sharedPeople, words.number(shared))) }
    return """
      <section><h2>\(Markup.escaped(title))</h2>
      \(clientBars(words))
      <p class="note">\(Markup.escaped(notes.joined(separator: " ")))</p></section>
      """
  }

  /// Every client with agreements and evidence; on pages of its own when there are many.
  private func clientList(_ words: ScopeWords) -> String {
    guard !clients.isEmpty || unattributed.possible.count > 0 else { return "" }
    let table = Markup.Table(
      header: [
        "", words(.client), words(.certain), words(.possibleShort), words(.scanSensitive), words(.fileColumn),
        words(.agreements), words(.evidence),
      ], numeric: [2, 3, 4, 5])
    var rows = clients.map { client in
      [
        client.organisation.id.text, client.organisation.name, words.number(client.share.certain.count),
        words.number(client.share.possible.count), words.number(client.share.possible.sensitive),
        words.number(client.share.possibleFiles), words.agreements(client),
        words.bases(client)
          + (client.conflictingFiles > 0
            ? " · " + words.language.text(.conflicts, words.number(client.conflictingFiles)) : ""),
      ]
    }
    if unattributed.possible.count > 0 {
      rows.append([
        "–", words(.unattributed), words.number(unattributed.certain.count),
        words.number(unattributed.possible.count), words.number(unattributed.possible.sensitive),
        words.number(unattributed.possibleFiles), "", "",
      ])
    }
    return """
      <section\(clients.count > Self.bars ? " class=\"overleaf\"" : "")><h2>\(Markup.escaped(words(.clientList)))</h2>
      \(table.html(rows, style: "clients"))</section>
      """
  }

  /// How many of the largest clients are drawn.
  private static let bars = 10

  /// Bars of the largest clients: certain people dark, merely possible ones light.
  private func clientBars(_ words: ScopeWords) -> String {
    let shown = clients.prefix(Self.bars)
    let most = shown.map(\.share.possible.count).max() ?? 0
    guard most > 0, shown.count > 1 else { return "" }
    let row = 17
    var svg = """
      <svg viewBox="0 0 720 \(shown.count * row)" role="img" aria-label="\(Markup.escaped(words(.byClient)))">
      """
    for (index, client) in shown.enumerated() {
      let y = index * row
      let possible = client.share.possible.count * 400 / most
      let certain = client.share.certain.count * 400 / most
      let name = DisplayWidth.cut("\(client.organisation.id) \(client.organisation.name)", to: 36)
      svg += """
        <text x="240" y="\(y + 12)" text-anchor="end">\(Markup.escaped(name))</text>
        <rect class="possible" x="248" y="\(y + 2)" width="\(max(1, possible))" height="12"/>
        <rect class="certain" x="248" y="\(y + 2)" width="\(certain)" height="12"/>
        <text x="\(254 + max(1, possible))" y="\(y + 12)">\(words.number(client.share.possible.count))</text>
        """
    }
    return svg + "</svg>"
  }

  private func fieldSection(_ words: ScopeWords) -> String {
    let fields = Field.allCases.filter { total.possible.byField[$0] != nil }
    guard !fields.isEmpty else { return "" }
    let items = fields.map { field in
      let certain = words.number(total.certain.byField[field] ?? 0)
      let possible = words.number(total.possible.byField[field] ?? 0)
      return """
        <div><dt>\(Markup.escaped(words.field(field)))</dt><dd>\(certain)<span> / \(possible)</span></dd></div>
        """
    }
    let title = "\(words(.byField)) (\(words(.certain)) / \(words(.possibleShort)))"
    return """
      <section><h2>\(Markup.escaped(title))</h2>
      <dl class="fields">\(items.joined(separator: "\n"))</dl></section>
      """
  }

  /// Places of unread files that are named for each reason; the JSON answer has more.
  private static let examples = 2

  private func unknownSection(_ words: ScopeWords) -> String {
    var html = "<section><h2>\(Markup.escaped(words(.gaps)))</h2>"
    if !gaps.isEmpty {
      html += "<ul>" + gaps.map { "<li>\(Markup.escaped(words.gap($0)))</li>" }.joined() + "</ul>"
    }
    if !unread.isEmpty {
      let table = Markup.Table(
        header: [words(.unreadTitle), words(.certain), words(.possibleShort), ""], numeric: [1, 2])
      html += table.html(
        unread.map { row in
          [
            words.unread(row), words.number(row.certain), words.number(row.possible),
            row.examples.prefix(Self.examples).joined(separator: "\n") + (row.possible > Self.examples ? " …" : ""),
          ]
        }, style: "unread")
    }
    if !doubtful.isEmpty {
      let table = Markup.Table(header: [words(.doubtfulTitle), words(.fileColumn), ""], numeric: [1])
      html += table.html(
        doubtful.map { row in
          [
            words.doubtful(row), words.number(row.files), words.language.text(.doubtOnly, words.number(row.people)),
          ]
        })
    }
    if !inherited.isEmpty {
      let shown = inherited.prefix(Self.inheritedShown).map { "<li>\(Markup.escaped(words.inherited($0)))</li>" }
      html += "<h3>\(Markup.escaped(words(.inheritedTitle)))</h3><ul>\(shown.joined())</ul>"
      let more = inherited.count - Self.inheritedShown
      if more > 0 {
        html += "<p class=\"note\">\(Markup.escaped(words.language.text(.moreRows, words.number(more))))</p>"
      }
      if isLineageCut { html += "<p class=\"note\">\(Markup.escaped(words(.inheritedCut)))</p>" }
    }
    if !unknownNames.isEmpty {
      let table = Markup.Table(header: [words(.unknownNames), words(.fileColumn)], numeric: [1])
      html += table.html(unknownNames.prefix(10).map { [$0.hint.value, words.number($0.files)] }, style: "narrow")
    }
    return html + "</section>"
  }
}
