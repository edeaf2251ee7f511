import CanonicalForms
import Custody
import Wording

/// A revision as the public reads it. What it says rests on what was known when it was published: made once, kept as bytes.
struct NoticePage {
  /// Of a client's series to the contractor's, or the other way round.
  struct Link: Sendable, Hashable {
    var text: String
    var url: String
  }

  let series: NoticeSeries
  let revision: NoticeRevision
  let text: NoticeText
  let language: Language
  /// Those published before, and this one: by number.
  let history: [NoticeRevision]
  let links: [Link]
  private let words: StatementWords

  init(
    _ series: NoticeSeries, _ revision: NoticeRevision, text: NoticeText, history: [NoticeRevision], links: [Link],
    in language: Language
  ) {
    self.series = series
    self.revision = revision
    self.text = text
    self.history = history
    self.links = links
    self.language = language
    words = StatementWords(language: language)
  }

  /// The one before in this language.
  private var former: NoticeRevision? {
    history.last { $0.number < revision.number && $0.texts[language] != nil }
  }

  var html: String {
    let published = revision.publishedAt ?? revision.writtenAt
    let state = "\(words(.noticeRevision, String(revision.number))) · \(PublicPage.time(published))"
    var top = "<p class=\"from\">\(Markup.escaped(series.publisher))</p>"
    top += "<p class=\"state\">\(state)\(otherLanguages)</p>"
    var body = why
    for part in text.parts {
      body += "<section><h2>\(Markup.escaped(words.code("notice_section", part.section.rawValue)))</h2>"
      body += part.sentences.map { "<p>\(Markup.escaped($0.text))</p>\n" }.joined() + "</section>\n"
    }
    body += changes + related + past
    let foot =
      "<p>\(PublicPage.link(series.path(revision.number, language.rawValue), words(.noticePermanent))) · "
      + "\(PublicPage.link(newestPath, words(.noticeNewest))) · \(PublicPage.link(feedPath, words(.noticeFeed)))</p>"
    return PublicPage.html(title: text.title.text, in: language, head: head, top: top, body: body, foot: foot)
  }

  private var newestPath: String { series.path + (language == .ja ? "" : language.rawValue) }
  private var feedPath: String { series.path + NoticeFeed.name(language) }

  private var otherLanguages: String {
    revision.languages.filter { $0 != language }.map { other in
      " · "
        + PublicPage.link(
          series.path(revision.number, other.rawValue), other == .ja ? "日本語" : "English",
          attributes: " lang=\"\(other.rawValue)\" hreflang=\"\(other.rawValue)\"")
    }.joined()
  }

  private func note(_ revision: NoticeRevision) -> String {
    revision.notes[language] ?? revision.notes[.ja] ?? revision.notes.values.first ?? ""
  }

  /// Why there is another revision, before anything else: for those who read the former one.
  private var why: String {
    guard revision.reason != .first else { return "" }
    return """
      <p class="why \(revision.reason.rawValue)"><strong>\
      \(Markup.escaped(words.code("notice_reason", revision.reason.rawValue)))</strong> \
      \(Markup.escaped(note(revision)))</p>

      """
  }

  private var changes: String {
    guard let former, let old = former.texts[language] else { return "" }
    let title = words(.noticeChanges, String(former.number))
    return "<section><h2>\(Markup.escaped(title))</h2><p class=\"state\">\(Markup.escaped(words(.noticeLegend)))</p>"
      + Self.changes(from: old, to: text, words: words) + "</section>\n"
  }

