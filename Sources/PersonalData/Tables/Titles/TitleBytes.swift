/// Whether words stand in the bytes of a title. Every cell of the first rows is asked for some hundred words, which `String`
/// compares as Unicode's equivalences want it; titles are folded, so their bytes decide.
extension CellBytes {
  func begins(with word: [UInt8]) -> Bool { holds(word, at: 0) }
  func ends(with word: [UInt8]) -> Bool { holds(word, at: count - word.count) }

  func holds(_ word: [UInt8]) -> Bool {
    var start = 0
    while start <= count - word.count {
      if holds(word, at: start) { return true }
      start += 1
    }
    return false
  }

  @inline(__always)
  private func holds(_ word: [UInt8], at start: Int) -> Bool {
    guard start >= 0, start + word.count <= count, let text = baseAddress, let first = word.first, text[start] == first
    else { return false }
    for index in 1..<word.count where text[start + index] != word[index] { return false }
    return true
  }
}
