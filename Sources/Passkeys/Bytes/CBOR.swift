/// What authenticators write: CBOR (RFC 8949) in the canonical form of CTAP2 (FIDO, Client to Authenticator Protocol,
/// section 8), which has one encoding for each value. Anything else is malformed.
///
/// Lengths are definite and as short as they can be, keys of maps are integers or texts in order and none twice, there
/// are no tags and no fractions, and nothing lies deeper than four levels.
enum CBOR: Sendable, Hashable {
  case unsigned(UInt64)
  /// -1 − the number.
  case negative(UInt64)
  case bytes([UInt8])
  case text(String)
  case array([CBOR])
  case map([Member])
  case bool(Bool)
  case null

  struct Member: Sendable, Hashable {
    let key: CBOR
    let value: CBOR
  }

  /// Levels of arrays and maps, as CTAP2 bounds them.
  static let deepest = 4

  /// - Throws: `malformed`; also when something follows.
  init(parsing bytes: [UInt8]) throws(PasskeyFailure) {
    var parser = CBORParser(bytes: bytes[...])
    self = try parser.value(depth: 0)
    guard parser.rest.isEmpty else { throw PasskeyFailure(.malformed) }
  }

  /// Reads a value from the beginning of `rest` and leaves what follows.
  static func first(of rest: inout ArraySlice<UInt8>) throws(PasskeyFailure) -> CBOR {
    var parser = CBORParser(bytes: rest)
    let value = try parser.value(depth: 0)
    rest = parser.rest
    return value
  }

  // MARK: Members of maps

  subscript(_ key: Int64) -> CBOR? { member(key < 0 ? .negative(UInt64(-(key + 1))) : .unsigned(UInt64(key))) }
  subscript(_ key: String) -> CBOR? { member(.text(key)) }

  private func member(_ key: CBOR) -> CBOR? {
    guard case .map(let members) = self else { return nil }
    return members.first { $0.key == key }?.value
  }

  /// An integer as Swift has it; nil for what is none, or is larger than any that is used here.
  var integer: Int64? {
    switch self {
    case .unsigned(let number): Int64(exactly: number)
    case .negative(let number): Int64(exactly: number).map { -1 - $0 }
    default: nil
    }
  }

  var byteString: [UInt8]? { if case .bytes(let bytes) = self { bytes } else { nil } }
  var isMap: Bool { if case .map = self { true } else { false } }
}

/// A recursive descent. Every item takes a byte, so the work and the memory are bounded by the length of the input.
private struct CBORParser {
  var rest: ArraySlice<UInt8>

  init(bytes: ArraySlice<UInt8>) { rest = bytes }

  private mutating func byte() throws(PasskeyFailure) -> UInt8 {
    guard let byte = rest.popFirst() else { throw PasskeyFailure(.malformed) }
    return byte
  }

  private mutating func take(_ count: UInt64) throws(PasskeyFailure) -> ArraySlice<UInt8> {
    guard let count = Int(exactly: count), count <= rest.count else { throw PasskeyFailure(.malformed) }
    defer { rest = rest.dropFirst(count) }
    return rest.prefix(count)
  }

  /// The number of an item's head: in the head itself, or in 1, 2, 4 or 8 bytes after it where it does not fit into fewer.
  private mutating func number(_ low: UInt8) throws(PasskeyFailure) -> UInt64 {
    guard low >= 24 else { return UInt64(low) }
    guard low <= 27 else { throw PasskeyFailure(.malformed) }
    let width = 1 << (low - 24)
    var number: UInt64 = 0
    for byte in try take(UInt64(width)) { number = number << 8 | UInt64(byte) }
    let least: UInt64 =
      switch width {
      case 1: 24
      case 2: 0x100
      case 4: 0x1_0000
      default: 0x1_0000_0000
      }
    guard number >= least else { throw PasskeyFailure(.malformed) }
    return number
  }

  mutating func value(depth: Int) throws(PasskeyFailure) -> CBOR {
    let head = try byte()
    let low = head & 31
    switch head >> 5 {
    case 0: return .unsigned(try number(low))
    case 1: return .negative(try number(low))
    case 2: return .bytes(Array(try take(try number(low))))
    case 3:
      guard let text = String(validating: try take(try number(low)), as: UTF8.self) else {
        throw PasskeyFailure(.malformed)
      }
      return .text(text)
    case 4: return .array(try array(try number(low), depth: depth + 1))
    case 5: return .map(try map(try number(low), depth: depth + 1))
    case 7:
      switch low {
      case 20: return .bool(false)
      case 21: return .bool(true)
      case 22: return .null
      default: throw PasskeyFailure(.malformed)
      }
    // Tags.
    default: throw PasskeyFailure(.malformed)
    }
  }

  private mutating func array(_ count: UInt64, depth: Int) throws(PasskeyFailure) -> [CBOR] {
    guard depth <= CBOR.deepest, count <= UInt64(rest.count) else { throw PasskeyFailure(.malformed) }
    var values: [CBOR] = []
    for _ in 0..<count { values.append(try value(depth: depth)) }
    return values
  }

  private mutating func map(_ count: UInt64, depth: Int) throws(PasskeyFailure) -> [CBOR.Member] {
    guard depth <= CBOR.deepest, count <= UInt64(rest.count / 2) else { throw PasskeyFailure(.malformed) }
    var members: [CBOR.Member] = []
    var former: ArraySlice<UInt8> = []
    for _ in 0..<count {
      let start = rest
      let key = try value(depth: depth)
      switch key {
      case .unsigned, .negative, .text: break
      default: throw PasskeyFailure(.malformed)
      }
      let written = start.prefix(start.count - rest.count)
      guard members.isEmpty || Self.precedes(former, written) else { throw PasskeyFailure(.malformed) }
      former = written
      members.append(CBOR.Member(key: key, value: try value(depth: depth)))
    }
    return members
  }

  /// By kind, then by length, then by bytes: the order of CTAP2.
  private static func precedes(_ a: ArraySlice<UInt8>, _ b: ArraySlice<UInt8>) -> Bool {
    let (kindA, kindB) = ((a.first ?? 0) >> 5, (b.first ?? 0) >> 5)
    if kindA != kindB { return kindA < kindB }
    if a.count != b.count { return a.count < b.count }
    return a.lexicographicallyPrecedes(b)
  }
}
