import Contents
import JapaneseText

/// Raw bytes of one text in, UTF-8 out, in chunks of any size.
///
/// What a document says of its own encoding (an XML declaration, a `charset` of a mail) is a hint: it is believed only
/// when the bytes agree with it, because mails and pages with a wrong or missing charset are common.
struct CharsetStream {
  private static let evidenceLength = 64 << 10

  private let declared: TextEncoding?
  private var held: [UInt8] = []
  private var decoder: TextDecoder?
  private var encoding = TextEncoding.utf8
  private var hasByteOrderMark = false
  private var confidence = 1.0

  init(declared: TextEncoding? = nil) { self.declared = declared }

  /// Decodes `raw` and appends UTF-8 to `output`. Nothing comes out before there is enough evidence, or `isLast`.
  mutating func push(_ raw: UnsafeRawBufferPointer, isLast: Bool, into output: inout [UInt8]) {
    if decoder != nil {
      decoder?.decode(raw, isLast: isLast, into: &output)
      return
    }
    held.append(contentsOf: raw)
    guard isLast || held.count >= Self.evidenceLength else { return }
    let skip = decide(isWhole: isLast)
    var chosen = TextDecoder(encoding)
    held.withUnsafeBytes { bytes in
      chosen.decode(UnsafeRawBufferPointer(rebasing: bytes[min(skip, bytes.count)...]), isLast: isLast, into: &output)
    }
    decoder = chosen
    held = []
  }

  /// How the text was decoded, for the `.decoded` event that follows it.
  func decoding(at place: Place) -> TextDecoding {
    TextDecoding(
      place: place, encoding: encoding.rawValue, hasByteOrderMark: hasByteOrderMark, confidence: confidence,
      unreadableBytes: decoder?.unreadableBytes ?? 0)
  }

  /// Decodes a whole text that is at hand, such as a header's value.
  static func decode(_ raw: some Collection<UInt8>, declared: TextEncoding? = nil) -> [UInt8] {
    let bytes = Array(raw)
    var stream = CharsetStream(declared: declared)
    var output: [UInt8] = []
    bytes.withUnsafeBytes { stream.push($0, isLast: true, into: &output) }
    return output
  }

  /// Chooses the encoding from `held`.
  /// - Returns: the length of the byte order mark to skip.
  private mutating func decide(isWhole: Bool) -> Int {
    let guess = held.withUnsafeBytes { EncodingGuess(of: $0, isWhole: isWhole) }
    encoding = guess.encoding
    hasByteOrderMark = guess.hasByteOrderMark
    confidence = guess.confidence
    guard let declared, !guess.hasByteOrderMark else { return guess.byteOrderMarkLength }
    if declared == guess.encoding {
      confidence = max(confidence, 0.99)
      return 0
    }
    // Any bytes of even length pass as UTF-16, and any at all as a single-byte encoding: such a claim only decides
    // where the bytes do not tell, or which of the single-byte encodings it is.
    if declared == .utf16LE || declared == .utf16BE { return 0 }
    if declared.isSingleByte {
      guard guess.encoding == .unknown || declared != .windows1252 && guess.encoding.isSingleByte else { return 0 }
      encoding = declared
      confidence = 0.8
      return 0
    }
    let lostAsDeclared = lossOfHeld(as: declared)
    if lostAsDeclared == 0 || lostAsDeclared < lossOfHeld(as: guess.encoding) {
      encoding = declared
      confidence = lostAsDeclared == 0 ? 0.97 : 0.6
    }
    return 0
  }

  private func lossOfHeld(as candidate: TextEncoding) -> Int {
    var trial = TextDecoder(candidate)
    var ignored: [UInt8] = []
    // Not the last chunk: a character that is cut by the end of the evidence is no loss.
    held.withUnsafeBytes { trial.decode($0, isLast: false, into: &ignored) }
    return trial.unreadableBytes
  }
}
