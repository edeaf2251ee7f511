import Accounts
import Wording

extension Role {
  package func text(_ language: Language) -> String {
    Phrase(rawValue: "role." + rawValue).map { language.text($0) } ?? rawValue
  }
}
