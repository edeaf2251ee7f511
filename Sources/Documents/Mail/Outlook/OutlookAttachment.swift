/// What Outlook says of an attachment.
enum OutlookAttachment {
  /// Its name in the long and the short form and as it is shown, how it is attached, its size, and its number within the
  /// text.
  static let wanted: Set<UInt16> = [0x3707, 0x3704, 0x3001, 0x3705, 0x0E20, 0x3712]

  static func name(_ properties: MessageProperties, number: Int) -> String {
    [UInt16(0x3707), 0x3704, 0x3001].lazy.compactMap { properties.text($0) }.first
      .map { String(decoding: $0, as: UTF8.self) } ?? "attachment \(number)"
  }

  /// A small picture that the text shows: a logo, a line, a face.
  static func isOrnament(_ properties: MessageProperties, name: String, size: Int64) -> Bool {
    guard properties.text(0x3712) != nil, size < 136 << 10 else { return false }
    return [".png", ".jpg", ".jpeg", ".gif", ".bmp"].contains { name.lowercased().hasSuffix($0) }
  }
}
