/// Recognises Japanese addresses by prefecture and municipality, and brings block numbers to one form.
package struct AddressRecogniser: Sendable {
  private let gazetteer = Gazetteer()

  static func isPrefecture(_ cell: CellBytes) -> Bool { Gazetteer().isPrefecture(cell) }

  package init() {}

  /// Reads a whole cell: an optional postal code, then an address from its beginning to the end of the cell. Nil when it
  /// begins with neither prefecture nor municipality, or goes on for too long to be an address.
  package func parse(_ cell: CellBytes) -> AddressReading? {
    guard cell.count <= 400, let reading = parsePrefix(cell) else { return nil }
    var end = reading.length
    while end < cell.count, cell[end] <= 0x20 || cell.has("　", at: end) { end += cell[end] <= 0x20 ? 1 : 3 }
    // What is left after the building is a remark; an address is most of its cell.
    return cell.count - end <= end ? reading : nil
  }

  /// Whether a whole cell is an address rather than the name of a region: it has a block, or prefecture and municipality
  /// are both written.
  package func isAddress(_ cell: CellBytes) -> Bool {
    guard let reading = parse(cell) else { return false }
    if reading.hasBlock { return true }
    return reading.municipality > 0 && gazetteer.prefecture(in: cell, at: skipPostalCode(cell)) != nil
  }

  /// Reads an address at the beginning of a text and tells how far it reaches.
  package func parsePrefix(_ text: CellBytes) -> AddressReading? {
    var index = skipPostalCode(text)
    var prefecture: UInt8 = 0
    if let found = gazetteer.prefecture(in: text, at: index) {
      prefecture = found.code
      index = skipSpace(text, index + found.length)
    }
    var municipality: UInt16 = 0
    if let found = gazetteer.spacedMunicipality(in: text, at: index, prefecture: prefecture) {
      municipality = found.code
      prefecture = found.prefecture
      index += found.length
    } else if prefecture == 0 {
      return nil
    }
    let (block, end) = BlockReader.read(text, from: index)
    return AddressReading(prefecture: prefecture, municipality: municipality, blockDigits: block, length: end)
  }

  private func skipPostalCode(_ text: CellBytes) -> Int {
    var index = 0
    while index < text.count, text[index] <= 0x20 || text.has("　", at: index) { index += text[index] <= 0x20 ? 1 : 3 }
    guard index < text.count else { return index }
    let first = text[index]
    guard first.isDigit || first == 0xE3 || first == 0xEF, let end = postalEnd(text, index) else { return index }
    return skipSpace(text, end)
  }

  /// Where a postal code that begins at `start` ends, in any width; nil when none stands there.
  private func postalEnd(_ text: CellBytes, _ start: Int) -> Int? {
    var index = start
    if text.has("〒", at: index) { index = skipSpace(text, index + 3) }
    var digits = 0
    while index < text.count, digits < 7 {
      let (ascii, length) = NumberFolding.asciiForm(of: text, at: index)
      if ascii.isDigit {
        digits += 1
      } else if !(digits == 3 && ascii == 0x2D) {
        return nil
      }
      index += length
    }
    return digits == 7 ? index : nil
  }

  private func skipSpace(_ text: CellBytes, _ start: Int) -> Int {
    var index = start
    while index < text.count {
      if text[index] == 0x20 {
        index += 1
      } else if text.has("　", at: index) {
        index += 3
      } else {
        break
      }
    }
    return index
  }
}
