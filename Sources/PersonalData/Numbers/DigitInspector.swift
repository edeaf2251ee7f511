import JapaneseText

/// Second stage of the scan: what stands at a run of ASCII digits.
enum DigitInspector {
  typealias Finding = NumberScanner.Finding

  /// Reports what begins at (or just before) the run of `run` digits at `start`.
  /// - Returns: the end of the longest finding, or `start` when nothing was found.
  @inline(__always)
  static func inspect(_ t: CellBytes, at start: Int, run: Int, _ found: (Finding) -> Void) -> Int {
    let before = start > 0 ? t[start - 1] : 0x20
    if before.isLetter || before == 0x5F { return afterLetters(t, start, run, found) }
    // Digits that go on from a point or hyphen are the middle of something.
    if before == 0x2D || before == 0x2E || before == 0x2F || before == 0x3D {
      if start > 1, t[start - 2].isDigit || t[start - 2].isLetter, before != 0x3D { return start }
    }
    let next = start + run < t.count ? t[start + run] : 0x20
    // Before an at sign only telephone numbers mean anything by themselves.
    if next == 0x40, t[start] != 0x30 { return start }
    if let end = date(t, start, run, before: before, next: next, found) { return end }
    switch run {
    case 1...5:
      if run < 3, before != 0x2B, before != 0x28, t[start] != 0x30 { return start }
      return grouped(t, start, run, before: before, next: next, found)
    case 6...20: return long(t, start, run, before: before, next: next, found)
    default: return start
    }
  }

  // MARK: Dates

  @inline(__always)
  private static func date(
    _ t: CellBytes, _ start: Int, _ run: Int, before: UInt8, next: UInt8, _ found: (Finding) -> Void
  ) -> Int? {
    var from = start
    switch run {
    case 1, 2:
      if before >= 0x80, let era = eraStart(t, start) {
        from = era
      } else if next == 0x2F || next == 0x2E {
        // 01/02/1975, 14.09.1984
        let second = t.digitRun(at: start + run + 1)
        let third = start + run + 1 + second
        guard second >= 1, second <= 2, third < t.count, t[third] == next, t.digitRun(at: third + 1) == 4,
          next == 0x2F || before != 0x2E
        else { return nil }
      } else if before == 0x20, next == 0x2C || next == 0x20, let month = wordStart(t, before: start - 1) {
        // Jan 2, 1975
        from = month
      } else if next == 0x20 || next == 0x2D, start + run + 1 < t.count, t[start + run + 1].isUpper {
        // 2 Jan 1975
      } else {
        return nil
      }
    case 4:
      if next == 0x2F || next == 0x2D || next == 0x2E {
        return plainDate(t, start, length: threePartLength(t, start), found)
      }
      guard next == 0xE5 || next == 0x20 else { return nil }
    case 8: return next.isLetter || next == 0x2D ? nil : plainDate(t, start, length: compactLength(t, start), found)
    default: return nil
    }
    guard let (date, length) = DateText.parsePrefix(t.from(from)), from + length > start else { return nil }
    let end = from + length
    if end < t.count, t[end].isDigit { return nil }
    found(Finding(kind: .date, range: from..<end, value: UInt64(date.packed)))
    return end
  }

  /// Length of `1975/01/02`, `1975-1-2`, `1975.1.2` at `start`, or 0.
  @inline(__always)
  private static func threePartLength(_ t: CellBytes, _ start: Int) -> Int {
    let month = t.digitRun(at: start + 5)
    let second = start + 5 + month
    guard month == 1 || month == 2, second < t.count, t[second] == t[start + 4] else { return 0 }
    let day = t.digitRun(at: second + 1)
    return day == 1 || day == 2 ? 6 + month + day : 0
  }

  /// 8 when the digits at `start` could be year, month and day; else 0.
  @inline(__always)
  private static func compactLength(_ t: CellBytes, _ start: Int) -> Int {
    let century = t[start].digit * 10 + t[start + 1].digit
    let month = t[start + 4].digit * 10 + t[start + 5].digit
    return century >= 18 && century <= 21 && month >= 1 && month <= 12 && t[start + 6] <= 0x33 ? 8 : 0
  }

  @inline(__always)
  private static func plainDate(
    _ t: CellBytes, _ start: Int, length: Int, _ found: (Finding) -> Void
  ) -> Int? {
    guard length > 0, let date = DateText.parse(t.part(start..<start + length)) else { return nil }
    found(Finding(kind: .date, range: start..<start + length, value: UInt64(date.packed)))
    return start + length
  }

