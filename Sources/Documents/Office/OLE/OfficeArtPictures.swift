/// Pictures in the streams of old Office documents ([MS-ODRAW] 2.2.23).
enum OfficeArtPictures {
  /// Bytes below which a picture is a logo, a line or a face: no photo of a card or scan of a form is as small.
  private static let ornament = 136 << 10
  private static let most = 1_000

  /// Numbers, from 1, of the pictures that are no ornaments.
  static func large(in stream: [UInt8]) -> [Int] {
    var found: [Int] = []
    var at = 0
    while at + 8 <= stream.count, found.count < most {
      // The type of a picture's record is F01A to F02A; its second byte is rare elsewhere.
      if stream[at + 3] == 0xF0, (0x1A...0x2A).contains(stream[at + 2]), stream[at] & 0x0F == 0,
        let length = stream.uint32(at: at + 4), length > ornament, at + 8 + Int(length) <= stream.count
      {
        found.append(found.count + 1)
        at += 8 + Int(length)
      } else {
        at += 1
      }
    }
    return found
  }
}
