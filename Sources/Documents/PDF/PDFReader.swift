import Contents

/// Reads the text of a PDF page by page, the lists printed in it as tables, and what its forms and annotations hold.
enum PDFReader {
  private static let longestPage = 8 << 20

  static func read(_ source: any ByteSource, at place: Place, in reading: Reading) throws(UnreadReason) {
    let process = PDFTextProcess(deadline: Double(max(1, min(reading.limits.processorSeconds, 300))))
    let notes = try PDFObjects(source, in: reading).map(PDFNotes.init)
    var pages = Pages(place: place, reading: reading, isDoubtful: notes?.hasDoubtfulFonts ?? false)
    try source.withFileDescriptor { descriptor throws(UnreadReason) in
      try process.run(on: descriptor) { bytes throws(UnreadReason) in try pages.take(bytes) }
    }
    try pages.finish()
    // Nobody can say what was written in such a font, nor on which pages.
    if notes?.hasMuteFonts == true { try reading.emit(.unread(place, .unknownType)) }
    try notes?.emit(at: place, in: reading)
  }

  /// Cuts the output at form feeds, one for each page.
  private struct Pages {
    let place: Place
    let reading: Reading
    /// Some fonts may not say what their glyphs are.
    let isDoubtful: Bool
    private var text: [UInt8] = []
    private var number = 0
    private var titles = PDFPageLayout.Titles()

    init(place: Place, reading: Reading, isDoubtful: Bool) {
      self.isDoubtful = isDoubtful
      self.place = place
      self.reading = reading
    }

    mutating func take(_ bytes: UnsafeRawBufferPointer) throws(UnreadReason) {
      var rest = bytes[...]
      while let feed = rest.firstIndex(of: 0x0C) {
        text.append(contentsOf: rest[..<feed])
        rest = rest[(feed + 1)...]
        try endPage()
      }
      text.append(contentsOf: rest)
      if text.count > PDFReader.longestPage { throw .tooLarge }
    }

    mutating func finish() throws(UnreadReason) {
      if !text.isEmpty { try endPage() }
    }

    private mutating func endPage() throws(UnreadReason) {
      number += 1
      try reading.chargeEntry()
      let here = place.appending(.page(number))
      if text.allSatisfy({ $0 <= 0x20 }) {
        // A page without one letter is a picture (a scan, a fax) or blank: nobody can say that it names nobody.
        try reading.emit(.unread(here, .unknownType))
      } else {
        if GarbledText.isLikely(text, isDoubtful: isDoubtful) { try reading.emit(.unread(here, .unknownType)) }
        try PDFPageLayout.emit(text, continuing: &titles, at: here, in: reading)
      }
      text.removeAll(keepingCapacity: true)
    }
  }
}
