import CanonicalForms
import Custody
import Storage
import Wording

extension Incidents {
  /// A page of a notice as the public gets it.
  /// - Parameter number: nil for the newest.
  /// - Returns: nil where nothing was published; a page without bytes was erased.
  package func publishedPage(_ series: String, _ number: Int?, in language: Language) throws -> PublishedPage? {
    try store.read { try NoticeRegister(session: $0).page(series, number, language) }
  }

  /// The feed of a series; nil while nothing is published in the language.
  package func noticeFeed(_ id: String, in language: Language) throws -> String? {
    try store.read { session in
      let register = NoticeRegister(session: session)
      guard let series = try register.series(id) else { return nil }
      let history = try register.revisions(of: id).filter { $0.state == .published }
      guard history.contains(where: { $0.texts[language] != nil }) else { return nil }
      return NoticeFeed.xml(series, history, in: language)
    }
  }

  /// The front page: the contractor's own series. Versions of clients are not listed, for the list would say who they are.
  package func noticeIndex(in language: Language) throws -> String {
    let rows = try store.read { session -> [(NoticeSeries, NoticeRevision)] in
      let register = NoticeRegister(session: session)
      return try register.masters().compactMap { series in
        try register.revisions(of: series.id).last { $0.state == .published }.map { (series, $0) }
      }
    }
    let items = rows.map { series, revision -> String in
      let language = revision.texts[language] == nil ? Language.ja : language
      let title = revision.texts[language]?.title.text ?? series.publisher
      let link = PublicPage.link(series.path + (language == .ja ? "" : language.rawValue), title)
      return "<li>\(link) <span class=\"state\">\(Markup.escaped(series.publisher)) · "
        + "\(PublicPage.time(revision.publishedAt ?? revision.writtenAt))</span></li>"
    }
    let body =
      items.isEmpty
      ? "<p>\(Markup.escaped(language.response(.noticeIndexEmpty)))</p>"
      : "<ol class=\"history\">\n\(items.joined(separator: "\n"))\n</ol>"
    return PublicPage.html(title: language.response(.noticeIndexTitle), in: language, body: body)
  }

  /// Everything that is published, as files for any web server: paths without a leading slash, and their bytes. An address
  /// such as `/notices/pc-2025/3` is a folder with an `index.html`.
  /// - Parameter only: one series; nil for all of the installation.
  package func noticeFiles(only: String? = nil) throws -> [(path: String, bytes: [UInt8])] {
    let all = try store.read { session -> [NoticeSeries] in
      let register = NoticeRegister(session: session)
      if let only { return [try register.require(only)] }
      return try IncidentRegister(session: session).all().flatMap { try register.all(of: $0.id) }
    }
    var files: [(path: String, bytes: [UInt8])] = []
    if only == nil { files.append(("notices/index.html", Array(try noticeIndex(in: .ja).utf8))) }
    for series in all {
      let revisions = try notice(series.id, in: .ja).revisions.filter { $0.state == .published }
      for language in Language.allCases {
        let suffix = language == .ja ? "" : language.rawValue + "/"
        if let feed = try noticeFeed(series.id, in: language) {
          files.append(("notices/\(series.id)/\(NoticeFeed.name(language))", Array(feed.utf8)))
        }
        var newest: [UInt8]?
        for revision in revisions {
          guard let bytes = try publishedPage(series.id, revision.number, in: language)?.bytes else { continue }
          files.append(("notices/\(series.id)/\(revision.number)/\(suffix)index.html", bytes))
          newest = bytes
        }
        if let newest { files.append(("notices/\(series.id)/\(suffix)index.html", newest)) }
      }
    }
    return files
  }
}
