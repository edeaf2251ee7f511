import CanonicalForms
import Custody
import Wording

/// The revisions of a series as an Atom 1.0 feed (RFC 4287), so that whoever wants to know of a correction is told.
enum NoticeFeed {
  static func name(_ language: Language) -> String {
    language == .ja ? "feed.atom" : "feed.\(language.rawValue).atom"
  }

  /// - Parameter history: published ones by number; never empty.
  static func xml(_ series: NoticeSeries, _ history: [NoticeRevision], in language: Language) -> String {
    let words = StatementWords(language: language)
    func escaped(_ text: String) -> String { Markup.escaped(text, lineBreak: " ") }
    let shown = history.filter { $0.texts[language] != nil }
    let title = shown.last?.texts[language]?.title.text ?? series.publisher
    let updated = shown.last?.publishedAt ?? series.openedAt
    let own = series.url + (language == .ja ? "" : language.rawValue)
    var out = """
      <?xml version="1.0" encoding="utf-8"?>
      <feed xmlns="http://www.w3.org/2005/Atom" xml:lang="\(language.rawValue)">
      <title>\(escaped(title))</title>
      <id>\(escaped(own))</id>
      <updated>\(updated.utc)</updated>
      <author><name>\(escaped(series.publisher))</name></author>
      <link rel="self" type="application/atom+xml" href="\(escaped(series.url + name(language)))"/>
      <link rel="alternate" type="text/html" href="\(escaped(own))"/>

      """
    for revision in shown.reversed() {
      let url = series.site + series.path(revision.number, language.rawValue)
      let published = (revision.publishedAt ?? revision.writtenAt).utc
      let reason = words.code("notice_reason", revision.reason.rawValue)
      let note = revision.notes[language] ?? revision.notes[.ja] ?? ""
      out += """
        <entry>
        <title>\(escaped("\(words(.noticeRevision, String(revision.number))) \(reason)"))</title>
        <id>\(escaped(url))</id>
        <published>\(published)</published>
        <updated>\(published)</updated>
        <link rel="alternate" type="text/html" href="\(escaped(url))"/>
        <summary>\(escaped(note.isEmpty ? title : note))</summary>
        </entry>

        """
    }
    return out + "</feed>\n"
  }
}