  /// What is different, section by section, with additions and removals marked.
  static func changes(from old: NoticeText, to new: NoticeText, words: StatementWords) -> String {
    var html = ""
    func add(_ heading: String, _ lines: [TextDiff.Line]) {
      let changed = lines.filter { line in line.contains { if case .same = $0 { false } else { true } } }
      guard !changed.isEmpty else { return }
      html += "<h3>\(Markup.escaped(heading))</h3>"
      html += changed.map { "<p>\($0.map(Self.html).joined())</p>\n" }.joined()
    }
    add(words(.noticeTitle), TextDiff.lines([old.title.text], [new.title.text]))
    for section in NoticeText.Section.allCases {
      add(
        words.code("notice_section", section.rawValue),
        TextDiff.lines(old[section].map(\.text), new[section].map(\.text)))
    }
    return "<div class=\"changes\">\(html.isEmpty ? "<p>\(Markup.escaped(words(.noticeNoChanges)))</p>" : html)</div>"
  }

  private static func html(_ piece: TextDiff.Piece) -> String {
    switch piece {
    case .same(let text): Markup.escaped(text)
    case .removed(let text): "<del>\(Markup.escaped(text))</del>"
    case .added(let text): "<ins>\(Markup.escaped(text))</ins>"
    }
  }

  private var related: String {
    guard !links.isEmpty else { return "" }
    let title = words(series.client == nil ? .noticeOfClients : .noticeOfContractor)
    return "<section><h2>\(Markup.escaped(title))</h2><ul>"
      + links.map { "<li>\(PublicPage.link($0.url, $0.text))</li>" }.joined() + "</ul></section>\n"
  }

  /// The newest first.
  private var past: String {
    let rows = history.reversed().map { one -> String in
      let language = one.texts[language] == nil ? Language.ja : language
      let name = words(.noticeRevision, String(one.number))
      return """
        <li>\(PublicPage.link(series.path(one.number, language.rawValue), name)) \
        \(PublicPage.time(one.publishedAt ?? one.writtenAt)) \
        <strong>\(Markup.escaped(words.code("notice_reason", one.reason.rawValue)))</strong> \
        \(Markup.escaped(note(one)))</li>

        """
    }
    return
      "<section><h2>\(Markup.escaped(words(.noticeHistory)))</h2><ol class=\"history\">\n\(rows.joined())</ol></section>"
  }

  // MARK: For programs

  private var head: String {
    let canonical = series.site + series.path(revision.number, language.rawValue)
    var out = "<link rel=\"canonical\" href=\"\(Markup.escaped(canonical))\">\n"
    out +=
      "<link rel=\"alternate\" type=\"application/atom+xml\" href=\"\(Markup.escaped(feedPath))\" title=\"Atom\">\n"
    for other in revision.languages where other != language {
      let url = series.site + series.path(revision.number, other.rawValue)
      out += "<link rel=\"alternate\" hreflang=\"\(other.rawValue)\" href=\"\(Markup.escaped(url))\">\n"
    }
    // A block of data: browsers run nothing of it. No text may end it early.
    let data = linkedData.canonicalText.replacing("<", with: "\\u003c")
    return out + "<script type=\"application/ld+json\">\(data)</script>\n"
  }

  /// schema.org has no type for a breach; an article with its dates, version and correction says what there is to say.
  private var linkedData: JSON {
    let published = revision.publishedAt ?? revision.writtenAt
    var data: [String: JSON] = [
      "@context": "https://schema.org", "@type": "NewsArticle", "headline": .string(text.title.text),
      "inLanguage": .string(language.rawValue), "version": JSON(revision.number),
      "datePublished": JSON(history.first?.publishedAt ?? published), "dateModified": JSON(published),
      "url": .string(series.site + series.path(revision.number, language.rawValue)),
      "mainEntityOfPage": .string(series.site + newestPath),
      "publisher": ["@type": "Organization", "name": .string(series.publisher)],
    ]
    if revision.reason == .correction || revision.reason == .withdrawal {
      data["correction"] = [
        "@type": "CorrectionComment", "text": .string(note(revision)), "datePublished": JSON(published),
      ]
    }
    if let former {
      data["isBasedOn"] = .string(series.site + series.path(former.number, language.rawValue))
    }
    return .object(data)
  }
}
