import CanonicalForms
import Custody
import Wording

/// What is around every page for the public: no scripts, nothing loaded from elsewhere.
package enum PublicPage {
  /// - Parameters:
  ///   - head: links and data for programs, as HTML.
  ///   - top: what stands over the title, as HTML.
  ///   - body: as HTML.
  package static func html(
    title: String, in language: Language, head: String = "", top: String = "", body: String, foot: String = ""
  ) -> String {
    let skip = Markup.escaped(language.response(.noticeSkip))
    return """
      <!DOCTYPE html>
      <html lang="\(language.rawValue)">
      <head>
      <meta charset="utf-8">
      <meta name="viewport" content="width=device-width, initial-scale=1">
      <title>\(Markup.escaped(title))</title>
      \(head)<style>\(NoticeStyle.css)</style>
      </head>
      <body>
      <a class="skip" href="#main">\(skip)</a>
      <header>\(top)</header>
      <main id="main">
      <h1>\(Markup.escaped(title))</h1>
      \(body)
      </main>
      <footer>\(foot)</footer>
      </body>
      </html>

      """
  }

  package static func link(_ address: String, _ text: String, attributes: String = "") -> String {
    "<a href=\"\(Markup.escaped(address))\"\(attributes)>\(Markup.escaped(text))</a>"
  }

  package static func time(_ moment: Moment) -> String {
    "<time datetime=\"\(moment.utc)\">\(moment.localMinute)</time>"
  }
}
