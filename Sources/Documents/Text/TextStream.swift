import CProcess
import Contents
import JapaneseText

/// The text of a source in UTF-8, chunk by chunk, whatever its encoding. Memory does not grow with the source.
struct TextStream: ~Copyable {
  /// Bytes read from the source at a time.
  static let chunk = 256 << 10

  private let source: any ByteSource
  private var offset: Int64
  /// Undecoded bytes: at its beginning up to three that belong to a character cut by the last chunk.
  private let raw: UnsafeMutableRawBufferPointer
  private var kept = 0
  /// Nil while the source is valid UTF-8, which needs no decoding.
  private var decoder: TextDecoder?
  private var guess: EncodingGuess
  private(set) var atEnd = false
  /// What is put right in every chunk from now on.
  var mending: TextMending?

  /// Looks at the first 256 kB and decides on the encoding.
  init(_ source: any ByteSource) throws(UnreadReason) {
    self.source = source
    let prefix = try source.bytes(at: 0, count: Self.chunk)
    guess = prefix.withUnsafeBytes { EncodingGuess(of: $0, isWhole: Int64(prefix.count) == source.size) }
    offset = Int64(guess.byteOrderMarkLength)
    decoder = guess.encoding == .utf8 ? nil : TextDecoder(guess.encoding)
    raw = .allocate(byteCount: Self.chunk + 4, alignment: 64)
  }

  deinit { raw.deallocate() }

  /// How the text was decoded so far; whole once `atEnd`.
  func decoding(at place: Place) -> TextDecoding {
    TextDecoding(
      place: place, encoding: guess.encoding.rawValue, hasByteOrderMark: guess.hasByteOrderMark,
      confidence: guess.confidence, unreadableBytes: decoder?.unreadableBytes ?? 0)
  }

  /// Whether the encoding could not be told, or so much could not be read that nobody knows what stands there.
  var isMostlyUnreadable: Bool {
    let unreadable = Int64(decoder?.unreadableBytes ?? 0)
    return guess.encoding == .unknown || unreadable > 64 && unreadable * 10 > source.size
  }

  /// Appends the text of the next chunk, whole characters only.
  mutating func read(into text: inout [UInt8]) throws(UnreadReason) {
    guard !atEnd else { return }
    let before = text.count
    try readAsIs(into: &text)
    mending?.mend(&text, from: before, isLast: atEnd)
  }

  private mutating func readAsIs(into text: inout [UInt8]) throws(UnreadReason) {
    let free = UnsafeMutableRawBufferPointer(rebasing: raw[kept..<kept + Self.chunk])
    let got = try source.read(at: offset, into: free)
    offset += Int64(got)
    // A source that gives less than was asked for before its end is allowed to be slow, not to be endless.
    atEnd = got == 0 || offset >= source.size
    let bytes = UnsafeRawBufferPointer(rebasing: raw[..<(kept + got)])
    kept = 0
    if decoder == nil {
      let valid = scan_valid_utf8(bytes.baseAddress?.assumingMemoryBound(to: UInt8.self), bytes.count)
      text.append(contentsOf: bytes[..<valid])
      let rest = bytes.count - valid
      if rest == 0 { return }
      if rest < 4, !atEnd {
        raw.copyMemory(from: UnsafeRawBufferPointer(rebasing: bytes[valid...]))
        kept = rest
        return
      }
      decodeFromHere(UnsafeRawBufferPointer(rebasing: bytes[valid...]), into: &text)
    } else {
      decoder?.decode(bytes, isLast: atEnd, into: &text)
    }
  }

  /// The text was UTF-8 (or ASCII) up to here, and is not any more. A long ASCII beginning hides the encoding of what
  /// follows: guess again from here, and believe only a confident answer.
  private mutating func decodeFromHere(_ bytes: UnsafeRawBufferPointer, into text: inout [UInt8]) {
    var encoding = TextEncoding.utf8
    if !guess.hasByteOrderMark {
      let again = EncodingGuess(of: bytes, isWhole: atEnd)
      let isMultibyte = [.cp932, .eucJP, .cp949, .gb18030, .big5].contains(again.encoding)
      if isMultibyte,
        again.confidence >= 0.8 || bytes.count > 64 && again.confidence >= 0.5
          || again.encoding.isSingleByte && again.confidence >= 0.9
      {
        encoding = again.encoding
        guess.encoding = again.encoding
        guess.confidence = again.confidence
      }
    }
    var decoder = TextDecoder(encoding)
    decoder.decode(bytes, isLast: atEnd, into: &text)
    self.decoder = decoder
  }
}
