import CJapaneseTables

extension ReadingScore {
  /// How Korean or Chinese a text looks when it is read as CP949, GB18030 or Big5: by how common its characters are, on
  /// the scale on which CP932 and EUC-JP are judged.
  static func pairs(_ bytes: UnsafeBufferPointer<UInt8>, as encoding: TextEncoding, isWhole: Bool) -> ReadingScore {
    var result = ReadingScore()
    let weights = PairWeights.table(of: encoding)
    var i = 0
    var characterEnd = -1
    while i < bytes.count, result.highBytes < enough {
      let lead = bytes[i]
      if lead < 0x80 {
        i += 1
        continue
      }
      result.highBytes += 1
      guard i + 1 < bytes.count else {
        if isWhole { result.fail(1) }
        break
      }
      let trail = bytes[i + 1]
      if encoding == .gb18030, i + 3 < bytes.count, trail &- 0x30 < 10, bytes[i + 2] &- 0x81 < 0x7E,
        bytes[i + 3] &- 0x30 < 10, lead &- 0x81 < 0x7E
      {
        result.score -= 0.5
        result.highBytes += 1
        i += 4
        characterEnd = i
        continue
      }
      let isPair = lead &- 0x81 < 0x7E && trail >= 0x40 && trail < 0xFF
      let weight = isPair ? weights[Int(lead &- 0x81) * 191 + Int(trail) - 0x40] : 0
      guard weight != 0 else {
        result.fail(1)
        i += 1
        continue
      }
      result.highBytes += 1
      result.score += Double(weight) / 10 + loneInWord(bytes, i, i + 2, after: characterEnd)
      i += 2
      characterEnd = i
    }
    return result
  }
}

/// What each pair of a double-byte encoding speaks for, in tenths of `ReadingScore`; 0 = unassigned.
private enum PairWeights {
  private static let korean = weights(.cp949, CommonCharacters.korean)
  private static let simplified = weights(.gb18030, CommonCharacters.simplifiedChinese)
  private static let traditional = weights(.big5, CommonCharacters.traditionalChinese)

  static func table(of encoding: TextEncoding) -> [Int8] {
    switch encoding {
    case .cp949: korean
    case .big5: traditional
    default: simplified
    }
  }

  private static let punctuation = Set("、。·，：；！？（）「」『』【】《》〈〉“”‘’　・…—～％－＋／".unicodeScalars.map(\.value))

  private static func weights(_ encoding: TextEncoding, _ tiers: [String]) -> [Int8] {
    let pairs: UnsafePointer<UInt16>?
    switch encoding {
    case .cp949: pairs = hikae_cp949_pairs()
    case .big5: pairs = hikae_big5_pairs()
    default: pairs = hikae_gb18030_pairs()
    }
    var common: [UInt16: Int8] = [:]
    for (tier, weight) in zip(tiers, [35, 22, 12] as [Int8]) {
      for scalar in tier.unicodeScalars { common[UInt16(truncatingIfNeeded: scalar.value)] = weight }
    }
    return (0..<126 * 191).map { index in
      let scalar = pairs?[index] ?? 0
      guard scalar != 0 else { return 0 }
      if let weight = common[scalar] { return weight }
      if punctuation.contains(UInt32(scalar)) || (0xFF01...0xFF5E).contains(scalar) { return 3 }
      let (lead, trail) = (index / 191 + 0x81, index % 191 + 0x40)
      let isHan = (0x4E00...0x9FFF).contains(scalar)
      switch encoding {
      case .cp949:
        // The 2,350 syllables of KS X 1001 are the ones in use.
        if (0xAC00...0xD7A3).contains(scalar) { return lead >= 0xB0 && trail >= 0xA1 ? -3 : -25 }
        return isHan ? -12 : -20
      case .big5:
        if lead >= 0xA4, lead <= 0xC6, isHan { return -3 }
        return lead >= 0xC9 && isHan ? -18 : -30
      default:
        // GB 2312: the common characters first, by sound; then the rare ones, by radical.
        if trail >= 0xA1, lead >= 0xB0, lead <= 0xD7 { return -3 }
        return trail >= 0xA1 && lead >= 0xD8 && lead <= 0xF7 ? -18 : -30
      }
    }
  }
}
