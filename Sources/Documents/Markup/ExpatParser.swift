import CExpat
import Contents

/// Runs expat over UTF-8 and calls back with elements and text. No external entity is ever opened.
struct ExpatParser: ~Copyable {
  /// What happens while parsing. Set once, before the first bytes.
  final class Receiver {
    var open: (_ name: [UInt8], _ attributes: [([UInt8], [UInt8])]) throws(UnreadReason) -> Void = { _, _ in }
    var close: () throws(UnreadReason) -> Void = {}
    var text: (UnsafeBufferPointer<UInt8>) throws(UnreadReason) -> Void = { _ in }
    fileprivate var failure: UnreadReason?
    fileprivate var parser: XML_Parser?

    fileprivate func run(_ body: () throws(UnreadReason) -> Void) {
      guard failure == nil else { return }
      do throws(UnreadReason) {
        try body()
      } catch {
        failure = error
        XML_StopParser(parser, XML_Bool(0))
      }
    }
  }

  /// A single tag or comment longer than this is refused: expat holds it whole.
  private static let longestToken = 16 << 20
  /// Text that entities may make out of the input.
  private static let mostExpanded = 1 << 30

  private let parser: XML_Parser
  private let receiver: Receiver
  private var fed = 0

  init(_ receiver: Receiver) throws(UnreadReason) {
    // The document's own declaration has been followed already: what comes here is UTF-8. Names keep their prefix off.
    guard let parser = XML_ParserCreateNS("UTF-8", 0x7C) else { throw .tooLarge }
    self.parser = parser
    self.receiver = receiver
    receiver.parser = parser
    XML_SetUserData(parser, Unmanaged.passUnretained(receiver).toOpaque())
    XML_SetParamEntityParsing(parser, XML_PARAM_ENTITY_PARSING_NEVER)
    XML_SetElementHandler(parser, expatOpen, expatClose)
    XML_SetCharacterDataHandler(parser, expatText)
    let version = XML_ExpatVersionInfo()
    // From 2.4.0 on expat itself stops entities that multiply; before, none may be declared at all.
    if version.major < 2 || version.major == 2 && version.minor < 4 { XML_SetEntityDeclHandler(parser, expatEntity) }
  }

  deinit { XML_ParserFree(parser) }

  /// - Throws: `.damaged` where the document is not well-formed; what came before has been told.
  mutating func parse(_ utf8: [UInt8], isLast: Bool) throws(UnreadReason) {
    var status = XML_STATUS_OK
    var start = 0
    repeat {
      let count = min(1 << 20, utf8.count - start)
      let ends = isLast && start + count == utf8.count
      status = utf8.withUnsafeBytes { bytes in
        let part = bytes[start..<start + count]
        return UnsafeRawBufferPointer(rebasing: part).withMemoryRebound(to: CChar.self) {
          XML_Parse(parser, $0.baseAddress, Int32(count), ends ? 1 : 0)
        }
      }
      start += count
      fed += count
      if let failure = receiver.failure { throw failure }
      guard status == XML_STATUS_OK else {
        throw XML_GetErrorCode(parser) == XML_ERROR_NO_MEMORY ? .tooLarge : .damaged
      }
      if fed - Int(XML_GetCurrentByteIndex(parser)) > Self.longestToken, !ends { throw .tooLarge }
    } while start < utf8.count
  }
}

private func receiver(_ data: UnsafeMutableRawPointer?) -> ExpatParser.Receiver? {
  data.map { Unmanaged<ExpatParser.Receiver>.fromOpaque($0).takeUnretainedValue() }
}

private func bytes(_ string: UnsafePointer<XML_Char>) -> [UInt8] { Array(String(cString: string).utf8) }

private let expatOpen: XML_StartElementHandler = { data, name, attributes in
  guard let receiver = receiver(data), let name else { return }
  receiver.run { () throws(UnreadReason) in
    var list: [([UInt8], [UInt8])] = []
    var index = 0
    while let attributes, let key = attributes[index], let value = attributes[index + 1] {
      list.append((bytes(key), bytes(value)))
      index += 2
    }
    try receiver.open(bytes(name), list)
  }
}

private let expatClose: XML_EndElementHandler = { data, _ in
  guard let receiver = receiver(data) else { return }
  receiver.run { () throws(UnreadReason) in try receiver.close() }
}

private let expatText: XML_CharacterDataHandler = { data, text, count in
  guard let receiver = receiver(data), let text, count > 0 else { return }
  receiver.run { () throws(UnreadReason) in
    var failure: UnreadReason?
    UnsafeBufferPointer(start: text, count: Int(count)).withMemoryRebound(to: UInt8.self) { bytes in
      do throws(UnreadReason) { try receiver.text(bytes) } catch { failure = error }
    }
    if let failure { throw failure }
  }
}

private let expatEntity: XML_EntityDeclHandler = { data, _, _, _, _, _, _, _, _ in
  guard let receiver = receiver(data) else { return }
  receiver.run { () throws(UnreadReason) in throw .damaged }
}