  /// Where an era's name (昭和, 昭) before the digits begins; also over 元年.
  private static func eraStart(_ t: CellBytes, _ start: Int) -> Int? {
    // 令和元年5月1日: the first digit is the month's.
    if start >= 12, t.has("元年", at: start - 6), isEra(t, start - 12) { return start - 12 }
    if start >= 9, t.has("元年", at: start - 6), isShortEra(t, start - 9) { return start - 9 }
    // 昭和 50年: a space between.
    var end = start
    if end > 3, t.has("　", at: end - 3) { end -= 3 }
    if end >= 6, isEra(t, end - 6) { return end - 6 }
    if end >= 3, isShortEra(t, end - 3) { return end - 3 }
    return nil
  }

  private static func isEra(_ t: CellBytes, _ index: Int) -> Bool {
    t.has("昭和", at: index) || t.has("平成", at: index) || t.has("令和", at: index) || t.has("大正", at: index)
      || t.has("明治", at: index)
  }

  private static func isShortEra(_ t: CellBytes, _ index: Int) -> Bool {
    t.has("昭", at: index) || t.has("平", at: index) || t.has("令", at: index) || t.has("大", at: index)
      || t.has("明", at: index) || t.has("㍼", at: index) || t.has("㍻", at: index) || t.has("㋿", at: index)
  }

  /// Beginning of the English word that ends before `end`, if it begins with a capital.
  private static func wordStart(_ t: CellBytes, before end: Int) -> Int? {
    var index = end
    if index > 0, t[index - 1] == 0x2E { index -= 1 }
    while index > 0, end - index < 10, t[index - 1].isLetter { index -= 1 }
    return end - index >= 3 && t[index].isUpper ? index : nil
  }

  // MARK: After letters

  /// Numbers with a prefix of letters: S50.1.2, AB12345678CD, TR1234567, DE89 3704 …
  private static func afterLetters(_ t: CellBytes, _ start: Int, _ run: Int, _ found: (Finding) -> Void) -> Int {
    var from = start
    while from > 0, start - from < 7, t[from - 1].isLetter || t[from - 1] == 0x5F { from -= 1 }
    let letters = start - from
    if from > 0, t[from - 1].isDigit || t[from - 1] == 0x2D || t[from - 1] == 0x2E { return start }
    if letters == 1, run <= 6 {
      guard let (date, length) = DateText.parsePrefix(t.from(from)), length > run + 1 || run == 6 else { return start }
      found(Finding(kind: .date, range: from..<from + length, value: UInt64(date.packed)))
      return from + length
    }
    if letters == 1 { return LetteredNumber.compact(t, from, start, found) }
    guard letters == 2 || letters == 6 else { return start }
    return LetteredNumber.find(t, from, start, run, found)
  }

  // MARK: Groups

  /// Short groups: telephone numbers, postal codes, cards, SSN, My Number in fours.
  private static func grouped(
    _ t: CellBytes, _ start: Int, _ run: Int, before: UInt8, next: UInt8, _ found: (Finding) -> Void
  ) -> Int {
    if t[start] == 0x30 || before == 0x2B || before == 0x28 {
      if let end = phone(t, start, before: before, found) { return end }
    }
    switch run {
    case 3:
      guard next == 0x2D || next == 0x2E || next == 0x29 || next == 0x20 else { return start }
      let second = t.digitRun(at: start + 4)
      if next == 0x2D, second == 4, let (code, end) = PostalCode.prefix(of: t, at: start) {
        found(Finding(kind: .postal, range: postalStart(t, start)..<end, value: UInt64(code)))
        return end
      }
      if next == 0x2D, second == 2, start + 11 <= t.count, NationalNumber.isSocialSecurity(t.part(start..<start + 11)),
        t.digitRun(at: start + 7) == 4
      {
        found(Finding(kind: .nationalNumber, range: start..<start + 11, value: 0))
        return start + 11
      }
      if second == 3 || next == 0x29, t[start] >= 0x32 { return phone(t, start, before: before, found) ?? start }
    case 4: return inFours(t, start, next: next, found)
    default: break
    }
    return start
  }

  /// 1234-5678-9012 (My Number, licence), 1234-5678-9012-3456 (card), 1234-567890-1 (pension, employment insurance).
  private static func inFours(_ t: CellBytes, _ start: Int, next: UInt8, _ found: (Finding) -> Void) -> Int {
    guard next == 0x2D || next == 0x20 else { return start }
    let digits = DigitGroups.read(t, at: start, limit: 19)
    guard !digits.isCut(in: t), digits.groups > 1, digits.end - start == digits.count + digits.groups - 1 else {
      return start
    }
    let range = start..<digits.end
    switch digits.lengths {
    case 0x444, 0x4444, 0x564, 0x34444, 0x464:
      let kinds = CompactNumber.with(t.part(range)) { checkedKinds($0) }
      for kind in Finding.Kind.checked where kinds & (1 << UInt32(kind.rawValue)) != 0 {
        found(Finding(kind: kind, range: range, value: digits.count <= 18 ? digits.value : 0))
      }
      return kinds == 0 ? start : digits.end
    case 0x64 where next == 0x2D:
      found(Finding(kind: .pension, range: range, value: digits.value))
      return digits.end
    case 0x164 where next == 0x2D:
      found(Finding(kind: .employmentInsurance, range: range, value: digits.value))
      return digits.end
    default: return start
    }
  }

