/// Finds which registered organisations a text names: exactly, or as part of a longer text.
///
/// Names are compared folded (`fold`). Within a text the longest name at a place wins, so that 東京健保 is not found in
/// 東京健保連合会 when both are registered.
package struct NameIndex: Sendable {
  /// Indices into the organisations that the index was made of.
  private var exact: [[UInt8]: [Int]] = [:]
  /// Names by their first six bytes (two kanji), longest first.
  private var byPrefix: [UInt64: [(name: [UInt8], organisations: [Int])]] = [:]
  /// Names with their legal forms, of organisations that share a name without it.
  private var marks: [Int: [[UInt8]]] = [:]
  private static let prefixLength = 6

  /// - Parameter names: of each organisation, as registered.
  package init(names: [[String]]) {
    for (index, variants) in names.enumerated() {
      for variant in variants {
        let folded = Self.foldedBytes(variant)
        guard !folded.isEmpty, exact[folded]?.contains(index) != true else { continue }
        exact[folded, default: []].append(index)
      }
    }
    for index in Set(exact.values.filter { $0.count > 1 }.joined()) {
      marks[index] = names[index].map(LegalForms.marked).filter { LegalForms.bare($0) != $0 }
    }
    for (name, organisations) in exact where Self.isTelling(name) {
      byPrefix[Self.prefix(name, at: 0), default: []].append((name, organisations.sorted()))
    }
    for key in byPrefix.keys {
      byPrefix[key]?.sort { ($1.name.count, $0.name.lexicographicallyPrecedes($1.name) ? 0 : 1) < ($0.name.count, 1) }
    }
  }

  /// Organisations that the whole text names, or that are named somewhere in it. Ascending.
  package func organisations(namedIn text: String) -> [Int] {
    let marked = LegalForms.marked(text)
    let folded = LegalForms.bare(marked)
    if let whole = exact[folded] { return told(whole, in: marked) }
    var found: Set<Int> = []
    var position = 0
    while position + Self.prefixLength <= folded.count {
      // A name begins with a letter: bytes within a character are passed over.
      if folded[position] & 0xC0 != 0x80, let candidates = byPrefix[Self.prefix(folded, at: position)],
        let hit = candidates.first(where: { folded[position...].starts(with: $0.name) })
      {
        found.formUnion(told(hit.organisations, in: marked))
        position += hit.name.count
      } else {
        position += 1
      }
    }
    return found.sorted()
  }

  /// Width, case, spaces and old kanji folded; legal forms dropped; 健康保険組合 in its short form, as people write it.
  package static func fold(_ text: String) -> String { String(decoding: foldedBytes(text), as: UTF8.self) }

  private static func foldedBytes(_ text: String) -> [UInt8] { LegalForms.bare(LegalForms.marked(text)) }

  /// Where only the legal form tells organisations of one name apart (医療法人ひかり会, 社会福祉法人ひかり会), a text that has the
  /// form names that one; a text without it names them all.
  private func told(_ organisations: [Int], in marked: [UInt8]) -> [Int] {
    guard organisations.count > 1 else { return organisations }
    let named = organisations.filter { marks[$0]?.contains { Self.contains(marked, $0) } == true }
    return named.isEmpty ? organisations : named
  }

  private static func contains(_ text: [UInt8], _ part: [UInt8]) -> Bool {
    guard !part.isEmpty, part.count <= text.count else { return false }
    return (0...text.count - part.count).contains { text[$0...].starts(with: part) }
  }

  /// Shorter names would be found everywhere: two kanji (東京) or four letters.
  private static func isTelling(_ name: [UInt8]) -> Bool {
    let scalars = String(decoding: name, as: UTF8.self).unicodeScalars
    return name.count >= prefixLength && (scalars.contains { !$0.isASCII } ? scalars.count >= 3 : scalars.count >= 6)
  }

  private static func prefix(_ bytes: [UInt8], at position: Int) -> UInt64 {
    var value: UInt64 = 0
    for byte in bytes[position..<position + prefixLength] { value = value << 8 | UInt64(byte) }
    return value
  }
}
