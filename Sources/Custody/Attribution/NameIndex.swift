import JapaneseText

/// Finds which registered organisations a text names: exactly, or as part of a longer text.
///
/// Names are compared folded (`fold`). Within a text the longest name at a place wins, so that 東京健保 is not found in
/// 東京健保連合会 when both are registered.
package struct NameIndex: Sendable {
  /// Indices into the organisations that the index was made of.
  private var exact: [[UInt8]: [Int]] = [:]
  /// Names by their first six bytes (two kanji), longest first.
  private var byPrefix: [UInt64: [(name: [UInt8], organisations: [Int])]] = [:]
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
    for (name, organisations) in exact where Self.isTelling(name) {
      byPrefix[Self.prefix(name, at: 0), default: []].append((name, organisations.sorted()))
    }
    for key in byPrefix.keys {
      byPrefix[key]?.sort { ($1.name.count, $0.name.lexicographicallyPrecedes($1.name) ? 0 : 1) < ($0.name.count, 1) }
    }
  }

  /// Organisations that the whole text names, or that are named somewhere in it. Ascending.
  package func organisations(namedIn text: String) -> [Int] {
    let folded = Self.foldedBytes(text)
    if let whole = exact[folded] { return whole }
    var found: Set<Int> = []
    var position = 0
    while position + Self.prefixLength <= folded.count {
      // A name begins with a letter: bytes within a character are passed over.
      if folded[position] & 0xC0 != 0x80, let candidates = byPrefix[Self.prefix(folded, at: position)],
        let hit = candidates.first(where: { folded[position...].starts(with: $0.name) })
      {
        found.formUnion(hit.organisations)
        position += hit.name.count
      } else {
        position += 1
      }
    }
    return found.sorted()
  }

  /// Width, case, spaces and old kanji folded; legal forms dropped; 健康保険組合 in its short form, as people write it.
  package static func fold(_ text: String) -> String { String(decoding: foldedBytes(text), as: UTF8.self) }

  private static let replacements: [(long: [UInt8], short: [UInt8])] = [
    ("健康保険組合", "健保"), ("健保組合", "健保"), ("株式会社", ""), ("(株)", ""), ("有限会社", ""), ("(有)", ""), ("合同会社", ""),
  ].map { (Array($0.0.utf8), Array($0.1.utf8)) }

  /// On bytes: this runs once for each file of a device, and searching in a String costs microseconds.
  private static func foldedBytes(_ text: String) -> [UInt8] {
    let folded = Array(Folding.foldText(text).utf8)
    var out: [UInt8] = []
    out.reserveCapacity(folded.count)
    var position = 0
    while position < folded.count {
      let hit = replacements.first { pair in
        folded[position] == pair.long[0] && folded[position...].starts(with: pair.long)
      }
      if let hit {
        out += hit.short
        position += hit.long.count
      } else {
        out.append(folded[position])
        position += 1
      }
    }
    return out
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
