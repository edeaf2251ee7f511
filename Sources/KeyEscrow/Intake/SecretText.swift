import DiskEncryption
import JapaneseText

/// A text that holds keys, in UTF-8, in memory that is wiped. Readers look at it where it lies; what is not a key they
/// copy out.
struct SecretText: Sendable {
  let bytes: SecretBytes

  /// Decodes a file of any encoding that Windows or a Japanese office writes.
  init(decoding file: SecretBytes) {
    bytes = file.withBytes { raw in
      let guess = EncodingGuess(of: raw, isWhole: true)
      var text: [UInt8] = []
      // Room for the longest result, so that no half-grown copy is left behind unwiped.
      text.reserveCapacity(3 * raw.count + 64)
      defer { SecretBytes.wipe(&text) }
      var decoder = TextDecoder(guess.encoding)
      let start = min(guess.byteOrderMarkLength, raw.count)
      decoder.decode(UnsafeRawBufferPointer(rebasing: raw[start...]), isLast: true, into: &text)
      return text.withUnsafeBytes { SecretBytes(copying: $0) }
    }
  }

  init(_ bytes: SecretBytes) { self.bytes = bytes }
}

/// Looking at bytes that must not become strings.
extension UnsafeRawBufferPointer {
  func part(_ range: Range<Int>) -> UnsafeRawBufferPointer { UnsafeRawBufferPointer(rebasing: self[range]) }

  /// Lines without their ends.
  var lines: [Range<Int>] {
    var found: [Range<Int>] = []
    var start = 0
    for place in indices where self[place] == 0x0A {
      let end = place > start && self[place - 1] == 0x0D ? place - 1 : place
      found.append(start..<end)
      start = place + 1
    }
    if start < count { found.append(start..<count) }
    return found
  }

  var trimmed: UnsafeRawBufferPointer {
    var (start, end) = (0, count)
    while start < end, self[start] <= 0x20 { start += 1 }
    while end > start, self[end - 1] <= 0x20 { end -= 1 }
    return part(start..<end)
  }

  /// For what is no secret.
  var text: String { String(decoding: self, as: UTF8.self) }

  func hasPrefix(_ prefix: StaticString) -> Bool {
    count >= prefix.utf8CodeUnitCount && part(0..<prefix.utf8CodeUnitCount).isSame(prefix)
  }

  /// Letters of ASCII in either case.
  func isSame(_ other: StaticString) -> Bool {
    guard count == other.utf8CodeUnitCount else { return false }
    return indices.allSatisfy { Self.lower(self[$0]) == Self.lower(other.utf8Start[$0]) }
  }

  func contains(_ other: StaticString) -> Bool {
    let length = other.utf8CodeUnitCount
    guard count >= length else { return false }
    return (0...(count - length)).contains { part($0..<$0 + length).isSame(other) }
  }

  private static func lower(_ byte: UInt8) -> UInt8 { (0x41...0x5A).contains(byte) ? byte + 0x20 : byte }

  static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }
  static func isHex(_ byte: UInt8) -> Bool {
    isDigit(byte) || (0x41...0x46).contains(byte) || (0x61...0x66).contains(byte)
  }

  /// Fewest digits of what is taken for a recovery password that somebody mistyped. An identifier has 32.
  private static let leastDigits = 36

  /// A run of digits and dashes that is a recovery password, or is meant to be one.
  var passwordRun: UnsafeRawBufferPointer? {
    var start = 0
    while start < count {
      guard Self.isDigit(self[start]) else {
        start += 1
        continue
      }
      var end = start
      var digits = 0
      while end < count, Self.isDigit(self[end]) || self[end] == UInt8(ascii: "-") {
        if Self.isDigit(self[end]) { digits += 1 }
        end += 1
      }
      if digits >= Self.leastDigits { return part(start..<end) }
      start = end
    }
    return nil
  }

  /// The first identifier in it, as Windows writes it.
  var identifier: String? {
    let groups = [8, 4, 4, 4, 12]
    let length = 36
    guard count >= length else { return nil }
    for start in 0...(count - length) {
      if start > 0, Self.isHex(self[start - 1]) || self[start - 1] == UInt8(ascii: "-") { continue }
      if start + length < count, Self.isHex(self[start + length]) || self[start + length] == UInt8(ascii: "-") {
        continue
      }
      var place = start
      var fits = true
      for (number, group) in groups.enumerated() where fits {
        if number > 0 {
          fits = self[place] == UInt8(ascii: "-")
          place += 1
        }
        fits = fits && self[place..<place + group].allSatisfy(Self.isHex)
        place += group
      }
      if fits, let id = GUID(part(start..<start + length).text) { return "\(id)" }
    }
    return nil
  }

  /// What stands behind a colon, ASCII or full width; nil where there is none.
  var afterColon: UnsafeRawBufferPointer? {
    for place in indices {
      if self[place] == UInt8(ascii: ":") { return part(place + 1..<count).trimmed }
      if place + 3 <= count, part(place..<place + 3).elementsEqual([0xEF, 0xBC, 0x9A]) {
        return part(place + 3..<count).trimmed
      }
    }
    return nil
  }

  /// Base64 (RFC 4648) as a secret; nil for anything else.
  var base64Decoded: SecretBytes? {
    guard count % 4 == 0, count <= 1 << 20 else { return nil }
    let padding = reversed().prefix { $0 == UInt8(ascii: "=") }.count
    guard padding <= 2 else { return nil }
    var isSound = true
    let decoded = SecretBytes(count: count / 4 * 3 - (count == 0 ? 0 : padding)) { out in
      var (bits, held, place) = (UInt32(0), 0, 0)
      for byte in self.dropLast(padding) {
        guard let value = Self.sixBits(byte) else {
          isSound = false
          return
        }
        bits = bits << 6 | UInt32(value)
        held += 6
        guard held >= 8 else { continue }
        held -= 8
        if place < out.count { out[place] = UInt8(truncatingIfNeeded: bits >> UInt32(held)) }
        place += 1
      }
    }
    return isSound ? decoded : nil
  }

  private static func sixBits(_ byte: UInt8) -> UInt8? {
    switch byte {
    case 0x41...0x5A: byte - 0x41
    case 0x61...0x7A: byte - 0x61 + 26
    case 0x30...0x39: byte - 0x30 + 52
    case UInt8(ascii: "+"): 62
    case UInt8(ascii: "/"): 63
    default: nil
    }
  }
}
