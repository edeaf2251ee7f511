/// A number as Excel shows it in a wide enough cell: plain digits, at most 15 significant ones, no exponent.
///
/// Files hold the shortest text of the binary number, such as `0.30000000000000004` or `9.0123456780000003E9`. Telephone
/// and insurance numbers that were typed as numbers must come out as their digits, so the text is rounded as text.
enum CellNumber {
  /// Bytes that `write` may need at most, whatever it is given, beyond the length of its input.
  static let room = 64

  /// - Returns: bytes written; what is not a number is copied as it is.
  @inline(__always)
  static func write(_ bytes: UnsafePointer<UInt8>, count: Int, into output: UnsafeMutablePointer<UInt8>) -> Int {
    // Nearly all numbers of real sheets are short and plain.
    if count <= 15 {
      var index = 0
      while index < count {
        let byte = bytes[index]
        if byte &- 0x30 > 9, byte != 0x2E, byte != 0x2D { return writeRounded(bytes, count: count, into: output) }
        output[index] = byte
        index &+= 1
      }
      return count
    }
    return writeRounded(bytes, count: count, into: output)
  }

  private static func writeRounded(
    _ bytes: UnsafePointer<UInt8>, count: Int, into output: UnsafeMutablePointer<UInt8>
  ) -> Int {
    guard var number = DecimalDigits(UnsafeBufferPointer(start: bytes, count: count)) else {
      output.update(from: bytes, count: count)
      return count
    }
    number.round(to: 15)
    let written = number.write(into: output)
    if written > 0 { return written }
    output.update(from: bytes, count: count)
    return count
  }

  /// Bytes that a binary number needs at most.
  static let longest = 32 + room

  /// The shortest text of `value`, rounded as above; for formats that keep binary numbers.
  /// - Returns: bytes written; none for what is not finite.
  static func write(_ value: Double, into output: UnsafeMutablePointer<UInt8>) -> Int {
    guard value.isFinite else { return 0 }
    if value.magnitude < 1e15, value == value.rounded(.towardZero) { return write(whole: Int(value), into: output) }
    var shortest = value.description
    return shortest.withUTF8 { text in
      guard let base = text.baseAddress else { return 0 }
      // `1e+16` is how Swift writes it, or `5.0` for 5.
      let isWhole = text.count > 2 && base[text.count - 2] == 0x2E && base[text.count - 1] == 0x30
      return write(base, count: isWhole ? text.count - 2 : text.count, into: output)
    }
  }

  private static func write(whole value: Int, into output: UnsafeMutablePointer<UInt8>) -> Int {
    var rest = value.magnitude
    var length = value < 0 ? 2 : 1
    while rest >= 10 {
      rest /= 10
      length += 1
    }
    if value < 0 { output[0] = 0x2D }
    rest = value.magnitude
    var at = length
    repeat {
      at -= 1
      output[at] = 0x30 + UInt8(truncatingIfNeeded: rest % 10)
      rest /= 10
    } while rest > 0
    return length
  }
}

/// Sign, significant digits and the place of the point, out of a decimal text with or without exponent.
private struct DecimalDigits {
  private var isNegative = false
  private var digits: (UInt64, Int) = (0, 0)
  /// Digits before the point; may be negative or beyond the digits there are.
  private var point = 0

  init?(_ text: UnsafeBufferPointer<UInt8>) {
    var at = 0
    if at < text.count, text[at] == 0x2D || text[at] == 0x2B {
      isNegative = text[at] == 0x2D
      at += 1
    }
    var seenPoint = false
    var seenDigit = false
    while at < text.count {
      let byte = text[at]
      if byte == 0x2E, !seenPoint {
        seenPoint = true
      } else if byte &- 0x30 <= 9 {
        seenDigit = true
        take(byte &- 0x30, afterPoint: seenPoint)
      } else {
        break
      }
      at += 1
    }
    guard seenDigit else { return nil }
    if at < text.count {
      guard text[at] | 0x20 == 0x65, let exponent = Self.exponent(text, from: at + 1) else { return nil }
      point += exponent
    }
  }

  private mutating func take(_ digit: UInt8, afterPoint: Bool) {
    if digits.1 == 0, digit == 0 {
      if afterPoint { point -= 1 }
      return
    }
    // 18 digits are enough to round to 15; the rest only moves the point.
    if digits.1 < 18 {
      digits = (digits.0 * 10 + UInt64(digit), digits.1 + 1)
    }
    if !afterPoint { point += 1 }
  }

  private static func exponent(_ text: UnsafeBufferPointer<UInt8>, from start: Int) -> Int? {
    var at = start
    var isNegative = false
    if at < text.count, text[at] == 0x2D || text[at] == 0x2B {
      isNegative = text[at] == 0x2D
      at += 1
    }
    guard at < text.count, text.count - at <= 4 else { return nil }
    var value = 0
    while at < text.count {
      guard text[at] &- 0x30 <= 9 else { return nil }
      value = value * 10 + Int(text[at] &- 0x30)
      at += 1
    }
    return isNegative ? -value : value
  }

  mutating func round(to limit: Int) {
    guard digits.1 > limit else { return }
    var unit: UInt64 = 1
    for _ in 0..<(digits.1 - limit) { unit *= 10 }
    var rounded = (digits.0 + unit / 2) / unit
    var count = limit
    if rounded == 1_000_000_000_000_000 {
      rounded /= 10
      point += 1
    }
    while rounded > 0, rounded % 10 == 0 {
      rounded /= 10
      count -= 1
    }
    digits = (rounded, count)
  }

  /// - Returns: bytes written, 0 when the number is too large or small to be written out.
  func write(into output: UnsafeMutablePointer<UInt8>) -> Int {
    var to = 0
    if digits.0 == 0 {
      output[0] = 0x30
      return 1
    }
    guard point > -20, point <= 24 else { return 0 }
    if isNegative {
      output[to] = 0x2D
      to += 1
    }
    var significant = digits
    // Zeros behind the point say nothing.
    while significant.1 > max(point, 1), significant.0 % 10 == 0 {
      significant = (significant.0 / 10, significant.1 - 1)
    }
    if point <= 0 {
      for byte in [0x30, 0x2E] as [UInt8] {
        output[to] = byte
        to += 1
      }
      for _ in 0..<(-point) {
        output[to] = 0x30
        to += 1
      }
    }
    var unit: UInt64 = 1
    for _ in 1..<max(significant.1, 1) { unit *= 10 }
    for index in 0..<max(significant.1, point) {
      if index == point, point > 0 {
        output[to] = 0x2E
        to += 1
      }
      output[to] = unit > 0 ? 0x30 + UInt8(significant.0 / unit % 10) : 0x30
      to += 1
      unit /= 10
    }
    return to
  }
}
