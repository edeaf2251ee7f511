import Contents

/// Who wrote the comments and made the tracked changes of a document: like the senders of mails they are told in a heading.
struct CommentAuthors: Sendable {
  private var names: [String] = []
  private static let most = 256

  /// One word in Latin letters is an account or a program (`User`, `openpyxl`), and no name.
  mutating func add(_ name: String) {
    guard names.count < Self.most, name.utf8.count <= 200, !name.hasPrefix("tc="), !names.contains(name) else { return }
    let isWord = name.utf8.allSatisfy { $0 < 0x80 && $0 != 0x20 }
    if !isWord || name.utf8.contains(0x40) { names.append(name) }
  }

  mutating func add(contentsOf others: CommentAuthors) { for name in others.names { add(name) } }

  func emit(at place: Place, in reading: Reading) throws(UnreadReason) {
    guard !names.isEmpty else { return }
    let text = names.map { "From: " + $0 }.joined(separator: "\n")
    try reading.emit(.passage(Passage(text, kind: .heading, place: place)))
  }
}
