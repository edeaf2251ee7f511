import Contents

/// What lies in an Office document beside its own text: workbooks behind charts, documents put in as objects, pictures.
enum EmbeddedParts {
  /// Packed bytes below which a picture is a logo, a line or a face: no photo of a card or scan of a form is as small.
  private static let ornament: Int64 = 136 << 10

  /// Hands each of them to whichever reader knows it. A picture is one that none does, and so is told of as not read.
  static func read(of package: OfficePackage, at place: Place) throws(UnreadReason) {
    for path in package.paths {
      let folders = path.lowercased().split(separator: "/").dropLast()
      if folders.last == "embeddings" {
        try package.readMember(path, in: place)
      } else if folders.last == "media" || folders.last == "pictures", package.packedSize(of: path) > ornament {
        try package.readMember(path, in: place)
      }
    }
  }
}

extension OfficePackage {
  fileprivate func readMember(_ path: String, in place: Place) throws(UnreadReason) {
    guard let entry = entry(path) else { return }
    try reading.chargeEntry()
    try ZipReader.read(entry, of: archive, at: place, in: reading)
  }
}
