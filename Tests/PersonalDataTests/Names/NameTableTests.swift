import Foundation
import Testing

@testable import PersonalData

/// The tables in the program are those that the lists make.
@Suite struct NameTableTests {
  /// With `HIKAE_WRITE_NAME_TABLES`, a folder, the files are written there first: `Scripts/name_tables.sh`.
  @Test func sourcesAreThoseOfTheLists() throws {
    let sources = NameTableSource(NameLists()).files
    let folder = URL(filePath: #filePath).deletingLastPathComponent()
      .appending(path: "../../../Sources/CNameLists").standardizedFileURL
    if let target = ProcessInfo.processInfo.environment["HIKAE_WRITE_NAME_TABLES"] {
      for (name, text) in sources { try Data(text.utf8).write(to: URL(filePath: target).appending(path: name)) }
    }
    for (name, text) in sources {
      let written = try String(contentsOf: folder.appending(path: name), encoding: .utf8)
      #expect(written == text, "\(name): run Scripts/name_tables.sh")
    }
    let kept = try FileManager.default.contentsOfDirectory(atPath: folder.path).filter { $0.hasPrefix("table_") }
    #expect(Set(kept) == Set(sources.keys))
  }

  /// What was compiled in answers as what was written.
  @Test func programHoldsTheTables() {
    let lists = NameLists()
    let lexicon = NameLexicon()
    let pairs: [(NameTable, NameTable)] = [
      (lexicon.surnames, lists.surnames), (lexicon.givenNames, lists.givenNames),
      (lexicon.surnameReadings, lists.surnameReadings), (lexicon.givenReadings, lists.givenReadings),
      (lexicon.surnameRomaji, lists.surnameRomaji), (lexicon.givenRomaji, lists.givenRomaji),
      (lexicon.foreign, lists.foreign), (lexicon.nouns, lists.nouns),
    ]
    for (table, list) in pairs {
      #expect(table.count == list.count)
      #expect(table.slotCount == list.slotCount)
      let differing = (0..<min(table.slotCount, list.slotCount)).count { table.slots[$0] != list.slots[$0] }
      #expect(differing == 0)
    }
    let built = lists.lexicon
    for character in UInt32(0)..<0x10000 {
      let word: [UInt32] = [character, character, character]
      word.withUnsafeBufferPointer { word in
        for length in 1...3
        where lexicon.surnameCharacters.cost(word.word(0..<length))
          != built.surnameCharacters.cost(word.word(0..<length))
        {
          Issue.record("surname character \(character)")
        }
        if lexicon.givenCharacters.cost(word) != built.givenCharacters.cost(word) {
          Issue.record("given name character \(character)")
        }
        if lexicon.nounCharacters.cost(word) != built.nounCharacters.cost(word) {
          Issue.record("noun character \(character)")
        }
      }
    }
    for first in UInt32(0x30A0)...0x30FF {
      for second in UInt32(0x30A0)...0x30FF {
        let word = [first, second]
        if word.withUnsafeBufferPointer(lexicon.kanaSounds.evidence)
          != word.withUnsafeBufferPointer(built.kanaSounds.evidence)
        {
          Issue.record("kana \(first) \(second)")
        }
      }
    }
  }
}
