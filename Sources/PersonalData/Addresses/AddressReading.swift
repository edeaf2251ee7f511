/// What could be read of a Japanese address. For comparing people only these codes are used, never the raw text: two
/// writings of one address agree in them.
package struct AddressReading: Sendable, Hashable {
  /// JIS X 0401, 1…47; 0 when it is neither written nor implied by the municipality.
  package var prefecture: UInt8
  /// JIS X 0402 without check digit (13101 for 千代田区); 0 when unknown. Where two prefectures have a municipality of
  /// this name and none is written, the lower code stands here and `prefecture` is 0.
  package var municipality: UInt16
  /// Hash of the block's digits (1丁目2番3号 and 1-2-3 agree), at most three numbers after any 条 or 地割; room numbers do
  /// not enter. 0 when there is no block.
  package var blockDigits: UInt64
  /// Bytes from the beginning of the cell (postal code included) to the end of the address with its building.
  package var length: Int

  package init(prefecture: UInt8, municipality: UInt16, blockDigits: UInt64, length: Int) {
    self.prefecture = prefecture
    self.municipality = municipality
    self.blockDigits = blockDigits
    self.length = length
  }

  /// A municipality or prefecture with a block: a place where somebody lives, not only the name of a region.
  package var hasBlock: Bool { blockDigits != 0 }
}