  private static func phone(_ t: CellBytes, _ start: Int, before: UInt8, _ found: (Finding) -> Void) -> Int? {
    let from = before == 0x2B || before == 0x28 ? start - 1 : start
    guard let (number, end) = PhoneNumber.prefix(of: t, at: from, leadingZeroMayBeMissing: false),
      end == t.count || !(t[end].isLetter && t[end].lowercased != 0x78 && t[end].lowercased != 0x65)
    else { return nil }
    // (03)…: the bracket that opens before the number belongs to it only when it closes inside.
    let isInside = from == start || before == 0x2B || t.part(start..<end).contains(0x29)
    found(
      Finding(
        kind: number.kind == .service ? .servicePhone : .phone, range: (isInside ? from : start)..<end,
        value: number.digits))
    return end
  }

  private static func postalStart(_ t: CellBytes, _ start: Int) -> Int {
    if start >= 3, t.has("〒", at: start - 3) { return start - 3 }
    return start >= 4 && t[start - 1] == 0x20 && t.has("〒", at: start - 4) ? start - 4 : start
  }

  // MARK: Long runs

  private static func long(
    _ t: CellBytes, _ start: Int, _ run: Int, before: UInt8, next: UInt8, _ found: (Finding) -> Void
  ) -> Int {
    let end = start + run
    if t[start] == 0x30 || before == 0x2B || before == 0x28 || (run == 11 && t[start] == 0x31) {
      if let reached = phone(t, start, before: before, found) { return reached }
    }
    if run == 7 {
      let from = postalStart(t, start)
      guard from < start, let (code, _) = PostalCode.prefix(of: t, at: start) else { return start }
      found(Finding(kind: .postal, range: from..<end, value: UInt64(code)))
      return end
    }
    if next.isLetter { return LetteredNumber.endingInLetter(t, start, run, found) }
    if next == 0x2D || next == 0x2E, end + 1 < t.count, t[end + 1].isDigit {
      // 700101-1234567
      guard run == 6, next == 0x2D, t.digitRun(at: end + 1) == 7 else { return start }
      let matches = CompactNumber.with(t.part(start..<end + 8)) { NationalNumber.isKoreanResident($0) }
      guard matches, end + 8 == t.count || !t[end + 8].isLetter else { return start }
      found(Finding(kind: .nationalNumber, range: start..<end + 8, value: 0))
      return end + 8
    }
    let digits = t.part(start..<end)
    let kinds = checkedKinds(digits)
    guard kinds != 0 else { return start }
    var value: UInt64 = 0
    if run <= 18 { for byte in digits { value = value &* 10 &+ UInt64(byte.digit) } }
    for kind in Finding.Kind.checked where kinds & (1 << UInt32(kind.rawValue)) != 0 {
      found(Finding(kind: kind, range: start..<end, value: value))
    }
    return end
  }

  /// Kinds whose check a number of digits passes, one bit a kind.
  private static func checkedKinds(_ d: CellBytes) -> UInt32 {
    func bit(_ kind: Finding.Kind, _ holds: Bool) -> UInt32 { holds ? 1 << UInt32(kind.rawValue) : 0 }
    switch d.count {
    case 6: return bit(.insurerNumber, CheckDigits.insurerNumber6(d))
    case 8: return bit(.insurerNumber, CheckDigits.insurerNumber8(d))
    case 11: return bit(.taxNumber, NationalNumber.isTaxID(d))
    case 12: return bit(.myNumber, CheckDigits.myNumber(d)) | bit(.licence, CheckDigits.driversLicence(d))
    case 13:
      return bit(.corporateNumber, CheckDigits.corporateNumber(d))
        | bit(.nationalNumber, NationalNumber.isKoreanResident(d))
    case 15: return bit(.card, CheckDigits.paymentCard(d)) | bit(.nationalNumber, NationalNumber.isNIR(d))
    case 18: return bit(.nationalNumber, NationalNumber.isChineseResident(d))
    case 14, 16, 17, 19: return bit(.card, CheckDigits.paymentCard(d))
    default: return 0
    }
  }
}

extension NumberScanner.Finding.Kind {
  /// Kinds that a check decides, see `DigitInspector`.
  fileprivate static let checked: [Self] = [
    .card, .myNumber, .corporateNumber, .insurerNumber, .licence, .nationalNumber, .taxNumber,
  ]
}
