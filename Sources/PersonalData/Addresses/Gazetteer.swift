import CNameLists

/// The prefectures and municipalities of Japan, looked up in UTF-8 text.
struct Gazetteer {
  private let places: UnsafePointer<HikaePlace>?
  private let count: Int
  private let names: UnsafePointer<UInt8>?

  init() {
    places = hikae_places()
    count = Int(hikae_place_count())
    names = UnsafeRawPointer(hikae_place_names())?.assumingMemoryBound(to: UInt8.self)
  }

  /// The prefecture whose full name stands at `offset`.
  func prefecture(in text: CellBytes, at offset: Int) -> (code: UInt8, length: Int)? {
    // 北海道, 神奈川県, 和歌山県, 鹿児島県 and the 43 names of two characters and a suffix.
    guard offset &+ 9 <= text.count, let prefectures = hikae_prefectures() else { return nil }
    let lead = text[offset]
    guard lead >= 0xE4, lead <= 0xE9 else { return nil }
    for index in 0..<47 {
      guard let name = prefectures[index] else { continue }
      let bytes = UnsafeRawPointer(name).assumingMemoryBound(to: UInt8.self)
      guard bytes[0] == lead, bytes[1] == text[offset + 1], bytes[2] == text[offset + 2] else { continue }
      var length = 3
      while bytes[length] != 0, offset + length < text.count, bytes[length] == text[offset + length] { length += 1 }
      if bytes[length] == 0 { return (UInt8(index + 1), length) }
    }
    return nil
  }

  /// The municipality with the longest name that stands at `offset`.
  /// - Parameter prefecture: the one written before it, 0 for none. Only its own municipalities are found then.
  func municipality(
    in text: CellBytes, at offset: Int, prefecture: UInt8
  ) -> (code: UInt16, prefecture: UInt8, length: Int)? {
    guard let places, let names, offset >= 0, offset &+ 6 <= text.count else { return nil }
    var key: UInt64 = 0
    for index in 0..<6 { key = key << 8 | UInt64(text[offset + index]) }
    var low = 0
    var high = count
    while low < high {
      let middle = (low + high) / 2
      if places[middle].key < key { low = middle + 1 } else { high = middle }
    }
    var best: (code: UInt16, prefecture: UInt8, length: Int)?
    while low < count, places[low].key == key {
      let place = places[low]
      low += 1
      let length = Int(place.length)
      if let best, length < best.length { break }
      guard prefecture == 0 || place.prefecture == prefecture, offset + length <= text.count,
        isSame(names + Int(place.offset), text, offset, length)
      else { continue }
      if let found = best {
        // Namesakes of several prefectures.
        if found.prefecture != place.prefecture { best = (min(found.code, place.code), 0, length) }
      } else {
        best = (place.code, place.prefecture, length)
      }
    }
    return best
  }

  private func isSame(_ name: UnsafePointer<UInt8>, _ text: CellBytes, _ offset: Int, _ length: Int) -> Bool {
    var index = 6
    while index < length {
      if name[index] != text[offset + index] { return false }
      index += 1
    }
    return true
  }
}

// The pointers lead to constant data of the program.
extension Gazetteer: @unchecked Sendable {}
