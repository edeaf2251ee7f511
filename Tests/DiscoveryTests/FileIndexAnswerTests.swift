import Cryptography
import Discovery
import Glibc
import PersonalData
import Testing

/// Answers that the index remembers.
@Suite("Index: answers") struct FileIndexAnswerTests {
  private let folder: ScratchFolder

  init() throws { folder = try ScratchFolder() }

  private func index(_ key: UInt8 = 7) throws -> FileIndex {
    try FileIndex(path: folder.path + "/index.sqlite", key: [UInt8](repeating: key, count: 32))
  }

  private static func digest(_ text: String) -> SHA256Digest { SHA256Digest(hashing: Array(text.utf8)) }

  private static let answers: [[UInt8]] = [
    [], [1], (0..<3_000_000).map { UInt8(truncatingIfNeeded: $0 * 31) }, [UInt8](repeating: 9, count: 1 << 20),
  ]

  @Test(arguments: answers) func anAnswerHoldsInItsState(answer: [UInt8]) throws {
    let (question, state) = (Self.digest("q"), Self.digest("s"))
    do {
      let index = try index()
      try index.remember(answer, to: question, in: state)
      try index.commit()
    }
    let index = try index()
    #expect(try index.answer(to: question, in: state) == answer)
    #expect(try index.answer(to: question, in: Self.digest("other")) == nil)
    #expect(try index.answer(to: Self.digest("other"), in: state) == nil)
    #expect(try self.index(8).answer(to: question, in: state) == nil)
  }

  /// A file that is known but whose people cannot be told any more would be taken for a file without people.
  @Test func underAnotherKeyNothingIsKnown() throws {
    let profile = ContentProfile(
      sha256: Self.digest("c"), size: 1, persons: [PersonEntry(keys: [], fields: FieldSet([.name]))])
    do {
      let index = try index()
      try index.put(profile)
      try index.commit()
    }
    #expect(try index().knownContents(recogniser: ContentProfile.currentRecogniser).count == 1)
    #expect(try index(8).knownContents(recogniser: ContentProfile.currentRecogniser).isEmpty)
  }

  @Test func aLaterAnswerTakesItsPlace() throws {
    let index = try index()
    let question = Self.digest("q")
    try index.remember([UInt8](repeating: 1, count: 2_500_000), to: question, in: Self.digest("1"))
    try index.remember([2], to: question, in: Self.digest("2"))
    #expect(try index.answer(to: question, in: Self.digest("1")) == nil)
    #expect(try index.answer(to: question, in: Self.digest("2")) == [2])
  }

  /// The index does not grow with every question that was ever asked.
  @Test func oldQuestionsAreForgotten() throws {
    let index = try index()
    let state = Self.digest("s")
    for number in 0..<40 { try index.remember([UInt8(number)], to: Self.digest("\(number)"), in: state) }
    let kept = try (0..<40).filter { try index.answer(to: Self.digest("\($0)"), in: state) != nil }
    #expect(kept == Array(24..<40))
  }
}
