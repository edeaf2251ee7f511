/// A client, a contractor, or the operator of this installation.
package struct Organisation: Sendable, Hashable, Identifiable {
  /// Given by the operator: a number or a short code, unique.
  package struct ID: Sendable, Hashable, Comparable, CustomStringConvertible {
    package let text: String
    package init(_ text: String) { self.text = text }
    package var description: String { text }

    /// Numbers by value, so that 9 stands before 117.
    package static func < (a: ID, b: ID) -> Bool {
      switch (Int(a.text), Int(b.text)) {
      case (let a?, let b?) where a != b: a < b
      case (.some, nil): true
      case (nil, .some): false
      default: a.text.utf8.lexicographicallyPrecedes(b.text.utf8)
      }
    }
  }

  package enum Kind: String, Sendable, CaseIterable {
    case client, contractor
    case `operator` = "operator"
  }

  package var id: ID
  package var name: String
  package var kind: Kind
  /// Other names and short forms that occur in files.
  package var variants: [String]
  /// Eight digits each (保険者番号).
  package var insurerNumbers: [String]
  /// Without `@`.
  package var mailDomains: [String]

  package init(
    id: ID, name: String, kind: Kind = .client, variants: [String] = [], insurerNumbers: [String] = [],
    mailDomains: [String] = []
  ) {
    self.id = id
    self.name = name
    self.kind = kind
    self.variants = variants
    self.insurerNumbers = insurerNumbers
    self.mailDomains = mailDomains
  }
}
