import Contents

/// Objects and pictures in an RTF file, both written as hexadecimal digits.
struct RTFEmbedded {
  private let place: Place
  private let reading: Reading
  private var object: [UInt8] = []
  private var highDigit: UInt8?
  private var objects: [[UInt8]] = []
  private var held = 0
  private var isBeyondHold = false
  /// Characters of the picture that is being passed over.
  var pictureBytes = 0
  private var largePictures = 0

  /// Digits of a picture below which it is a logo, a line or a face: no photo of a card or scan of a form is as small.
  private static let ornament = 2 * (136 << 10)
  private static let mostObjects = 1_000

  init(_ place: Place, _ reading: Reading) {
    self.place = place
    self.reading = reading
  }

  mutating func addObject(hex: UInt8) {
    guard let digit = RTFTokens.hexValue(hex), !isBeyondHold else { return }
    guard let high = highDigit else { return highDigit = digit }
    highDigit = nil
    held += 1
    if held > reading.limits.memberBytesInMemory {
      isBeyondHold = true
    } else {
      object.append(high << 4 | digit)
    }
  }

  mutating func endObject() {
    if objects.count < Self.mostObjects, !object.isEmpty { objects.append(object) }
    object = []
    highDigit = nil
  }

  mutating func endPicture() throws(UnreadReason) {
    if pictureBytes > Self.ornament { largePictures += 1 }
    pictureBytes = 0
  }

  /// Hands objects to whichever reader knows them, and tells of pictures that nobody reads.
  mutating func finish() throws(UnreadReason) {
    for number in 0..<min(largePictures, Self.mostObjects) {
      try reading.emit(.unread(place.appending(.member("picture \(number + 1)")), .unknownType))
    }
    for (index, bytes) in objects.enumerated() {
      try reading.chargeEntry()
      guard let data = OLE1Object(bytes) else { continue }
      try reading.readMember(MemorySource(data.contents), named: data.name ?? "object \(index + 1)", in: place)
    }
    if isBeyondHold { try reading.emit(.unread(place.appending(.member("object")), .tooLarge)) }
    objects = []
  }
}

/// An embedded object as OLE 1 wrote it ([MS-OLEDS] 2.2.5).
struct OLE1Object {
  /// The file's name, where the object is a file as it was ("Package").
  var name: String?
  var contents: [UInt8]

  private init(contents: [UInt8]) { self.contents = contents }

  /// Nil for links, and for what is no object.
  init?(_ bytes: [UInt8]) {
    guard bytes.uint32(at: 4) == 2 else { return nil }
    var at = 8
    var names: [[UInt8]] = []
    for _ in 0..<3 {
      guard let length = bytes.uint32(at: at), length < 1 << 12, at + 4 + Int(length) <= bytes.count else { return nil }
      names.append(Array(bytes[at + 4..<at + 4 + Int(length)].prefix { $0 != 0 }))
      at += 4 + Int(length)
    }
    guard let size = bytes.uint32(at: at), at + 4 < bytes.count else { return nil }
    let native = Array(bytes[at + 4..<min(bytes.count, at + 4 + Int(size))])
    guard names[0] != Array("Package".utf8) else {
      self.init(package: native)
      return
    }
    self.init(contents: native)
  }

  /// A file that was put in as it was: flags, its name, where it came from, its size, its bytes.
  init?(package bytes: [UInt8]) {
    func string(_ at: inout Int) -> [UInt8] {
      let text = bytes[min(at, bytes.count)...].prefix { $0 != 0 }
      at += text.count + 1
      return Array(text)
    }
    var at = 2
    let label = string(&at)
    _ = string(&at)
    at += 4
    guard let pathLength = bytes.uint32(at: at), pathLength < 1 << 16 else { return nil }
    at += 4 + Int(pathLength)
    guard let size = bytes.uint32(at: at), at + 4 <= bytes.count else { return nil }
    name = String(decoding: CharsetStream.decode(label), as: UTF8.self)
    contents = Array(bytes[at + 4..<min(bytes.count, at + 4 + Int(size))])
  }
}
