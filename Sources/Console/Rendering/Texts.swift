import Mustache
import Wording

/// The texts of a language, as templates name them: `{{t.navToday}}`.
struct Texts: MustacheParent, Sendable {
  let language: Language

  func child(named name: String) -> Any? { PagePhrase(rawValue: name).map { language.page($0) } }
}
