import Contents
import JapaneseText

/// A body part: its headers, what it is by them, and where its body lies in the source.
struct MIMEPart {
  let headers: HeaderBlock
  /// Such as `text/plain`, in lower case; that is also what a part without a type is.
  let type: String
  let parameters: HeaderParameters
  let disposition: HeaderParameters
  /// In lower case.
  let transferEncoding: String
  let body: Range<Int64>

  init(of source: any ByteSource, in range: Range<Int64>) throws(UnreadReason) {
    headers = try HeaderBlock(of: source, in: range)
    parameters = HeaderParameters(headers["content-type"]?.value ?? [])
    type = parameters.main.contains("/") ? parameters.main : "text/plain"
    disposition = HeaderParameters(headers["content-disposition"]?.value ?? [])
    transferEncoding =
      HeaderParameters(headers["content-transfer-encoding"]?.value ?? []).main
    body = min(headers.bodyStart, range.upperBound)..<range.upperBound
  }

  var decoder: TransferDecoder { TransferDecoder(named: transferEncoding) }
  var isMultipart: Bool { type.hasPrefix("multipart/") }
  var charset: TextEncoding? { parameters.text("charset").flatMap { TextEncoding(mimeName: $0) } }
  /// The attachment's name as the sender gave it.
  var fileName: String? {
    [disposition.text("filename"), parameters.text("name")].compactMap { $0 }.first { !$0.isEmpty }
  }
  /// Text that a mail program shows as the message itself.
  var isShownText: Bool {
    (type == "text/plain" || type == "text/html") && disposition.main != "attachment" && fileName == nil
  }

  /// Where the parts of a multipart body lie (RFC 2046, 5.1). A last part without its closing line ends with the body.
  func parts(of source: any ByteSource) throws(UnreadReason) -> [Range<Int64>] {
    guard let boundary = parameters.bytes("boundary"), !boundary.isEmpty, boundary.count <= LineWalk.shown / 2 else {
      return []
    }
    let mark = Array("--".utf8) + boundary
    var parts: [Range<Int64>] = []
    var open: Int64?
    var isClosed = false
    try LineWalk.eachLine(of: source, in: body) { beginning, line throws(UnreadReason) in
      guard !isClosed, beginning.count >= mark.count, beginning[0] == mark[0], beginning[1] == mark[1],
        beginning.starts(with: mark)
      else { return }
      var rest = beginning[mark.count...]
      let closes = rest.starts(with: [0x2D, 0x2D])
      if closes { rest = rest.dropFirst(2) }
      // Another boundary may begin with this one's letters.
      guard rest.allSatisfy({ $0 <= 0x20 }) else { return }
      if let start = open { parts.append(start..<line.lowerBound) }
      open = closes ? nil : line.upperBound
      isClosed = closes
      if parts.count > 100_000 { throw .tooLarge }
    }
    if let open { parts.append(open..<max(open, body.upperBound)) }
    return parts
  }
}
