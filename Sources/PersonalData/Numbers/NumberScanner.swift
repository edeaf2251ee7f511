import JapaneseText

/// Finds numbers, dates and e-mail addresses in running text and long cells.
///
/// Two stages: a search over eight bytes at a time for digits and at signs, then a scalar look at what stands there.
/// Regular expressions are ten to twenty times slower, since numbers give them nothing to hold on to.
///
/// A finding says that shape and check hold and that the digits stand clear of others; whether twelve digits are a My
/// Number is for the caller, who knows labels and neighbours. One range may be found as several kinds.
package struct NumberScanner: Sendable {
  package struct Finding: Sendable, Hashable {
    package enum Kind: UInt8, Sendable, CaseIterable {
      case date, phone
      /// 0120, 0570 …: nobody's own.
      case servicePhone
      case postal, email
      case card, myNumber, corporateNumber
      /// Of eight digits, or of six (National Health Insurance).
      case insurerNumber
      case licence, pension, employmentInsurance, residenceCard, passport
      /// A case of `NationalNumber` other than tax numbers and accounts.
      case nationalNumber
      case taxNumber, iban
    }

    package var kind: Kind
    /// Byte offsets into the scanned text.
    package var range: Range<Int>
    /// Date: `CivilDate.packed`. Telephone: `PhoneNumber.digits`. Postal code and numbers of digits only, up to 18: their
    /// value. Else 0.
    package var value: UInt64

    package init(kind: Kind, range: Range<Int>, value: UInt64) {
      self.kind = kind
      self.range = range
      self.value = value
    }
  }

  package init() {}

  /// Calls `found` for every finding in the order of the text; an e-mail address may begin with digits that were found
  /// before it.
  package func scan(_ text: CellBytes, _ found: (Finding) -> Void) {
    var index = 0
    // Where the last e-mail address ended: the next does not reach back over it.
    var floor = 0
    while true {
      index = CandidateSearch.next(in: text, from: index)
      guard index < text.count else { return }
      let byte = text[index]
      if byte == 0x40 || (byte == 0xEF && text[index + 2] == 0xA0) {
        let width = byte == 0x40 ? 1 : 3
        if let (local, domain) = EmailAddress.around(text, at: index, width: width, notBefore: floor) {
          found(Finding(kind: .email, range: local.lowerBound..<domain.upperBound, value: 0))
          index = domain.upperBound
          floor = index
        } else {
          index += width
        }
        continue
      }
      index = inspect(text, at: index, found)
    }
  }

  /// Looks at the digits that begin at `start`.
  /// - Returns: where the search goes on.
  @inline(__always)
  private func inspect(_ text: CellBytes, at start: Int, _ found: (Finding) -> Void) -> Int {
    let run = text.digitRun(at: start)
    if run == 0 || needsFolding(text, at: start + run) {
      return WideWindow.inspect(text, at: start, run: run, found)
    }
    let end = DigitInspector.inspect(text, at: start, run: run, found)
    return max(end, start + run)
  }

  /// Whether a full-width digit, hyphen or bracket follows ASCII digits.
  @inline(__always)
  private func needsFolding(_ text: CellBytes, at index: Int) -> Bool {
    guard index < text.count, text[index] >= 0xE2 || text[index] == 0xC2 else { return false }
    let (ascii, _) = NumberFolding.asciiForm(of: text, at: index)
    return ascii == 0x2D || ascii == 0x28 || ascii == 0x29 || ascii == 0x2F || ascii == 0x2E || ascii.isDigit
  }
}

/// Full-width and mixed writing: a short piece of the text is folded, looked at, and its findings are carried back.
enum WideWindow {
  private static let size = 128
  /// Bytes before the first digit that may belong to the number: an era, a bracket, a plus sign, 〒.
  private static let lookBehind = 9

  static func inspect(
    _ text: CellBytes, at start: Int, run: Int, _ found: (NumberScanner.Finding) -> Void
  ) -> Int {
    withUnsafeTemporaryAllocation(of: UInt8.self, capacity: size) { folded in
      withUnsafeTemporaryAllocation(of: Int.self, capacity: size + 1) { offsets in
        var read = max(0, start - lookBehind)
        // To the beginning of a character.
        while read < start, text[read] & 0xC0 == 0x80 { read += 1 }
        var written = 0
        var first = -1
        while read < text.count, written + 4 <= size {
          if read >= start, first < 0 { first = written }
          let (ascii, length) = NumberFolding.asciiForm(of: text, at: read)
          if ascii != 0 {
            folded[written] = ascii
            offsets[written] = read
            written += 1
          } else {
            for byte in 0..<length {
              folded[written] = text[read + byte]
              offsets[written] = read + byte
              written += 1
            }
          }
          read += length
        }
        offsets[written] = read
        guard first >= 0 else { return start + max(run, 3) }
        let window = CellBytes(rebasing: folded[0..<written])
        let digits = window.digitRun(at: first)
        guard digits > 0 else { return start + max(run, 3) }
        let end = DigitInspector.inspect(window, at: first, run: digits) { finding in
          let range = offsets[finding.range.lowerBound]..<offsets[finding.range.upperBound]
          found(NumberScanner.Finding(kind: finding.kind, range: range, value: finding.value))
        }
        return max(offsets[max(end, first + digits)], start + 1)
      }
    }
  }
}
