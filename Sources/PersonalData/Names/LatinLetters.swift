/// Latin letters without their diacritics, lower case: Nguyễn and NGUYEN become nguyen.
enum LatinLetters {
  /// The plain letter of U+00C0…U+024F, `-` where there is none.
  private static let european: StaticString = """
    aaaaaaeceeeeiiiidnooooo-ouuuuytsaaaaaaeceeeeiiiidnooooo-ouuuuytyaaaaaaccccccccddddeeeeeeeeeegggggggg\
    hhhhiiiiiiiiiiiijjkkkllllllllllnnnnnn-nnooooooeerrrrrrssssssssttttttuuuuuuuuuuuuwwyyyzzzzzzs--------\
    ---------ff-------------oo-------------uu-------------------dddlllnnnaaiioouuuuuuuuuu-aaaa----ggkkoo\
    oo--jdddgg--nnaa----aaaaeeeeiiiioooorrrruuuusstt--hh------aaeeooooooooyy----------------------------
    """
  /// The plain letter of U+1E00…U+1EFF.
  private static let additional: StaticString = """
    aabbbbbbccddddddddddeeeeeeeeeeffgghhhhhhhhhhiiiikkkkkkllllllllmmmmmmnnnnnnnnoooooooopppprrrrrrrrssss\
    ssssssttttttttuuuuuuuuuuvvvvwwwwwwwwwwxxxxyyzzzzzzhtwyas--s-aaaaaaaaaaaaaaaaaaaaaaaaeeeeeeeeeeeeeeee\
    iiiioooooooooooooooooooooooouuuuuuuuuuuuuuyyyyyyyy------
    """

  /// The plain lower-case letter of a scalar, 0 for what is no Latin letter (marks among them).
  @inline(__always)
  static func plain(_ scalar: UInt32) -> UInt8 {
    if (0x61...0x7A).contains(scalar | 0x20) { return UInt8(truncatingIfNeeded: scalar | 0x20) }
    if (0xC0...0x24F).contains(scalar) { return letter(european, Int(scalar - 0xC0)) }
    if (0x1E00...0x1EFF).contains(scalar) { return letter(additional, Int(scalar - 0x1E00)) }
    if (0xFF21...0xFF3A).contains(scalar) { return UInt8(truncatingIfNeeded: scalar - 0xFF21 + 0x61) }
    if (0xFF41...0xFF5A).contains(scalar) { return UInt8(truncatingIfNeeded: scalar - 0xFF41 + 0x61) }
    return 0
  }

  private static func letter(_ letters: StaticString, _ index: Int) -> UInt8 {
    guard index < letters.utf8CodeUnitCount else { return 0 }
    let letter = letters.utf8Start[index]
    return letter == 0x2D ? 0 : letter
  }
}
