/// Running text: a letter, a mail's body, a paragraph of a document, a page of a PDF.
package struct Passage: Sendable, Equatable {
  package enum Kind: UInt8, Sendable {
    case body
    /// Letterhead, page header or footer, mail header: says whose the document is rather than what it tells.
    case heading
    /// Short texts that stand each in a box of its own: an organisation chart, the text boxes of a letter, name plates. A
    /// blank line parts two boxes.
    case boxes
  }

  package var text: String
  package var kind: Kind
  package var place: Place

  package init(_ text: String, kind: Kind = .body, place: Place = Place()) {
    self.text = text
    self.kind = kind
    self.place = place
  }
}
