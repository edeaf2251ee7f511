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

  /// Whether a text is the name of a prefecture, as a whole or without what it is: 大分県, 大分.
  func isPrefecture(_ text: CellBytes) -> Bool {
    guard text.count >= 6, text[0] >= 0xE4, text[0] <= 0xE9, let prefectures = hikae_prefectures() else { return false }
    return (0..<47).contains { index in
      guard let name = prefectures[index] else { return false }
      let bytes = UnsafeRawPointer(name).assumingMemoryBound(to: UInt8.self)
      var length = 0
      while length < text.count, bytes[length] != 0, bytes[length] == text[length] { length += 1 }
      guard length == text.count else { return false }
      // 都, 府, 県: the last character of the name.
      return bytes[length] == 0 || bytes[length + 1] != 0 && bytes[length + 2] != 0 && bytes[length + 3] == 0
    }
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

  /// As `municipality`, also over spaces inside the name (`大島郡　瀬戸内町`, `札幌市 中央区`). `length` counts them.
  func spacedMunicipality(
    in text: CellBytes, at offset: Int, prefecture: UInt8
  ) -> (code: UInt16, prefecture: UInt8, length: Int)? {
    let plain = municipality(in: text, at: offset, prefecture: prefecture)
    // A whole name with its ward or town ends it; cities with wards have codes that end in 0.
    if let plain, plain.code % 10 != 0 { return plain }
    return withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 48) { buffer in
      var read = offset
      var written = 0
      var spaces = 0
      while read < text.count, written < 48 {
        if text[read] == 0x20 {
          read += 1
          spaces += 1
        } else if text.has("　", at: read) {
          read += 3
          spaces += 1
        } else {
          buffer[written] = text[read]
          written += 1
          read += 1
        }
      }
      guard spaces > 0,
        let found = municipality(in: CellBytes(rebasing: buffer[0..<written]), at: 0, prefecture: prefecture)
      else { return plain }
      // The same number of other bytes, with the spaces between them.
      var end = offset
      var left = found.length
      while left > 0, end < text.count {
        if text.has("　", at: end) {
          end += 3
        } else {
          if text[end] != 0x20 { left -= 1 }
          end += 1
        }
      }
      return (found.code, found.prefecture, end - offset)
    }
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
