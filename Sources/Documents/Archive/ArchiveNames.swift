import JapaneseText

/// Names of members as text: UTF-8 where they are, otherwise by the evidence of the names so far, since short ones look
/// alike in many encodings.
struct ArchiveNames {
  private static let mostEvidence = 64 << 10
  private var evidence: [UInt8] = []

  /// - Parameter hasLostTrails: `\` was made `/` wherever it stood, also as the second byte of a character.
  mutating func decode(_ stored: [UInt8], hasLostTrails: Bool = false) -> String {
    if let name = String(validating: stored, as: UTF8.self) { return name }
    if evidence.count < Self.mostEvidence { evidence += stored + [0x0A] }
    let guess = evidence.withUnsafeBytes { EncodingGuess(of: $0, isWhole: true).encoding }
    // Names are written by file managers: the encodings of mails and of plain UTF-16 do not occur.
    let encoding: TextEncoding = guess == .eucJP ? .eucJP : .cp932
    var decoder = TextDecoder(encoding)
    var text: [UInt8] = []
    let whole = hasLostTrails && encoding == .cp932 ? Self.withTrails(stored) : stored
    whole.withUnsafeBytes { decoder.decode($0, isLast: true, into: &text) }
    return String(decoding: text, as: UTF8.self)
  }

  /// `/` is no second byte of CP932: behind a first one it has been `\`.
  private static func withTrails(_ name: [UInt8]) -> [UInt8] {
    var name = name
    var index = 0
    while index + 1 < name.count {
      let isLead = (0x81...0x9F).contains(name[index]) || (0xE0...0xFC).contains(name[index])
      if isLead, name[index + 1] == 0x2F { name[index + 1] = 0x5C }
      index += isLead ? 2 : 1
    }
    return name
  }
}
