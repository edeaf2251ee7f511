import Cryptography

/// A text with signatures below it: C2SP signed-note v1.0.0. Parsing says nothing about who signed; `signatures(by:)` does.
package struct SignedNote: Sendable, Hashable {
  /// One signature line, as it stands.
  package struct Line: Sendable, Hashable {
    package let name: String
    package let keyID: UInt32
    /// What follows the key's id.
    package let signature: [UInt8]

    package init(name: String, keyID: UInt32, signature: [UInt8]) {
      self.name = name
      self.keyID = keyID
      self.signature = signature
    }

    /// With its newline.
    package var text: String {
      let id = (0..<4).map { UInt8(truncatingIfNeeded: keyID >> UInt32(24 - 8 * $0)) }
      return "— \(name) " + StrictBase64.encode(id + signature) + "\n"
    }

    static let start = Array("— ".utf8)

    /// - Parameter line: without its newline.
    init?(_ line: ArraySlice<UInt8>) {
      guard line.starts(with: Self.start) else { return nil }
      let words = line.dropFirst(Self.start.count).split(
        separator: UInt8(ascii: " "), maxSplits: 1, omittingEmptySubsequences: false)
      guard words.count == 2, let name = CanonicalText.name(words[0]), let blob = StrictBase64.decode(words[1]),
        blob.count > 4
      else { return nil }
      self.name = name
      keyID = blob.prefix(4).reduce(0) { $0 << 8 | UInt32($1) }
      signature = Array(blob.dropFirst(4))
    }
  }

  /// A signature that was verified.
  package struct Verified: Sendable, Hashable {
    package let key: VerifierKey
    /// Seconds since 1970 that a cosignature states; nil for plain signatures.
    package let time: Int?
  }

  /// Sixteen post-quantum signatures fit twice.
  package static let maximumSize = 1 << 18
  package static let maximumSignatures = 64

  /// Ends with a newline.
  package let text: [UInt8]
  package private(set) var lines: [Line]

  package init(text: [UInt8], lines: [Line]) {
    self.text = text
    self.lines = lines
  }

  /// - Throws: `malformed` for anything that is not byte for byte a note, `tooLarge` above the limits.
  package init(parsing bytes: some Collection<UInt8>) throws(LogFailure) {
    guard bytes.count <= Self.maximumSize else { throw LogFailure(.tooLarge, "the note is too long") }
    let bytes = Array(bytes)
    guard CanonicalText.isPlain(bytes) else { throw Self.malformed }
    // The last empty line divides text and signatures.
    guard bytes.count > 3,
      let divide = (1..<bytes.count - 1).last(where: { bytes[$0] == 0x0A && bytes[$0 - 1] == 0x0A })
    else { throw Self.malformed }
    text = Array(bytes[..<divide])
    lines = []
    var reader = LineReader(bytes[(divide + 1)...])
    while !reader.rest.isEmpty {
      guard lines.count < Self.maximumSignatures else {
        throw LogFailure(.tooLarge, "the note has too many signatures")
      }
      guard let next = reader.line(), let line = Line(next) else { throw Self.malformed }
      lines.append(line)
    }
  }

  private static var malformed: LogFailure { LogFailure(.malformed, "not a signed note") }

  /// Text, empty line, signatures.
  package var bytes: [UInt8] { text + [0x0A] + lines.flatMap { Array($0.text.utf8) } }

  /// The same note with more signatures; lines that it has already are left out.
  package func adding(_ more: [Line]) -> SignedNote {
    var note = self
    for line in more where !note.lines.contains(line) { note.lines.append(line) }
    return note
  }

  /// The signatures by the given keys, in the order of the note; others are ignored.
  /// - Throws: `signature` when a line claims to be by one of the keys and does not verify.
  package func signatures(by keys: [VerifierKey]) throws(LogFailure) -> [Verified] {
    var found: [Verified] = []
    for line in lines {
      for key in keys where key.name == line.name && key.id == line.keyID {
        guard let verified = Self.verify(line, key, text) else {
          throw LogFailure(.signature, "a signature by \(key.name) does not verify")
        }
        if !found.contains(where: { $0.key == key }) { found.append(verified) }
      }
    }
    return found
  }

  private static func verify(_ line: Line, _ key: VerifierKey, _ text: [UInt8]) -> Verified? {
    switch key.kind {
    case .plain:
      return key.publicKey.isValid(line.signature, of: text) ? Verified(key: key, time: nil) : nil
    case .cosignature:
      guard let signature = Cosignature(bytes: line.signature),
        key.publicKey.isValid(signature.signature, of: Cosignature.message(time: signature.time, text: text))
      else { return nil }
      return Verified(key: key, time: signature.time)
    }
  }
}
