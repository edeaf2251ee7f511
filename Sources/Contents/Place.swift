/// Where inside a file something stands: the way from the file through members, sheets and pages.
package struct Place: Sendable, Hashable, CustomStringConvertible {
  package enum Step: Sendable, Hashable {
    /// An entry of an archive or an attachment of a mail, by its name.
    case member(String)
    case sheet(String)
    /// A table of a database, or the n-th table of a document when it has no name.
    case table(String)
    /// From 1.
    case page(Int)
    /// The n-th message of a mailbox, from 1.
    case message(Int)
  }

  package var steps: [Step]

  package init(_ steps: [Step] = []) { self.steps = steps }

  package func appending(_ step: Step) -> Place { Place(steps + [step]) }

  /// Members before this place: 0 for the file itself. Archives and attachments count, sheets and pages do not.
  package var depth: Int { steps.count { if case .member = $0 { true } else { false } } }

  /// Such as `bundle.zip / 一覧.xlsx / [名簿]`, without the name of the file itself.
  package var description: String {
    steps.map { step in
      switch step {
      case .member(let name): name
      case .sheet(let name), .table(let name): "[\(name)]"
      case .page(let number): "p. \(number)"
      case .message(let number): "#\(number)"
      }
    }.joined(separator: " / ")
  }
}
