/// Which numbers of a file stand for named properties that matter here. Every file gives them numbers of its own, from
/// 8000 on; in this program they go by the number that is their name within their set ([MS-OXPROPS]).
struct PropertyNames {
  private var known: [UInt16: UInt16] = [:]

  init() {}

  /// - Parameters:
  ///   - sets: 16 bytes a set.
  ///   - entries: 8 bytes a name: its number or where its text is, its set and whether it is a text, its place behind 8000
  ///     ([MS-PST] 2.4.7.1, [MS-OXMSG] 2.2.3.1.2).
  init(sets: [UInt8], entries: [UInt8]) {
    for start in stride(from: 0, to: entries.count - 7, by: 8) {
      guard let name = entries.uint32(at: start), let kind = entries.uint16(at: start + 4),
        let place = entries.uint16(at: start + 6), kind & 1 == 0, kind >> 1 >= 3, place < 0x8000
      else { continue }
      // The first three sets are not listed.
      let set = (Int(kind >> 1) - 3) * 16
      guard set + 16 <= sets.count, Self.isOfContacts(sets[set..<set + 16]), (0x8000...0xFFFF).contains(name) else {
        continue
      }
      known[0x8000 + place] = UInt16(name)
    }
  }

  /// What a property is called by its number in the file; nil for a named one that does not matter.
  func known(_ number: UInt16) -> UInt16? { number < 0x8000 ? number : known[number] }

  /// PSETID_Address.
  static func isOfContacts(_ set: ArraySlice<UInt8>) -> Bool {
    set.elementsEqual([0x04, 0x20, 0x06, 0, 0, 0, 0, 0, 0xC0, 0, 0, 0, 0, 0, 0, 0x46])
  }
}
