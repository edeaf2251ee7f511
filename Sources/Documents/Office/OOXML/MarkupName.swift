/// The local name of a tag or attribute as one number: its first seven bytes and its length. Namespace prefixes are
/// dropped: producers choose them freely, and strict and transitional files differ in the namespaces only.
struct MarkupName: Equatable, Sendable {
  let key: UInt64

  @inline(__always)
  init(_ name: StaticString) {
    self.init(bytes: name.utf8Start, count: name.utf8CodeUnitCount)
  }

  @inline(__always)
  init(bytes: UnsafePointer<UInt8>, count: Int) {
    var key = UInt64(truncatingIfNeeded: min(count, 255)) << 56
    var index = 0
    while index < count, index < 7 {
      key |= UInt64(bytes[index]) << UInt64(truncatingIfNeeded: index &* 8)
      index &+= 1
    }
    self.key = key
  }

  @inline(__always)
  static func ~= (pattern: StaticString, name: MarkupName) -> Bool { MarkupName(pattern) == name }

  @inline(__always)
  static func == (name: MarkupName, text: StaticString) -> Bool { name == MarkupName(text) }

  @inline(__always)
  static func != (name: MarkupName, text: StaticString) -> Bool { name != MarkupName(text) }
}
