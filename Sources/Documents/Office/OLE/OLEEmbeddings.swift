import Contents

/// Documents that were put into an old Office document as objects. Each lies in a storage of its own.
enum OLEEmbeddings {
  private static let largestPackage: Int64 = 256 << 20
  /// Documents within documents. A damaged directory may lead in circles.
  private static let deepest = 4

  /// Hands each object below `storage` to the reader that knows it.
  static func read(in storage: OLEStorage, at place: Place, _ reading: Reading) throws(UnreadReason) {
    for inner in storage.storages { try visit(inner, at: place, level: 1, reading) }
  }

  private static func visit(
    _ storage: OLEStorage, at place: Place, level: Int, _ reading: Reading
  ) throws(UnreadReason) {
    guard level <= deepest else { return }
    try reading.chargeEntry()
    let here = place.appending(.member(storage.name))
    do throws(UnreadReason) {
      if try read(storage, at: here, reading) { return }
    } catch {
      try reading.charge(unpacked: 0, memberSoFar: 0, memberPacked: 1)
      return try reading.emit(.unread(here, error))
    }
    for inner in storage.storages { try visit(inner, at: place, level: level + 1, reading) }
  }

  /// - Returns: whether the storage was a document.
  private static func read(
    _ storage: OLEStorage, at here: Place, _ reading: Reading
  ) throws(UnreadReason) -> Bool {
    guard here.depth <= reading.limits.depth else { throw .tooDeep }
    if XLSReader.streamNames.contains(where: { storage.stream(named: $0) != nil }) {
      try reading.emit(.member(here))
      try XLSReader.read(storage, at: here, in: reading)
    } else if storage.stream(named: "WordDocument") != nil {
      try reading.emit(.member(here))
      try DOCReader.read(storage, at: here, in: reading)
    } else if storage.stream(named: "PowerPoint Document") != nil {
      try reading.emit(.member(here))
      try PPTReader.read(storage, at: here, in: reading)
    } else if let package = try storage.bytes(named: "Package", limit: largestPackage) {
      try reading.readMember(MemorySource(package), named: storage.name, in: Place(here.steps.dropLast()))
    } else if let native = try storage.bytes(named: "\u{1}Ole10Native", limit: largestPackage) {
      guard let object = OLE1Object(package: Array(native.dropFirst(4))) else { return false }
      try reading.readMember(MemorySource(object.contents), named: object.name ?? storage.name, in: here)
    } else {
      return false
    }
    return true
  }
}
