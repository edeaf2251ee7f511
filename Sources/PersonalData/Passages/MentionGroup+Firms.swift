import JapaneseText

/// Whom a firm beside a name employs.
extension MentionGroup {
  /// Whether the words around a name say that a firm is that person's own.
  /// - Parameter firms: where names of firms stand, in the order of the text.
  func worksFor(_ name: NameCandidate, _ firms: [Range<Int>]) -> Bool {
    if isBracketed(name) || isCalledByFirm(name) { return true }
    guard let firm = last(of: firms, before: name.range.lowerBound) else { return false }
    return stands(name, behind: firm) || signs(name, below: firm)
  }

  private func last(of firms: [Range<Int>], before place: Int) -> Range<Int>? {
    var (low, high) = (0, firms.count)
    while low < high {
      let middle = (low + high) / 2
      if firms[middle].upperBound <= place { low = middle + 1 } else { high = middle }
    }
    return low > 0 ? firms[low - 1] : nil
  }

  /// A firm right before a name, with a division or a post between them: 株式会社オリオン電機 営業部 山田 太郎.
  private func stands(_ name: NameCandidate, behind firm: Range<Int>) -> Bool {
    let between = firm.upperBound..<max(firm.upperBound, name.range.lowerBound)
    guard between.count <= 24 else { return false }
    return between.allSatisfy { index in
      // A sentence or another cell lies between them; の does not.
      text[index] != 0x0A && text[index] != 0x0D && text[index] != 0x3002 && text[index] != 0x3001
        && text[index] != 0x7C
        && text[index] != 0x28 && (!text[index].isHiragana || text[index] == 0x306E) && !text[index].isDigit
    }
  }

  /// A name below the line of a firm, as mails are signed and letters are addressed: a division may stand on the line of
  /// either or between them. Who is called 様 below a firm is as often its customer.
  private func signs(_ name: NameCandidate, below firm: Range<Int>) -> Bool {
    let (own, head) = (text.line(of: name.range.lowerBound), text.line(of: firm.lowerBound))
    guard (1...2).contains(own - head), !isHonoured(name) else { return false }
    let lines = text.lines
    guard isShort(lines[head].lowerBound..<firm.lowerBound, atMost: 3), !text.has("御中", at: firm.upperBound),
      isOfOffice(firm.upperBound..<lines[head].upperBound),
      isOfOffice(lines[own].lowerBound..<name.range.lowerBound)
    else { return false }
    return own - head == 1 || !text.trimmed(lines[own - 1]).isEmpty && isOfOffice(lines[own - 1])
  }

  private func isShort(_ range: Range<Int>, atMost count: Int) -> Bool {
    range.count { text[$0].isNameScript || text[$0].isLatin || text[$0].isDigit } <= count && range.count <= 12
  }

  /// Nothing, or words of a division or a post: no sentence, no number, no label.
  private func isOfOffice(_ range: Range<Int>) -> Bool {
    range.count <= 24
      && range.allSatisfy { text[$0].isSpace || text[$0].isKanji || text[$0].isKatakana || text[$0] == 0x30FB }
  }

  private func isHonoured(_ name: NameCandidate) -> Bool {
    var index = name.range.upperBound
    while index < name.range.upperBound + 3, text[index].isSpace { index += 1 }
    return [0x69D8, 0x6BBF].contains(text[index]) || text.has("さん", at: index)
  }

  /// 山田 太郎（オリオン電機）, （みどり精機様）谷口様.
  private func isBracketed(_ name: NameCandidate) -> Bool {
    var open = name.range.upperBound
    while open < name.range.upperBound + 4, text[open].isSpace || Self.courtesies.contains(text[open]) { open += 1 }
    if text[open] == 0x28, let close = (open + 1..<open + 26).first(where: { text[$0] == 0x29 || text[$0] == 0x0A }),
      text[close] == 0x29, isFirm(open + 1..<close)
    {
      return true
    }
    var close = name.range.lowerBound - 1
    while close > name.range.lowerBound - 3, text[close].isSpace { close -= 1 }
    guard text[close] == 0x29,
      let before = (max(0, close - 26)..<close).last(where: { text[$0] == 0x28 || text[$0] == 0x0A }),
      text[before] == 0x28
    else { return false }
    return isFirm(before + 1..<close)
  }

  /// 様 さ ん 氏 殿.
  private static let courtesies: Set<UInt32> = [0x69D8, 0x3055, 0x3093, 0x6C0F, 0x6BBF]

  /// オリオン電機の井手課長.
  private func isCalledByFirm(_ name: NameCandidate) -> Bool {
    let end = name.range.lowerBound - 1
    guard text[end] == 0x306E, Self.posts.contains(where: { text.has($0, at: name.range.upperBound) }) else {
      return false
    }
    var start = end
    while end - start < 16, text[start - 1].isKanji || text[start - 1].isKatakana || text[start - 1].isLatin {
      start -= 1
    }
    return isFirm(start..<end)
  }

  private static let posts: [StaticString] = [
    "社長", "専務", "常務", "取締役", "部長", "次長", "課長", "係長", "主任", "所長", "工場長",
  ]

  /// An organisation that people work for. Schools, clinics and shops have pupils, patients and customers.
  private func isFirm(_ range: Range<Int>) -> Bool {
    var range = text.trimmed(range)
    if let last = range.last, text[last] == 0x69D8 { range = range.lowerBound..<last }
    guard range.count >= 3, !range.contains(where: { text[$0].isDigit || text[$0].isSpace }) else { return false }
    let shapes = classifier.shapes(of: text.cell(range))
    guard shapes.contains(.organisationName), !shapes.contains(.insurerName) else { return false }
    return !Self.served.contains { text.has($0, at: range.upperBound - Self.length(of: $0)) }
  }

  private static func length(of word: StaticString) -> Int { word.utf8CodeUnitCount / 3 }

  private static let served: [StaticString] = [
    "校", "園", "院", "科", "塾", "大学", "短大", "高専", "館", "寺", "駅", "教室", "診療所", "保健所", "クリニック", "センター", "ホテル", "団地", "マンション",
    "ビル",
    "公園", "支店", "本店", "店舗", "部会", "委員会", "自治会", "町内会", "学会", "協会", "本部", "支部", "会場",
  ]
}
