import Console
import Foundation
import Testing
import Wording

/// Every kind of entry that the program writes has words on the page of the journal, and can be chosen there.
@Suite struct JournalKindTests {
  private static func kindsInTheSources() throws -> Set<String> {
    let root = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../../Sources").standardized
    let files = try #require(FileManager.default.enumerator(at: root, includingPropertiesForKeys: nil))
    var kinds: Set<String> = []
    for case let file as URL in files where file.pathExtension == "swift" {
      let text = try String(contentsOf: file, encoding: .utf8)
      for match in text.matches(of: /(?:kind: |moved\(|record\(\s*)"([a-z_]+\.[a-z_]+)"/) {
        kinds.insert(String(match.1))
      }
    }
    return kinds
  }

  @Test func everyKindHasWords() throws {
    let kinds = try Self.kindsInTheSources()
    #expect(kinds.count > 70)
    for kind in kinds.sorted() {
      #expect(Phrase(rawValue: "entry." + kind) != nil, "\(kind)")
      #expect(JournalWords.kinds.contains(kind), "\(kind)")
    }
  }

  @Test func whatCanBeChosenHasWords() {
    for kind in JournalWords.kinds { #expect(Phrase(rawValue: "entry." + kind) != nil, "\(kind)") }
    #expect(Set(JournalWords.kinds).count == JournalWords.kinds.count)
  }
}
