import CanonicalForms
import DiskEncryption

/// Microsoft Graph's answers: objects with `id`, `key`, `deviceId` and `createdDateTime`, in a list or one by one.
///
/// The JSON is walked where it lies: a parser that makes strings would leave keys behind in memory.
enum GraphReader {
  static func read(_ text: SecretText) -> KeyFileContent {
    var content = KeyFileContent(.graph, source: .entra)
    text.bytes.withBytes { bytes in
      var walk = JSONWalk(bytes)
      while let object = walk.nextObject() { take(object, in: bytes, into: &content) }
      if walk.isBroken { content.notUnderstood.append(NotUnderstood(walk.line, .damaged)) }
    }
    return content
  }

  private static func take(
    _ object: JSONWalk.Object, in bytes: UnsafeRawBufferPointer, into content: inout KeyFileContent
  ) {
    func text(_ name: String) -> String? {
      guard let range = object.members[name], range.count <= 1024 else { return nil }
      // With its quotes it is a JSON text of its own, escapes and all.
      let quoted = [UInt8(ascii: "\"")] + Array(bytes.part(range)) + [UInt8(ascii: "\"")]
      return (try? JSON(parsing: quoted))?.string
    }
    let protector = text("id").flatMap { GUID($0) }.map { "\($0)" }
    guard let key = object.members["key"] else {
      // Without `$select=key` Graph gives the list and not the keys.
      if protector != nil, object.members["deviceId"] != nil {
        content.notUnderstood.append(NotUnderstood(object.line, .noKey))
      }
      return
    }
    content.take(
      password: bytes.part(key), protector: protector ?? "",
      device: text("deviceName") ?? text("displayName") ?? text("deviceId"),
      made: text("createdDateTime").flatMap { Moment(parsing: $0) }, line: object.line)
  }
}

/// The objects of a JSON text with their members that are strings, innermost first. It demands less than JSON does: it is
/// for finding things, and what it finds is checked.
struct JSONWalk {
  struct Object {
    let line: Int
    /// Of each string its bytes without the quotes; the first of a name counts.
    var members: [String: Range<Int>] = [:]
    fileprivate var name: String?
    fileprivate let isArray: Bool
  }

  private static let deepest = 64
  private static let longestName = 64

  private let bytes: UnsafeRawBufferPointer
  private var place = 0
  private(set) var line = 1
  private(set) var isBroken = false
  private var open: [Object] = []

  init(_ bytes: UnsafeRawBufferPointer) { self.bytes = bytes }

  /// The next object that ends.
  mutating func nextObject() -> Object? {
    while place < bytes.count {
      let byte = bytes[place]
      place += 1
      switch byte {
      case 0x0A: line += 1
      case UInt8(ascii: "{"), UInt8(ascii: "["):
        guard open.count < Self.deepest else { return stop() }
        open.append(Object(line: line, isArray: byte == UInt8(ascii: "[")))
      case UInt8(ascii: "}"), UInt8(ascii: "]"):
        guard let last = open.popLast(), last.isArray == (byte == UInt8(ascii: "]")) else { return stop() }
        if let outer = open.indices.last { open[outer].name = nil }
        if !last.isArray { return last }
      case UInt8(ascii: "\""):
        guard let range = string() else { return stop() }
        take(range)
      case UInt8(ascii: ","): if let last = open.indices.last { open[last].name = nil }
      default: break
      }
    }
    if !open.isEmpty { isBroken = true }
    return nil
  }

  private mutating func stop() -> Object? {
    isBroken = true
    place = bytes.count
    open = []
    return nil
  }

  private mutating func take(_ range: Range<Int>) {
    guard let last = open.indices.last, !open[last].isArray else { return }
    guard let name = open[last].name else {
      open[last].name = range.count <= Self.longestName ? bytes.part(range).text : ""
      return
    }
    if open[last].members[name] == nil { open[last].members[name] = range }
  }

  /// Up to the closing quote; nil when there is none.
  private mutating func string() -> Range<Int>? {
    let start = place
    while place < bytes.count {
      switch bytes[place] {
      case UInt8(ascii: "\\"): place += 2
      case UInt8(ascii: "\""):
        place += 1
        return start..<place - 1
      case 0x0A: return nil
      default: place += 1
      }
    }
    return nil
  }
}
