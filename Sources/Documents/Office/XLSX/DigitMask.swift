/// A number format that shows digits in places, such as `0000000`, `000-0000`, or Excel's own
/// `[<=99999999]####-####;\(00\) ####-####`: postal codes, telephone and employee numbers that are kept as numbers and
/// have lost their leading zeros in the file, though nobody who sees the sheet would say so.
struct DigitMask: Sendable, Equatable {
  private struct Section: Sendable, Equatable {
    /// Applies to numbers up to this one.
    var limit: UInt64
    /// `0` and `#` are places, everything else stands as it is.
    var pattern: [UInt8]
    var places: Int
  }

  private var sections: [Section] = []

  /// - Returns: nil for every format that is not a mask: amounts, percentages, plain `0`.
  init?(_ code: String) {
    for part in code.split(separator: ";", maxSplits: 3) {
      guard let section = Self.section(Array(part.utf8)) else { break }
      sections.append(section)
      if section.limit == .max { break }
    }
    guard let last = sections.last, last.limit == .max, last.places >= 2 else { return nil }
    // `0` alone or grouped thousands are plain numbers.
    guard sections.contains(where: { $0.pattern.count { $0 == 0x30 } >= 2 || $0.pattern.contains(0x2D) }) else {
      return nil
    }
  }

  private static func section(_ code: [UInt8]) -> Section? {
    var section = Section(limit: .max, pattern: [], places: 0)
    var at = 0
    while at < code.count {
      let byte = code[at]
      switch byte {
      case 0x5B:
        guard let close = code[at...].firstIndex(of: 0x5D) else { return nil }
        let inside = code[(at + 1)..<close]
        if inside.starts(with: "<=".utf8) {
          guard let limit = UInt64(String(decoding: inside.dropFirst(2), as: UTF8.self)) else { return nil }
          section.limit = limit
        } else if inside.first == 0x3C || inside.first == 0x3E || inside.first == 0x3D {
          return nil
        }
        at = close
      case 0x22:
        guard let close = code[(at + 1)...].firstIndex(of: 0x22) else { return nil }
        let literal = code[(at + 1)..<close]
        // A quoted digit sign would be taken for a place.
        guard !literal.contains(0x30), !literal.contains(0x23) else { return nil }
        section.pattern += literal
        at = close
      case 0x5C:
        at += 1
        guard at < code.count, code[at] != 0x30, code[at] != 0x23 else { return nil }
        section.pattern.append(code[at])
      case 0x5F: at += 1
      case 0x30, 0x23:
        section.pattern.append(byte)
        section.places += 1
      case 0x2D, 0x28, 0x29, 0x20: section.pattern.append(byte)
      default: return nil
      }
      at += 1
    }
    return section.places > 0 && section.places <= 18 && section.pattern.count <= 48 ? section : nil
  }

  /// Bytes that `write` needs at most.
  static let room = 80

  /// - Returns: bytes written, 0 when the number has no place in the mask (a fraction, a sign, letters).
  func write(_ number: UnsafePointer<UInt8>, count: Int, into output: UnsafeMutablePointer<UInt8>) -> Int {
    guard count > 0, count <= 18 else { return 0 }
    var value: UInt64 = 0
    for index in 0..<count {
      let digit = number[index] &- 0x30
      guard digit <= 9 else { return 0 }
      value = value * 10 + UInt64(digit)
    }
    guard let section = sections.first(where: { value <= $0.limit }) else { return 0 }
    return section.places >= count
      ? Self.place(value, section, 0, into: output) : Self.place(value, section, count - section.places, into: output)
  }

  /// Digits go into the places from the right; those that find no place stand before the first one.
  private static func place(
    _ value: UInt64, _ section: Section, _ surplus: Int, into output: UnsafeMutablePointer<UInt8>
  ) -> Int {
    var unit: UInt64 = 1
    for _ in 1..<(section.places + surplus) { unit *= 10 }
    var to = 0
    var hasBegun = false
    for byte in section.pattern {
      guard byte == 0x30 || byte == 0x23 else {
        // A sign between places that hold nothing is not shown; one that opens the text is.
        if hasBegun || byte == 0x28 || byte >= 0x80 {
          output[to] = byte
          to += 1
        }
        continue
      }
      let again = hasBegun ? 0 : surplus
      for _ in 0...again {
        let digit = UInt8(value / unit % 10)
        unit = max(unit / 10, 1)
        if digit != 0 || hasBegun || byte == 0x30 {
          output[to] = 0x30 + digit
          to += 1
          hasBegun = true
        }
      }
    }
    return to
  }
}
