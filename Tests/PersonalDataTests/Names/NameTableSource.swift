@testable import PersonalData

/// The tables of the lexicon as C: the files `table_*.c` of CNameLists, with parts in headers where a file would become
/// too large to be looked at.
struct NameTableSource {
  private(set) var files: [String: String] = [:]
  private static let wordsPerFile = 65_536
  private static let notice =
    "// Written by Scripts/name_tables.sh from the lists; do not edit. Their terms: names_licences.c.\n"

  init(_ lists: NameLists) {
    add(table: "surname", lists.surnames)
    add(table: "given_name", lists.givenNames)
    add(table: "surname_reading", lists.surnameReadings)
    add(table: "given_reading", lists.givenReadings)
    add(table: "surname_romaji", plural: "", lists.surnameRomaji)
    add(table: "given_romaji", plural: "", lists.givenRomaji)
    add(table: "foreign_name", lists.foreign)
    add(table: "noun", lists.nouns)
    add(costs: "surname", lists.surnameCharacters)
    add(costs: "given_name", lists.givenCharacters)
    add(costs: "noun", lists.nounCharacters)
    let sounds = lists.kanaSounds.map { hexadecimal(UInt64($0)) }
    add(
      "table_kana_sounds", "static const uint32_t costs[]", sounds, perLine: 10,
      "const uint32_t *hikae_kana_sound_costs(void) { return costs; }\n")
  }

  private mutating func add(table name: String, plural: String = "s", _ table: NameTable) {
    let slots = UnsafeBufferPointer(start: table.slots, count: table.slotCount)
    add(
      "table_\(name)\(plural)", "static const uint64_t slots[]", slots.map(hexadecimal), perLine: 5,
      """
      struct HikaeNameTable hikae_\(name)_table(void) {
        return (struct HikaeNameTable){slots, \(slots.count), \(table.count)};
      }

      """)
  }

  private mutating func add(costs name: String, _ rows: [UInt64]) {
    add(
      "table_\(name)_characters", "static const uint64_t rows[]", rows.map(hexadecimal), perLine: 8,
      """
      struct HikaeCharacterCosts hikae_\(name)_character_costs(void) {
        return (struct HikaeCharacterCosts){rows, \(rows.count)};
      }

      """)
  }

  private mutating func add(_ name: String, _ declaration: String, _ words: [String], perLine: Int, _ accessor: String)
  {
    var parts: [String] = []
    for start in stride(from: 0, to: words.count, by: Self.wordsPerFile) {
      var part = ""
      for line in stride(from: start, to: min(words.count, start + Self.wordsPerFile), by: perLine) {
        let end = min(words.count, start + Self.wordsPerFile, line + perLine)
        part += words[line..<end].joined(separator: ",") + ",\n"
      }
      parts.append(part)
    }
    var body = parts.first ?? ""
    if parts.count > 1 {
      body = ""
      for (index, part) in parts.enumerated() {
        let file = "\(name)_\(index + 1).h"
        files[file] = Self.notice + part
        body += "#include \"\(file)\"\n"
      }
    }
    files["\(name).c"] = "\(Self.notice)#include \"name_tables.h\"\n\n\(declaration) = {\n\(body)};\n\n\(accessor)"
  }
}

private func hexadecimal(_ word: UInt64) -> String { word == 0 ? "0" : "0x" + String(word, radix: 16) }
